// Ways back: to the list as it was, and through signing in to the very place, dialog and words included.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openDialog, region } from "../console.ts";
import { DESK, expect, hydrated, OPERATOR, SITE, test } from "../fixtures.ts";

test("K-17: the list is as it was left, by its own link and by the browser's", async ({ page, cli, chargehand, signIn }, info) => {
  const mark = `WAY-${info.project.name}`;
  const rows = Array.from({ length: 40 }, (_, n) => `${mark}-${String(n).padStart(2, "0")},,${SITE},a long password ${n}`);
  const file = join(chargehand.data, `${mark}.csv`);
  writeFileSync(file, `identity,name,site,password\n${rows.join("\n")}\n`);
  await cli(["charger", "import", file, "--organisation", OPERATOR]);
  await signIn(page);
  await hydrated(page);
  await page.getByLabel("Search chargers").fill(mark);
  await expect(page).toHaveURL(new RegExp(`q=${mark}`));
  await expect(page.getByRole("link", { name: `${mark}-39`, exact: true })).toBeAttached();
  const link = page.getByRole("link", { name: `${mark}-30`, exact: true });
  for (const back of ["link", "browser"]) {
    await link.evaluate((link) => link.scrollIntoView({ block: "center" }));
    const down = await page.evaluate(() => scrollY);
    expect(down).toBeGreaterThan(100);
    await link.click();
    await expect(page.getByRole("heading", { level: 1, name: `${mark}-30` })).toBeVisible();
    if (back === "link") await page.getByRole("main").getByRole("link", { name: "Chargers", exact: true }).click();
    else await page.goBack();
    await expect(page).toHaveURL(new RegExp(`/chargers\\?q=${mark}$`));
    await expect(page.getByLabel("Search chargers")).toHaveValue(mark);
    await expect.poll(() => page.evaluate(() => scrollY), back).toBe(down);
  }
});

test("K-17: signing in from a dialog leads back to that dialog, with what was typed", async ({ page, context, charger, signIn, openCharger }) => {
  const one = await charger();
  await signIn(page);
  await openCharger(page, one);
  await page.goto(`${page.url()}?errors=1`);
  const address = page.url();
  let dialog = await openDialog(page, "Update Firmware");
  const way = dialog.getByRole("radio", { name: "From a URL", exact: true });
  if (await way.isVisible()) await way.check();
  await dialog.getByLabel("Firmware URL", { exact: true }).fill("https://files.example/fw.bin");
  await dialog.getByLabel("Retries", { exact: true }).fill("3");
  await context.clearCookies();
  await dialog.getByRole("button", { name: "Update Firmware", exact: true }).click();
  await dialog.getByRole("alert").getByRole("link", { name: "Sign in", exact: true }).click();
  await page.getByLabel("Email").fill(DESK.email);
  await page.getByLabel("Password").fill(DESK.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("Update Firmware");
  await expect(dialog.getByLabel("Firmware URL", { exact: true })).toHaveValue("https://files.example/fw.bin");
  await expect(dialog.getByLabel("Retries", { exact: true })).toHaveValue("3");
  await expect(page).toHaveURL(address);
  expect(await page.evaluate(() => sessionStorage.getItem("chargehand-form"))).toBeNull();
});

test("K-17: a link to one order survives signing in", async ({ page, context, charger, signIn, openCharger }) => {
  const one = await charger();
  await signIn(page);
  await openCharger(page, one);
  const dialog = await openDialog(page, "Clear Cache");
  await dialog.getByRole("button", { name: "Clear Cache", exact: true }).click();
  const entry = region(page, "Timeline").locator("[id^=command-]").first();
  await expect(entry).toContainText("Cleared, accepted in");
  const address = `${page.url().split("#")[0]}#${await entry.getAttribute("id")}`;
  await context.clearCookies();
  await page.goto("/sign-in");
  await page.goto(address);
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel("Email").fill(DESK.email);
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await page.getByLabel("Email").fill(DESK.email);
  await page.getByLabel("Password").fill(DESK.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(address);
});
