// Diagnostics read in the browser: files, lines, search, times, secrets, and two archives side by side (C8, C9, C10).
import { diagnostics, keyOf, REALLY } from "../archives.ts";
import { ADMIN, expect, hydrated, test } from "../fixtures.ts";

test("an archive is read, searched and linked to, line by line", async ({ page, charger, signIn, openCharger, isMobile }) => {
  // C8, C9
  const one = await charger({ args: REALLY });
  await signIn(page);
  await openCharger(page, one);
  const key = await diagnostics(page, keyOf(page));
  await page.goto(`/files/diagnostics/${key}`);
  await hydrated(page);
  await expect(page.getByRole("main")).toContainText(/SHA-256 [0-9a-f]{64}/);
  await expect(page.getByRole("link", { name: one.name, exact: true })).toBeVisible();
  const text = page.getByRole("region", { name: "Text", exact: true });
  await expect(text).toContainText("charger.log");
  await expect(text).toContainText("1–500 of 2,000 lines");
  await expect(text.locator("#L1")).toContainText("starting, firmware");

  // A line's number is its address, and marks it where it stands.
  await text.getByRole("link", { name: "20", exact: true }).click();
  await expect(page).toHaveURL(/member=0&line=20#L20$/);
  await expect(text.locator("#L20")).toHaveClass("on");
  const permanent = new URL(page.url());
  await text.getByRole("link", { name: "Later", exact: true }).click();
  await expect(text).toContainText("501–1,000 of 2,000 lines");
  await text.getByRole("link", { name: "End", exact: true }).click();
  await expect(text.locator("#L2000")).toBeAttached();
  await page.goto(permanent.href);
  await expect(text.locator("#L20")).toBeInViewport();
  await page.getByLabel("Go to line", { exact: true }).fill("1234");
  await page.getByRole("button", { name: "Go to line", exact: true }).click();
  await expect(text.locator("#L1234")).toBeInViewport();

  // Search, in this file and in all of them.
  const search = page.getByLabel("Search this archive", { exact: true });
  const hits = page.getByRole("region", { name: "Hits", exact: true });
  await search.fill("DID NOT ANSWER");
  await search.press("Enter");
  await expect(hits).toContainText("1 line");
  await expect(hits.locator("mark")).toHaveText("did not answer");
  await hits.getByRole("link", { name: /charger\.log, line \d+/ }).click();
  await expect(text.locator("li.on")).toContainText("did not answer");
  await expect(text.locator("li.on")).toBeInViewport();
  await search.fill("no such words");
  await search.press("Enter");
  await expect(hits).toContainText("No line holds this.");
  await page.getByText("All files", { exact: true }).click();
  await search.fill("e");
  await search.press("Enter");
  await expect(hits).toContainText("More than 200 lines");

  // Whoever is no administrator sees no passwords, whatever the address says.
  await page.goto(`/files/diagnostics/${key}?member=0&q=ftp&unmasked=true`);
  await page.getByRole("link", { name: /charger\.log, line \d+/ }).click();
  await expect(text.locator("li.on")).toContainText("ftp://***@");
  await expect(text).toContainText("Passwords and tokens are masked.");
  await expect(text.getByRole("link", { name: "Show them", exact: true })).toBeHidden();

  // Other files, and each of them whole.
  const files = page.getByRole("region", { name: "Files", exact: true });
  await hydrated(page);
  if (isMobile) await files.locator("summary").click();
  await files.getByRole("link", { name: "modem.log", exact: true }).click();
  await expect(text).toContainText("network/modem.log");
  const member = await page.request.get(`/files/diagnostics/${key}/member/0`);
  expect(member.headers()["content-type"]).toBe("application/octet-stream");
  expect(member.headers()["content-disposition"]).toContain('filename="charger.log"');
  expect((await member.text()).split("\n").length).toBeGreaterThanOrEqual(2000);
});

test("the reader jumps to a time on the site's clock", async ({ page, charger, signIn, openCharger }) => {
  // C9
  const one = await charger({ args: REALLY });
  await signIn(page);
  await openCharger(page, one);
  const key = await diagnostics(page, keyOf(page));
  await page.goto(`/files/diagnostics/${key}?member=0&line=1000`);
  await hydrated(page);
  const text = page.getByRole("region", { name: "Text", exact: true });
  // The log is in UTC, the operator's clock is the site's; the minute after line 1000.
  const stamp = (await text.locator("#L1000 code").innerText()).slice(0, 24);
  const minute = new Date(Math.ceil(Date.parse(stamp) / 60_000) * 60_000);
  const local = minute.toLocaleString("sv-SE", { timeZone: "Europe/Helsinki" }).replace(" ", "T").slice(0, 16);
  await expect(page.getByRole("main")).toContainText("Europe/Helsinki");
  const time = page.getByLabel("Jump to time", { exact: true });
  await time.fill(local);
  await page.getByRole("button", { name: "Jump to time", exact: true }).click();
  const found = text.locator("li.on");
  await expect(found).toContainText(minute.toISOString().slice(0, 16));
  await expect(found).toBeInViewport();
  await time.fill("2040-01-01T00:00");
  await page.getByRole("button", { name: "Jump to time", exact: true }).click();
  await expect(text).toContainText("No line has a time as late as 2040-01-01 00:00.");
});

test("an administrator sees what is masked, on demand", async ({ page, charger, signIn, openCharger }) => {
  const one = await charger({ args: REALLY });
  await signIn(page, ADMIN);
  await openCharger(page, one);
  const key = await diagnostics(page, keyOf(page));
  await page.goto(`/files/diagnostics/${key}?member=0&q=${encodeURIComponent("did not answer")}`);
  await hydrated(page);
  await page.getByRole("link", { name: /charger\.log, line \d+/ }).click();
  const line = page.getByRole("region", { name: "Text", exact: true }).locator("li.on");
  await expect(line).toContainText("ftp://***@");
  await page.getByRole("link", { name: "Show them", exact: true }).click();
  await expect(line).toContainText(/ftp:\/\/[^*]+:[^*]+@/);
  await page.getByRole("link", { name: "Mask them", exact: true }).click();
  await expect(line).toContainText("ftp://***@");
});

test("two archives are compared by file and by line", async ({ page, charger, signIn, openCharger }) => {
  // C10
  const one = await charger({ args: REALLY });
  const other = await charger({ args: [...REALLY, "--upload-bytes", "20000"] });
  await signIn(page);
  await openCharger(page, other);
  const plain = await diagnostics(page, keyOf(page));
  await openCharger(page, one);
  const charger_key = keyOf(page);
  const first = await diagnostics(page, charger_key);
  const second = await diagnostics(page, charger_key);
  await page.goto(`/files/diagnostics/${second}`);
  await hydrated(page);
  await page.getByLabel("Compare with", { exact: true }).selectOption(first);
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/files/compare\\?.*left=${first}`));
  await expect(page.getByRole("main")).toContainText(/\d+ changed, 0 added, 0 gone/);
  const files = page.getByRole("region", { name: "Files", exact: true });
  await files.getByRole("link", { name: "charger.log", exact: true }).click();
  const lines = page.getByRole("region", { name: "Lines", exact: true });
  await expect(lines).toContainText(/\d+ added, \d+ gone/);
  await lines.getByRole("link", { name: "Ignore times", exact: true }).click();
  await expect(page).toHaveURL(/times=count/);
  await expect(lines.getByRole("row", { name: /Gone .*starting, firmware/ }).first()).toBeVisible();
  await page.getByRole("link", { name: "Swap", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`left=${second}&right=${first}`));

  // Of two chargers, as well: files that only one has lead to its reader.
  await page.goto(`/files/compare?left=${plain}&right=${second}`);
  await expect(page.getByRole("region", { name: "Before", exact: true })).toContainText(other.name);
  await expect(page.getByRole("region", { name: "After", exact: true })).toContainText(one.name);
  await files.getByRole("link", { name: "config.json", exact: true }).click();
  await expect(page.getByRole("region", { name: "Text", exact: true })).toContainText("config.json");
});
