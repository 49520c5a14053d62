// Figures and how they are printed.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

export interface Spread {
  count: number;
  p50: number;
  p95: number;
  max: number;
}

/** By nearest rank; infinite where there is nothing, so that no bound holds. */
export function spread(values: number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? Infinity;
  return { count: sorted.length, p50: rank(0.5), p95: rank(0.95), max: rank(1) };
}

/** What a process has used, where the system tells (Linux does). */
export interface Usage {
  at: number;
  /** Seconds of one core since its start. */
  cpu: number;
  /** MiB now, and at most so far. */
  memory: number;
  peak: number;
}

export function usage(pid: number): Usage | null {
  try {
    const ticks = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
    // After the name, which may hold spaces: state is field 3, user and system time are 14 and 15.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const mib = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1]) / 1024;
    const cpu = (Number(fields[11]) + Number(fields[12])) / ticks;
    return { at: Date.now(), cpu, memory: mib("VmRSS"), peak: mib("VmHWM") };
  } catch {
    return null;
  }
}

/** Lines of a table, the first column to the left, the others to the right. */
export function table(rows: (string | number)[][]): string {
  const texts = rows.map((row) => row.map(String));
  const widths = texts[0].map((_, column) => Math.max(...texts.map((row) => row[column].length)));
  const line = (row: string[]) =>
    row.map((text, column) => (column === 0 ? text.padEnd(widths[0]) : text.padStart(widths[column]))).join("   ");
  return texts.map(line).join("\n");
}
