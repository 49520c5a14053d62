// Programs that tests start: where they lie, their lines as they come, and their end.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";

/** Lines kept of each program; older ones are dropped. */
const LINES_MAX = 20_000;

/** A built program: the environment's own, else from cargo's target folder. */
export function findProgram(name: string, variable: string): string {
  const target = process.env.CARGO_TARGET_DIR || path.join(import.meta.dirname, "../target");
  const program = process.env[variable] || path.resolve(import.meta.dirname, "..", target, "debug", name);
  if (!existsSync(program)) throw new Error(`${program} is not there; \`make test\` builds it, or set ${variable}`);
  return program;
}

/** A running program and everything it has said. */
export class Running {
  readonly out: string[] = [];
  readonly err: string[] = [];
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;
  private waiting: (() => void)[] = [];
  private over = false;

  constructor(
    private readonly program: string,
    args: string[],
    env: NodeJS.ProcessEnv = {},
  ) {
    this.child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
    this.keep(this.child.stdout!, this.out);
    this.keep(this.child.stderr!, this.err);
    this.ended = new Promise((resolve) => {
      const end = () => {
        this.over = true;
        this.wake();
        resolve();
      };
      this.child.once("close", end);
      this.child.once("error", (error) => {
        this.err.push(String(error));
        end();
      });
    });
  }

  /** Its number in the system; 0 if it could not be started. */
  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** The first line of standard output, from number `from` on, that the test is true of. */
  async line(is: (line: string) => boolean, what: string, { from = 0, timeout = 20_000 } = {}): Promise<string> {
    const deadline = Date.now() + timeout;
    for (;;) {
      const found = this.out.slice(from).find(is);
      if (found !== undefined) return found;
      const left = deadline - Date.now();
      if (this.over || left <= 0) {
        const why = this.over ? "ended" : `said nothing of it in ${timeout} ms`;
        const said = [...this.out.slice(-20), ...this.err.slice(-20)].join("\n");
        throw new Error(`${path.basename(this.program)}: waiting for ${what}, it ${why}:\n${said}`);
      }
      await this.next(left);
    }
  }

  /** Ends it and waits until it has; SIGKILL leaves it no time to write anything. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    if (!this.over) this.child.kill(signal);
    const hard = setTimeout(() => this.child.kill("SIGKILL"), 10_000);
    await this.ended;
    clearTimeout(hard);
  }

  private keep(stream: NodeJS.ReadableStream, lines: string[]): void {
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      if (lines.length > LINES_MAX) lines.splice(0, LINES_MAX / 2);
      this.wake();
    });
  }

  private next(timeout: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeout);
      this.waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  private wake(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}
