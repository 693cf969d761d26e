import { beforeEach, describe, expect, it } from "vitest";
import type { RecordKindName } from "../wire/participant.gen";
import type { Frame, Unnumbered } from "./outbox";
import { MemoryStore } from "./record_store";
import { BEATS_IN_FRAME, SealedOutbox } from "./sealed_outbox";

const CADENCE_MS = 5_000;
const CUED = { cadence_ms: CADENCE_MS, is_free: false };
const made = (kind: RecordKindName, clock_ms: number, choice = 0, target = 0): Unnumbered => ({
  kind, clock_ms, choice, stimulus: 0, target,
});
const press = (clock_ms: number, choice = 100, target = 0) => made("press", clock_ms, choice, target);
const skipped = (interval: number) => made("presence", (interval + 1) * CADENCE_MS - 1, 101);
const told = (frame: Frame | null) =>
  frame && frame.records.map(({ kind, choice, target }) => `${kind} ${choice} ${target}`);

let store: MemoryStore;
let outbox: SealedOutbox;

const answer = (frame: Frame, of = outbox) => of.acknowledged({
  writer: frame.writer, refused: [],
  upto: Math.max(0, ...frame.records.map(({ sequence }) => sequence)),
}, frame);

function frame(of = outbox): Frame {
  const found = of.next();
  if (!found) throw new Error("no frame is due");
  return found;
}

/** How many frames leave until nothing is due. */
function drained(of = outbox, writer?: number): number {
  for (let count = 0; ; count += 1) {
    const due = of.next(writer);
    if (!due) return count;
    answer(due, of);
  }
}

beforeEach(() => {
  store = new MemoryStore();
  outbox = new SealedOutbox("A", 7, store, CUED);
});

describe("an interval", () => {
  it("leaves with the beat after its end, and not before", () => {
    outbox.add(press(1_000));
    outbox.beat();
    expect(told(frame())).toEqual([]);
    answer(frame());
    expect(outbox.next()).toBeNull();
    outbox.intervalClosed(0);
    expect(outbox.next()).toBeNull();
    outbox.beat();
    expect(told(frame())).toEqual(["press 100 0"]);
  });

  it("leaves as what stands: the last press or undo for each target", () => {
    const numbers = [
      outbox.add(press(1_000, 100, 0)),
      outbox.add(press(2_000, -100, 1)),
      outbox.add(press(3_000, -100, 0)),
      outbox.add(made("undo", 4_000, 0, 1)),
    ];
    expect(numbers).toEqual([1, 2, 1, 2]);
    outbox.intervalClosed(0);
    outbox.beat();
    expect(told(frame())).toEqual(["press -100 0", "undo 0 1"]);
    expect(frame().records.map((record) => record.clock_ms)).toEqual([3_000, 4_000]);
  });

  it("keeps taps and pauses beside its answers", () => {
    for (const one of [press(1_000), made("tap", 2_000, 0, 1), made("tap", 2_500, 0, 2)]) outbox.add(one);
    for (const at_ms of [3_000, 4_000]) outbox.add(made("pause", at_ms));
    outbox.intervalClosed(0);
    outbox.beat();
    expect(frame().records.map((record) => record.kind)).toEqual(["press", "tap", "tap", "pause", "pause"]);
  });

  it("keeps every press where people press freely; what a frame can't hold goes with the next", () => {
    const free = new SealedOutbox("A", 8, store, { ...CUED, is_free: true });
    for (let n = 0; n < 30; n += 1) free.add(press(n * 100));
    free.intervalClosed(0);
    free.beat();
    expect(frame(free).records).toHaveLength(24);
    answer(frame(free), free);
    expect(free.next()).toBeNull();
    free.beat();
    expect(frame(free).records).toHaveLength(6);
  });

  it("leaves a press of the next one, made before the beat, to the next beat", () => {
    outbox.add(skipped(0));
    outbox.intervalClosed(0);
    outbox.add(press(5_100));
    outbox.beat();
    expect(told(frame())).toEqual(["presence 101 0"]);
  });

  it("takes a press that was noted after its end along as a record of its own", () => {
    outbox.add(skipped(0));
    outbox.intervalClosed(0);
    outbox.add(press(4_990));
    outbox.beat();
    expect(told(frame())).toEqual(["presence 101 0", "press 100 0"]);
  });
});

