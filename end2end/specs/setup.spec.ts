// A bare server: the setup link makes the first administrator, once; empty pages say what comes first.
import { expect, test } from "../fixtures.ts";

test.use({ bare: [true, { scope: "worker" }] });

test("the setup link makes the first administrator", async ({ page, chargehand, consoleErrors }) => {
  consoleErrors.expect(/404/);
  if (!chargehand.setup) throw new Error("no setup link was printed");
  await page.goto(chargehand.setup);
  await page.getByLabel("Organisation").fill("Voltwerk");
  await page.getByLabel("Email").fill("first@voltwerk.example");
  await page.getByLabel("Password").fill("a long enough password");
  await page.getByRole("button", { name: "Create administrator" }).click();
  await expect(page).toHaveURL(/\/chargers/);
  await expect(page.getByRole("main")).toContainText("chargehand charger add");
  await page.goto(chargehand.setup);
  await expect(page.getByRole("button", { name: "Create administrator" })).toHaveCount(0);
});
