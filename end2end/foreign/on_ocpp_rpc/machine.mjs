// What the chargers of all versions have in common: the library's client, what survives a reboot, the jobs that run.

import { setTimeout as sleep } from "node:timers/promises";
import { RPCClient } from "ocpp-rpc";
import { tell, violation } from "./events.mjs";

const STEP = 50; // ms between two steps of a job
const OFFLINE = 200; // ms that a reboot takes
const RETRY = 200; // ms between two attempts to connect
// A file whose address holds this is fetched, or uploaded, in silence until the charger is asked how far it is.
const SILENT = "slow";

export const now = () => new Date().toISOString();

export class Machine {
  firmware = "1.0.0";
  reason = "PowerUp";
  installed = null; // the update whose end is still to be told
  transactions = new Map();
  status = new Map();
  ending = false;
  down = false; // between two lives
  askedHowFar = () => {};

  constructor(subprotocol, { url, identity, password }) {
    this.subprotocol = subprotocol;
    this.client = new RPCClient({
      endpoint: url.replace(/\/+$/, ""),
      identity,
      password: password ?? null,
      protocols: [subprotocol],
      strictMode: true,
      reconnect: false,
      wsOpts: { perMessageDeflate: false },
    });
    this.client.on("strictValidationFailure", ({ error }) => {
      violation(`${error.message} ${JSON.stringify(error.details ?? {})}`);
    });
    this.client.on("badMessage", ({ error }) => violation(error.message));
    this.client.on("disconnect", () => tell("disconnected"));
  }

  // Answers a CALL, and does afterwards what follows it.
  handle(action, answer, follow = async () => {}) {
    this.client.handle(action, ({ params }) => {
      tell("call", { action, payload: params });
      const answered = answer(params);
      setTimeout(() => follow(params, answered).catch((error) => this.failed(error)), STEP);
      return answered;
    });
  }

  // What it still wanted to say while it reboots, or ends, is nobody's fault.
  failed(error) {
    if (this.down || this.ending) tell("unsaid", { message: error.message });
    else violation(error.stack);
  }

  async call(action, payload) {
    tell("sent", { action, payload });
    return this.client.call(action, payload);
  }

  async report(kind, request, ...statuses) {
    for (const status of statuses) {
      await sleep(STEP);
      this.status.set(kind, { status, request });
      await this.tellStatus(kind);
      if (status === "Installed" || status === "Uploaded") this.status.delete(kind);
    }
  }

  async untilAsked(location) {
    if (location.includes(SILENT)) await new Promise((asked) => (this.askedHowFar = asked));
  }

  async pause() {
    await sleep(STEP);
  }

  // With the next firmware, whose end is told after the boot.
  async rebootUpdated(request, reason) {
    this.firmware = `${Number.parseInt(this.firmware, 10) + 1}.0.0`;
    this.installed = request;
    await this.reboot(reason);
  }

  async reboot(reason) {
    // A machine that is starting does not restart before it has started.
    await this.started;
    this.reason = reason;
    this.status.clear();
    this.down = true;
    await this.client.close({ code: 1000, awaitPending: true });
    await sleep(OFFLINE);
    await this.live();
  }

  async live() {
    while (!this.ending) {
      try {
        await this.client.connect();
        break;
      } catch (error) {
        tell("refused", { message: error.message });
        await sleep(RETRY);
      }
    }
    this.down = false;
    tell("connected");
    if (this.client.protocol !== this.subprotocol) {
      violation(`the Csms chose the sub-protocol ${this.client.protocol}`);
    }
    this.started = this.beginLife();
    await this.started;
  }

  async beginLife() {
    const answer = await this.boot();
    tell("booted", { status: answer.status, firmwareVersion: this.firmware });
    const { installed } = this;
    this.installed = null;
    if (installed !== null) await this.report("firmware", installed, "Installed");
  }
}
