// The six actions, each from its dialog to the verdict that its effect decides, on chargers of every temper.
import { ACTIONS, type Action, chooseWay, order, openDialog, region } from "../console.ts";
import { expect, OTHER_SITE, SITE, test } from "../fixtures.ts";
import type { Behaviour } from "../chargers.ts";

/** What each kind of charger brings each action to. */
const VERDICTS: Record<Exclude<Behaviour, "late">, Record<Exclude<Action, "Change Site">, RegExp>> = {
  prompt: {
    Reboot: /Rebooted, offline/,
    "Update Firmware": /Installed 1\.0\.0 → \S+/,
    "Request Diagnostics": /Uploaded/,
    "Clear Cache": /Cleared, accepted in/,
    "Clear Charging Profiles": /Profiles cleared/,
  },
  rejecting: {
    Reboot: /Rejected/,
    "Update Firmware": /Download failed/,
    "Request Diagnostics": /Nothing to upload/,
    "Clear Cache": /Rejected/,
    "Clear Charging Profiles": /Nothing matched/,
  },
  "drops-at-reset": {
    Reboot: /Rebooted, offline/,
    "Update Firmware": /Installed 1\.0\.0 → \S+/,
    "Request Diagnostics": /Uploaded/,
    "Clear Cache": /Cleared, accepted in/,
    "Clear Charging Profiles": /Profiles cleared/,
  },
  "lies-about-firmware": {
    Reboot: /Rebooted, offline/,
    "Update Firmware": /Reported installed, version unchanged/,
    "Request Diagnostics": /Uploaded/,
    "Clear Cache": /Cleared, accepted in/,
    "Clear Charging Profiles": /Profiles cleared/,
  },
  "never-reboots": {
    Reboot: /Accepted but did not reboot/,
    "Update Firmware": /Reported installed, version not confirmed/,
    "Request Diagnostics": /Uploaded/,
    "Clear Cache": /Cleared, accepted in/,
    "Clear Charging Profiles": /Profiles cleared/,
  },
  silent: {
    Reboot: /No answer/,
    "Update Firmware": /No answer/,
    "Request Diagnostics": /No answer/,
    "Clear Cache": /No answer/,
    "Clear Charging Profiles": /No answer/,
  },
};

test.use({
  serveArguments: [
    ["--call-timeout", "2s", "--reboot-deadline", "5s", "--firmware-deadline", "6s", "--diagnostics-deadline", "5s"],
    { scope: "worker" },
  ],
});

for (const [behave, verdicts] of Object.entries(VERDICTS)) {
  test(`a ${behave} charger brings each action to its right verdict`, async ({ page, charger, signIn, openCharger }) => {
    // Six verdicts, some of which are deadlines.
    test.slow();
    const one = await charger({ behave: behave as Behaviour, firmware: "1.0.0", connectors: 2 });
    await signIn(page);
    await openCharger(page, one);
    for (const action of ACTIONS) {
      const entry = await order(page, action);
      const verdict = action === "Change Site" ? `Moved, ${SITE} → ${OTHER_SITE}` : verdicts[action];
      await expect(entry).toContainText(verdict);
    }
    expect(one.received("Reset")).toHaveLength(1);
  });
}

test("a late charger is told as unanswered, and its late answer corrects that", async ({ page, charger, signIn, openCharger }) => {
  // H4
  test.slow();
  const one = await charger({ behave: "late" });
  await signIn(page);
  await openCharger(page, one);
  const entry = await order(page, "Clear Cache");
  await expect(entry).toContainText("No answer");
  await expect(entry).not.toContainText("Rejected");
  await expect(region(page, "Messages")).toContainText(/no answer/i);
  await expect(entry).toContainText("Cleared, accepted in", { timeout: 50_000 });
  await expect(entry).toContainText("Late answer");
});

