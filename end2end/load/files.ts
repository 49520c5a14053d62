// The memory figure: a large firmware image from the library to many chargers at once, and what the server's memory grew by.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, request, test } from "@playwright/test";
import { Chargehand } from "../chargehand.ts";
import { findProgram, Running } from "../processes.ts";
import { table, usage } from "./figures.ts";
import { identities } from "./fleet.ts";

const MIB = 1024 * 1024;
const number = (name: string, usual: number) => Number(process.env[name] ?? usual);
const CHARGERS = number("LOAD_CHARGERS", 50);
const IMAGE_MB = number("LOAD_IMAGE_MB", 200);
/** What the server may grow by over its idle figure, in MiB. */
const GROWTH_MIB = number("LOAD_GROWTH_MIB", 64);
const PIECE = 4 * MIB;
const PASSWORD = "a long enough password";
const CHARGER_PASSWORD = "0123456789abcdef0123";
const EMAIL = "admin@load.example";
const VERSION = "9.0.0";

test("one image to many chargers at once", async () => {
  test.setTimeout(30 * 60_000);
  const names = identities("LOAD", CHARGERS);
  const server = new Chargehand(["--log", "warn"]);
  let fleet: Running | null = null;
  try {
    await server.start();
    await server.cli(["organisation", "add", "Load", "--accept-any-token"]);
    await server.cli(["site", "add", "Field", "--organisation", "Load", "--time-zone", "UTC"]);
    await server.cli(["user", "add", EMAIL, "--role", "admin", "--organisation", "Load", "--password-stdin"], PASSWORD);
    const rows = names.map((name) => `${name},${name},Field,${CHARGER_PASSWORD}`);
    const file = path.join(server.data, "chargers.csv");
    writeFileSync(file, ["identity,name,site,password", ...rows, ""].join("\n"));
    await server.cli(["charger", "import", file]);
    fleet = new Running(findProgram("charger-sim", "CHARGER_SIM_BIN"), [
      ...["--url", server.chargers],
      ...["--identity", "LOAD"],
      ...["--password", CHARGER_PASSWORD],
      ...["--count", String(CHARGERS)],
      ...["--transfers", "real"],
    ]);
    const sim = fleet;
    for (const name of names) {
      await sim.line((line) => line.startsWith(`${name} < [3,`), `${name} to be booted`, { timeout: 60_000 });
    }

    const page = await request.newContext({
      baseURL: server.console,
      extraHTTPHeaders: { "Sec-Fetch-Site": "same-origin", Accept: "application/json" },
    });
    await page.post("/sign-in", { form: { email: EMAIL, password: PASSWORD }, maxRedirects: 0 });
    const asked = async (path: string, form: Record<string, string> = {}) => {
      const answer = await page.post(path, { form });
      expect(answer.ok(), `${path}: ${answer.status()}`).toBe(true);
      return answer.json();
    };
    const idle = usage(server.pid);

    // The image, in pieces, as the console sends it.
    const image = Buffer.alloc(IMAGE_MB * 1_000_000, "chargehand ");
    image.write(`chargehand-firmware-version: ${VERSION}\n`);
    const of = { name: "load.bin", bytes: String(image.length), modified: "1" };
    for (let offset = 0; offset < image.length; offset += PIECE) {
      const query = new URLSearchParams({ ...of, offset: String(offset) });
      const piece = await page.post(`/files/firmware/piece?${query}`, {
        data: image.subarray(offset, offset + PIECE),
        headers: { "Content-Type": "application/octet-stream" },
      });
      expect(await piece.json()).toEqual({ have: Math.min(offset + PIECE, image.length) });
    }
    const uploaded = usage(server.pid);
    await asked("/api/finish-firmware", { ...of, vendor: "Chargehand", model: "Simulated", version: VERSION });

    const { Here: chargers } = await asked("/api/chargers");
    const keys: string[] = chargers.rows.map((row: { key: string }) => row.key);
    let after = chargers.next;
    while (after) {
      const { Here: more } = await asked("/api/chargers", { after });
      keys.push(...more.rows.map((row: { key: string }) => row.key));
      after = more.next;
    }
    expect(keys.length).toBe(CHARGERS);
    const { Here: offered } = await asked("/api/firmware-choices", { charger: keys[0] });
    const firmware: string = offered.choices[0].key;

    const began = Date.now();
    let peak = usage(server.pid);
    const watching = setInterval(() => {
      const now = usage(server.pid);
      if (now && (!peak || now.memory > peak.memory)) peak = now;
    }, 100);
    await Promise.all(
      keys.map((charger) =>
        asked("/api/update-firmware", { charger, firmware, source: "library", anyway: "true", reason: "the load figure" }),
      ),
    );
    for (const name of names) {
      await sim.line((line) => line.startsWith(`${name} * fetched ${image.length} bytes`), `${name} to have fetched it`, {
        timeout: 15 * 60_000,
      });
    }
    clearInterval(watching);
    const took = (Date.now() - began) / 1000;
    const after_ = usage(server.pid);
    if (!idle || !uploaded || !peak || !after_) throw new Error("the system does not tell a process's memory");
    const row = (name: string, memory: number) => [name, `${memory.toFixed(1)} MiB`, `${(memory - idle.memory).toFixed(1)} MiB`];
    console.log(
      [
        `${CHARGERS} chargers fetched ${IMAGE_MB} MB each at once in ${took.toFixed(1)} s`,
        table([
          ["", "memory", "over idle"],
          row("idle", idle.memory),
          row("after the upload", uploaded.memory),
          row("most while fetching", peak.memory),
          row("afterwards", after_.memory),
        ]),
      ].join("\n"),
    );
    expect(uploaded.memory - idle.memory).toBeLessThan(GROWTH_MIB);
    expect(peak.memory - idle.memory).toBeLessThan(GROWTH_MIB);
    await page.dispose();
  } finally {
    await fleet?.stop("SIGINT");
    await server.discard();
  }
});
