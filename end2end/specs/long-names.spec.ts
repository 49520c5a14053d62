// Names of any length and without blanks: no page scrolls sideways, and what matters stays on the screen (K-07).
import type { Page } from "@playwright/test";
import { diagnostics, REALLY } from "../archives.ts";
import { ACTIONS, openDialog, order, region } from "../console.ts";
import { ADMIN, expect, hydrated, OPERATOR, test } from "../fixtures.ts";

/** As long as OCPP allows an identity to be. */
const IDENTITY = 48;
const long = (begin: string, length: number) => begin.padEnd(length, "Wärmepumpenladestation");

const keyOf = (address: string) => new URL(address).pathname.split("/")[2];

async function fits(page: Page, name: string): Promise<void> {
  const over = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const wide = [...document.querySelectorAll("main *, dialog[open] *, nav *")]
      .filter((element) => element.checkVisibility() && element.getBoundingClientRect().right > width + 1)
      // What scrolls in a box of its own is in reach, and what is hidden on purpose is no part of the picture.
      .filter((element) => !element.closest(".sr, .lines, pre, .rooms, [popover]"))
      .map((element) => `${element.tagName}.${element.className} "${element.textContent?.slice(0, 40)}"`);
    return { sideways: document.documentElement.scrollWidth - width, wide: wide.slice(0, 5) };
  });
  expect(over, `${name} is as wide as the screen`).toEqual({ sideways: 0, wide: [] });
}

/** Panels may scroll by themselves; tables of names must not need to. */
async function tableFits(page: Page, name: string): Promise<void> {
  const over = await page.evaluate(() => [...document.querySelectorAll(".panel:has(> table)")].map((panel) => panel.scrollWidth - panel.clientWidth));
  expect(Math.max(0, ...over), `the table of ${name} scrolls sideways by`).toBeLessThanOrEqual(0);
}

test("K-07: long names wrap, or are cut with the whole in reach, on every page", async ({ page, isMobile, charger, chargehand, cli, signIn, consoleErrors }) => {
  test.slow();
  consoleErrors.expect(/404/);
  const suffix = test.info().project.name;
  const site = long(`Site-${suffix}-`, 120);
  const email = `${"a".repeat(40)}.${suffix}@${"b".repeat(50)}.example`;
  await cli(["site", "add", site, "--organisation", OPERATOR, "--time-zone", "America/Argentina/ComodRivadavia"]);
  await cli(["user", "add", email, "--role", "admin", "--organisation", OPERATOR, "--password-stdin"], ADMIN.password);
  const identity = `CP-${suffix}-`.padEnd(IDENTITY, "X0123456789");
  const one = await charger({ identity, site, name: long(`Name-${suffix}-`, 120), firmware: long("9.9.9-", 50), connectors: 4, args: REALLY });
  await signIn(page, { email, password: ADMIN.password });

  await page.goto(`/chargers?q=${identity}`);
  await hydrated(page);
  const row = page.getByRole("row", { name: new RegExp(identity) });
  await expect(row).toContainText("Connected");
  await fits(page, "the chargers' list");
  await tableFits(page, "the chargers' list");
  if (!isMobile) {
    for (const column of ["Last message", "Action"]) await expect(page.getByRole("columnheader", { name: column, exact: true })).toBeInViewport({ ratio: 1 });
  }
  // The whole is in reach.
  await expect(row.getByTitle(one.name, { exact: true })).toBeVisible();
  await expect(row.getByTitle(identity, { exact: true })).toBeVisible();

  await row.getByRole("link", { name: one.name, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: one.name })).toBeVisible();
  await hydrated(page);
  const address = page.url();
  await fits(page, "the charger's page");
  await expect(page.getByRole("button", { name: "Actions", exact: true })).toBeInViewport({ ratio: 1 });
  await page.getByRole("button", { name: "Actions", exact: true }).click();
  await expect(page.getByRole("menu")).toBeInViewport();
  await fits(page, "the menu");
  await page.keyboard.press("Escape");
  for (const action of ACTIONS) {
    const dialog = await openDialog(page, action);
    await fits(page, `the dialog ${action}`);
    const over = await dialog.evaluate((dialog) => [dialog, ...dialog.querySelectorAll(".form")].map((box) => box.scrollWidth - box.clientWidth));
    expect(Math.max(...over), `the dialog ${action} scrolls sideways by`).toBeLessThanOrEqual(0);
    await dialog.getByRole("button", { name: "Cancel", exact: true }).click();
  }
  await order(page, "Clear Cache", { reason: long("reason", 200) });
  await expect(region(page, "Timeline")).toContainText("Cleared, accepted in");
  await fits(page, "the timeline");
  await page.goto(`/actions?charger=${keyOf(address)}`);
  await hydrated(page);
  await expect(page.getByRole("row").last()).toContainText("Clear Cache");
  await fits(page, "the actions' list");
  await tableFits(page, "the actions' list");

  const token = long("TOKEN", 36).replaceAll("ä", "a").slice(0, 36);
  const { findProgram, Running } = await import("../processes.ts");
  const stranger = new Running(findProgram("charger-sim", "CHARGER_SIM_BIN"), [
    ...["--url", chargehand.chargers, "--identity", `S-${suffix}-`.padEnd(IDENTITY, "Y"), "--password", "whatever it has"],
  ]);
  try {
    await expect(async () => {
      await page.goto("/chargers/knocking");
      await expect(page.getByRole("main")).toContainText(`S-${suffix}-`, { timeout: 500 });
    }).toPass();
  } finally {
    await stranger.stop("SIGINT");
  }
  await fits(page, "knocking");
  await tableFits(page, "knocking");
  await cli(["token", "put", token, "--organisation", OPERATOR, "--group", token, "--note", long("note", 200)]);
  await page.goto(`/tokens?q=${token}`);
  await expect(page.getByRole("main")).toContainText(token);
  await fits(page, "tokens");
  await tableFits(page, "tokens");
  const key = keyOf(address);
  await page.goto(address);
  const archive = await diagnostics(page, key);
  const more = ["configuration", "message", "actions", "actions/change-site", "actions/update-firmware"].map((path) => `/chargers/${key}/${path}`);
  for (const path of [...more, `/files/diagnostics?charger=${key}`, `/files/diagnostics/${archive}`, "/files/firmware", "/files/addresses", "/more", "/help/actions"]) {
    await page.goto(path);
    await hydrated(page);
    await fits(page, path);
    await tableFits(page, path);
  }
  await page.goto(`/files/diagnostics?charger=${key}`);
  await hydrated(page);
  await page.getByText("Remove", { exact: true }).first().click();
  await expect(page.getByRole("button", { name: /^Remove .* for good$/ }).first()).toBeInViewport({ ratio: 1 });
  await fits(page, "diagnostics, about to remove one");
  await tableFits(page, "diagnostics, about to remove one");
});
