// What an operator does in the console, said once for all specs.
import { expect, type Locator, type Page } from "@playwright/test";
import { hydrated } from "./fixtures.ts";

export const ACTIONS = [
  "Reboot",
  "Update Firmware",
  "Request Diagnostics",
  "Clear Cache",
  "Clear Charging Profiles",
  "Change Site",
] as const;
export type Action = (typeof ACTIONS)[number];

export const region = (page: Page, name: "Last message" | "Messages" | "Timeline"): Locator =>
  page.getByRole("region", { name, exact: true });

/** Opens an action's dialog from the charger's page. */
export async function openDialog(page: Page, action: Action): Promise<Locator> {
  await hydrated(page);
  await page.getByRole("button", { name: "Actions", exact: true }).click();
  await page.getByRole("menuitem", { name: action, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toBeVisible();
  return dialog;
}

export interface Inputs {
  url?: string;
  hard?: boolean;
  reason?: string;
  endSession?: boolean;
  site?: string;
}

/** Fills an open form with what it cannot go without. */
export async function fill(form: Locator, action: Action, inputs: Inputs = {}): Promise<void> {
  if (action === "Reboot" && inputs.hard) await form.getByRole("radio", { name: "Hard", exact: true }).check();
  if (inputs.endSession) await form.getByLabel("End the charging session", { exact: true }).check();
  if (action === "Update Firmware") {
    await chooseWay(form, "From a URL");
    await form.getByLabel("Firmware URL", { exact: true }).fill(inputs.url ?? "ftp://user:pass@server.example/firmware.bin");
  }
  if (action === "Request Diagnostics") {
    await chooseWay(form, "To a URL");
    await form.getByLabel("Upload URL", { exact: true }).fill(inputs.url ?? "ftp://user:pass@server.example/logs/");
  }
  if (action === "Clear Charging Profiles") await form.getByLabel("Confirm", { exact: true }).check();
  if (action === "Change Site") {
    const site = form.getByRole("combobox", { name: "Site", exact: true });
    const words = inputs.site ?? "Mall";
    await site.fill(words);
    await form.getByRole("option", { name: new RegExp(words) }).first().click();
  }
  if (inputs.reason) await form.getByLabel("Reason", { exact: true }).fill(inputs.reason);
}

/** A file goes by way of us, or by a URL; without a file host there is nothing to choose. */
export async function chooseWay(form: Locator, way: "From a URL" | "To a URL"): Promise<void> {
  const radio = form.getByRole("radio", { name: way, exact: true });
  if (await radio.isVisible()) await radio.check();
}

export const buttonOf = (action: Action): string => (action === "Change Site" ? "Save" : action);

/** Orders an action and gives its entry on the timeline, wherever it stands there: below what is still open, once it is settled. */
export async function order(page: Page, action: Action, inputs: Inputs = {}): Promise<Locator> {
  const title = page.locator("summary b", { hasText: action });
  const entries = region(page, "Timeline").locator("[id^=command-]").filter({ has: title });
  const idsNow = () => entries.evaluateAll((all) => all.map((entry) => entry.id));
  const dialog = await openDialog(page, action);
  const before = await idsNow();
  await fill(dialog, action, inputs);
  await dialog.getByRole("button", { name: buttonOf(action), exact: true }).click();
  await expect(dialog).toBeHidden();
  let id: string | undefined;
  const comes = async () => (id = (await idsNow()).find((now) => !before.includes(now)));
  await expect.poll(comes, { message: `an entry for ${action}` }).toBeDefined();
  return page.locator(`[id="${id}"]`);
}
