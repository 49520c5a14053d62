// Messages and Last message: filtered by the address, copied as they are, and never anything but text.
import { order, region } from "../console.ts";
import { expect, hydrated, test } from "../fixtures.ts";

test("filters of the messages hold for live ones too, and live in the address", async ({ page, charger, signIn, openCharger }) => {
  // G7
  const one = await charger({ behave: "rejecting", rate: 5 });
  await signIn(page);
  await openCharger(page, one);
  await hydrated(page);
  const messages = region(page, "Messages");
  await expect(messages.locator("details", { hasText: "MeterValues" }).first()).toBeVisible();
  await messages.getByRole("link", { name: "Hide heartbeats" }).click();
  await expect(page).toHaveURL(/routine=hide/);
  await expect(messages.locator("details", { hasText: "MeterValues" })).toHaveCount(0);
  await order(page, "Clear Cache");
  await expect(messages.locator("details", { hasText: "ClearCache" })).toHaveCount(1);
  await messages.getByRole("link", { name: "To charger" }).click();
  await expect(page).toHaveURL(/direction=to-charger&routine=hide/);
  await expect(messages.locator("details", { hasText: "StatusNotification" })).toHaveCount(0);
  await expect(messages.locator("details")).toHaveCount(1);
  await page.reload();
  await hydrated(page);
  await expect(messages.locator("details")).toHaveCount(1);
  await messages.getByRole("link", { name: "Errors only" }).click();
  await expect(page).toHaveURL(/errors=1/);
  await expect(messages).toContainText("None passes the filter");
});

test("a frame is copied as it stands", async ({ page, context, charger, signIn, openCharger }) => {
  // G10
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const one = await charger();
  await signIn(page);
  await openCharger(page, one);
  await order(page, "Clear Cache");
  const row = region(page, "Messages").locator("details", { hasText: "ClearCache" }).first();
  await row.locator("summary").click();
  await row.getByRole("button", { name: "Copy" }).first().click();
  await expect(row.getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^\[2,"[^"]+","ClearCache",\{\}\]$/);
});

test("whatever a charger or an operator says is text on the screen", async ({ page, charger, signIn, openCharger }) => {
  // F-10
  const evil = `<img src=x onerror="alert(1)"><script>alert(2)</script>`;
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const one = await charger({ name: `${evil} 1`, firmware: `${evil}`.slice(0, 50) });
  await signIn(page);
  await openCharger(page, one);
  await hydrated(page);
  // What comes live is drawn by the browser's own code.
  await one.disconnect();
  await one.connect();
  await expect(region(page, "Last message")).toContainText("StatusNotification");
  const entry = await order(page, "Clear Cache", { reason: `javascript:alert(3) ${evil}` });
  await expect(entry).toContainText("Cleared, accepted in");
  await expect(entry).toContainText(evil);
  for (const path of ["/actions", "/chargers"]) {
    await page.goto(path);
    await hydrated(page);
    await expect(page.getByRole("main")).toContainText(evil);
  }
  expect(await page.locator("img[src=x]").count()).toBe(0);
  expect(dialogs).toEqual([]);
});
