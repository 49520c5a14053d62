// The server under test: its data folder, its start, restart and end, and its command line beside it.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findProgram, Running } from "./processes.ts";

export class Chargehand {
  /** Where browsers go. */
  console = "";
  /** Where chargers connect, up to their identity. */
  chargers = "";
  /** Where chargers fetch and put files. */
  files = "";
  /** The same over FTP, in the demo. */
  ftp = "";
  /** The one-time link that is printed while there is no administrator. */
  setup: string | null = null;
  readonly data = mkdtempSync(path.join(tmpdir(), "chargehand-"));
  private readonly program = findProgram("chargehand", "CHARGEHAND_BIN");
  private running: Running | null = null;
  private said: string[] = [];

  constructor(private readonly args: string[]) {}

  /** Starts it on free ports; after a stop, on the same ones again, as a browser left open expects. */
  async start(): Promise<void> {
    const address = (url: string) => (url ? new URL(url).host : "127.0.0.1:0");
    // What nobody ordered would stand on timelines that tests count; the demo, and whoever asks for it, has it.
    const asked = this.args.some((arg) => arg === "--demo" || arg.startsWith("--read-configuration"));
    const running = new Running(
      this.program,
      [
        "serve",
        ...["--data", this.data],
        ...["--console", address(this.console)],
        ...["--chargers", address(this.chargers)],
        ...["--files", address(this.files)],
        // The demo opens this door by itself, on a port that another test's demo may have.
        ...(this.args.includes("--demo") ? ["--ftp", address(this.ftp)] : []),
        ...this.args,
      ],
      asked ? {} : { CHARGEHAND_READ_CONFIGURATION: "false" },
    );
    this.running = running;
    const told = async (name: string) => {
      const line = await running.line((line) => line.startsWith(`${name} `), `its line "${name} …"`);
      return line.slice(name.length + 1).trim();
    };
    this.console = (await told("console")).replace(/\/$/, "");
    this.chargers = (await told("chargers")).replace(/\/\{identity\}$/, "");
    this.files = (await told("files")).replace(/\/$/, "");
    if (this.args.includes("--demo")) this.ftp = await told("ftp");
    this.setup = running.out.find((line) => line.startsWith("setup "))?.slice("setup ".length) ?? null;
  }

  /** The server's process; 0 while it does not run. */
  get pid(): number {
    return this.running?.pid ?? 0;
  }

  /** Email and password that `--demo` prints. */
  async demoLogin(): Promise<[string, string]> {
    const running = this.running;
    if (!running) throw new Error("the demo is not running");
    const told = async (name: string) => (await running.line((line) => line.startsWith(`${name} `), `its ${name}`)).slice(name.length + 1);
    return [await told("email"), await told("password")];
  }

  /** What it has logged so far, over all its starts. */
  log(): string {
    return [...this.said, ...(this.running?.err ?? [])].join("\n");
  }

  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const running = this.running;
    if (!running) return;
    await running.stop(signal);
    this.said.push(...running.err);
    this.running = null;
  }

  /** As after a power cut, where the signal is SIGKILL. */
  async restart(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    await this.stop(signal);
    await this.start();
  }

  /** Ends it and removes its data. */
  async discard(): Promise<void> {
    await this.stop();
    rmSync(this.data, { recursive: true, force: true });
  }

  /** `chargehand ARGS` on the same data folder, with `input` on its standard input; what it prints, or an error. */
  cli(args: string[], input = ""): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = spawn(this.program, [...args, "--data", this.data]);
      let out = "";
      let err = "";
      child.stdout.on("data", (bytes) => (out += bytes));
      child.stderr.on("data", (bytes) => (err += bytes));
      child.once("error", reject);
      child.once("close", (code) => {
        if (code === 0) resolve(out);
        else reject(new Error(`chargehand ${args.join(" ")}: ${code}\n${err}`));
      });
      // A command that reads nothing may have closed its end already.
      child.stdin.on("error", () => {});
      child.stdin.end(input);
    });
  }
}
