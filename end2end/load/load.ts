// The load figure: from a charger's frame to 20 streams and one real browser, while 500 chargers talk once a second each.
import { writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Page } from "@playwright/test";
import { DESK, expect, hydrated, SITE, test } from "../fixtures.ts";
import { findProgram } from "../processes.ts";
import { Audience } from "./audience.ts";
import { spread, table, usage } from "./figures.ts";
import { Fleet, identities } from "./fleet.ts";
import { signInAlone, Stream } from "./stream.ts";

const CHARGERS = given("LOAD_CHARGERS", 500, 9_999);
/** Messages a second and charger. */
const RATE = given("LOAD_RATE", 1, 100);
/** How long is measured, in seconds. */
const SECONDS = given("LOAD_SECONDS", 30, 600);
const STREAMS = 20;
/** As many as one stream may name. */
const CHARGERS_A_STREAM = 8;
/** A session has room for 16. */
const STREAMS_A_SESSION = 5;
/** Seconds over which the chargers connect, and seconds after that before anything counts. */
const SPREAD = 5;
const WARM_UP = 5;
/** Seconds for the last frames to arrive, where they are late. */
const DRAIN = 10;
/** What 95 of 100 frames must stay under, in milliseconds. */
const P95_BOUND = 250;
/** The share of the messages asked for that the chargers must really have sent, or nothing was measured. */
const SENT_LEAST = 0.95;
const PREFIX = "LOAD";
const PASSWORD = "a password of the load";

test.use({ serveArguments: ["--log", "warn"] });