describe("what leaves tells nothing of presses", () => {
  /** Intervals, each as a person has it: presses, or none. */
  const life = (of: SealedOutbox, intervals: number, presses: (interval: number) => Unnumbered[]) => {
    for (let interval = 0; interval < intervals; interval += 1) {
      const pressed = presses(interval);
      for (const one of pressed) of.add(one);
      if (pressed.length === 0) of.add(skipped(interval));
      of.intervalClosed(interval);
      of.beat();
    }
  };
  const never = () => [];
  const always = (interval: number) =>
    [0, 1, 2, 3, 4].map((target) => press(interval * CADENCE_MS + 10 * target, -100, target));
  const sometimes = (interval: number) => (interval % 3 ? [] : [press(interval * CADENCE_MS)]);

  it("after a gap as many frames leave as beats were missed need, whoever pressed", () => {
    for (const missed of [0, 1, 2, 3, 4, 7, 24, 120]) {
      const counts = [never, always, sometimes].map((presses) => {
        const one = new SealedOutbox("A", 9, new MemoryStore(), CUED);
        life(one, missed, presses);
        const hidden = one.frames().length;
        const sent = drained(one);
        one.end();
        return [hidden, sent, drained(one), one.size];
      });
      const beats = missed + 1; // to hide is one
      const frames = Math.ceil(beats / BEATS_IN_FRAME);
      for (const count of counts) expect(count).toEqual([frames, frames, 1, 0]);
    }
  });

  it("the next page load delivers as many frames for who pressed in the interval under way", async () => {
    for (const missed of [0, 1, 5]) {
      const counts = [];
      for (const [presses, last] of [[never, []], [always, [press(missed * CADENCE_MS + 1)]]] as const) {
        const kept = new MemoryStore();
        const first = new SealedOutbox("A", 3, kept, CUED);
        life(first, missed, presses);
        for (const one of last) first.add(one); // and here the phone dies
        const second = new SealedOutbox("A", 4, kept, CUED);
        await second.takeUp();
        expect(second.earlierWriters()).toEqual([3]);
        counts.push(drained(second, 3));
        second.end();
        drained(second);
        expect(await kept.all("A")).toEqual([]);
      }
      const frames = Math.ceil((missed + 1) / BEATS_IN_FRAME);
      expect(counts).toEqual([frames, frames]);
    }
  });

  it("an interval that isn't over stays when the page is hidden", () => {
    outbox.add(press(1_000));
    expect(outbox.frames().map(told)).toEqual([[]]);
    outbox.intervalClosed(0);
    outbox.beat();
    expect(told(frame())).toEqual(["press 100 0"]);
  });

  it("a phone that slept through many intervals owes as many beats", () => {
    for (let interval = 0; interval < 12; interval += 1) {
      outbox.add(made("presence", interval * CADENCE_MS, 102));
      outbox.intervalClosed(interval);
    }
    outbox.beat();
    expect(drained()).toBe(12 / BEATS_IN_FRAME);
    expect(outbox.size).toBe(0);
  });
});

describe("nothing is lost", () => {
  it("what was not answered goes with the next beat", () => {
    outbox.add(press(1_000));
    outbox.intervalClosed(0);
    outbox.beat();
    frame(); // swallowed by the network
    outbox.add(press(6_000));
    outbox.intervalClosed(1);
    outbox.beat();
    expect(frame().records.map((record) => record.sequence)).toEqual([1, 2]);
    expect(drained()).toBe(1);
  });

  it("a welcome tells what the server has; the beat stays owed", () => {
    outbox.add(press(1_000));
    outbox.intervalClosed(0);
    outbox.beat();
    outbox.acknowledged({ writer: 7, upto: 1, refused: [] });
    expect(told(frame())).toEqual([]);
    expect(drained()).toBe(1);
  });

  it("presses are kept at once, changes too", async () => {
    outbox.add(press(1_000, 100));
    outbox.add(press(2_000, -100));
    const kept = (await store.all("A")).filter((record) => record.sequence > 0);
    expect(kept.map(({ sequence, choice }) => [sequence, choice])).toEqual([[1, -100]]);
    expect(outbox.size).toBe(1);
  });

  it("at the end the interval under way leaves, too, and no beat follows", () => {
    outbox.add(press(1_000));
    outbox.end();
    expect(outbox.size).toBeGreaterThan(0);
    expect(told(frame())).toEqual(["press 100 0"]);
    answer(frame());
    outbox.beat();
    expect([outbox.next(), outbox.size, outbox.frames()]).toEqual([null, 0, []]);
  });

  it("at the end all leaves, even more than the beats have room for", () => {
    const free = new SealedOutbox("A", 8, store, { ...CUED, is_free: true });
    for (let n = 0; n < 60; n += 1) free.add(press(n * 10));
    free.end();
    expect(drained(free)).toBe(3);
    expect(free.size).toBe(0);
  });

  it("a change that another tab overtook is sent under a number of its own", () => {
    outbox.add(press(1_000, -100));
    outbox.intervalClosed(0);
    outbox.beat();
    const sent = frame();
    outbox.acknowledged({ writer: 7, upto: 1, refused: [{ sequence: 1, reason: "other_content" }] }, sent);
    expect(outbox.size).toBe(1);
    outbox.beat();
    expect(frame().records.map(({ sequence, choice }) => [sequence, choice])).toEqual([[2, -100]]);
  });

  it("what the server will never take is dropped; a writer of another seat is set aside", async () => {
    outbox.add(press(1_000));
    outbox.intervalClosed(0);
    outbox.beat();
    outbox.acknowledged({ writer: 7, upto: 0, refused: [{ sequence: 1, reason: "not_running" }] }, frame());
    expect([outbox.size, outbox.next()]).toEqual([0, null]);
    const later = new SealedOutbox("A", 8, store, CUED);
    await later.takeUp();
    expect(later.earlierWriters()).toEqual([7]);
    later.setAside(7);
    expect([later.earlierWriters(), later.size]).toEqual([[], 0]);
  });

  it("taking up twice holds nothing twice, and never its own", async () => {
    new SealedOutbox("A", 3, store, CUED).add(press(1_000));
    outbox.add(press(2_000));
    for (let time = 0; time < 2; time += 1) await outbox.takeUp();
    expect(outbox.next(3)?.records).toHaveLength(1);
    expect(drained(outbox, 3)).toBe(1);
    expect(outbox.size).toBe(1);
  });
});
