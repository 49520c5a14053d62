// Files: an image is uploaded, a charger fetches it from the library, and its diagnostics come back.
import { buttonOf, openDialog, region } from "../console.ts";
import { ADMIN, expect, hydrated, test, VIEWER } from "../fixtures.ts";

test.use({
  // A server of its own: what lies in the library is offered to every charger.
  serveArguments: [["--firmware-deadline", "40s", "--diagnostics-deadline", "30s"], { scope: "worker" }],
});

/** As the simulator calls itself. */
const VENDOR = "Simulated";
const MODEL = "Sim 22";

/** An image that says its version, as the simulator looks for it; `tail` tells images apart. */
function image(version: string, bytes: number, tail: string): Buffer {
  const image = Buffer.alloc(bytes, "firmware of a charger, all alike ");
  image.write(`chargehand-firmware-version: ${version}\n`);
  image.write(tail, bytes - tail.length);
  return image;
}

test("an image is uploaded with a moving bar, fetched from the library, and diagnostics are received with one click", async ({ page, charger, signIn, openCharger, consoleErrors }, info) => {
  // B1, C1
  // The piece that is broken off on purpose.
  consoleErrors.expect(/ERR_FAILED.*files\/firmware\/piece/);
  test.setTimeout(120_000);
  const one = await charger({ firmware: "1.8.0", args: ["--transfers", "real", "--bytes-per-second", "4000000"] });
  await signIn(page, ADMIN);
  await page.goto("/files");
  await expect(page).toHaveURL(/\/files\/firmware$/);
  await hydrated(page);

  // Slow enough to be seen.
  await page.route("**/files/firmware/piece*", async (route) => {
    await new Promise((later) => setTimeout(later, 300));
    await route.continue();
  });
  const name = `post-${info.project.name}-1.9.0.bin`;
  const buffer = image("1.9.0", 20_000_000, info.project.name);
  const upload = page.getByText("Upload firmware", { exact: true }).first();
  if (!(await page.getByLabel("Vendor", { exact: true }).isVisible())) await upload.click();
  await page.getByLabel("File", { exact: true }).setInputFiles({ name, mimeType: "application/octet-stream", buffer });
  await page.getByRole("button", { name: "Upload firmware", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("Vendor");
  await page.getByLabel("Vendor", { exact: true }).fill(VENDOR);
  await page.getByLabel("Model", { exact: true }).fill(MODEL);
  await page.getByLabel("Version", { exact: true }).fill("1.9.0");
  await page.getByLabel("Release notes", { exact: true }).fill("Charges in the cold.");
  await page.getByRole("button", { name: "Upload firmware", exact: true }).click();
  const bar = page.getByRole("progressbar", { name: "Upload" });
  const share = () => bar.evaluate((bar: HTMLProgressElement) => bar.value / bar.max);
  await expect.poll(share).toBeGreaterThan(0.1);
  await expect.poll(share).toBeLessThan(1);
  await expect(page.getByText(/MB of 20\.0 MB, \d+ %/)).toBeVisible();

  // A broken line pauses it; it goes on where it was.
  await page.route("**/files/firmware/piece*", (route) => route.abort());
  await expect(page.getByText(/Paused, \d+ % are here/)).toBeVisible();
  await page.unroute("**/files/firmware/piece*");
  await page.getByRole("button", { name: "Go on", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: `${name} is in the library.` })).toBeVisible();
  const row = page.getByRole("row").filter({ hasText: name });
  await expect(row).toContainText("1.9.0");
  await expect(row).toContainText("1 of 1 charger is not on it");

  await row.getByRole("link", { name: /not on it/ }).click();
  await page.getByRole("link", { name: one.name, exact: true }).click();
  let dialog = await openDialog(page, "Update Firmware");
  await expect(dialog.getByRole("radio", { name: "From the library", exact: true })).toBeChecked();
  await expect(dialog.getByLabel("Firmware URL", { exact: true })).toBeHidden();
  await expect(dialog.getByLabel("Firmware file", { exact: true }).locator("option:checked")).toContainText(name);
  await dialog.getByText("The frame that will be sent").click();
  await expect(dialog.locator("pre")).toContainText("/f/***");
  await dialog.getByRole("button", { name: buttonOf("Update Firmware"), exact: true }).click();
  await expect(dialog).toBeHidden();
  const timeline = region(page, "Timeline");
  const fetched = timeline.getByRole("progressbar", { name: "Fetched" });
  await expect(fetched).toBeVisible();
  await expect(page.getByText(/Updating: downloading \d+ %/).first()).toBeVisible();
  await expect(timeline).toContainText("Installed 1.8.0 → 1.9.0", { timeout: 40_000 });
  await expect(timeline).toContainText("Fetched 20.0 MB of 20.0 MB from us over HTTP, 100 %");

  dialog = await openDialog(page, "Request Diagnostics");
  await expect(dialog.getByRole("radio", { name: "Chargehand receives the file", exact: true })).toBeChecked();
  await dialog.getByRole("button", { name: buttonOf("Request Diagnostics"), exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(timeline).toContainText("Received diagnostics.zip", { timeout: 30_000 });
  const archives = page.getByRole("region", { name: "Diagnostics files", exact: true });
  await expect(archives.getByRole("link", { name: "diagnostics.zip", exact: true })).toBeVisible();
  await archives.getByRole("link", { name: "All of them" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Diagnostics", exact: true })).toBeVisible();
  const archive = page.getByRole("row").filter({ hasText: "diagnostics.zip" });
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    archive.getByRole("link", { name: /^Download/ }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("diagnostics.zip");

  // Asked for twice, then gone.
  await archive.getByLabel(/^Remove diagnostics\.zip of .*[^d]$/).click();
  await archive.getByRole("button", { name: /for good$/ }).click();
  await expect(page.getByRole("heading", { name: "No diagnostics are here" })).toBeVisible();
  await openCharger(page, one);
});

test("behind a proxy that takes a megabyte at once, an image goes up in smaller pieces; its page is never shown", async ({ page, signIn, consoleErrors }, info) => {
  // O-67
  consoleErrors.expect(/413.*files\/firmware\/piece/);
  await signIn(page, ADMIN);
  await page.goto("/files/firmware");
  await hydrated(page);
  let most = 1024 * 1024;
  const passed: number[] = [];
  await page.route("**/files/firmware/piece*", async (route) => {
    const length = route.request().postDataBuffer()?.length ?? 0;
    if (length > most) {
      const body = "<html>\r\n<head><title>413 Request Entity Too Large</title></head>\r\n<body>nginx/1.22.1</body>\r\n</html>";
      await route.fulfill({ status: 413, contentType: "text/html", body });
      return;
    }
    passed.push(length);
    await route.continue();
  });
  const name = `shrunk-${info.project.name}.bin`;
  const choose = async (name: string) => {
    if (!(await page.getByLabel("Vendor", { exact: true }).isVisible())) {
      await page.getByText("Upload firmware", { exact: true }).first().click();
    }
    const buffer = image("1.9.1", 6_000_000, name);
    await page.getByLabel("File", { exact: true }).setInputFiles({ name, mimeType: "application/octet-stream", buffer });
    await page.getByLabel("Vendor", { exact: true }).fill(VENDOR);
    await page.getByLabel("Model", { exact: true }).fill("Behind a proxy");
    await page.getByLabel("Version", { exact: true }).fill("1.9.1");
    await page.getByRole("button", { name: "Upload firmware", exact: true }).click();
  };
  await choose(name);
  await expect(page.getByRole("status").filter({ hasText: `${name} is in the library.` })).toBeVisible();
  expect(Math.max(...passed)).toBe(most);
  expect(passed.reduce((sum, length) => sum + length, 0)).toBe(6_000_000);
  // One that takes next to nothing is named in a sentence.
  most = 1000;
  await choose(`never-${info.project.name}.bin`);
  await expect(page.getByRole("alert")).toContainText(/A proxy .* takes less than .* at once \(413\)/);
  await expect(page.getByText("nginx")).toBeHidden();
});

test("an image for another charger is sent only anyway and with a reason", async ({ page, charger, signIn, openCharger }, info) => {
  // B14
  const one = await charger({ args: ["--transfers", "real"] });
  await signIn(page, ADMIN);
  await page.goto("/files/firmware");
  await hydrated(page);
  const name = `strange-${info.project.name}.bin`;
  if (!(await page.getByLabel("Vendor", { exact: true }).isVisible())) await page.getByText("Upload firmware", { exact: true }).first().click();
  // Dropped, as from a folder.
  const transfer = await page.evaluateHandle((name) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([`chargehand-firmware-version: 2.0.0\n${name}`], name));
    return transfer;
  }, name);
  await page.locator("label.drop").dispatchEvent("drop", { dataTransfer: transfer });
  await expect(page.locator("label.drop")).toContainText(name);
  await page.getByLabel("Vendor", { exact: true }).fill("Strange");
  await page.getByLabel("Model", { exact: true }).fill("Box");
  await page.getByLabel("Version", { exact: true }).fill("2.0.0");
  await page.getByRole("button", { name: "Upload firmware", exact: true }).click();
  await expect(page.getByRole("row").filter({ hasText: name })).toBeVisible();

  await openCharger(page, one);
  const dialog = await openDialog(page, "Update Firmware");
  await dialog.getByRole("radio", { name: "From the library", exact: true }).check();
  const file = dialog.getByLabel("Firmware file", { exact: true });
  const value = await file.locator("option", { hasText: name }).getAttribute("value");
  await file.selectOption(value);
  await expect(dialog).toContainText("meant for Strange Box; this charger is a Simulated");
  const send = dialog.getByRole("button", { name: "Update Firmware", exact: true });
  await send.click();
  await expect(dialog.getByRole("alert")).toContainText("Send it anyway");
  await dialog.getByLabel("Send it anyway", { exact: true }).check();
  await send.click();
  await expect(dialog.getByRole("alert")).toContainText(/reason/i);
  await dialog.getByLabel("Reason", { exact: true }).fill("The maker says so");
  await send.click();
  await expect(dialog).toBeHidden();
  await expect(region(page, "Timeline")).toContainText("Ordered although the file is meant for Strange Box");
});

test("a viewer reads the library, and is offered nothing to change", async ({ page, signIn }) => {
  await signIn(page, VIEWER);
  await page.goto("/files/firmware");
  await expect(page.getByRole("heading", { level: 1, name: "Firmware", exact: true })).toBeVisible();
  await expect(page.getByText("Upload firmware")).toHaveCount(0);
  await page.getByRole("navigation", { name: "Files" }).getByRole("link", { name: "Diagnostics", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Diagnostics", exact: true })).toBeVisible();
});
