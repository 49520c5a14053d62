// What administrators do by hand: messages, settings, how a charger is treated, who may charge.
import { order, region } from "../console.ts";
import { ADMIN, expect, hydrated, test } from "../fixtures.ts";

test.use({ serveArguments: [["--read-configuration=true"], { scope: "worker" }] });

test("a message is chosen, checked, sent, and its answer shown as it comes", async ({ page, charger, signIn, openCharger }) => {
  const one = await charger({ connectors: 2, args: ["--protocol", "2.0.1"] });
  await signIn(page, ADMIN);
  await openCharger(page, one);
  await page.getByRole("link", { name: "Send a message", exact: true }).click();
  await hydrated(page);
  await page.getByLabel("Message", { exact: true }).selectOption("UnlockConnector");
  const payload = page.getByLabel("Payload", { exact: true });
  await expect(payload).toHaveValue(/"evseId": \d/);
  await payload.fill('{"evseId": 1}');
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("connectorId is missing");
  expect(one.received("UnlockConnector")).toEqual([]);
  await payload.fill('{"evseId": 1, "connectorId": 1}');
  const counted = page.waitForResponse(/signed-in/);
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page.getByRole("main")).toContainText(/\[3,"[^"]+",\{"status":"Unlocked"\}\]/);
  expect(one.received("UnlockConnector")).toEqual([{ evseId: 1, connectorId: 1 }]);
  // What stands in the form outlives the rail's numbers, which are asked for again after a verdict.
  await counted;
  await expect(payload).toHaveValue('{"evseId": 1, "connectorId": 1}');
  // Exactly as typed, it goes out whatever its definition says.
  await payload.fill('{ "evseId" : 1.0, "vendor": "x" }');
  await page.getByLabel("Send exactly as typed", { exact: true }).check();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await one.frame(/\{ "evseId" : 1\.0, "vendor": "x" \}\]$/);
});

test("profiles set by hand are listed before they are cleared, and restored in one click", async ({
  page,
  charger,
  signIn,
  openCharger,
}) => {
  // E3, E4, E8
  const one = await charger({ connectors: 2, args: ["--protocol", "2.0.1"] });
  await signIn(page, ADMIN);
  await openCharger(page, one);
  const address = page.url();
  await page.goto(`${address}/message?action=SetChargingProfile`);
  await hydrated(page);
  const profile = {
    evseId: 1,
    chargingProfile: {
      id: 41,
      stackLevel: 2,
      chargingProfilePurpose: "TxDefaultProfile",
      chargingProfileKind: "Relative",
      chargingSchedule: [
        { id: 1, chargingRateUnit: "A", chargingSchedulePeriod: [{ startPeriod: 0, limit: 13 }] },
      ],
    },
  };
  await page.getByLabel("Payload", { exact: true }).fill(JSON.stringify(profile));
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page.getByRole("main")).toContainText(/"status":"Accepted"/);
  await page.goto(address);
  await hydrated(page);
  await page.getByRole("button", { name: "Actions", exact: true }).click();
  await page.getByRole("menuitem", { name: "Clear Charging Profiles", exact: true }).click();
  await expect(page.getByRole("dialog")).toContainText("Profile 41, TxDefaultProfile, level 2, EVSE 1, 13 A");
  await page.getByRole("dialog").getByRole("button", { name: "Cancel", exact: true }).click();
  const entry = await order(page, "Clear Charging Profiles");
  await expect(entry).toContainText("Profiles cleared");
  await entry.getByRole("button", { name: /^Restore 1 profile/ }).click();
  await expect(region(page, "Timeline")).toContainText("1 profile restored");
  await expect.poll(() => one.received("SetChargingProfile")).toEqual([profile, profile]);
});

test("the configuration is searched, read again and set", async ({ page, charger, signIn, openCharger }) => {
  const one = await charger({ connectors: 1 });
  await signIn(page, ADMIN);
  await openCharger(page, one);
  await expect(region(page, "Timeline")).toContainText(/Read, \d+ settings/);
  await page.getByRole("link", { name: "Configuration", exact: true }).click();
  await hydrated(page);
  await expect(page.getByRole("main")).toContainText("FTP, HTTP");
  await page.getByLabel("Search settings", { exact: true }).fill("heartbeat");
  const row = page.getByRole("row", { name: /HeartbeatInterval/ });
  await expect(page.getByRole("row", { name: /NumberOfConnectors/ })).toBeHidden();
  await row.getByRole("button", { name: "Set", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Value", { exact: true }).fill("123");
  await dialog.getByRole("button", { name: "Set", exact: true }).click();
  await one.frame(/"ChangeConfiguration",\{"key":"HeartbeatInterval","value":"123"\}/);
  await expect(row).toContainText("123");
  await page.getByRole("button", { name: "Read again", exact: true }).click();
  await expect.poll(() => one.received("GetConfiguration").length).toBe(2);
});

test("a charger is held back, and let in again at once", async ({ page, charger, signIn, openCharger }) => {
  //
  const one = await charger({ connectors: 1, args: ["--protocol", "2.0.1"] });
  await signIn(page, ADMIN);
  await openCharger(page, one);
  await hydrated(page);
  const treatment = page.getByText("How it is treated", { exact: true });
  await treatment.click();
  await page.getByRole("radio", { name: "Pending", exact: true }).check();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await order(page, "Reboot");
  await expect(page.getByRole("main")).toContainText("Held back");
  await page.getByRole("radio", { name: "Accepted", exact: true }).check();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("main").getByText("Held back", { exact: true })).toBeHidden();
  await one.frame(/"requestedMessage":"BootNotification"/);
});

test("a card is blocked, and any other may charge or not, as the organisation says", async ({ page, signIn }) => {
  await signIn(page, ADMIN);
  await page.goto("/tokens");
  await hydrated(page);
  const any = page.getByRole("switch", { name: "Accept any token", exact: true });
  await expect(any).toBeChecked();
  await any.uncheck();
  await expect(page.getByRole("main")).toContainText("every other one is refused");
  await any.check();
  await expect(page.getByRole("main")).toContainText("whoever holds up any card can charge");
  await page.getByText("Add a token", { exact: true }).click();
  await page.getByLabel("Token", { exact: true }).fill("04-LOST-CARD");
  await page.getByLabel("Status", { exact: true }).selectOption("Blocked");
  await page.getByLabel("Note", { exact: true }).fill("Lost in March");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByRole("row", { name: /04-LOST-CARD/ })).toContainText("Blocked");
  await page.getByRole("button", { name: "Remove 04-LOST-CARD", exact: true }).click();
  await expect(page.getByRole("row", { name: /04-LOST-CARD/ })).toBeHidden();
});
