// The messages that are measured: MeterValues, which carry the time they were made.

export interface Message {
  id: string;
  /** When the charger made it, in milliseconds since 1970. */
  at: number;
}

/** Reads the text of a frame; null where it is none of the measured ones. */
export function readMessage(text: string): Message | null {
  const found = /^\[2,"([^"]+)","MeterValues",.*"timestamp":"([^"]+)"/.exec(text);
  return found && { id: found[1], at: Date.parse(found[2]) };
}

/** The id of an answer to any message, null where the frame is none. */
export function readAnswer(text: string): string | null {
  return /^\[3,"([^"]+)"/.exec(text)?.[1] ?? null;
}
