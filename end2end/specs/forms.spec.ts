// Forms as hands meet them: nothing is cut, moved or chosen under them, and what is on its way is told, cancelled and counted once.
import type { Locator, Page } from "@playwright/test";
import { openDialog, region } from "../console.ts";
import { expect, hydrated, OTHER_SITE, SITE, test } from "../fixtures.ts";

const entries = (page: Page) => region(page, "Timeline").locator("[id^=command-]");
const button = (where: Locator, name: string) => where.getByRole("button", { name, exact: true });

/** Until the glass over a dialog that has just opened is gone. */
const settled = (dialog: Locator) => button(dialog, "Cancel").click({ trial: true });

/** Presses where something is, and lets go: where nothing moves, that is a click on it. */
async function press(page: Page, target: Locator): Promise<void> {
  const before = (await target.boundingBox())!;
  await page.mouse.move(before.x + before.width / 2, before.y + before.height / 2);
  await page.mouse.down();
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  expect(await target.boundingBox(), "it moved between press and release").toEqual(before);
  await page.mouse.up();
}

test("K-01: a URL of 718 characters is refused with its length, or sent whole", async ({ page, charger, signIn, openCharger }) => {
  const url = `https://files.example/fw.bin?X-Amz-Signature=${"a".repeat(718 - 45)}`;
  expect(url).toHaveLength(718);
  const one = await charger();
  const other = await charger({ args: ["--protocol", "2.1"] });
  await signIn(page);
  for (const [which, most] of [[one, 512], [other, 2000]] as const) {
    await openCharger(page, which);
    const dialog = await openDialog(page, "Update Firmware");
    const way = dialog.getByRole("radio", { name: "From a URL", exact: true });
    if (await way.isVisible()) await way.check();
    const field = dialog.getByLabel("Firmware URL", { exact: true });
    await field.fill(url);
    await expect(field).toHaveValue(url);
    await button(dialog, "Update Firmware").click();
    if (most < url.length) {
      await expect(dialog.getByRole("alert")).toContainText("718 characters; this charger takes at most 512");
      await expect(field).toHaveAttribute("aria-invalid", "true");
      await expect(field).toHaveValue(url);
      expect(which.received("UpdateFirmware")).toEqual([]);
    } else {
      await which.frame(/"UpdateFirmware",/);
      expect(JSON.stringify(which.received("UpdateFirmware"))).toContain(url);
    }
  }
});

test("K-06: with the list of sites open, one press on Cancel cancels and one on Save saves", async ({ page, charger, signIn, openCharger }) => {
  const one = await charger();
  await signIn(page);
  await openCharger(page, one);
  let dialog = await openDialog(page, "Change Site");
  await expect(dialog.getByRole("option").first()).toBeVisible();
  await settled(dialog);
  await press(page, button(dialog, "Cancel"));
  await expect(dialog).toBeHidden();
  dialog = await openDialog(page, "Change Site");
  await expect(dialog.getByRole("option").first()).toBeVisible();
  await settled(dialog);
  await press(page, button(dialog, "Save"));
  await expect(dialog.getByRole("alert")).toContainText("Choose a site");
});

test("K-06: what comes by itself waits for the end of a press", async ({ page, charger, signIn, openCharger }) => {
  const one = await charger();
  await signIn(page);
  await openCharger(page, one);
  const dialog = await openDialog(page, "Clear Cache");
  await settled(dialog);
  const cancel = button(dialog, "Cancel");
  const before = (await cancel.boundingBox())!;
  await page.mouse.move(before.x + 5, before.y + 5);
  await page.mouse.down();
  // The page is told, and would say so in the dialog, which grows by it.
  const told = page.evaluate(
    () => new Promise<void>((heard) => addEventListener("chargehand", (event) => /"online":false/.test((event as CustomEvent<string>).detail) && heard())),
  );
  await one.disconnect();
  await told;
  expect(await cancel.boundingBox()).toEqual(before);
  await page.mouse.up();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Offline for").first()).toBeVisible();
});

