// One who watches chargers live, whether a stream or a page: what came, how late, and what came twice.
import { readAnswer, readMessage } from "./messages.ts";

/** What the server says of a frame; more stands there than is read here. */
interface Frame {
  kind: string;
  seq: number;
  charger: string;
  text: string;
}

/** Milliseconds from the message to this reader, with the time in the message. */
export interface Arrival {
  at: number;
  late: number;
}

export class Audience {
  /** Arrivals of messages, by charger's key and message id. */
  private readonly messages = new Map<string, Arrival>();
  private readonly answers = new Set<string>();
  private readonly seen = new Set<number>();
  private again = 0;
  private readonly breaks: number[] = [];

  constructor(
    readonly name: string,
    /** Keys of the chargers it watches. */
    readonly chargers: string[],
  ) {}

  /** Takes one event's data, with the moment it was here. */
  take(data: string, now: number): void {
    const frame = JSON.parse(data) as Frame;
    if (frame.kind === "snapshot" || frame.kind === "bye") this.breaks.push(now);
    if (frame.kind !== "frame") return;
    if (this.seen.has(frame.seq)) this.again += 1;
    this.seen.add(frame.seq);
    const message = readMessage(frame.text);
    if (message) {
      const name = `${frame.charger} ${message.id}`;
      if (this.messages.has(name)) this.again += 1;
      this.messages.set(name, { at: message.at, late: now - message.at });
      return;
    }
    const answered = readAnswer(frame.text);
    if (answered) this.answers.add(`${frame.charger} ${answered}`);
  }

  /** How late the messages of this time were, in milliseconds. */
  latencies(from: number, to: number): number[] {
    const within = [...this.messages.values()].filter(({ at }) => at >= from && at < to);
    return within.map(({ late }) => late);
  }

  /** Frames that came more than once, over the whole time. */
  duplicates(): number {
    return this.again;
  }

  /** How often it was sent back in this time to read everything anew. One that has just begun to watch may be. */
  interruptions(from: number, to: number): number {
    return this.breaks.filter((at) => at >= from && at < to).length;
  }

  /** How many of these messages, and of their answers, have not come; `sent` is by charger's key. */
  missing(sent: Map<string, string[]>): number {
    let missing = 0;
    for (const charger of this.chargers) {
      for (const id of sent.get(charger) ?? []) {
        if (!this.messages.has(`${charger} ${id}`)) missing += 1;
        if (!this.answers.has(`${charger} ${id}`)) missing += 1;
      }
    }
    return missing;
  }
}
