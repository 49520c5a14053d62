// Simulated chargers: registered by the command line, then played by the program charger-sim.
import type { Chargehand } from "./chargehand.ts";
import { findProgram, Running } from "./processes.ts";

export type Behaviour =
  | "prompt"
  | "rejecting"
  | "drops-at-reset"
  | "lies-about-firmware"
  | "late"
  | "never-reboots"
  | "silent";

export interface ChargerOptions {
  identity: string;
  site: string;
  name?: string;
  /** null: registered as one without a password. */
  password?: string | null;
  behave?: Behaviour;
  firmware?: string;
  connectors?: number;
  /** MeterValues a second. */
  rate?: number;
  /** Further arguments of charger-sim. */
  args?: string[];
  /** false: registered, but not there yet. */
  connect?: boolean;
}

export class Charger {
  readonly identity: string;
  readonly name: string;
  private running: Running | null = null;

  private constructor(
    private readonly chargehand: Chargehand,
    private readonly options: ChargerOptions,
  ) {
    this.identity = options.identity;
    this.name = options.name ?? options.identity;
  }

  static async register(chargehand: Chargehand, options: ChargerOptions): Promise<Charger> {
    const charger = new Charger(chargehand, options);
    const add = ["charger", "add", options.identity, "--site", options.site, "--name", charger.name];
    if (options.password === null) await chargehand.cli([...add, "--no-password"]);
    else await chargehand.cli([...add, "--password-stdin"], charger.password());
    if (options.connect !== false) await charger.connect();
    return charger;
  }

  /** Starts the simulator and waits until the server has answered its BootNotification. */
  async connect(): Promise<void> {
    const { behave = "prompt", firmware, connectors, rate, args = [] } = this.options;
    this.running = new Running(findProgram("charger-sim", "CHARGER_SIM_BIN"), [
      ...["--url", this.chargehand.chargers],
      ...["--identity", this.identity],
      ...(this.options.password === null ? [] : ["--password", this.password()]),
      ...["--behave", behave],
      ...(firmware ? ["--firmware", firmware] : []),
      ...(connectors ? ["--connectors", String(connectors)] : []),
      ...(rate ? ["--rate", String(rate)] : []),
      ...args,
    ]);
    await this.running.line((line) => / < \[3,/.test(line), `${this.identity} to be booted`);
  }

  /** All frames so far, as `IDENTITY > TEXT` for sent and `IDENTITY < TEXT` for received ones. */
  wire(): string[] {
    return [...(this.running?.out ?? [])];
  }

  /** Payloads of the CALLs of this action that have come from the server. */
  received(action: string): unknown[] {
    return this.wire()
      .filter((line) => line.startsWith(`${this.identity} < [2,`))
      .map((line) => JSON.parse(line.slice(this.identity.length + 3)) as [number, string, string, unknown])
      .filter(([, , name]) => name === action)
      .map(([, , , payload]) => payload);
  }

  /** Waits for a line of the wire that matches, from line number `from` on. */
  async frame(pattern: RegExp, from = 0): Promise<string> {
    if (!this.running) throw new Error(`${this.identity} is not running`);
    return this.running.line((line) => pattern.test(line), `a frame like ${pattern}`, { from });
  }

  /** Goes away; the server sees the socket close. */
  async disconnect(): Promise<void> {
    await this.running?.stop("SIGINT");
    this.running = null;
  }

  private password(): string {
    return this.options.password ?? "a charger's own password";
  }
}
