// A charger on the Node library `ocpp-rpc` in strict mode, which checks every message against the published schemas.
//
// Connects, boots, and does all five OCPP actions. Prints one JSON object per line and event, as python_charger.py does:
// connected, booted, call, sent, disconnected, refused, violation. It fetches and uploads nothing, it only says so.
// Ends on SIGTERM or SIGINT: with 1 after a violation, else with 0.

import { parseArgs } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { RPCClient } from "ocpp-rpc";

const STEP = 50; // ms between two steps of a job
const OFFLINE = 200; // ms that a reboot takes
const RETRY = 200; // ms between two attempts to connect

const { values: options } = parseArgs({
  options: { url: { type: "string" }, identity: { type: "string" }, password: { type: "string" } },
});
if (!options.url || !options.identity) {
  console.error("usage: node_charger.mjs --url ws://HOST:PORT/PATH --identity X [--password P]");
  process.exit(2);
}

let violations = 0;
let firmware = "1.0.0";
let installed = false;
let ending = false;

function tell(event, fields = {}) {
  process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`);
}

function violation(message) {
  violations += 1;
  tell("violation", { message: String(message) });
}

const charger = new RPCClient({
  endpoint: options.url.replace(/\/+$/, ""),
  identity: options.identity,
  password: options.password ?? null,
  protocols: ["ocpp1.6"],
  strictMode: true,
  reconnect: false,
  wsOpts: { perMessageDeflate: false },
});

charger.on("strictValidationFailure", ({ error }) => violation(`${error.message} ${JSON.stringify(error.details ?? {})}`));
charger.on("badMessage", ({ error }) => violation(error.message));
charger.on("disconnect", () => tell("disconnected"));

// Answers a CALL, and does afterwards what follows it.
function handle(action, answer, follow = async () => {}) {
  charger.handle(action, ({ params }) => {
    tell("call", { action, payload: params });
    setTimeout(() => follow(params).catch((error) => violation(error)), STEP);
    return answer(params);
  });
}

async function call(action, payload) {
  tell("sent", { action, payload });
  return charger.call(action, payload);
}

async function report(action, ...statuses) {
  for (const status of statuses) {
    await sleep(STEP);
    await call(action, { status });
  }
}

async function reboot() {
  await charger.close({ code: 1000, awaitPending: true });
  await sleep(OFFLINE);
  await live();
}

async function live() {
  while (!ending) {
    try {
      await charger.connect();
      break;
    } catch (error) {
      tell("refused", { message: error.message });
      await sleep(RETRY);
    }
  }
  tell("connected");
  if (charger.protocol !== "ocpp1.6") violation(`the Csms chose the sub-protocol ${charger.protocol}`);
  const boot = { chargePointVendor: "Foreign", chargePointModel: "node", firmwareVersion: firmware };
  const answer = await call("BootNotification", boot);
  for (const connectorId of [0, 1]) {
    const timestamp = new Date().toISOString();
    await call("StatusNotification", { connectorId, errorCode: "NoError", status: "Available", timestamp });
  }
  tell("booted", { status: answer.status, firmwareVersion: firmware });
  if (installed) {
    installed = false;
    await report("FirmwareStatusNotification", "Installed");
  }
}

const accepted = () => ({ status: "Accepted" });

handle("Reset", accepted, reboot);
handle(
  "UpdateFirmware",
  () => ({}),
  async ({ retrieveDate }) => {
    if (Number.isNaN(Date.parse(retrieveDate))) violation(`retrieveDate ${retrieveDate} is no date`);
    await report("FirmwareStatusNotification", "Downloading", "Downloaded", "Installing");
    firmware = "2.0.0";
    installed = true;
    await reboot();
  },
);
handle(
  "GetDiagnostics",
  () => ({ fileName: "diagnostics.zip" }),
  () => report("DiagnosticsStatusNotification", "Uploading", "Uploaded"),
);
handle("ClearCache", accepted);
handle("ClearChargingProfile", accepted);
handle("GetCompositeSchedule", ({ connectorId, duration }) => ({
  status: "Accepted",
  connectorId,
  scheduleStart: new Date().toISOString(),
  chargingSchedule: {
    duration,
    chargingRateUnit: "A",
    chargingSchedulePeriod: [{ startPeriod: 0, limit: 32 }],
  },
}));

for (const name of ["SIGTERM", "SIGINT"]) {
  process.on(name, () => {
    ending = true;
    process.exit(violations ? 1 : 0);
  });
}

await live().catch((error) => violation(error));
