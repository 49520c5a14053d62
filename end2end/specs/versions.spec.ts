// One intent, four wires: the same six dialogs on a charger of each kind, with the frame that will be sent, to the right verdict.
import { ACTIONS, type Action, fill, buttonOf, openDialog, region } from "../console.ts";
import { ADMIN, expect, hydrated, OTHER_SITE, SITE, test } from "../fixtures.ts";

type Kind = "1.6" | "1.6-security" | "2.0.1" | "2.1";
type Wired = Exclude<Action, "Change Site">;

const URL = String.raw`ftp:\/\/\*\*\*@server\.example`;

/** The frames that each dialog shows before it is sent. */
const FRAMES: Record<Kind, Record<Wired, RegExp[]>> = {
  "1.6": {
    Reboot: [/\[2,"…","Reset",\{"type":"Soft"\}\]/],
    "Update Firmware": [new RegExp(`"UpdateFirmware",\\{"location":"${URL}/firmware.bin","retrieveDate":"[^"]+Z"\\}`)],
    "Request Diagnostics": [new RegExp(`"GetDiagnostics",\\{"location":"${URL}/logs/"\\}`)],
    "Clear Cache": [/"ClearCache",\{\}\]/],
    "Clear Charging Profiles": [/"ClearChargingProfile",\{\}\]/],
  },
  "1.6-security": {
    Reboot: [/\[2,"…","Reset",\{"type":"Soft"\}\]/],
    "Update Firmware": [new RegExp(`"UpdateFirmware",\\{"location":"${URL}/firmware.bin"`)],
    "Request Diagnostics": [new RegExp(`"GetLog",\\{"log":\\{"remoteLocation":"${URL}/logs/"\\},"logType":"DiagnosticsLog"`)],
    "Clear Cache": [/"ClearCache",\{\}\]/],
    "Clear Charging Profiles": [/"ClearChargingProfile",\{\}\]/],
  },
  "2.0.1": {
    Reboot: [/\[2,"…","Reset",\{"type":"OnIdle"\}\]/],
    "Update Firmware": [new RegExp(`"UpdateFirmware",\\{"firmware":\\{"location":"${URL}/firmware.bin","retrieveDateTime":"[^"]+Z"`)],
    "Request Diagnostics": [new RegExp(`"GetLog",\\{"log":\\{"remoteLocation":"${URL}/logs/"\\},"logType":"DiagnosticsLog"`)],
    "Clear Cache": [/"ClearCache",\{\}\]/],
    "Clear Charging Profiles": [/ChargingStationMaxProfile/, /TxDefaultProfile/, /TxProfile/],
  },
  "2.1": {
    Reboot: [/\[2,"…","Reset",\{"type":"OnIdle"\}\]/],
    "Update Firmware": [new RegExp(`"UpdateFirmware",\\{"firmware":\\{"location":"${URL}/firmware.bin"`)],
    "Request Diagnostics": [/"logType":"DiagnosticsLog"/],
    "Clear Cache": [/"ClearCache",\{\}\]/],
    "Clear Charging Profiles": [/TxProfile/, /PriorityCharging/, /LocalGeneration/],
  },
};

const VERDICTS: Record<Wired, RegExp> = {
  Reboot: /Rebooted, offline/,
  "Update Firmware": /Installed 1\.0\.0 → \S+/,
  "Request Diagnostics": /Uploaded/,
  "Clear Cache": /Cleared, accepted in/,
  "Clear Charging Profiles": /Profiles cleared/,
};

test.use({ serveArguments: [["--read-configuration=true"], { scope: "worker" }] });

for (const kind of Object.keys(FRAMES) as Kind[]) {
  test(`a ${kind} charger takes all six actions from the same dialogs`, async ({ page, charger, signIn, openCharger }) => {
    // A1, A2, A-06, A-16, A-19, D1, E2
    test.slow();
    const one = await charger({ firmware: "1.0.0", connectors: 2, args: ["--protocol", kind] });
    await signIn(page);
    await openCharger(page, one);
    await hydrated(page);
    // Its settings are read by themselves; on 1.6 they show the security extension.
    await expect(region(page, "Timeline")).toContainText(/Read, \d+ settings/);
    const spoken = { "1.6": "1.6J", "1.6-security": "1.6J with security extension", "2.0.1": "2.0.1", "2.1": "2.1" }[kind];
    await expect(page.getByRole("main")).toContainText(`OCPP ${spoken}`);
    for (const action of ACTIONS) {
      const dialog = await openDialog(page, action);
      await fill(dialog, action);
      if (action !== "Change Site") {
        await dialog.getByText("The frame that will be sent").click();
        for (const frame of FRAMES[kind][action]) await expect(dialog).toContainText(frame);
        await expect(dialog).not.toContainText("pass@");
      }
      await dialog.getByRole("button", { name: buttonOf(action), exact: true }).click();
      await expect(dialog).toBeHidden();
      const entry = region(page, "Timeline").locator("[id^=command-]", { hasText: action }).first();
      await expect(entry).toContainText(action === "Change Site" ? `Moved, ${SITE} → ${OTHER_SITE}` : VERDICTS[action]);
    }
  });
}

