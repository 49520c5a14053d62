// The Actions menu by keyboard and for screen readers, as the ARIA pattern of a menu button has it.
import { ACTIONS } from "../console.ts";
import { expect, hydrated, test } from "../fixtures.ts";

test("K-18: the menu is gone through by keys, and its labels are its names", async ({ page, charger, signIn, openCharger }) => {
  const one = await charger();
  await signIn(page);
  await openCharger(page, one);
  await hydrated(page);
  const actions = page.getByRole("button", { name: "Actions", exact: true });
  const menu = page.getByRole("menu", { name: "Actions", exact: true });
  const item = (name: string) => page.getByRole("menuitem", { name, exact: true });
  await actions.focus();
  await page.keyboard.press("ArrowDown");
  await expect(item("Reboot")).toBeFocused();
  await expect(actions).toHaveAttribute("aria-expanded", "true");
  // The six, and below the divider one more.
  await expect(menu.getByRole("menuitem")).toHaveText([...ACTIONS, "Ask"]);
  await expect(menu.getByRole("separator")).toHaveCount(1);
  for (const [key, name] of [
    ["ArrowDown", "Update Firmware"],
    ["End", "Ask"],
    ["ArrowDown", "Reboot"],
    ["ArrowUp", "Ask"],
    ["ArrowUp", "Change Site"],
    ["Home", "Reboot"],
    ["c", "Clear Cache"],
    ["c", "Clear Charging Profiles"],
    ["C", "Change Site"],
    ["u", "Update Firmware"],
    ["x", "Update Firmware"],
  ]) {
    await page.keyboard.press(key);
    await expect(item(name), `${key}`).toBeFocused();
  }
  await page.keyboard.press("Escape");
  await expect(menu).toBeHidden();
  await expect(actions).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(item("Ask")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(menu).toBeHidden();
  await expect(actions).not.toBeFocused();
  await expect(actions).toHaveAttribute("aria-expanded", "false");
  // What cannot be chosen keeps its name and its place; the reason is its description.
  await one.disconnect();
  await expect(page.getByText("Offline for").first()).toBeVisible();
  await actions.focus();
  await page.keyboard.press("Enter");
  for (const [at, name] of ACTIONS.entries()) {
    await expect(item(name)).toBeFocused();
    if (name !== "Change Site") {
      await expect(item(name)).toHaveAttribute("aria-disabled", "true");
      await expect(item(name)).toHaveAccessibleDescription("The charger is offline");
      await page.keyboard.press("Enter");
      await expect(menu).toBeVisible();
    }
    if (at < ACTIONS.length - 1) await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toContainText("Change Site");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(actions).toBeFocused();
});
