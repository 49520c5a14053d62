// Signing in, roles, and the one-time setup of the first administrator.
import { ACTIONS } from "../console.ts";
import { expect, test, VIEWER, ADMIN, PASSWORD } from "../fixtures.ts";

test("a wrong password is refused in a sentence, the right one leads where one was going", async ({ page, charger }) => {
  const one = await charger();
  await page.goto("/actions");
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByLabel("Email").fill(ADMIN.email);
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("wrong");
  await page.getByLabel("Email").fill(ADMIN.email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/actions/);
  expect(one.identity).toBeTruthy();
});

test("a viewer reads and cannot order", async ({ page, charger, signIn, openCharger }) => {
  // H9, E-37
  const one = await charger();
  await signIn(page, VIEWER);
  await openCharger(page, one);
  await expect(page.getByRole("region", { name: "Last message" })).toBeVisible();
  await page.getByRole("button", { name: "Actions", exact: true }).click();
  for (const action of ACTIONS) await expect(page.getByRole("menuitem", { name: action })).toBeDisabled();
  await expect(page.getByRole("menu")).toContainText(/role/i);
});

test("signing out ends the session", async ({ page, isMobile, signIn }) => {
  await signIn(page);
  if (isMobile) await page.goto("/more");
  await page.getByRole("button", { name: "Sign out" }).filter({ visible: true }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto("/chargers");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("an unknown charger and a foreign one answer alike", async ({ page, consoleErrors, signIn }) => {
  consoleErrors.expect(/404/);
  await signIn(page);
  const response = await page.goto("/chargers/00000000000000000000000000000000");
  expect(response?.status()).toBe(404);
  await expect(page.getByRole("main")).toContainText("There is no such charger");
});
