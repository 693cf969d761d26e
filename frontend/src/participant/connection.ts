// Carries records to the server and brings back acknowledgements, the clock and the state: over
// one socket, or over POST where sockets don't pass. Decides when to try again; knows no page,
// no video and no button. The outside world is handed in, so that tests need no network.
// Members with # have their names shortened in the build, which saves every phone a sixth of a kilobyte.
import {
  PING_LIMITS,
  type FromPage,
  type OnAir,
  type OpenCue,
  type SessionStateName,
  type ToPage,
  type Welcome,
} from "../wire/participant.gen";
import { PROBES, type CommonClock } from "./clock";
import { deliver, type Post } from "./deliver";
import type { Frame, Outbox } from "./outbox";

export interface Line {
  send(text: string): void;
  close(): void;
}

export interface LineEvents {
  opened(): void;
  heard(text: string): void;
  closed(): void;
}

export interface Outside {
  openLine(events: LineEvents): Line;
  post: Post;
  beacon(frame: FromPage): boolean;
  now(): number;
  random(): number;
  later(wait_ms: number, action: () => void): () => void;
}

export interface Listener {
  welcomed(welcome: Welcome): void;
  told(state: SessionStateName, cue: OpenCue | null, on_air: OnAir | null | undefined, question: number): void;
  takenOver(): void;
  seatLost(): void;
}

const FAILURES_BEFORE_POST = 3;
const PATIENCE_MS = 10_000;
const WATCH_EVERY_MS = 20_000;
const POLL_EVERY_MS = 4_000;
const READ_CLOCK_EVERY_MS = 300_000;

/** How long to wait before try number `attempt` (from 0): 0.5 s doubling to 30 s, and a random
 * share less, so that a hall full of phones doesn't come back in the same moment. */
export function pauseBefore_ms(attempt: number, random: number): number {
  return Math.min(30_000, 500 * 2 ** Math.min(attempt, 10)) * (0.5 + random / 2);
}

export class Connection {
  #line: Line | null = null;
  #is_welcome = false; // over the line
  #is_posting = false; // a POST is under way
  #has_seat_by_post = false;
  #in_flight: Frame | null = null;
  #failures = 0;
  #spread_ms = 0; // what the server asks for, so that a large audience comes back one by one
  #probe = 0; // counts on through all readings, so that a late answer fits none
  #probes_left = 0;
  #probe_sent_ms = 0;
  #has_ended = false;
  #has_lost_seat = false;
  #cancelRetry: () => void = () => undefined;
  #cancelPatience: (() => void) | null = null;
  #is_delivering = false;
  #cancelPost: () => void = () => undefined;

  readonly #outside: Outside;
  readonly #outbox: Outbox;
  readonly #clock: CommonClock;
  readonly #listener: Listener;

  constructor(
    outside: Outside,
    outbox: Outbox,
    clock: CommonClock,
    listener: Listener,
    private readonly reads_clock: boolean,
  ) {
    this.#outside = outside;
    this.#outbox = outbox;
    this.#clock = clock;
    this.#listener = listener;
  }

  /** Delivers what earlier page loads left, then takes the seat: the place where a recorded
   * video goes on counts what they had pressed. */
  async start(): Promise<void> {
    await this.#deliverEarlier();
    this.#connect();
    this.#watch();
    this.#readClockNowAndThen();
  }

  /** The page came back, or the network did: try at once, and don't trust the old clock. */
  wake(): void {
    if (this.#has_lost_seat) return;
    this.#failures = Math.min(this.#failures, FAILURES_BEFORE_POST);
    if (this.#line && this.#is_welcome) {
      this.#readClock();
      this.#ask();
    } else if (!this.#line) this.#connect();
    void this.#deliverEarlier();
    this.flush();
  }

  /** The page is being hidden and may never come back: hand everything over unasked. Nothing is
   * forgotten for it, since no answer can be read; the server keeps each record once. */
  hide(): void {
    for (const frame of this.#outbox.frames()) this.#outside.beacon(frame);
  }

  /** Sends what waits, one frame at a time. */
  flush(): void {
    if (this.#in_flight || this.#has_lost_seat) return;
    if (this.#line && this.#is_welcome) {
      this.#in_flight = this.#outbox.next();
      if (!this.#in_flight) return;
      this.#say(this.#in_flight);
      this.#expectAnswer();
    } else if (this.#must_post) void this.#postNext();
  }

  get #must_post(): boolean {
    return this.#has_ended || (this.#failures >= FAILURES_BEFORE_POST && !this.#is_welcome);
  }

  #connect(): void {
    if (this.#line || this.#has_ended || this.#has_lost_seat) return;
    this.#cancelRetry();
    // A line that was given up may still say something, its end above all: nobody listens then.
    const line: Line = this.#outside.openLine({
      opened: () => this.#line === line && this.#say({ type: "hello", writer: this.#outbox.writer }),
      heard: (text) => this.#line === line && this.#heardOnLine(JSON.parse(text) as ToPage),
      closed: () => this.#line === line && this.#closed(),
    });
    this.#line = line;
    this.#expectAnswer();
  }

  #closed(): void {
    if (!this.#line) return;
    this.#line = null;
    this.#isAnswered();
    this.#failures = this.#is_welcome ? 0 : this.#failures + 1;
    this.#is_welcome = false;
    this.#in_flight = null;
    if (this.#has_ended) return this.flush();
    const share = this.#outside.random();
    const wait_ms = pauseBefore_ms(this.#failures, share) + share * this.#spread_ms;
    this.#cancelRetry = this.#outside.later(wait_ms, () => this.#connect());
    if (this.#must_post) void this.#postNext();
  }

  #say(frame: FromPage): void {
    this.#line?.send(JSON.stringify(frame));
  }

  /** A line that stays silent too long is dead, whatever it says of itself. To ask once more
   * wins it no time: somebody who presses or wakes the page all the time must not keep it. */
  #expectAnswer(): void {
    this.#cancelPatience ??= this.#outside.later(PATIENCE_MS, () => {
      this.#line?.close();
      this.#closed();
    });
  }

  #isAnswered(): void {
    this.#cancelPatience?.();
    this.#cancelPatience = null;
  }

  /** Is somebody there? A frame under way asks already. */
  #ask(): void {
    if (!this.#in_flight) this.#say({ type: "ping", probe: 0 });
    this.#expectAnswer();
  }

  #heardOnLine(message: ToPage): void {
    // While records are under way only their acknowledgement counts as an answer.
    if (!this.#in_flight || message.type === "ack") this.#isAnswered();
    if (message.type === "pong") return this.#heardPong(message.probe, message.session_ms);
    if (message.type === "taken_over") return this.#takenOver();
    if (message.type === "welcome") {
      this.#failures = 0;
      this.#is_welcome = true;
      this.#spread_ms = message.spread_ms;
    }
    const frame = this.#in_flight;
    if (message.type === "ack") this.#in_flight = null;
    this.#heard(message, frame);
    this.flush();
  }

  #heard(message: Exclude<ToPage, { type: "pong" | "taken_over" }>, frame: Frame | null): void {
    if (message.type === "welcome") this.#outbox.acknowledged({ ...message, refused: [] });
    if (message.type === "ack") this.#outbox.acknowledged(message, frame);
    const changed = this.#clock.told(message.state, message.session_ms, this.#outside.now());
    if (changed || message.type === "welcome") this.#readClock();
    const { on_air } = message as { on_air?: OnAir | null }; // an Ack has none
    this.#listener.told(message.state, message.cue, on_air, message.question);
    if (message.type === "welcome") this.#listener.welcomed(message);
  }

