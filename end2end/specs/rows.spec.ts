// Rows keep their nodes while things change: whoever has the focus in one, has marked a text or is clicking loses nothing (K-03).
import type { Locator, Page } from "@playwright/test";
import { keyOf } from "../archives.ts";
import { order, region } from "../console.ts";
import { expect, hydrated, test } from "../fixtures.ts";

/** Holds on to elements: each must still be the same node afterwards. */
class Held {
  private constructor(
    private readonly page: Page,
    private readonly elements: Locator[],
  ) {}

  static async of(page: Page, ...elements: Locator[]): Promise<Held> {
    for (const [at, element] of elements.entries()) await element.evaluate((node, at) => Object.assign(node, { heldAs: at }), at);
    return new Held(page, elements);
  }

  async check(): Promise<void> {
    for (const [at, element] of this.elements.entries()) {
      expect(await element.evaluate((node) => (node as unknown as { heldAs?: number }).heldAs), `element ${at} is the same node`).toBe(at);
    }
  }
}

/** Marks the whole text of an element. */
const mark = (element: Locator) => element.evaluate((node) => window.getSelection()?.selectAllChildren(node));
const marked = (page: Page) => page.evaluate(() => window.getSelection()?.toString() ?? "");

/** Has every row that is taken out or put in counted from here on. */
async function countRows(list: Locator): Promise<() => Promise<number>> {
  await list.evaluate((list) => {
    const counted = { rows: 0 };
    new MutationObserver((changes) => {
      const rows = (nodes: NodeList) => [...nodes].filter((node) => node.nodeName === "TR").length;
      for (const change of changes) counted.rows += rows(change.addedNodes) + rows(change.removedNodes);
    }).observe(list, { childList: true });
    Object.assign(window, { counted });
  });
  return () => list.page().evaluate(() => (window as unknown as { counted: { rows: number } }).counted.rows);
}

test("K-03: rows of the chargers' list keep their nodes, focus and marked text over changes and new counts", async ({ page, charger, signIn }) => {
  const mark_of = test.info().project.name;
  const still = await charger({ name: `Row ${mark_of} a` });
  const moving = await charger({ name: `Row ${mark_of} b` });
  await signIn(page);
  await page.goto(`/chargers?q=${encodeURIComponent(`row ${mark_of}`)}`);
  await hydrated(page);
  const row = (name: string) => page.getByRole("row", { name: new RegExp(name) });
  const link = row(still.name).getByRole("link", { name: still.name, exact: true });
  const identity = row(still.name).locator("small").first();
  const held = await Held.of(page, row(still.name), link, identity, row(moving.name), row(moving.name).getByRole("link").first());
  const changed = await countRows(page.locator("table.list tbody"));
  await link.focus();
  await mark(identity);
  // What changes one row has the numbers counted again a second later, which reads the whole page of the list.
  const counted = page.waitForResponse(/\/api\/chargers/);
  await moving.disconnect();
  await expect(row(moving.name)).toContainText("Offline");
  await counted;
  await moving.connect();
  await expect(row(moving.name)).toContainText("Connected");
  await held.check();
  expect(await changed()).toBe(0);
  await expect(link).toBeFocused();
  expect(await marked(page)).toBe(still.identity);
});

test("K-03: rows of the actions' list keep their nodes, focus and marked text while others come and settle", async ({ page, context, charger, signIn, openCharger }) => {
  const one = await charger();
  await signIn(page);
  await openCharger(page, one);
  await order(page, "Clear Cache");
  await expect(region(page, "Timeline")).toContainText("Cleared, accepted in");
  const list = await context.newPage();
  await list.goto(`/actions?charger=${page.url().split("/").pop()}`);
  await hydrated(list);
  const first = list.locator("table.list tbody tr", { hasText: "Clear Cache" });
  const link = first.getByRole("link");
  const name = first.locator("td").nth(2).locator("small");
  const held = await Held.of(list, first, link, name);
  await link.focus();
  await mark(name);
  const text = await marked(list);
  const changed = await countRows(list.locator("table.list tbody"));
  await order(page, "Reboot");
  await expect(list.locator("table.list tbody tr").first()).toContainText("Reboot");
  await expect(list.locator("table.list tbody tr").first()).toContainText("Rebooted, offline");
  await held.check();
  expect(await changed()).toBe(1);
  await expect(link).toBeFocused();
  expect(await marked(list)).toBe(text);
});

