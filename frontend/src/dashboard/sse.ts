// Reads a text/event-stream by itself. The browser's own EventSource hides the server's
// keep-alive comments and takes no Last-Event-ID on a fresh connection; the room needs both.
// It must not know what the events mean.

export interface ServerEvent {
  name: string;
  id: string;
  data: string;
}

/** Turns pieces of text, cut anywhere, into whole events; comments are swallowed. */
export class EventReader {
  #rest = "";
  #name = "";
  #id = "";
  #data: string[] = [];

  push(piece: string): ServerEvent[] {
    // A lone CR at the end may be the first half of CRLF: it waits for the next piece.
    const text = this.#rest + piece;
    const whole = text.endsWith("\r") ? text.slice(0, -1) : text;
    const lines = whole.split(/\r\n|\n|\r/);
    this.#rest = (lines.pop() ?? "") + (whole === text ? "" : "\r");
    const events: ServerEvent[] = [];
    for (const line of lines) {
      const event = this.#line(line);
      if (event) events.push(event);
    }
    return events;
  }

  #line(line: string): ServerEvent | null {
    if (line === "") return this.#finish();
    if (line.startsWith(":")) return null;
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") this.#name = value;
    else if (field === "data") this.#data.push(value);
    else if (field === "id" && !value.includes("\0")) this.#id = value;
    return null;
  }

  #finish(): ServerEvent | null {
    const event = { name: this.#name || "message", id: this.#id, data: this.#data.join("\n") };
    const isEmpty = this.#data.length === 0;
    this.#name = "";
    this.#id = "";
    this.#data = [];
    return isEmpty ? null : event;
  }
}