test("frames reach streams and a browser in time", async ({ chargehand, playwright, page, signIn }) => {
  const server = findProgram("chargehand", "CHARGEHAND_BIN");
  console.log(`${server}, ${os.cpus().length} cores: ${CHARGERS} chargers, ${RATE} message/s each, for ${SECONDS} s`);
  await chargehand.cli(["charger", "import", chargersFile(chargehand.data)]);
  const cookies: string[] = [];
  for (let n = 0; n < STREAMS / STREAMS_A_SESSION; n += 1) {
    cookies.push(await signInAlone(playwright.request, chargehand.console, DESK));
  }

  const streams: Stream[] = [];
  const all = { url: chargehand.chargers, prefix: PREFIX, password: PASSWORD };
  // The keys in addresses are secret: whoever may see the chargers learns them from the live states.
  const keys = new Map<string, string>();
  const learning = await Stream.open(chargehand.console, cookies[0], [], (name, data) => {
    if (name !== "charger") return;
    const { charger } = JSON.parse(data);
    if (charger.model) keys.set(charger.identity, charger.key);
  });
  streams.push(learning);
  const fleet = new Fleet({ ...all, count: CHARGERS, rate: RATE, spread: SPREAD });
  try {
    await expect.poll(() => keys.size, { message: fleet.trouble(), timeout: 60_000 }).toBe(CHARGERS);
    learning.close();
    const names = identities(PREFIX, CHARGERS);
    const key = (place: number) => keys.get(names[place % CHARGERS])!;

    const browser = new Audience("browser", [key(0)]);
    await signIn(page, DESK);
    const collect = await listen(page, browser);
    await page.goto(`/chargers/${key(0)}`);
    await hydrated(page);
    const watching: Audience[] = [];
    for (let n = 0; n < STREAMS; n += 1) {
      // The browser's charger, which all of them watch, and some of their own.
      const own = Array.from({ length: CHARGERS_A_STREAM - 1 }, (_, place) => key(1 + n * (CHARGERS_A_STREAM - 1) + place));
      const audience = new Audience(`stream ${n + 1}`, [key(0), ...own]);
      const cookie = cookies[n % cookies.length];
      const take = (_name: string, data: string, now: number) => audience.take(data, now);
      streams.push(await Stream.open(chargehand.console, cookie, audience.chargers, take));
      watching.push(audience);
    }

    await sleep(WARM_UP * 1_000);
    const from = Date.now();
    const before = usage(chargehand.pid);
    await sleep(SECONDS * 1_000);
    const to = Date.now();
    const after = usage(chargehand.pid);

    // All that was sent in this time, by key, and who has not had all of it.
    const sent = () => new Map([...fleet.sentWithin(from, to)].map(([identity, ids]) => [keys.get(identity)!, ids]));
    const lost = async (audience: Audience[]) => {
      await collect();
      const expected = sent();
      return audience.reduce((sum, one) => sum + one.missing(expected), 0);
    };
    const everybody = [browser, ...watching];
    await sleep(1_000);
    for (let tries = 0; tries < DRAIN * 10 && (await lost(everybody)) > 0; tries += 1) await sleep(100);

    const groups = await Promise.all(
      [
        { name: `${STREAMS} streams`, members: watching },
        { name: "1 browser", members: [browser] },
      ].map(async ({ name, members }) => ({
        name,
        ...spread(members.flatMap((one) => one.latencies(from, to))),
        lost: await lost(members),
        twice: members.reduce((sum, one) => sum + one.duplicates(), 0),
        anew: members.reduce((sum, one) => sum + one.interruptions(from, to), 0),
      })),
    );
    const messages = [...sent().values()].reduce((sum, ids) => sum + ids.length, 0);
    console.log(
      table([
        ["frame to client", "frames", "p50", "p95", "max", "lost", "twice", "sent back"],
        ...groups.map((one) => [one.name, one.count, ...[one.p50, one.p95, one.max].map((ms) => `${ms} ms`), one.lost, one.twice, one.anew]),
      ]),
    );
    const asked = CHARGERS * RATE * ((to - from) / 1_000);
    console.log(`chargers sent ${messages} messages, ${(messages / ((to - from) / 1_000)).toFixed(0)} a second`);
    if (before && after) {
      const cpu = ((after.cpu - before.cpu) / ((after.at - before.at) / 1_000)) * 100;
      console.log(`server: ${cpu.toFixed(0)} % of one core, ${after.memory.toFixed(0)} MiB, ${after.peak.toFixed(0)} MiB at most`);
    }

    expect.soft(streams.flatMap(({ broken }) => broken ?? []), "streams that broke").toEqual([]);
    expect.soft(messages, "messages that the chargers sent").toBeGreaterThan(asked * SENT_LEAST);
    for (const one of groups) {
      expect.soft(one.p95, `${one.name}: 95 of 100 frames, ms`).toBeLessThan(P95_BOUND);
      expect.soft({ lost: one.lost, twice: one.twice, anew: one.anew }, one.name).toEqual({ lost: 0, twice: 0, anew: 0 });
    }
  } finally {
    for (const stream of streams) stream.close();
    await fleet.stop();
  }
});

/** Keeps what the page is told, with the time it was told, and gives a function that fetches it. */
async function listen(page: Page, audience: Audience): Promise<() => Promise<void>> {
  await page.addInitScript(() => {
    const told: [string, number][] = [];
    Object.assign(window, { told });
    window.addEventListener("chargehand", (event) => told.push([(event as CustomEvent<string>).detail, Date.now()]));
  });
  return async () => {
    const told = await page.evaluate(() => (window as unknown as { told: [string, number][] }).told.splice(0));
    for (const [data, now] of told) audience.take(data, now);
  };
}

function chargersFile(folder: string): string {
  const file = path.join(folder, "load.csv");
  const rows = identities(PREFIX, CHARGERS).map((identity) => `${identity},${identity},${SITE},${PASSWORD}`);
  writeFileSync(file, ["identity,name,site,password", ...rows, ""].join("\n"));
  return file;
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** A number from the environment, for trials. */
function given(variable: string, usual: number, most: number): number {
  const value = Number(process.env[variable] || usual);
  if (!(value > 0 && value <= most)) throw new Error(`${variable} is to be a number above 0, at most ${most}`);
  return value;
}