test("K-03: an entry of the timeline stays the same while it runs, when its verdict comes and when others come", async ({ page, charger, signIn, openCharger }) => {
  const one = await charger({ behave: "never-reboots" });
  await signIn(page);
  await openCharger(page, one);
  await hydrated(page);
  const entry = await order(page, "Reboot");
  const ordered = entry.locator(".steps li").first();
  await expect(entry).toContainText("Accepted by the charger after");
  const held = await Held.of(page, entry, entry.locator("details"), entry.locator("summary"), ordered);
  await entry.locator("summary").focus();
  await mark(ordered.locator("span").first());
  const text = await marked(page);
  expect(text).toContain("Ordered");
  await expect(entry.getByRole("button", { name: "Stop waiting" })).toBeVisible();
  const command = (await entry.getAttribute("id"))?.slice("command-".length) ?? "";
  const stopped = await page.request.post("/api/stop-waiting", {
    form: { charger: keyOf(page), command },
    headers: { "Sec-Fetch-Site": "same-origin", Accept: "application/json" },
  });
  expect(await stopped.json()).toHaveProperty("Taken");
  await expect(entry.locator("summary")).toContainText("outcome not seen");
  await held.check();
  await expect(entry.locator("summary")).toBeFocused();
  expect(await marked(page)).toBe(text);
  await expect(entry.locator("details")).toHaveAttribute("open", "");
});

test("K-03: a message that is read keeps its place while its answer and others come", async ({ page, charger, signIn, openCharger }) => {
  const one = await charger({ rate: 5 });
  await signIn(page);
  await openCharger(page, one);
  await hydrated(page);
  const row = region(page, "Messages").locator("li.msg", { hasText: "BootNotification" }).first();
  await row.locator("summary").click();
  // Coloured once it is looked at.
  const frame = row.locator("pre[tabindex]").first();
  await expect(frame).toContainText("BootNotification");
  const held = await Held.of(page, row, row.locator("details"), frame, frame.locator("code"));
  await mark(frame.locator("code"));
  const text = await marked(page);
  const before = one.wire().length;
  await order(page, "Clear Cache");
  await expect(region(page, "Timeline")).toContainText("Cleared, accepted in");
  await expect.poll(() => one.wire().length - before).toBeGreaterThan(20);
  await held.check();
  await expect(row.locator("details")).toHaveAttribute("open", "");
  expect(text.length).toBeGreaterThan(20);
});

test("K-03: a click goes home while rows change all the time", async ({ page, charger, signIn }) => {
  const mark_of = test.info().project.name;
  const one = await charger({ name: `Click ${mark_of} a` });
  const other = await charger({ name: `Click ${mark_of} b` });
  await signIn(page);
  await page.goto(`/chargers?q=${encodeURIComponent(`click ${mark_of}`)}`);
  await hydrated(page);
  const link = page.getByRole("link", { name: one.name, exact: true });
  const box = await link.boundingBox();
  if (!box) throw new Error("the link has no place");
  // Pressed before a change and let go after it: a click only where the node is the same.
  await page.mouse.move(box.x + 8, box.y + box.height / 2);
  await page.mouse.down();
  const counted = page.waitForResponse(/\/api\/chargers/);
  await other.disconnect();
  await expect(page.getByRole("row", { name: new RegExp(other.name) })).toContainText("Offline");
  await counted;
  await page.mouse.up();
  await expect(page.getByRole("heading", { level: 1, name: one.name })).toBeVisible();
});
