// Live updates: one stream for many tabs, repaired after a break and a restart, and a page that says when its script fails.
import { openDialog, order, region } from "../console.ts";
import { expect, hydrated, test } from "../fixtures.ts";
import { Line } from "../line.ts";

test("seven tabs of one browser are all live over HTTP/1.1", async ({ page, context, charger, signIn, openCharger }) => {
  // F-15
  const one = await charger();
  await signIn(page);
  await openCharger(page, one);
  const tabs = [page];
  while (tabs.length < 7) {
    const tab = await context.newPage();
    await tab.goto(page.url());
    await hydrated(tab);
    tabs.push(tab);
  }
  await order(page, "Clear Cache");
  for (const tab of tabs) {
    await expect(region(tab, "Timeline")).toContainText("Cleared, accepted in");
    await expect(region(tab, "Last message")).toContainText("ClearCache");
  }
});

test("K-04: nine tabs with nine chargers are all live; where there are too many, the page says so", async ({
  page,
  context,
  charger,
  signIn,
  openCharger,
}) => {
  test.slow();
  const first = await charger();
  await signIn(page);
  await openCharger(page, first);
  const tabs = [{ tab: page, one: first }];
  while (tabs.length < 9) {
    const one = await charger();
    const tab = await context.newPage();
    await openCharger(tab, one);
    await hydrated(tab);
    tabs.push({ tab, one });
  }
  for (const { tab, one } of tabs) {
    await expect(region(tab, "Last message")).toContainText("Live");
    const rows = region(tab, "Messages").locator("[id^=frame-]");
    const before = await rows.count();
    await one.disconnect();
    await one.connect();
    await expect.poll(() => rows.count()).toBeGreaterThan(before);
  }
  // As if many more tabs were open, each with a charger of its own and newer than these.
  const others = 24;
  await page.evaluate((others) => {
    const channel = new BroadcastChannel("chargehand-live");
    const keys = Array.from({ length: others }, (_, n) => n.toString(16).padStart(32, "0"));
    keys.forEach((charger, n) => {
      navigator.locks.request(`chargehand-live-other-${n}`, () => new Promise(() => {}));
      const at = Date.now() + n;
      setTimeout(() => channel.postMessage({ tab: { id: `other-${n}`, charger, seen: 1e9, shown: 1e9, at } }), 200);
    });
  }, others);
  await expect(page.getByText("too many chargers are open in this browser")).toBeVisible();
  await expect(region(page, "Last message")).toContainText("Paused");
  await expect(region(tabs[8].tab, "Last message")).toContainText("Live");
});

test("after a restart of the server the page repairs itself, without a reload and without a gap", async ({
  page,
  charger,
  chargehand,
  consoleErrors,
  signIn,
  openCharger,
}) => {
  // G3
  consoleErrors.expect(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|Failed to load resource|ERR_EMPTY_RESPONSE/);
  const one = await charger();
  await signIn(page);
  await openCharger(page, one);
  await order(page, "Clear Cache");
  await expect(region(page, "Timeline")).toContainText("Cleared, accepted in");
  await page.evaluate(() => Object.assign(window, { stillHere: true }));
  await chargehand.restart();
  await expect(region(page, "Last message")).toContainText("Live", { timeout: 30_000 });
  const before = await region(page, "Timeline").locator("[id^=command-]").count();
  // The charger comes back in its own time; until then the order is refused, and the dialog says so.
  await expect(async () => {
    if (!(await page.getByRole("dialog").isVisible())) await openDialog(page, "Clear Cache");
    await page.getByRole("dialog").getByRole("button", { name: "Clear Cache", exact: true }).click();
    await expect(page.getByRole("dialog")).toBeHidden({ timeout: 2_000 });
  }).toPass({ timeout: 40_000 });
  const entries = region(page, "Timeline").locator("[id^=command-]");
  await expect(entries).toHaveCount(before + 1);
  await expect(entries.first()).toContainText("Cleared, accepted in");
  expect(await page.evaluate(() => "stillHere" in window)).toBe(true);
});

test("what passed while the stream was broken appears once and in order", async ({ browser, baseURL, charger, signIn, openCharger }) => {
  // G2: 100 frames and more pass meanwhile.
  const line = await Line.open();
  const context = await browser.newContext({ baseURL, proxy: { server: line.address } });
  try {
    const page = await context.newPage();
    const one = await charger({ rate: 10 });
    await signIn(page);
    await openCharger(page, one);
    await hydrated(page);
    const rows = region(page, "Messages").locator("[id^=frame-]");
    const shown = () => rows.evaluateAll((rows) => rows.map((row) => Number(row.id.slice("frame-".length))));
    await expect(region(page, "Last message")).toContainText("Live");
    line.cut();
    await expect(page.getByText(/Live updates paused/)).toBeVisible();
    const [newest] = await shown();
    const before = one.wire().length;
    await expect(() => expect(one.wire().length - before).toBeGreaterThan(200)).toPass({ timeout: 30_000 });
    line.mend();
    await expect(page.getByText(/Live updates paused/)).toBeHidden({ timeout: 30_000 });
    await expect.poll(async () => (await shown()).filter((seq) => seq > newest).length).toBeGreaterThan(100);
    await one.disconnect();
    await expect(page.getByText("Offline for").first()).toBeVisible();
    const live = await shown();
    expect(live).toEqual([...new Set(live)].sort((a, b) => b - a));
    await page.reload();
    const kept = await shown();
    expect(live.slice(0, kept.length)).toEqual(kept);
  } finally {
    await context.close();
    line.close();
  }
});

test("a script that does not load is said, and the page still works", async ({ page, charger, consoleErrors, signIn }) => {
  // F-17
  consoleErrors.expect(/Failed to load resource|ERR_FAILED|Failed to fetch/);
  const one = await charger();
  await page.route(/\/pkg\/.*\.wasm$/, (route) => route.abort());
  await signIn(page);
  await expect(page.getByText(/could not load its script/)).toBeVisible();
  await page.getByLabel("Search chargers").fill(one.identity);
  await page.getByLabel("Search chargers").press("Enter");
  await page.getByRole("link", { name: one.name, exact: true }).click();
  await expect(region(page, "Last message")).toBeVisible();
});

test("rows of the list are live", async ({ page, charger, signIn }) => {
  const one = await charger();
  await signIn(page);
  await page.getByLabel("Search chargers").fill(one.identity);
  await page.getByLabel("Search chargers").press("Enter");
  const row = page.getByRole("row", { name: new RegExp(one.identity) });
  await expect(row).toContainText("Connected");
  await hydrated(page);
  await one.disconnect();
  await expect(row).toContainText("Offline");
  await one.connect();
  await expect(row).toContainText("Connected");
});
