// Every page in light and dark: nothing serious by axe, no sideways scroll at 360 px, everything by keyboard (H15).
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { diagnostics, keyOf, REALLY } from "../archives.ts";
import { ACTIONS, openDialog, order } from "../console.ts";
import { ADMIN, expect, hydrated, test } from "../fixtures.ts";

async function look(page: Page, name: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("\n")}`), `${name}, ${colorScheme}`).toEqual([]);
  }
}

async function fits(page: Page, name: string): Promise<void> {
  const size = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 740 });
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(over, `${name} scrolls sideways at 360 px`).toBeLessThanOrEqual(0);
  if (size) await page.setViewportSize(size);
}

test("pages are accessible and fit a small phone", async ({ page, charger, signIn, openCharger, consoleErrors }) => {
  test.slow();
  consoleErrors.expect(/404/);
  const one = await charger({ connectors: 2 });
  await page.goto("/sign-in");
  await look(page, "sign-in");
  await fits(page, "sign-in");
  await signIn(page, ADMIN);
  for (const path of ["/chargers", "/chargers/knocking", "/actions", "/files/firmware", "/files/diagnostics", "/tokens", "/help/actions", "/more", "/chargers/none"]) {
    await page.goto(path);
    await hydrated(page);
    await look(page, path);
    await fits(page, path);
  }
  await openCharger(page, one);
  await hydrated(page);
  await look(page, "a charger's page");
  await fits(page, "a charger's page");
  const address = page.url();
  for (const action of ACTIONS) {
    await openDialog(page, action);
    await look(page, `the dialog ${action}`);
    await fits(page, `the dialog ${action}`);
    await page.getByRole("dialog").getByRole("button", { name: "Cancel", exact: true }).click();
  }
  for (const path of ["configuration", "message"]) {
    await page.goto(`${address}/${path}`);
    await hydrated(page);
    await look(page, path);
    await fits(page, path);
  }
  await page.goto(`${address}/actions`);
  await look(page, "the menu's page");
  await page.goto(`${address}/actions/update-firmware`);
  await look(page, "a form's page");
  await fits(page, "a form's page");
});

test("archives are accessible and fit a small phone", async ({ page, charger, signIn, openCharger }) => {
  test.slow();
  const one = await charger({ args: REALLY });
  await signIn(page, ADMIN);
  await openCharger(page, one);
  const charger_key = keyOf(page);
  const first = await diagnostics(page, charger_key);
  const second = await diagnostics(page, charger_key);
  const compare = `/files/compare?left=${first}&right=${second}`;
  // config.json is small; the rules look at every line.
  for (const path of [`/files/diagnostics/${second}?member=2&line=2&q=e&in=all#L2`, compare, `${compare}&file=2-2&times=count#lines`]) {
    await page.goto(path);
    await hydrated(page);
    await look(page, path);
    await fits(page, path);
  }
});

test("an action is ordered by keyboard alone, and focus goes to its entry", async ({ page, isMobile, charger, signIn, openCharger }) => {
  test.skip(isMobile, "a phone has no keyboard");
  const one = await charger();
  await signIn(page);
  await openCharger(page, one);
  await hydrated(page);
  await page.getByRole("button", { name: "Actions", exact: true }).focus();
  await page.keyboard.press("Enter");
  // The menu has taken the keys: before that they are the page's.
  await expect(page.getByRole("menuitem").first()).toBeFocused();
  for (const _ of [1, 2, 3]) await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menuitem", { name: "Clear Cache", exact: true })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toContainText("Clear Cache");
  await page.keyboard.press("Tab");
  await page.getByRole("dialog").getByRole("button", { name: "Clear Cache", exact: true }).press("Enter");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.locator("[id^=command-]:focus")).toContainText("Clear Cache");
});

test("verdicts are announced, frames are not", async ({ page, charger, signIn, openCharger }) => {
  // H15
  const one = await charger({ rate: 5 });
  await signIn(page);
  await openCharger(page, one);
  await hydrated(page);
  const announced = page.locator("p[aria-live=polite]");
  await announced.evaluate((region) => {
    const told: string[] = [];
    new MutationObserver(() => told.push(region.textContent ?? "")).observe(region, { characterData: true, childList: true, subtree: true });
    Object.assign(window, { told });
  });
  await order(page, "Clear Cache");
  await expect(announced).toContainText("Cleared, accepted in");
  await order(page, "Reboot");
  await expect(announced).toContainText("Rebooted, offline");
  const told = await page.evaluate(() => (window as unknown as { told: string[] }).told);
  expect(told.filter((words) => !/Clear Cache|Reboot/.test(words))).toEqual([]);
  expect(told.length).toBeLessThanOrEqual(4);
});

test("a verdict that the stream has not brought is announced all the same", async ({ page, charger, signIn, openCharger }) => {
  // H15: what was ordered is asked for once at once, and may have ended by then.
  const one = await charger();
  await page.route("**/events*", () => {});
  await page.route("**/api/commands*", async (route) => {
    await expect.poll(() => one.received("ClearCache").length).toBe(1);
    await new Promise((go) => setTimeout(go, 500));
    await route.continue();
  });
  await signIn(page);
  await openCharger(page, one);
  await order(page, "Clear Cache");
  await expect(page.locator("p[aria-live=polite]")).toContainText("Cleared, accepted in");
});

test("the first load over a slow phone network shows a charger's state before its script has come", async ({ page, context, browser, baseURL, charger, signIn, openCharger }) => {
  // H16: 1.6 Mbit/s and 150 ms, nothing in the cache.
  const one = await charger();
  await signIn(page);
  await openCharger(page, one);
  const fresh = await browser.newContext({ baseURL, storageState: await context.storageState() });
  const slow = await fresh.newPage();
  const network = await fresh.newCDPSession(slow);
  await network.send("Network.enable");
  const speed = (1.6 * 1024 * 1024) / 8;
  await network.send("Network.emulateNetworkConditions", {
    ...{ offline: false, latency: 150 },
    ...{ downloadThroughput: speed, uploadThroughput: speed / 2 },
  });
  const arrived = slow.goto(page.url(), { waitUntil: "commit" });
  await expect(slow.getByRole("main").getByText(/Connected/).first()).toBeVisible();
  await expect(slow.locator("html[data-hydrated]")).toHaveCount(0);
  await arrived;
  await fresh.close();
});
