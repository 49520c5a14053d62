// Many simulated chargers in one process, and what they have sent.
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { findProgram } from "../processes.ts";
import { readMessage } from "./messages.ts";

export interface FleetOptions {
  /** Where chargers connect, up to their identity. */
  url: string;
  /** What stands before -0001 and so on. */
  prefix: string;
  password: string;
  count: number;
  /** Messages a second that each of them sends. */
  rate: number;
  /** Seconds over which they connect. */
  spread: number;
}

/** Identities as charger-sim makes them. */
export function identities(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, place) => `${prefix}-${String(place + 1).padStart(4, "0")}`);
}

export class Fleet {
  /** Message ids with the time in the message, by identity. */
  readonly sent = new Map<string, Map<string, number>>();
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;
  private readonly complaints: string[] = [];

  constructor(options: FleetOptions) {
    this.child = spawn(
      findProgram("charger-sim", "CHARGER_SIM_BIN"),
      [
        ...["--url", options.url],
        ...["--identity", options.prefix],
        ...["--password", options.password],
        ...["--count", String(options.count)],
        ...["--rate", String(options.rate)],
        ...["--spread", String(options.spread)],
      ],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    this.ended = new Promise((resolve) => {
      this.child.once("close", () => resolve());
      this.child.once("error", (error) => {
        this.complaints.push(String(error));
        resolve();
      });
    });
    createInterface({ input: this.child.stdout! }).on("line", (line) => this.take(line));
    createInterface({ input: this.child.stderr! }).on("line", (line) => {
      if (this.complaints.length < 20) this.complaints.push(line);
    });
  }

  /** The first things that went wrong on their side. */
  trouble(): string {
    return this.complaints.join("\n");
  }

  /** All messages with a time in [from, to), by identity. */
  sentWithin(from: number, to: number): Map<string, string[]> {
    const within = new Map<string, string[]>();
    for (const [identity, messages] of this.sent) {
      within.set(identity, [...messages].filter(([, at]) => at >= from && at < to).map(([id]) => id));
    }
    return within;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null) this.child.kill("SIGINT");
    const hard = setTimeout(() => this.child.kill("SIGKILL"), 10_000);
    await this.ended;
    clearTimeout(hard);
  }

  private take(line: string): void {
    const arrow = line.indexOf(" > ");
    if (arrow < 0) return;
    const message = readMessage(line.slice(arrow + 3));
    if (!message) return;
    const identity = line.slice(0, arrow);
    let messages = this.sent.get(identity);
    if (!messages) this.sent.set(identity, (messages = new Map()));
    messages.set(message.id, message.at);
  }
}