test("Last message and two tabs tell the same, live", async ({ page, context, charger, signIn, openCharger }) => {
  // A5, G4, G5, G10: the line, the frame, its answer, the link between action and frame.
  const one = await charger({ args: ["--stretch", "5"] });
  await signIn(page);
  await openCharger(page, one);
  const second = await context.newPage();
  await second.goto(page.url());
  await order(page, "Request Diagnostics");
  for (const tab of [page, second]) {
    const last = region(tab, "Last message");
    await expect(last).toContainText("Diagnostics: uploaded");
    await expect(last).toContainText(/\[2,"[^"]+","DiagnosticsStatusNotification",\{"status":"Uploaded"\}\]/);
    await expect(region(tab, "Timeline")).toContainText("Uploaded");
    const messages = region(tab, "Messages");
    const sent = messages.locator("details", { hasText: "GetDiagnostics" }).first();
    await sent.locator("summary").click();
    await expect(sent).toContainText("ftp://***@server.example/logs/");
    await expect(messages).not.toContainText("pass@");
  }
});

test("a running charging session stands in the Reboot dialog, and Hard asks for a tick and a reason", async ({
  page,
  charger,
  signIn,
  openCharger,
}) => {
  // A4, A11
  const one = await charger({ connectors: 2, args: ["--charge", "2"] });
  await signIn(page);
  await openCharger(page, one);
  const dialog = await openDialog(page, "Reboot");
  await expect(dialog).toContainText(/session is running on connector 2/i);
  await dialog.getByRole("radio", { name: "Hard", exact: true }).check();
  await dialog.getByRole("button", { name: "Reboot", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText("End the charging session");
  await dialog.getByLabel("End the charging session", { exact: true }).check();
  await dialog.getByRole("button", { name: "Reboot", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText("5 characters");
  await dialog.getByLabel("Reason", { exact: true }).fill("stuck session");
  await dialog.getByRole("button", { name: "Reboot", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(region(page, "Timeline")).toContainText(/Rebooted/);
  await expect(region(page, "Timeline")).toContainText("stuck session");
});

test("an open dialog follows the charger as it is now", async ({ page, charger, signIn, openCharger }) => {
  // A4: live data, not that of the page's load.
  const one = await charger();
  await signIn(page);
  await openCharger(page, one);
  const dialog = await openDialog(page, "Reboot");
  await expect(dialog).toContainText("No session is running");
  await one.disconnect();
  await expect(dialog).toContainText("The charger is offline");
  await one.connect();
  await expect(dialog).not.toContainText("The charger is offline");
});

test("cleared profiles leave the badge Reboot needed until Reboot now has brought a boot", async ({ page, charger, signIn, openCharger }) => {
  const one = await charger({ connectors: 1 });
  await signIn(page);
  await openCharger(page, one);
  const dialog = await openDialog(page, "Clear Charging Profiles");
  await expect(dialog.getByRole("button", { name: "Clear Charging Profiles", exact: true })).toBeDisabled();
  await dialog.getByLabel("Confirm", { exact: true }).check();
  await dialog.getByRole("button", { name: "Clear Charging Profiles", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Reboot needed").first()).toBeVisible();
  await expect(region(page, "Timeline")).toContainText(/Connector 1: /);
  await page.getByRole("button", { name: "Reboot now", exact: true }).click();
  await expect(region(page, "Timeline")).toContainText(/Rebooted, offline/);
  await expect(page.getByText("Reboot needed")).toHaveCount(0);
});

test("a refusal keeps the dialog open and says why; the next try goes through", async ({ page, charger, signIn, openCharger }) => {
  // B2
  const one = await charger();
  await signIn(page);
  await openCharger(page, one);
  const dialog = await openDialog(page, "Update Firmware");
  for (const [url, words] of [
    ["C:\\firmware.bin", /file on a computer/],
    ["ftp://server.example/a b.bin", /space/i],
    ["gopher://server.example/x", /ftp/],
  ] as const) {
    await dialog.getByLabel("Firmware URL", { exact: true }).fill(url);
    await dialog.getByRole("button", { name: "Update Firmware", exact: true }).click();
    await expect(dialog.getByRole("alert")).toContainText(words);
  }
  await dialog.getByText("The frame that will be sent").click();
  await dialog.getByLabel("Firmware URL", { exact: true }).fill("ftp://user:pass@server.example/firmware.bin");
  await expect(dialog.locator("pre")).toContainText('"location":"ftp://***@server.example/firmware.bin"');
  await dialog.getByRole("button", { name: "Update Firmware", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(region(page, "Timeline")).toContainText(/Installed|Downloading|Booted/);
  expect(JSON.stringify(one.received("UpdateFirmware"))).toContain("ftp://user:pass@server.example/firmware.bin");
});

test("a period for diagnostics is chosen with one click and sent as it stands there", async ({ page, charger, signIn, openCharger }) => {
  // C7
  const one = await charger();
  await signIn(page);
  await openCharger(page, one);
  const dialog = await openDialog(page, "Request Diagnostics");
  const [from, to] = [dialog.getByLabel("From", { exact: true }), dialog.getByLabel("To", { exact: true })];
  for (const [preset, minutes] of [
    ["Last day", 24 * 60],
    ["Last hour", 60],
  ] as const) {
    await dialog.getByRole("button", { name: preset, exact: true }).click();
    const period = Date.parse(`${await to.inputValue()}Z`) - Date.parse(`${await from.inputValue()}Z`);
    expect(period, preset).toBe(minutes * 60_000);
  }
  const until = await to.inputValue();
  await dialog.getByLabel("To", { exact: true }).fill("2020-01-01T00:00");
  await chooseWay(dialog, "To a URL");
  await dialog.getByLabel("Upload URL", { exact: true }).fill("https://server.example/in/");
  await dialog.getByRole("button", { name: "Request Diagnostics", exact: true }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await to.fill(until);
  await dialog.getByRole("button", { name: "Request Diagnostics", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(region(page, "Timeline")).toContainText(/Uploaded/);
  const [sent] = one.received("GetDiagnostics") as { startTime: string; stopTime: string }[];
  expect(Date.parse(sent.stopTime) - Date.parse(sent.startTime)).toBe(60 * 60_000);
  expect(Math.abs(Date.now() - Date.parse(sent.stopTime))).toBeLessThan(3 * 60_000);
});

test("a second order is refused and names the open one; Stop waiting ends it", async ({ page, charger, signIn, openCharger }) => {
  const one = await charger({ behave: "never-reboots", args: [] });
  await signIn(page);
  await openCharger(page, one);
  await order(page, "Reboot");
  const dialog = await openDialog(page, "Reboot");
  await dialog.getByRole("button", { name: "Reboot", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText(/Reboot \(Soft\) by .* is still open/);
  await dialog.getByRole("button", { name: "Cancel", exact: true }).click();
  await region(page, "Timeline").getByRole("button", { name: "Stop waiting" }).click();
  await expect(region(page, "Timeline")).toContainText("Abandoned, outcome not seen");
});

test("an offline charger has its five items disabled with the reason, and Change Site works", async ({ page, charger, signIn, openCharger }) => {
  const one = await charger();
  await signIn(page);
  await openCharger(page, one);
  await one.disconnect();
  await expect(page.getByText(/Offline for|Offline/).first()).toBeVisible();
  await page.getByRole("button", { name: "Actions", exact: true }).click();
  for (const action of ACTIONS) {
    const item = page.getByRole("menuitem", { name: action });
    if (action === "Change Site") await expect(item).toBeEnabled();
    else await expect(item).toBeDisabled();
  }
  await page.keyboard.press("Escape");
  const entry = await order(page, "Change Site", { reason: "ticket 4411" });
  await expect(entry).toContainText(`Moved, ${SITE} → ${OTHER_SITE}`);
  await entry.getByRole("button", { name: "Move back" }).click();
  await expect(region(page, "Timeline")).toContainText(`Moved, ${OTHER_SITE} → ${SITE}`);
});
