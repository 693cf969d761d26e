// Sends one file in pieces until the server has it whole: goes on where it stopped after a lost
// line, a pause or a reload. Knows the protocol; knows no page.

export interface Wanted {
  study: string;
  stimulus: string;
  kind: "stimulus" | "captions";
  language: string;
  /** The session whose recording it is, "" for a stimulus of the study. */
  session: string;
  name: string;
  size_bytes: number;
  mark: string;
}

/** The world outside, so that tests need no network and no waiting. */
export interface SenderOutside {
  fetch(path: string, init: RequestInit): Promise<Response>;
  /** Ends after this time, or earlier when the line is back. */
  wait(wait_ms: number): Promise<void>;
  now(): number;
  random(): number;
}

export type SendState = "sending" | "paused" | "waiting" | "sent" | "refused" | "given up";

const API = "/api/v1/uploads";
const PIECE_MIN_BYTES = 256 * 1024;
const PIECE_FIRST_BYTES = 512 * 1024;
/** A piece should take about this long: percent moves, and little is sent twice. */
const PIECE_SHORT_MS = 1_000;
const PIECE_LONG_MS = 4_000;
const BACK_OFF_MS = 1_000;
const BACK_OFF_MAX_MS = 30_000;
/** Before this nobody waits, and a guess would be wrong. */
const PACE_AFTER_MS = 2_000;
const MARK_BYTES = 256 * 1024;

/** What tells one file from another of the same name and size: a hash of its first bytes.
 * (FNV-1a, as the browser's own hashes are missing on pages without TLS.) */
export async function markOf(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.slice(0, MARK_BYTES).arrayBuffer());
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

class Refusal extends Error {}
/** The server knows no such upload any more; it begins anew. */
class Forgotten extends Error {}

async function reasonOf(answer: Response): Promise<string> {
  try {
    const problem = (await answer.json()) as { error?: string };
    return problem.error ?? `the server says ${answer.status}`;
  } catch {
    return `the server says ${answer.status}`;
  }
}

export class Sender {
  state: SendState = "sending";
  reason = "";
  offset = 0;
  onChange: () => void = () => undefined;
  private id = "";
  private piece_bytes = PIECE_FIRST_BYTES;
  private piece_bytes_max = PIECE_FIRST_BYTES;
  private stopper = new AbortController();
  private failures = 0;
  private is_running = false;
  /** Where and when this went on the last time, to reckon the pace from. */
  private from = { offset: 0, at_ms: 0 };

  constructor(
    readonly file: Blob,
    readonly wanted: Wanted,
    private readonly outside: SenderOutside,
  ) {}

  /** Goes on until the file is there, it is refused, or somebody pauses it. */
  async run(): Promise<void> {
    this.become("sending");
    if (this.is_running) return; // it waits between two tries, and goes on from there
    this.is_running = true;
    while (this.goes_on) await this.attempt();
    this.is_running = false;
  }

  pause(): void {
    if (!this.goes_on) return;
    this.become("paused");
    this.stopper.abort();
  }

  async giveUp(): Promise<void> {
    this.become("given up");
    this.stopper.abort();
    if (this.id) await this.outside.fetch(`${API}/${this.id}`, { method: "DELETE" });
  }

  /** About how long it still takes at the pace since it went on; null in the first two seconds. */
  get remaining_ms(): number | null {
    const took_ms = this.outside.now() - this.from.at_ms;
    const sent = this.offset - this.from.offset;
    if (took_ms < PACE_AFTER_MS || sent <= 0) return null;
    return ((this.file.size - this.offset) * took_ms) / sent;
  }

  private async attempt(): Promise<void> {
    this.stopper = new AbortController();
    try {
      await this.findPlace();
      this.from = { offset: this.offset, at_ms: this.outside.now() };
      if (this.goes_on) this.become("sending");
      while (this.goes_on && this.offset < this.file.size) await this.sendPiece();
      if (this.goes_on) this.become("sent");
    } catch (error) {
      if (!this.goes_on) return;
      if (error instanceof Refusal) {
        this.reason = error.message;
        this.become("refused");
        return;
      }
      if (error instanceof Forgotten) this.id = "";
      this.become("waiting");
      const longest_ms = Math.min(BACK_OFF_MAX_MS, BACK_OFF_MS * 2 ** this.failures++);
      await this.outside.wait(longest_ms * (0.5 + this.outside.random() / 2));
    }
  }

  /** Whether it is sending, or waits to do so. */
  get goes_on(): boolean {
    return this.state === "sending" || this.state === "waiting";
  }

  /** Where the server wants the file to go on. */
  private async findPlace(): Promise<void> {
    if (this.id) {
      const told = await this.ask(`${API}/${this.id}`, { method: "HEAD" });
      this.offset = Number(told.headers.get("Upload-Offset"));
      return;
    }
    const told = await this.ask(`/api/v1/studies/${encodeURIComponent(this.wanted.study)}/uploads`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(this.wanted),
    });
    const open = (await told.json()) as { id: string; offset: number; piece_bytes_max: number };
    this.id = open.id;
    this.offset = open.offset;
    this.piece_bytes_max = open.piece_bytes_max;
  }

  private async sendPiece(): Promise<void> {
    const piece = this.file.slice(this.offset, this.offset + this.piece_bytes);
    const began_ms = this.outside.now();
    const told = await this.ask(`${API}/${this.id}`, {
      method: "PATCH",
      headers: { "Upload-Offset": String(this.offset) },
      body: piece,
    });
    this.offset = Number(told.headers.get("Upload-Offset"));
    this.failures = 0;
    const took_ms = this.outside.now() - began_ms;
    if (took_ms < PIECE_SHORT_MS) this.piece_bytes *= 2;
    else if (took_ms > PIECE_LONG_MS) this.piece_bytes /= 2;
    const least = Math.max(PIECE_MIN_BYTES, this.piece_bytes);
    this.piece_bytes = Math.min(this.piece_bytes_max, Math.floor(least));
    this.onChange();
  }

  private async ask(path: string, init: RequestInit): Promise<Response> {
    const answer = await this.outside.fetch(path, { ...init, signal: this.stopper.signal });
    // 409 tells where the server is; any other refusal is final.
    if (answer.ok || (answer.status === 409 && answer.headers.has("Upload-Offset"))) return answer;
    if (answer.status === 404) throw new Forgotten();
    if (answer.status === 401 || answer.status === 403) {
      throw new Refusal("you are signed out; sign in again and choose the file again");
    }
    if (answer.status >= 400 && answer.status < 500) throw new Refusal(await reasonOf(answer));
    throw new Error(`the server says ${answer.status}`);
  }

  private become(state: SendState): void {
    this.state = state;
    this.onChange();
  }
}
