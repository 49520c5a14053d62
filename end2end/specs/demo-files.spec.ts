// Files on the demo's fleet: one image to chargers of three versions over HTTP and FTP, and their diagnostics read and compared.
import type { Page } from "@playwright/test";
import { openDialog, region } from "../console.ts";
import { expect, hydrated, test } from "../fixtures.ts";

test.use({
  bare: [true, { scope: "worker" }],
  serveArguments: [
    ["--demo", "--call-timeout", "10s", "--firmware-deadline", "90s", "--diagnostics-deadline", "60s"],
    { scope: "worker" },
  ],
});

const VERSION = "6.0.0";
const NAME = "fleet-6.0.0.bin";
/** A charger of each family of versions, by which protocol it fetches, and whether the image is meant for it. */
const PARTS = [
  { name: "Kamppi 01", by: "HTTP", fits: true },
  { name: "Alexanderplatz 1", by: "FTP", fits: false },
  { name: "Piraeus 1", by: "FTP", fits: false },
] as const;

async function open(page: Page, name: string): Promise<void> {
  await page.goto(`/chargers?q=${encodeURIComponent(name)}`);
  await page.getByRole("link", { name, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await hydrated(page);
}

test("an image goes to three versions over HTTP and FTP, and diagnostics come back to be read and compared", async ({ page, chargehand }) => {
  // B1, B4, B6, B14, C1, C3, C8, C10
  test.setTimeout(400_000);
  const [email, password] = await chargehand.demoLogin();
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(/\/chargers/);
  await expect(page.getByRole("main")).toContainText(/16 · 14 connected/, { timeout: 30_000 });

  await page.goto("/files/firmware");
  await hydrated(page);
  await expect(page.getByRole("row").filter({ hasText: "terra184-1.8.33.bin" })).toContainText("2 of 2 chargers are not on it");
  const buffer = Buffer.alloc(8_000_000, "made for the whole fleet ");
  buffer.write(`chargehand-firmware-version: ${VERSION}\n`);
  if (!(await page.getByLabel("Vendor", { exact: true }).isVisible())) {
    await page.getByText("Upload firmware", { exact: true }).first().click();
  }
  await page.getByLabel("File", { exact: true }).setInputFiles({ name: NAME, mimeType: "application/octet-stream", buffer });
  await page.getByLabel("Vendor", { exact: true }).fill("ABB");
  await page.getByLabel("Model", { exact: true }).fill("Terra 184");
  await page.getByLabel("Version", { exact: true }).fill(VERSION);
  await page.getByRole("button", { name: "Upload firmware", exact: true }).click();
  await expect(page.getByRole("row").filter({ hasText: NAME })).toContainText("2 of 2 chargers are not on it");

  for (const { name, by, fits } of PARTS) {
    await open(page, name);
    const dialog = await openDialog(page, "Update Firmware");
    await dialog.getByRole("radio", { name: "From the library", exact: true }).check();
    const file = dialog.getByLabel("Firmware file", { exact: true });
    await file.selectOption(await file.locator("option", { hasText: NAME }).getAttribute("value"));
    await dialog.getByLabel("Protocol", { exact: true }).selectOption(by.toLowerCase());
    if (!fits) {
      await dialog.getByLabel("Send it anyway", { exact: true }).check();
      await dialog.getByLabel("Reason", { exact: true }).fill("Tried out on the bench");
    }
    await dialog.getByRole("button", { name: "Update Firmware", exact: true }).click();
    await expect(dialog).toBeHidden();
    const timeline = region(page, "Timeline");
    // The bar moves while the file goes, at the demo's pace. FTP hands the system much of it at once.
    if (by === "HTTP") await expect(timeline.getByRole("progressbar", { name: "Fetched" })).toBeVisible({ timeout: 30_000 });
    await expect(timeline, name).toContainText(`Fetched 8.0 MB of 8.0 MB from us over ${by}, 100 %`, { timeout: 60_000 });
    await expect(timeline, name).toContainText(new RegExp(`Installed \\S+ → ${VERSION}`), { timeout: 60_000 });
  }
  // The first of them is on it now.
  await page.goto("/files/firmware");
  await expect(page.getByRole("row").filter({ hasText: NAME })).toContainText("1 of 2 chargers is not on it");

  const archives: string[] = [];
  for (const { name } of PARTS) {
    await open(page, name);
    const dialog = await openDialog(page, "Request Diagnostics");
    await dialog.getByRole("button", { name: "Request Diagnostics", exact: true }).click();
    await expect(dialog).toBeHidden();
    await expect(region(page, "Timeline"), name).toContainText(/Received \S+\.zip/, { timeout: 60_000 });
    const received = page.getByRole("region", { name: "Diagnostics files", exact: true }).getByRole("link", { name: /\.zip$/ });
    archives.push((await received.first().getAttribute("href")) ?? "");
  }
  await page.goto(archives[0]);
  await hydrated(page);
  const text = page.getByRole("region", { name: "Text", exact: true });
  await expect(text.locator("#L1")).toContainText(`starting, firmware ${VERSION}`);
  await page.getByLabel("Search this archive", { exact: true }).fill("did not answer");
  await page.getByLabel("Search this archive", { exact: true }).press("Enter");
  await page.getByRole("link", { name: /charger\.log, line \d+/ }).first().click();
  await expect(text.locator("li.on")).toContainText("did not answer");

  const [left, right] = archives.map((href) => href.split("/").pop());
  await page.goto(`/files/compare?left=${left}&right=${right}`);
  await hydrated(page);
  await expect(page.getByRole("main")).toContainText(/changed/);
  await page.getByRole("link", { name: /config\.json/ }).first().click();
  const lines = page.getByRole("region", { name: "Lines", exact: true });
  await expect(lines).toContainText("FI-KAM-01");
  await expect(lines).toContainText("DE-BER-01");
});

test("the addresses are shown and tried", async ({ page, chargehand }) => {
  const [email, password] = await chargehand.demoLogin();
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(/\/chargers/);
  await page.goto("/files/addresses");
  await hydrated(page);
  const door = page.getByRole("region", { name: "Files over HTTP", exact: true });
  await expect(door).toContainText(new URL(chargehand.files).host);
  await expect(door).toContainText("it means the charger itself");
  await expect(page.getByRole("region", { name: "What a charger is told" })).toContainText("/f/***/firmware.bin");
  await page.getByRole("button", { name: "Try now", exact: true }).click();
  const tried = page.getByRole("status").filter({ hasText: "leads here" });
  await expect(tried.getByText("Works", { exact: true })).toHaveCount(2);
});