test("dialogs offer what the version has, and nothing else", async ({ page, charger, signIn, openCharger }) => {
  // A2, C12, E9, B12
  test.slow();
  await signIn(page);
  for (const kind of Object.keys(FRAMES) as Kind[]) {
    const one = await charger({ connectors: 2, args: ["--protocol", kind] });
    await openCharger(page, one);
    await expect(region(page, "Timeline")).toContainText(/Read, \d+ settings/);
    const two = kind === "2.0.1" || kind === "2.1";
    const cancel = () => page.getByRole("dialog").getByRole("button", { name: "Cancel", exact: true }).click();
    let dialog = await openDialog(page, "Reboot");
    await expect(dialog.getByRole("radio", { name: "Resume", exact: true })).toHaveCount(kind === "2.1" ? 1 : 0);
    await expect(dialog.getByLabel("When idle", { exact: true })).toHaveCount(two ? 0 : 1);
    await expect(dialog.getByLabel("EVSE", { exact: true })).toHaveCount(two ? 1 : 0);
    await cancel();
    dialog = await openDialog(page, "Update Firmware");
    await expect(dialog.getByLabel("Install from", { exact: true })).toHaveCount(two ? 1 : 0);
    await expect(dialog.getByText("Signed firmware", { exact: true })).toHaveCount(kind === "1.6" ? 0 : 1);
    // B5: what it says it cannot fetch is flagged, and not forbidden.
    await dialog.getByLabel("Firmware URL", { exact: true }).fill("sftp://server.example/firmware.bin");
    await expect(dialog.getByRole("status")).toContainText("not by SFTP");
    await cancel();
    dialog = await openDialog(page, "Request Diagnostics");
    const logs = { "1.6": 0, "1.6-security": 2, "2.0.1": 2, "2.1": 3 }[kind];
    await expect(dialog.getByLabel("Log", { exact: true }).locator("option")).toHaveCount(logs);
    await cancel();
    dialog = await openDialog(page, "Clear Charging Profiles");
    // "Any" stands among them.
    await expect(dialog.getByLabel("Purpose", { exact: true }).locator("option")).toHaveCount(kind === "2.1" ? 6 : 4);
    await cancel();
    await one.disconnect();
  }
});

test("a reboot when idle waits until the session has ended", async ({ page, charger, signIn, openCharger }) => {
  // A9
  const one = await charger({ connectors: 2, args: ["--charge", "1"] });
  const started = await one.frame(/ < \[3,.*"transactionId":\d+/);
  const transactionId = Number(/"transactionId":(\d+)/.exec(started)?.[1]);
  await signIn(page, ADMIN);
  await openCharger(page, one);
  const address = page.url();
  const dialog = await openDialog(page, "Reboot");
  await dialog.getByLabel("When idle", { exact: true }).check();
  await dialog.getByRole("button", { name: "Reboot", exact: true }).click();
  const entry = region(page, "Timeline").locator("[id^=command-]", { hasText: "Reboot" }).first();
  await expect(entry).toContainText("Waits for connector 1, charging since");
  expect(one.received("Reset")).toEqual([]);
  await page.goto(`${address}/message?action=RemoteStopTransaction`);
  await hydrated(page);
  await page.getByLabel("Payload", { exact: true }).fill(JSON.stringify({ transactionId }));
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await one.frame(/"Reset",\{"type":"Soft"\}/);
  await page.goto(address);
  await expect(entry).toContainText("Rebooted");
  expect(one.received("Reset")).toHaveLength(1);
});

test("one EVSE restarts alone", async ({ page, charger, signIn, openCharger }) => {
  // A2
  const one = await charger({ connectors: 2, args: ["--protocol", "2.0.1"] });
  await signIn(page, ADMIN);
  await openCharger(page, one);
  const dialog = await openDialog(page, "Reboot");
  await dialog.getByRole("radio", { name: "Hard", exact: true }).check();
  await dialog.getByLabel("EVSE", { exact: true }).selectOption("2");
  await dialog.getByRole("button", { name: "Reboot", exact: true }).click();
  const timeline = region(page, "Timeline");
  await expect(timeline).toContainText("EVSE 2 restarted");
  expect(one.received("Reset")).toEqual([{ type: "Immediate", evseId: 2 }]);
});

test("the times of an update read in the site's zone and in UTC, and are sent in UTC", async ({ page, charger, signIn, openCharger }) => {
  // B16
  const one = await charger({ args: ["--protocol", "2.0.1"] });
  await signIn(page);
  await openCharger(page, one);
  const dialog = await openDialog(page, "Update Firmware");
  await dialog.getByLabel("Firmware URL", { exact: true }).fill("https://server.example/firmware.bin");
  await dialog.getByLabel("Fetch from", { exact: true }).fill("2027-01-15T04:00");
  await dialog.getByLabel("Install from", { exact: true }).fill("2027-07-15T04:00");
  await expect(dialog).toContainText("02:00 UTC");
  await expect(dialog).toContainText("01:00 UTC");
  await dialog.getByRole("button", { name: "Update Firmware", exact: true }).click();
  await one.frame(/"UpdateFirmware"/);
  const [sent] = one.received("UpdateFirmware") as { firmware: Record<string, string> }[];
  expect(sent?.firmware).toMatchObject({ retrieveDateTime: "2027-01-15T02:00:00Z", installDateTime: "2027-07-15T01:00:00Z" });
});
