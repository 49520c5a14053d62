// Says once more at the very end what failed and why, in few lines, for those who see only the end of a run's output.
import type { FullResult, Reporter, TestCase, TestResult } from "@playwright/test/reporter";

/** Lines told of one failure; the whole story stands above, with its trace. */
const LINES = 14;

export default class Failures implements Reporter {
  private readonly told: string[] = [];

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status === "passed" || result.status === "skipped") return;
    const name = test.titlePath().filter(Boolean).join(" › ");
    for (const error of result.errors) {
      // Without the colours of a terminal.
      const text = (error.message ?? error.value ?? "no message").replace(/\u001b\[[0-9;]*m/g, "");
      const lines = text.split("\n").filter((line) => line.trim() !== "");
      this.told.push([`${name} (try ${result.retry + 1}, ${result.status}):`, ...lines.slice(0, LINES)].join("\n    "));
    }
  }

  onEnd(_result: FullResult): void {
    if (this.told.length > 0) console.log(`\nWhat failed:\n\n${this.told.join("\n\n")}\n`);
  }
}
