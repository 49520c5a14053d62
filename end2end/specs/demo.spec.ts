// The demo as it is started by `make run`: every kind of charger in it, each of the six actions to its right verdict.
import type { Page } from "@playwright/test";
import { ACTIONS, type Action, order } from "../console.ts";
import { expect, hydrated, test } from "../fixtures.ts";

test.use({
  bare: [true, { scope: "worker" }],
  serveArguments: [
    [
      "--demo",
      ...["--call-timeout", "2s", "--reboot-deadline", "12s"],
      ...["--firmware-deadline", "12s", "--diagnostics-deadline", "10s"],
    ],
    { scope: "worker" },
  ],
});

type Verdicts = Record<Exclude<Action, "Change Site">, RegExp>;

const PROMPT: Verdicts = {
  Reboot: /Rebooted, offline/,
  "Update Firmware": /Installed \S+ → \S+/,
  "Request Diagnostics": /Uploaded/,
  "Clear Cache": /Cleared, accepted in/,
  "Clear Charging Profiles": /Profiles cleared/,
};
const UNHEARD: Verdicts = {
  Reboot: /No answer/,
  "Update Firmware": /No answer/,
  "Request Diagnostics": /No answer/,
  "Clear Cache": /No answer/,
  "Clear Charging Profiles": /No answer/,
};
/** Its answer to the reboot comes so late that, on a slow machine, it goes down in the middle of what is ordered next. */
const LATE: Verdicts = {
  Reboot: /No answer|Rebooted/,
  "Update Firmware": /No answer|answer unknown/,
  "Request Diagnostics": /No answer|answer unknown/,
  "Clear Cache": /No answer|answer unknown/,
  "Clear Charging Profiles": /No answer|answer unknown/,
};
const CAST: Record<string, Verdicts> = {
  "Kamppi 01": PROMPT,
  "Kamppi 02": PROMPT,
  "Kamppi 03": {
    Reboot: /Rejected/,
    "Update Firmware": /Download failed/,
    "Request Diagnostics": /Nothing to upload/,
    "Clear Cache": /Rejected/,
    "Clear Charging Profiles": /Nothing matched/,
  },
  "Tripla north 12": PROMPT,
  "Depot gate": PROMPT,
  "Harbour east 2": { ...PROMPT, "Update Firmware": /Reported installed, version unchanged/ },
  "Harbour east 3": LATE,
  "Airport P5 07": {
    ...PROMPT,
    Reboot: /Accepted but did not reboot/,
    "Update Firmware": /Reported installed, version not confirmed/,
  },
  "Airport P5 08": UNHEARD,
  "Alexanderplatz 1": PROMPT,
  "Zuidas 5": { ...PROMPT, "Clear Cache": /Refused with NotImplemented/, "Request Diagnostics": /Upload failed/ },
  "Oriente 3": { ...PROMPT, Reboot: /Came back without a BootNotification/ },
  // OCPP 2.1; Alexanderplatz 1 speaks 2.0.1, Depot gate 1.6 with the security extension.
  "Piraeus 1": PROMPT,
};
/** Pages open at once; the rest of the fleet waits. */
const AT_ONCE = 3;

async function play(page: Page, name: string, verdicts: Verdicts): Promise<void> {
  await page.goto(`/chargers?q=${encodeURIComponent(name)}`);
  await page.getByRole("link", { name, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await hydrated(page);
  for (const action of ACTIONS) {
    const entry = await order(page, action, { site: "Aarhus" });
    const verdict = action === "Change Site" ? /Moved, .* → Aarhus/ : verdicts[action];
    // In its heading: a step may say the same words before the verdict is there.
    await expect(entry.locator("summary"), `${action} of ${name}`).toContainText(verdict, { timeout: 45_000 });
  }
}

test("every kind of charger brings each action to its right verdict", async ({ page, context, chargehand }) => {
  test.setTimeout(600_000);
  const [email, password] = await chargehand.demoLogin();
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(/\/chargers/);
  // The fleet is up when everyone but the two that stay away is connected.
  await expect(page.getByRole("main")).toContainText(/16 · 14 connected/, { timeout: 30_000 });
  const waiting = Object.entries(CAST);
  const players = Array.from({ length: AT_ONCE }, async () => {
    const stage = await context.newPage();
    for (let next = waiting.shift(); next; next = waiting.shift()) await play(stage, ...next);
    await stage.close();
  });
  await Promise.all(players);
  // The one that is away: nothing can be ordered but a move.
  await page.goto("/chargers?q=Tripla%20north%2011");
  await page.getByRole("link", { name: "Tripla north 11", exact: true }).click();
  await hydrated(page);
  await page.getByRole("button", { name: "Actions", exact: true }).click();
  for (const action of ACTIONS) {
    const item = page.getByRole("menuitem", { name: action });
    if (action === "Change Site") await expect(item).toBeEnabled();
    else await expect(item).toBeDisabled();
  }
});
