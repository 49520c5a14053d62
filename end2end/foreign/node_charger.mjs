// A charger on the Node library `ocpp-rpc` in strict mode, which checks every message against the published schemas.
//
// Speaks one version (on_ocpp_rpc/): connects, boots, charges when it is asked to, and does every OCPP action. Prints one
// JSON object per line and event, as python_charger.py does: connected, booted, call, sent, disconnected, refused,
// violation. It fetches and uploads nothing, it only says so; of a file whose address holds `slow` it says nothing more
// until it is asked how far it is. Ends on SIGTERM or SIGINT: with 1 after a violation, else with 0.

import { parseArgs } from "node:util";
import { isFaultless, violation } from "./on_ocpp_rpc/events.mjs";
import { Charger as V16 } from "./on_ocpp_rpc/v16.mjs";
import { Charger as V201 } from "./on_ocpp_rpc/v201.mjs";

const chargers = { "1.6": V16, "2.0.1": V201 };

const { values: options } = parseArgs({
  options: {
    version: { type: "string", default: "1.6" },
    url: { type: "string" },
    identity: { type: "string" },
    password: { type: "string" },
  },
});
const Charger = chargers[options.version];
if (!Charger || !options.url || !options.identity) {
  console.error("usage: node_charger.mjs [--version 1.6|2.0.1] --url ws://HOST:PORT/PATH --identity X [--password P]");
  process.exit(2);
}

const charger = new Charger(options);
for (const name of ["SIGTERM", "SIGINT"]) {
  process.on(name, () => {
    charger.ending = true;
    process.exit(isFaultless() ? 0 : 1);
  });
}
await charger.live().catch((error) => violation(error.stack));
