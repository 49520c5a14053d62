// Without script: every page is read, and every action is ordered by a plain form (H16, F-17).
import { ACTIONS, buttonOf, chooseWay, region } from "../console.ts";
import { DESK, expect, test } from "../fixtures.ts";

test.use({ javaScriptEnabled: false });

test("all six forms work as plain posts", async ({ page, charger }) => {
  test.slow();
  const one = await charger({ connectors: 1 });
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(DESK.email);
  await page.getByLabel("Password").fill(DESK.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/chargers/);
  await page.getByLabel("Search chargers").fill(one.identity);
  await page.getByLabel("Search chargers").press("Enter");
  await page.getByRole("link", { name: one.name, exact: true }).click();
  const charger_page = page.url();
  await expect(region(page, "Last message")).toContainText(/StatusNotification|Connector/);
  for (const action of ACTIONS) {
    await page.goto(charger_page);
    await page.getByRole("button", { name: "Actions", exact: true }).click();
    await expect(page).toHaveURL(/\/actions\??$/);
    await page.getByRole("main").getByRole("link", { name: action, exact: true }).click();
    const form = page.getByRole("main");
    if (action === "Update Firmware") {
      await form.getByLabel("Firmware URL", { exact: true }).fill("C:\\firmware.bin");
      await form.getByRole("button", { name: action, exact: true }).click();
      await expect(page).toHaveURL(/refused=invalid/);
      await expect(page.getByRole("alert")).toBeVisible();
      await form.getByLabel("Firmware URL", { exact: true }).fill("ftp://user:pass@server.example/firmware.bin");
    }
    if (action === "Request Diagnostics") await chooseWay(form, "To a URL");
    if (action === "Request Diagnostics") await form.getByLabel("Upload URL", { exact: true }).fill("ftp://server.example/in/");
    if (action === "Clear Charging Profiles") await form.getByLabel("Confirm", { exact: true }).check();
    if (action === "Change Site") await form.getByRole("radio").first().check();
    await form.getByRole("button", { name: buttonOf(action), exact: true }).click();
    await expect(page).toHaveURL(/#command-/);
    await expect(region(page, "Timeline")).toContainText(action);
    await one.frame(/./);
    await expect(async () => {
      await page.reload();
      await expect(region(page, "Timeline").locator("[id^=command-]").first()).not.toContainText("Waiting until", { timeout: 200 });
    }).toPass();
  }
  for (const verdict of [/Rebooted/, /Installed .* → /, /Uploaded/, /Cleared, accepted/, /Profiles cleared/, /Moved/]) {
    await expect(region(page, "Timeline")).toContainText(verdict);
  }
});

test("pages read without script", async ({ page, charger }) => {
  await charger();
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(DESK.email);
  await page.getByLabel("Password").fill(DESK.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  for (const [path, words] of [
    ["/chargers", "Chargers"],
    ["/actions", "Actions"],
    ["/help/actions", "Clear Charging Profiles"],
  ]) {
    await page.goto(path);
    await expect(page.getByRole("main")).toContainText(words);
  }
});
