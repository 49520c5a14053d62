// Ask: one message now, done when it has come; with script and without, on every version.
import type { Locator, Page } from "@playwright/test";
import { region } from "../console.ts";
import { DESK, expect, hydrated, test } from "../fixtures.ts";

const VERSIONS = ["1.6", "1.6-security", "2.0.1", "2.1"] as const;

test.use({ serveArguments: [["--read-configuration=true"], { scope: "worker" }] });

const entryOf = (page: Page, what: string): Locator =>
  region(page, "Timeline").locator("[id^=command-]", { hasText: `Ask (${what})` }).first();

async function openAsk(page: Page): Promise<Locator> {
  await hydrated(page);
  await page.getByRole("button", { name: "Actions", exact: true }).click();
  await page.getByRole("menuitem", { name: "Ask", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toBeVisible();
  return dialog;
}

test.describe("with script", () => {
  for (const version of VERSIONS) {
    test(`a ${version} charger is asked, and done is what has come`, async ({ page, charger, signIn, openCharger }) => {
      const one = await charger({ connectors: 2, args: ["--protocol", version] });
      await signIn(page);
      await openCharger(page, one);
      // On 1.6 its settings show the security extension.
      await expect(region(page, "Timeline")).toContainText(/Read, \d+ settings/);
      const message = version === "1.6-security" ? "ExtendedTriggerMessage" : "TriggerMessage";
      const two = version.startsWith("2");

      let dialog = await openAsk(page);
      await expect(dialog.getByRole("heading")).toHaveText(`Ask ${one.name}`);
      const what = dialog.getByLabel("What to ask for", { exact: true });
      const upload = version === "1.6" ? "Diagnostics status" : "Log status";
      // It is accepted, so its boot is not offered.
      await expect(what.getByRole("option")).toHaveText(["Status", "Meter values", "Heartbeat", "Firmware status", upload]);
      await dialog.getByLabel("Connector", { exact: true }).selectOption(two ? "EVSE 2, connector 1" : "Connector 2");
      await dialog.getByText("The frame that will be sent").click();
      await expect(dialog).toContainText(message);
      await expect(dialog).toContainText("StatusNotification");
      await dialog.getByRole("button", { name: "Ask", exact: true }).click();
      await expect(dialog).toBeHidden();
      const place = two ? "EVSE 2, connector 1" : "connector 2";
      await expect(entryOf(page, `Status of ${place}`)).toContainText(new RegExp(`Status of ${place} came, .* after it was asked for`));

      dialog = await openAsk(page);
      await dialog.getByLabel("What to ask for", { exact: true }).selectOption("Heartbeat");
      await expect(dialog.getByLabel("Connector", { exact: true })).toHaveCount(0);
      await dialog.getByRole("button", { name: "Ask", exact: true }).click();
      await expect(dialog).toBeHidden();
      await expect(entryOf(page, "Heartbeat")).toContainText(/Heartbeat came, .* after it was asked for/);
      expect(one.received(message)).toHaveLength(2);
    });
  }

  test("a charger that will not says so, and one that is offline is not asked", async ({ page, charger, signIn, openCharger }) => {
    const one = await charger({ behave: "rejecting" });
    await signIn(page);
    await openCharger(page, one);
    const dialog = await openAsk(page);
    await dialog.getByLabel("What to ask for", { exact: true }).selectOption("Firmware status");
    await dialog.getByRole("button", { name: "Ask", exact: true }).click();
    await expect(dialog).toBeHidden();
    await expect(entryOf(page, "Firmware status")).toContainText("Rejected");
    await one.disconnect();
    await expect(page.getByText("Offline for").first()).toBeVisible();
    await page.getByRole("button", { name: "Actions", exact: true }).click();
    const item = page.getByRole("menuitem", { name: "Ask", exact: true });
    await expect(item).toBeDisabled();
    await expect(item).toHaveAccessibleDescription("The charger is offline");
  });
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("the form is posted, and leads to what has come", async ({ page, charger }) => {
    const one = await charger({ connectors: 1 });
    await page.goto("/sign-in");
    await page.getByLabel("Email").fill(DESK.email);
    await page.getByLabel("Password").fill(DESK.password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page).toHaveURL(/\/chargers/);
    await page.getByLabel("Search chargers").fill(one.identity);
    await page.getByLabel("Search chargers").press("Enter");
    await page.getByRole("link", { name: one.name, exact: true }).click();
    await expect(region(page, "Last message")).toContainText(/StatusNotification|Connector/);
    await page.getByRole("button", { name: "Actions", exact: true }).click();
    await page.getByRole("main").getByRole("link", { name: "Ask", exact: true }).click();
    const form = page.getByRole("main");
    await expect(form.getByRole("heading", { level: 1 })).toHaveText(`Ask ${one.name}`);
    await form.getByLabel("What to ask for", { exact: true }).selectOption("Meter values");
    await form.getByLabel("Connector", { exact: true }).selectOption("Connector 1");
    await form.getByRole("button", { name: "Ask", exact: true }).click();
    await expect(page).toHaveURL(/#command-/);
    await expect(async () => {
      await page.reload();
      const entry = entryOf(page, "Meter values of connector 1");
      await expect(entry).toContainText(/came, .* after it was asked for/, { timeout: 200 });
    }).toPass();
  });
});