test("K-08: Change Site, Enter, Enter moves nothing; arrows and a click choose", async ({ page, charger, signIn, openCharger }) => {
  const one = await charger();
  await signIn(page);
  await openCharger(page, one);
  await hydrated(page);
  const actions = page.getByRole("button", { name: "Actions", exact: true });
  await actions.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Reboot", exact: true })).toBeFocused();
  await page.keyboard.press("End");
  // Ask stands below the six.
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Enter");
  const site = dialog.getByRole("combobox", { name: "Site", exact: true });
  await expect(dialog.getByRole("option").first()).toBeVisible();
  await settled(dialog);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeVisible();
  await expect(site).toHaveValue("");
  await expect(site).not.toHaveAttribute("aria-activedescendant", /./);
  await page.keyboard.type("tripla");
  await expect(dialog.getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await button(dialog, "Save").click();
  await expect(dialog.getByRole("alert")).toContainText("Choose a site");
  await expect(entries(page)).toHaveCount(0);
  await site.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(site).toHaveValue(OTHER_SITE);
  await button(dialog, "Save").click();
  await expect(entries(page).first()).toContainText(`${SITE} → ${OTHER_SITE}`);
});

test("K-08: Enter on a choice, or held down, orders nothing", async ({ page, charger, signIn, openCharger }) => {
  const one = await charger();
  await signIn(page);
  await openCharger(page, one);
  const dialog = await openDialog(page, "Reboot");
  await settled(dialog);
  await expect(dialog.getByRole("radio", { name: "Soft", exact: true })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(dialog).toBeVisible();
  expect(one.received("Reset")).toEqual([]);
  await dialog.getByLabel("Reason", { exact: true }).press("Enter");
  await expect(dialog).toBeHidden();
  await one.frame(/"Reset",/);
});

test("K-12: where the answer is lost the dialog says what may have become of it, and pressing again counts once", async ({
  page,
  charger,
  signIn,
  openCharger,
  consoleErrors,
}) => {
  consoleErrors.expect(/ERR_FAILED|Failed to load resource|ERR_INTERNET_DISCONNECTED/);
  const one = await charger();
  await signIn(page);
  await openCharger(page, one);
  let tries = 0;
  await page.route("**/api/clear-cache", async (route) => {
    tries += 1;
    if (tries > 1) return route.continue();
    await route.fetch();
    await route.abort();
  });
  const dialog = await openDialog(page, "Clear Cache");
  await button(dialog, "Clear Cache").click();
  await expect(dialog.getByRole("alert")).toContainText("may have been ordered all the same; pressing again counts once.");
  await button(dialog, "Clear Cache").click();
  await expect(dialog).toBeHidden();
  await expect(entries(page).first()).toContainText("Cleared, accepted in");
  await expect(entries(page)).toHaveCount(1);
  expect(one.received("ClearCache")).toHaveLength(1);
  // Another time it is another order.
  const again = await openDialog(page, "Clear Cache");
  await button(again, "Clear Cache").click();
  await expect(entries(page)).toHaveCount(2);
});

test("K-05: what is on its way cannot be pressed again, is not waited for without end, and Cancel ends it", async ({
  page,
  charger,
  signIn,
  openCharger,
  consoleErrors,
}) => {
  consoleErrors.expect(/ERR_FAILED|ERR_ABORTED|Failed to load resource/);
  const one = await charger();
  await page.clock.install();
  await signIn(page);
  await openCharger(page, one);
  // A browser whose connections are used up keeps it back just so.
  let asked = 0;
  await page.route("**/api/reboot", () => void (asked += 1));
  const dialog = await openDialog(page, "Reboot");
  await button(dialog, "Reboot").click();
  await page.clock.runFor(1000);
  const busy = button(dialog, "Sending…");
  await expect(busy).toHaveAttribute("aria-busy", "true");
  await expect(busy).toBeDisabled();
  await busy.click({ force: true });
  await expect.poll(() => asked).toBe(1);
  await page.clock.fastForward(16_000);
  await expect(dialog.getByRole("alert")).toContainText("No answer came within 15 seconds. It may have been ordered");
  const given_up = page.waitForEvent("requestfailed", (request) => request.url().endsWith("/api/reboot"));
  await button(dialog, "Reboot").click();
  await expect.poll(() => asked).toBe(2);
  await button(dialog, "Cancel").click();
  await given_up;
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("alert")).toContainText("Cancelled while it was on its way. It may have been ordered");
  await page.getByRole("alert").getByRole("button", { name: "Close", exact: true }).click();
  expect(one.received("Reset")).toEqual([]);
});

test("K-16: two quick taps on Actions choose nothing, nor do two on an item", async ({ page, isMobile, charger, signIn, openCharger }) => {
  test.skip(!isMobile, "a sheet from below is a phone's");
  const one = await charger();
  await signIn(page);
  await openCharger(page, one);
  await hydrated(page);
  const tap = async (target: Locator) => {
    const box = (await target.boundingBox())!;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const again = () => page.touchscreen.tap(x, y);
    await again();
    return again;
  };
  const again = await tap(page.getByRole("button", { name: "Actions", exact: true }));
  await again();
  const item = page.getByRole("menuitem", { name: "Clear Charging Profiles", exact: true });
  await item.click({ trial: true });
  await expect(page.getByRole("dialog")).toBeHidden();
  const once_more = await tap(item);
  const dialog = page.getByRole("dialog");
  await expect(dialog).toBeVisible();
  await once_more();
  await settled(dialog);
  await expect(dialog.getByLabel("Confirm", { exact: true })).not.toBeChecked();
  expect(one.received("ClearChargingProfile")).toEqual([]);
});
