// A sealed page over a connection: what a network sees of two who differ in their presses alone.
import { describe, expect, it } from "vitest";
import type { FromPage, PageFacts, ToPage } from "../wire/participant.gen";
import { CommonClock } from "./clock";
import { Connection } from "./connection";
import { welcome, World, WRITER } from "./connection.testing";
import { Outbox, type Unnumbered } from "./outbox";
import { MemoryStore } from "./record_store";
import { seal } from "./sealed";
import { FRAME_BYTES } from "./sealed_frame";

const CADENCE_MS = 5_000;
const FACTS = {
  session: "A", kind: "on_demand", instrument: "two_buttons", cue: true, presses: true,
  cadence_ms: CADENCE_MS,
} as PageFacts;

const ack = (frame: FromPage): ToPage => ({
  type: "ack", writer: WRITER, state: "running", session_ms: 0, refused: [], cue: null, question: 0,
  upto: "records" in frame ? Math.max(0, ...frame.records.map((r) => r.sequence)) : 0,
});

function page(world: World): { outbox: Outbox; connection: Connection } {
  const clock = new CommonClock();
  const { outbox, speak } = seal(FACTS, WRITER, new MemoryStore());
  const connection = new Connection(world, outbox, clock, {
    welcomed: () => undefined, told: () => undefined,
    takenOver: () => outbox.end(), seatLost: () => undefined,
  }, false);
  speak(world, clock, () => connection.flush());
  return { outbox, connection };
}

/** The same page without the seal: what is added leaves at once. */
function plainPage(world: World): ReturnType<typeof page> {
  const outbox = new Outbox("A", WRITER, new MemoryStore());
  const connection = new Connection(world, outbox, new CommonClock(), {
    welcomed: () => undefined, told: () => undefined, takenOver: () => undefined, seatLost: () => undefined,
  }, false);
  const { add } = Outbox.prototype;
  outbox.add = (record) => {
    const sequence = add.call(outbox, record);
    connection.flush();
    return sequence;
  };
  return { outbox, connection };
}

/** Presses in an interval: at which share of it, and what. */
type Presses = (interval: number) => Unnumbered[];
const never: Presses = () => [];
const often: Presses = (interval) => [100, -100, 100].map((choice, n) => (
  { kind: "press", clock_ms: interval * CADENCE_MS + n * 1_000, choice, stimulus: 0, target: 0 }
));

/** Lives through intervals; between them the network does what the test says. */
async function live(
  world: World, { outbox }: ReturnType<typeof page>, presses: Presses,
  meanwhile: (interval: number) => void = () => undefined,
): Promise<void> {
  for (let interval = 0; interval < 12; interval += 1) {
    const pressed = presses(interval);
    for (const one of pressed) outbox.add(one);
    await world.pass(CADENCE_MS - 100);
    if (pressed.length === 0) {
      const clock_ms = (interval + 1) * CADENCE_MS - 1;
      outbox.add({ kind: "presence", clock_ms, choice: 101, stimulus: 0, target: 0 });
    }
    outbox.intervalClosed(interval);
    await world.pass(100);
    meanwhile(interval);
  }
}

const seen = (frames: { at_ms: number; frame: FromPage }[]) =>
  frames.map(({ at_ms, frame }) => `${at_ms} ${frame.type} ${JSON.stringify(frame).length}`);

/** A world that notes when something was said, and answers over its line unless that is dead. */
class Watched extends World {
  noted: { at_ms: number; frame: FromPage }[] = [];
  is_dead = false;

  override openLine(events: Parameters<World["openLine"]>[0]) {
    const line = super.openLine(events);
    return {
      ...line,
      send: (text: string) => {
        const frame = JSON.parse(text) as FromPage;
        this.noted.push({ at_ms: this.time_ms, frame });
        if (this.is_dead) return;
        if (frame.type === "hello") this.later(20, () => events.heard(JSON.stringify(welcome())));
        if ("records" in frame) this.later(30, () => events.heard(JSON.stringify(ack(frame))));
        if (frame.type === "ping") {
          this.later(20, () =>
            events.heard(JSON.stringify({ type: "pong", probe: frame.probe, session_ms: 0 })));
        }
      },
    };
  }
  override async post(frame: FromPage) {
    this.noted.push({ at_ms: this.time_ms, frame });
    return super.post(frame);
  }
  override beacon(frame: FromPage) {
    this.noted.push({ at_ms: this.time_ms, frame });
    return super.beacon(frame);
  }
}

