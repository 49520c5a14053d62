// The list: searched and filtered by the server, its questions in the address; newcomers under Knocking.
import { ADMIN, expect, hydrated, SITE, test } from "../fixtures.ts";

test("search and filters live in the address", async ({ page, charger, signIn }) => {
  const one = await charger({ name: "Harbour east 2" });
  await charger({ name: "Depot gate", connect: false });
  await signIn(page);
  await hydrated(page);
  await page.keyboard.press("/");
  await expect(page.getByLabel("Search chargers")).toBeFocused();
  await page.keyboard.type("harbour");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/q=harbour/);
  await expect(page.getByRole("link", { name: one.name, exact: true }).first()).toBeVisible();
  await expect(page.getByRole("link", { name: "Depot gate", exact: true })).toHaveCount(0);
  await page.goto("/chargers?attention=offline");
  await expect(page.getByRole("link", { name: "Depot gate", exact: true }).first()).toBeVisible();
  await expect(page.getByRole("link", { name: one.name, exact: true })).toHaveCount(0);
});

test("ten thousand sites are searched as one types, by keyboard alone", async ({ page, cli, charger, chargehand, signIn, openCharger }) => {
  // F1
  const { writeFileSync } = await import("node:fs");
  const { join } = await import("node:path");
  const file = join(chargehand.data, `sites-${test.info().project.name}.csv`);
  const rows = Array.from({ length: 10_000 }, (_, n) => `Yard ${test.info().project.name} ${n},Voltwerk,Europe/Berlin`);
  writeFileSync(file, `name,organisation,time_zone\n${rows.join("\n")}\n`);
  await cli(["site", "import", file]);
  const one = await charger();
  await signIn(page);
  await openCharger(page, one);
  await hydrated(page);
  await page.getByRole("button", { name: "Actions", exact: true }).click();
  await page.getByRole("menuitem", { name: "Change Site", exact: true }).click();
  const site = page.getByRole("combobox", { name: "Site", exact: true });
  await site.focus();
  await page.keyboard.type(`yard ${test.info().project.name} 9876`);
  await expect(page.getByRole("dialog").getByRole("option")).toHaveCount(1);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(site).toHaveValue(new RegExp("9876"));
  await page.getByRole("dialog").getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("region", { name: "Timeline" })).toContainText(`${SITE} → Yard ${test.info().project.name} 9876`);
});

test("a charger that knocks can be registered, and its password is shown once", async ({ page, chargehand, signIn }) => {
  const { findProgram, Running } = await import("../processes.ts");
  const identity = `NEW-${test.info().project.name}`;
  const stranger = new Running(findProgram("charger-sim", "CHARGER_SIM_BIN"), [
    ...["--url", chargehand.chargers, "--identity", identity, "--password", "whatever it has"],
  ]);
  try {
    await signIn(page, ADMIN);
    await expect(async () => {
      await page.goto("/chargers/knocking");
      await expect(page.getByRole("main")).toContainText(identity, { timeout: 500 });
    }).toPass();
    await expect(page.getByRole("main")).toContainText("Unknown identity");
    await hydrated(page);
    const row = page.locator("li, tr, article, section", { hasText: identity }).last();
    await row.getByRole("button", { name: /Register/ }).first().click();
    const form = page.getByRole("dialog").or(row).last();
    await form.getByRole("combobox", { name: "Site" }).fill(SITE);
    await page.getByRole("option").first().click();
    await form.getByRole("button", { name: /^Register/ }).last().click();
    await expect(page.getByRole("main")).toContainText(`/ocpp/${identity}`);
    await expect(page.getByRole("main")).toContainText(/[A-Za-z0-9]{32}/);
  } finally {
    await stranger.stop("SIGINT");
  }
});
