// How the load is measured: as the browser tests run, but alone, once, and with nothing recorded beside it.
import { defineConfig } from "@playwright/test";
import usual from "../playwright.config.ts";

export default defineConfig({
  ...usual,
  testDir: ".",
  testMatch: process.env.LOAD_OF ?? "load.ts",
  outputDir: "../results",
  workers: 1,
  timeout: 15 * 60_000,
  use: { ...usual.use, trace: "off" },
  projects: [{ name: "load", use: { viewport: { width: 1440, height: 900 } } }],
});