describe("a network sees the same of who presses and who doesn't", () => {
  async function story(
    presses: Presses,
    prepare: (world: Watched) => void,
    meanwhile: (world: Watched, at: ReturnType<typeof page>, interval: number) => void,
    make = page,
  ): Promise<{ seen: string[]; stored: number }> {
    const world = new Watched();
    prepare(world);
    const at = make(world);
    await at.connection.start();
    world.line.events.opened();
    await live(world, at, presses, (interval) => meanwhile(world, at, interval));
    at.outbox.end();
    at.connection.flush();
    await world.pass(30_000);
    expect(at.outbox.size).toBe(0);
    const numbers = world.noted.flatMap(({ frame }) =>
      "records" in frame ? frame.records.map((record) => record.sequence) : []);
    return { seen: seen(world.noted), stored: new Set(numbers).size };
  }

  it("over the socket", async () => {
    const [a, b] = [await story(never, () => undefined, () => undefined),
      await story(often, () => undefined, () => undefined)];
    expect(a).toEqual(b);
    const frames = a.seen.filter((line) => line.includes("sealed"));
    expect(new Set(frames.map((line) => line.split(" ")[2]))).toEqual(new Set([`${FRAME_BYTES}`]));
    expect(frames).toHaveLength(12 + 1);
    expect(a.stored).toBe(12);
  });

  it("and without the seal it sees who pressed", async () => {
    const [a, b] = [await story(never, () => undefined, () => undefined, plainPage),
      await story(often, () => undefined, () => undefined, plainPage)];
    expect(a.seen).not.toEqual(b.seen);
    expect(b.stored).toBe(3 * 12);
  });

  it("when the line dies and comes back, and when the page is hidden", async () => {
    const break_ = (world: Watched, at: ReturnType<typeof page>, interval: number) => {
      if (interval === 3) world.is_dead = true;
      if (interval === 5) at.connection.hide();
      if (interval === 7) {
        world.is_dead = false;
        world.line.events.closed();
      }
      if (interval === 8) world.line.events.opened();
      if (interval === 9) at.connection.wake();
    };
    const [a, b] = [await story(never, () => undefined, break_), await story(often, () => undefined, break_)];
    expect(a).toEqual(b);
  });

  it("over POST, also while that fails", async () => {
    const blocked = (world: Watched) => {
      world.openLine = (events) => {
        world.lines.push({ events, said: [], is_closed: false });
        world.later(1, () => events.closed());
        return { send: () => undefined, close: () => undefined };
      };
      world.answer = (frame) => {
        if (world.is_dead) throw new TypeError("no network");
        return { status: 200, message: frame.type === "hello" ? welcome() : ack(frame) };
      };
    };
    const fail = (world: Watched, _: ReturnType<typeof page>, interval: number) => {
      world.is_dead = interval >= 5 && interval < 8;
    };
    const [a, b] = [await story(never, blocked, fail), await story(often, blocked, fail)];
    expect(a).toEqual(b);
    expect(a.stored).toBe(12);
    expect(a.seen.some((line) => line.includes("sealed"))).toBe(true);
  });

  it("after the seat was taken over", async () => {
    const leave = (world: Watched, _: ReturnType<typeof page>, interval: number) => {
      if (interval !== 11) return;
      world.answer = (frame) => ({ status: 200, message: ack(frame) });
      world.hear({ type: "taken_over", writer: WRITER });
    };
    const [a, b] = [await story(never, () => undefined, leave), await story(often, () => undefined, leave)];
    expect(a).toEqual(b);
  });
});

it("presses freely where there is no cue, and not where nobody presses", () => {
  const press = { kind: "press", choice: 100, stimulus: 0, target: 0 } as const;
  const kept = (facts: Partial<PageFacts>) => {
    const { outbox } = seal({ ...FACTS, ...facts }, WRITER, new MemoryStore());
    for (const clock_ms of [1, 2]) outbox.add({ ...press, clock_ms });
    return outbox.size;
  };
  expect([kept({}), kept({ cue: false }), kept({ cue: false, presses: false })]).toEqual([1, 2, 1]);
  expect(kept({ cue: false, instrument: "slider" })).toBe(1);
});