  #takenOver(): void {
    this.#has_ended = true; // no reconnect: two pages would take the seat from each other
    this.#listener.takenOver();
    this.#line?.close();
    this.#closed();
  }

  #readClock(): void {
    if (!this.reads_clock || !this.#line || !this.#is_welcome) return;
    this.#clock.readAgain();
    this.#probes_left = PROBES;
    this.#sendProbe();
  }

  #sendProbe(): void {
    this.#probe = (this.#probe % PING_LIMITS.probe_max) + 1;
    this.#probes_left -= 1;
    this.#probe_sent_ms = this.#outside.now();
    this.#say({ type: "ping", probe: this.#probe });
  }

  #heardPong(probe: number, session_ms: number): void {
    if (probe !== this.#probe) return; // the watchdog's, or of an earlier reading
    this.#clock.heard(this.#probe_sent_ms, this.#outside.now(), session_ms);
    if (this.#probes_left > 0) this.#sendProbe();
  }

  #watch(): void {
    this.#outside.later(WATCH_EVERY_MS, () => {
      if (this.#line && this.#is_welcome) this.#ask();
      void this.#deliverEarlier();
      this.flush();
      this.#watch();
    });
  }

  #readClockNowAndThen(): void {
    this.#outside.later(READ_CLOCK_EVERY_MS, () => {
      this.#readClock();
      this.#readClockNowAndThen();
    });
  }

  /** One step over POST: take the seat, send what waits, or ask for the state by saying hello
   * once more (the server knows this writer and just answers). */
  async #postNext(): Promise<void> {
    if (this.#is_posting || this.#has_lost_seat) return;
    const hello = this.#has_ended ? null : ({ type: "hello", writer: this.#outbox.writer } as const);
    const records = this.#has_seat_by_post || this.#has_ended ? this.#outbox.next() : null;
    const frame = records ?? hello;
    if (!frame) return;
    this.#is_posting = true;
    this.#cancelPost();
    let again_ms: number;
    try {
      const sent_ms = this.#outside.now();
      const { status, message } = await this.#outside.post(frame);
      if (status === 403) this.#loseSeat();
      if (message?.type === "taken_over" && frame.type === "hello") this.#takenOver();
      else if (message) this.#heardByPost(message, sent_ms, records);
      const goes_on = message !== null && message.type !== "taken_over";
      again_ms = goes_on && this.#outbox.next() ? 0 : POLL_EVERY_MS;
    } catch {
      again_ms = pauseBefore_ms(this.#failures++, this.#outside.random());
    }
    this.#is_posting = false;
    this.#cancelPost = this.#outside.later(again_ms, () => {
      if (this.#must_post) void this.#postNext();
    });
  }

  #heardByPost(message: ToPage, sent_ms: number, frame: Frame | null): void {
    // Refused as "never took the seat": the next step says hello.
    this.#has_seat_by_post = message.type !== "taken_over";
    if (message.type === "taken_over" || message.type === "pong") return;
    this.#heard(message, frame);
    this.#clock.heard(sent_ms, this.#outside.now(), message.session_ms);
  }

  #loseSeat(): void {
    this.#has_lost_seat = true;
    this.#listener.seatLost();
  }

  async #deliverEarlier(): Promise<void> {
    if (this.#is_delivering) return;
    this.#is_delivering = true;
    await deliver(this.#outbox, (frame) => this.#outside.post(frame));
    this.#is_delivering = false;
  }
}
