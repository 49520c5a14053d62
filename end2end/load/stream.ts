// A client of `/events` without a browser: a session's cookie, and the events as their bytes come in.
import { get, type IncomingMessage } from "node:http";
import { type APIRequest } from "@playwright/test";
import type { Person } from "../fixtures.ts";

/** What a stream gives for each event: its name, its data, and the moment its bytes were here. */
export type OnEvent = (name: string, data: string, now: number) => void;

/** Signs in and gives the cookie that names the session. */
export async function signInAlone(request: APIRequest, console: string, person: Person): Promise<string> {
  const browser = await request.newContext({ baseURL: console, extraHTTPHeaders: { Origin: console } });
  try {
    await browser.post("/sign-in", { form: { email: person.email, password: person.password }, maxRedirects: 0 });
    const { cookies } = await browser.storageState();
    if (cookies.length === 0) throw new Error(`${person.email} could not sign in`);
    return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  } finally {
    await browser.dispose();
  }
}

/** An open stream. It does not come back by itself: whatever ends it has failed. */
export class Stream {
  private rest = "";
  private closed = false;
  /** Why it ended although nobody closed it. */
  broken: string | null = null;

  private constructor(
    private readonly response: IncomingMessage,
    private readonly onEvent: OnEvent,
  ) {
    response.setEncoding("utf8");
    response.on("data", (text: string) => this.take(text));
    response.on("error", (error) => this.end(String(error)));
    response.on("end", () => this.end("the server ended it"));
  }

  static open(console: string, cookie: string, chargers: string[], onEvent: OnEvent): Promise<Stream> {
    const query = new URLSearchParams(chargers.map((key) => ["charger", key]));
    const headers = { Cookie: cookie, Accept: "text/event-stream", "Sec-Fetch-Site": "same-origin" };
    return new Promise((resolve, reject) => {
      // A connection of its own, as each browser has.
      const asked = get(`${console}/events?${query}`, { headers, agent: false }, (response) => {
        if (response.statusCode === 200) resolve(new Stream(response, onEvent));
        else reject(new Error(`/events answered ${response.statusCode}`));
      });
      asked.once("error", reject);
    });
  }

  close(): void {
    this.closed = true;
    this.response.destroy();
  }

  private end(why: string): void {
    if (!this.closed) this.broken ??= why;
  }

  private take(text: string): void {
    const now = Date.now();
    const blocks = (this.rest + text).split("\n\n");
    this.rest = blocks.pop()!;
    for (const block of blocks) {
      let name = "";
      let data = "";
      for (const line of block.split("\n")) {
        if (line.startsWith("event: ")) name = line.slice("event: ".length);
        else if (line.startsWith("data: ")) data += line.slice("data: ".length);
      }
      if (data) this.onEvent(name, data, now);
    }
  }
}
