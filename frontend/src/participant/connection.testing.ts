// A world for tests of the connection: nothing in it happens by itself.
import type { FromPage, ToPage, Welcome } from "../wire/participant.gen";
import type { Line, LineEvents, Outside } from "./connection";
import type { Unnumbered } from "./outbox";

export const WRITER = 7;
export const press = (clock_ms: number): Unnumbered => ({
  kind: "press", clock_ms, choice: 100, stimulus: 0, target: 0,
});
export const welcome = (upto = 0): Welcome => ({
  type: "welcome", writer: WRITER, upto, resume_ms: 0, state: "running", session_ms: 0,
  cue: null, question: 0, on_air: null, spread_ms: 0,
});

/** A world in which time moves only when told, lines are opened by hand and posts answered. */
export class World implements Outside {
  time_ms = 0;
  lines: { events: LineEvents; said: FromPage[]; is_closed: boolean }[] = [];
  posted: FromPage[] = [];
  beaconed: FromPage[] = [];
  answer: (frame: FromPage) => { status: number; message: ToPage | null } = () => {
    throw new TypeError("no network");
  };
  private timers: { at_ms: number; action: () => void }[] = [];

  openLine(events: LineEvents): Line {
    const line = { events, said: [] as FromPage[], is_closed: false };
    this.lines.push(line);
    return {
      send: (text: string) => void line.said.push(JSON.parse(text) as FromPage),
      close: () => void (line.is_closed = true),
    };
  }
  async post(frame: FromPage) {
    this.posted.push(frame);
    return this.answer(frame);
  }
  beacon(frame: FromPage) {
    this.beaconed.push(frame);
    return true;
  }
  now = () => this.time_ms;
  chance = 1;
  random = () => this.chance;
  later(wait_ms: number, action: () => void) {
    const timer = { at_ms: this.time_ms + wait_ms, action };
    this.timers.push(timer);
    return () => void (this.timers = this.timers.filter((other) => other !== timer));
  }
  async pass(ms: number) {
    const end_ms = this.time_ms + ms;
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve)); // lets answered posts run on
      const due = this.timers.filter((t) => t.at_ms <= end_ms).sort((a, b) => a.at_ms - b.at_ms)[0];
      if (!due) break;
      this.timers = this.timers.filter((timer) => timer !== due);
      this.time_ms = due.at_ms;
      due.action();
    }
    this.time_ms = end_ms;
  }
  get line() {
    const last = this.lines.at(-1);
    if (!last) throw new Error("no line was opened");
    return last;
  }
  hear(message: ToPage) {
    this.line.events.heard(JSON.stringify(message));
  }
  records() {
    return this.line.said.filter((frame) => frame.type === "records");
  }
}
