// What every spec starts from: a server of its own with people and sites, chargers, and a browser whose console stays clean.
import { type BrowserContext, type Page, test as base, expect } from "@playwright/test";
import { Chargehand } from "./chargehand.ts";
import { Charger, type ChargerOptions } from "./chargers.ts";

export { expect };

export interface Person {
  email: string;
  password: string;
}

/** The operator of everything, its customer, a site of each, and a person of each role. */
export const OPERATOR = "Voltwerk";
export const CUSTOMER = "Nordvolt";
export const SITE = "Kamppi P1";
export const OTHER_SITE = "Mall of Tripla";
export const PASSWORD = "a long enough password";
export const ADMIN: Person = { email: "admin@voltwerk.example", password: PASSWORD };
export const DESK: Person = { email: "desk@voltwerk.example", password: PASSWORD };
export const VIEWER: Person = { email: "viewer@voltwerk.example", password: PASSWORD };

/** Short enough for tests, long enough for a busy machine. */
const SERVE = [
  ...["--call-timeout", "5s"],
  ...["--reboot-deadline", "15s"],
  ...["--firmware-deadline", "20s"],
  ...["--diagnostics-deadline", "20s"],
  ...["--allow-url-host", "127.0.0.1"],
  ...["--log", "info"],
];

/** Errors in the browser's console: none, but those a test expects. */
export class ConsoleErrors {
  private readonly seen: string[] = [];
  private readonly expected: RegExp[] = [];

  /** Watches every page of a context; the test's own is watched already. */
  watch(context: BrowserContext): void {
    context.on("console", (message) => {
      if (message.type() === "error") this.seen.push(`${message.text()} (${message.location().url})`);
    });
    context.on("weberror", (error) => this.seen.push(String(error.error())));
  }

  /** For tests that break something on purpose, such as the server's connection. */
  expect(pattern: RegExp): void {
    this.expected.push(pattern);
  }

  unexpected(): string[] {
    return this.seen.filter((error) => !this.expected.some((pattern) => pattern.test(error)));
  }
}

export interface Fixtures {
  consoleErrors: ConsoleErrors;
  /** Registers and starts a simulated charger; it ends with the test. Identities are unique over all tests. */
  charger: (options?: Partial<ChargerOptions>) => Promise<Charger>;
  signIn: (page: Page, person?: Person) => Promise<void>;
  /** Opens a charger's page by way of the list's search. */
  openCharger: (page: Page, charger: Charger) => Promise<void>;
  /** `chargehand ARGS` beside the running server. */
  cli: (args: string[], input?: string) => Promise<string>;
}

export interface WorkerFixtures {
  /** Further pairs of flag and value for `chargehand serve`; one that stands above already takes its place. */
  serveArguments: string[];
  /** true: a server without any organisation, person or site. */
  bare: boolean;
  chargehand: Chargehand;
}

let chargersMade = 0;

export const test = base.extend<Fixtures, WorkerFixtures>({
  serveArguments: [[], { option: true, scope: "worker" }],
  bare: [false, { option: true, scope: "worker" }],

  chargehand: [
    async ({ serveArguments, bare }, use) => {
      const given = new Set(serveArguments);
      const usual = SERVE.filter((_, at) => !given.has(SERVE[at - (at % 2)]));
      const chargehand = new Chargehand([...usual, ...serveArguments]);
      try {
        await chargehand.start();
        if (!bare) await furnish(chargehand);
        await use(chargehand);
      } finally {
        await chargehand.discard();
      }
    },
    { scope: "worker" },
  ],

  baseURL: async ({ chargehand }, use) => use(chargehand.console),

  consoleErrors: [
    async ({ context }, use) => {
      const errors = new ConsoleErrors();
      errors.watch(context);
      await use(errors);
      expect(errors.unexpected(), "errors in the browser's console").toEqual([]);
    },
    { auto: true },
  ],

  charger: async ({ chargehand }, use, info) => {
    const made: Charger[] = [];
    await use(async (options = {}) => {
      chargersMade += 1;
      const identity = `CP-${info.project.name}-${info.workerIndex}-${chargersMade}`;
      const charger = await Charger.register(chargehand, { identity, site: SITE, ...options });
      made.push(charger);
      return charger;
    });
    const failed = info.status !== info.expectedStatus;
    for (const charger of made) {
      if (failed) await info.attach(`wire of ${charger.identity}`, { body: charger.wire().join("\n") });
      await charger.disconnect();
    }
    if (failed) await info.attach("log of the server", { body: chargehand.log() });
  },

  signIn: async ({}, use) => {
    await use(async (page, person = DESK) => {
      await page.goto("/sign-in");
      await page.getByLabel("Email").fill(person.email);
      await page.getByLabel("Password").fill(person.password);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await page.waitForURL(/\/chargers/);
    });
  },

  openCharger: async ({}, use) => {
    await use(async (page, charger) => {
      await page.goto("/chargers");
      const search = page.getByLabel("Search chargers");
      await search.fill(charger.identity);
      await search.press("Enter");
      await page.getByRole("link", { name: charger.name, exact: true }).click();
      await expect(page.getByRole("heading", { level: 1, name: charger.name })).toBeVisible();
    });
  },

  cli: async ({ chargehand }, use) => use((args, input) => chargehand.cli(args, input)),
});

/** Waits until wasm is in charge of the page: before that, buttons look ready and are plain links and forms. */
export async function hydrated(page: Page): Promise<void> {
  await page.locator("html[data-hydrated]").waitFor({ state: "attached" });
}

/** People and sites, as every spec has them. */
export async function furnish(chargehand: Chargehand): Promise<void> {
  await chargehand.cli(["organisation", "add", OPERATOR, "--accept-any-token"]);
  await chargehand.cli(["organisation", "add", CUSTOMER, "--parent", OPERATOR]);
  await chargehand.cli(["site", "add", SITE, "--organisation", OPERATOR, "--time-zone", "Europe/Helsinki"]);
  await chargehand.cli(["site", "add", OTHER_SITE, "--organisation", OPERATOR, "--time-zone", "Europe/Helsinki"]);
  const add = (person: Person, role: string) =>
    chargehand.cli(["user", "add", person.email, "--role", role, "--organisation", OPERATOR, "--password-stdin"], person.password);
  await add(ADMIN, "admin");
  await add(DESK, "operator");
  await add(VIEWER, "viewer");
}
