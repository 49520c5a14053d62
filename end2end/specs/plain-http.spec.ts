// Plain http under a name of the network: no secure context, so no Web Locks, no clipboard, and six connections to a host.
import { createServer } from "node:net";
import { type Browser, chromium, type Page } from "@playwright/test";
import { Chargehand } from "../chargehand.ts";
import { Charger } from "../chargers.ts";
import { openDialog, region } from "../console.ts";
import { DESK, expect, furnish, hydrated, SITE, test as base } from "../fixtures.ts";

const NAME = "chargehand.test";

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

interface Plain {
  browser: Browser;
  server: Chargehand;
  address: string;
}

const test = base.extend<{ charger_here: (name: string) => Promise<Charger> }, { plain: Plain }>({
  plain: [
    async ({}, use, info) => {
      const port = await freePort();
      const address = `http://${NAME}:${port}`;
      const server = new Chargehand(["--console-origin", address, "--call-timeout", "5s"]);
      server.console = `http://127.0.0.1:${port}`;
      await server.start();
      await furnish(server);
      const { launchOptions } = info.project.use;
      const args = [...(launchOptions?.args ?? []), `--host-resolver-rules=MAP ${NAME} 127.0.0.1`];
      const browser = await chromium.launch({ ...launchOptions, args });
      await use({ browser, server, address });
      await browser.close();
      await server.discard();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  charger_here: async ({ plain }, use) => {
    const made: Charger[] = [];
    await use(async (identity) => {
      const charger = await Charger.register(plain.server, { identity, site: SITE });
      made.push(charger);
      return charger;
    });
    for (const charger of made) await charger.disconnect();
  },
});

async function signIn(page: Page): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(DESK.email);
  await page.getByLabel("Password").fill(DESK.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(/\/chargers/);
}

async function open(page: Page, charger: Charger): Promise<void> {
  await page.goto(`/chargers?q=${charger.identity}`);
  await page.getByRole("link", { name: charger.name, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: charger.name })).toBeVisible();
  await hydrated(page);
}

test("K-05: eight tabs over plain http all load, are live, and order", async ({ plain, charger_here }, info) => {
  test.slow();
  const charger = await charger_here(`PLAIN-${info.project.name}`);
  const context = await plain.browser.newContext({ baseURL: plain.address });
  const first = await context.newPage();
  await signIn(first);
  expect(await first.evaluate(() => ({ secure: isSecureContext, locks: "locks" in navigator }))).toEqual({ secure: false, locks: false });
  await open(first, charger);
  const tabs = [first];
  while (tabs.length < 8) {
    const tab = await context.newPage();
    await tab.goto(first.url());
    await hydrated(tab);
    tabs.push(tab);
  }
  for (const tab of tabs) await expect(region(tab, "Last message")).toContainText("Live");
  const last = tabs.at(-1)!;
  const order = async (tab: Page) => {
    const dialog = await openDialog(tab, "Clear Cache");
    await dialog.getByRole("button", { name: "Clear Cache", exact: true }).click();
    await expect(dialog).toBeHidden();
  };
  await order(last);
  for (const tab of tabs) await expect(region(tab, "Timeline")).toContainText("Cleared, accepted in");
  // Whichever leads goes; the others go on.
  await first.close();
  await order(last);
  for (const tab of tabs.slice(1)) {
    await expect(region(tab, "Timeline").locator("[id^=command-]")).toHaveCount(2);
    await expect(region(tab, "Timeline").locator("[id^=command-]").first()).toContainText("Cleared, accepted in");
  }
  await context.close();
});

test("K-19: Copy copies over plain http, and says so", async ({ plain, charger_here }, info) => {
  const charger = await charger_here(`COPY-${info.project.name}`);
  const context = await plain.browser.newContext({ baseURL: plain.address });
  const page = await context.newPage();
  await signIn(page);
  await open(page, charger);
  const frame = region(page, "Last message").locator(".frame").first();
  const text = (await frame.locator("pre").innerText()).trim();
  await frame.getByRole("button", { name: "Copy", exact: true }).click();
  await expect(frame.getByRole("status")).toHaveText("Copied");
  await page.goto("/chargers");
  await hydrated(page);
  const search = page.getByLabel("Search chargers");
  await search.focus();
  await page.keyboard.press("Control+V");
  await expect(search).toHaveValue(text);
  // Where even that is refused, the text is marked and the button says what to press.
  await open(page, charger);
  await page.evaluate(() => Object.assign(document, { execCommand: () => false }));
  await frame.getByRole("button", { name: "Copy", exact: true }).click();
  await expect(frame.getByRole("status")).toHaveText("Press Ctrl+C");
  expect((await page.evaluate(() => String(getSelection()))).trim()).toBe(text);
  await context.close();
});
