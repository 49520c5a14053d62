// Diagnostics that a charger puts here: ordered by the form itself, and found by what came of it.
import { expect, type Page } from "@playwright/test";

const SAME_ORIGIN = { "Sec-Fetch-Site": "same-origin", Accept: "application/json" };

/** The arguments of a charger that really sends its files. */
export const REALLY = ["--transfers", "real"];

/** Orders diagnostics for the charger whose page is open, waits until they are here, and gives their archive's key. */
export async function diagnostics(page: Page, charger: string): Promise<string> {
  const before = await archives(page, charger);
  const ordered = await page.request.post("/api/request-diagnostics", {
    form: { charger, receiver: "here" },
    headers: SAME_ORIGIN,
  });
  expect(await ordered.json()).toHaveProperty("Taken");
  let found: string[] = [];
  await expect(async () => {
    found = (await archives(page, charger)).filter((key) => !before.includes(key));
    expect(found).toHaveLength(1);
  }).toPass({ timeout: 30_000 });
  return found[0];
}

async function archives(page: Page, charger: string): Promise<string[]> {
  const told = await page.request.post("/api/commands", { form: { charger, kind: "request-diagnostics" }, headers: SAME_ORIGIN });
  const text = JSON.stringify(await told.json());
  return [...new Set([...text.matchAll(/"archive":"([0-9a-f]{32})"/g)].map(([, key]) => key))];
}

/** The key in a charger's address. */
export const keyOf = (page: Page): string => new URL(page.url()).pathname.split("/")[2];
