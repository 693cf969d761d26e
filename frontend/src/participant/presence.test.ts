import { describe, expect, it } from "vitest";
import { AWAY, Presence, SKIPPED, type ClosedInterval } from "./presence";

function watch(presence: Presence, from_ms: number, to_ms: number, attending = true) {
  const closed: ClosedInterval[] = [];
  for (let ms = from_ms; ms <= to_ms; ms += 250) closed.push(...presence.look(ms, attending));
  return closed;
}

describe("presence", () => {
  it("says skipped for an interval watched without a press", () => {
    expect(watch(new Presence(5_000), 0, 5_000)).toEqual([{ interval: 0, presence: SKIPPED }]);
  });

  it("says nothing of its own about an interval with a press", () => {
    const presence = new Presence(5_000);
    watch(presence, 0, 2_000);
    presence.notePress(2_100);
    expect(watch(presence, 2_250, 5_000)).toEqual([{ interval: 0, presence: null }]);
  });

  it("says away when less than half was watched", () => {
    const presence = new Presence(5_000);
    watch(presence, 0, 2_000);
    expect(watch(presence, 2_250, 5_000, false)).toEqual([{ interval: 0, presence: AWAY }]);
  });

  it("says skipped when a short look away left more than half", () => {
    const presence = new Presence(5_000);
    watch(presence, 0, 1_000);
    watch(presence, 1_250, 2_000, false);
    expect(watch(presence, 2_250, 5_000)).toEqual([{ interval: 0, presence: SKIPPED }]);
  });

  it("says away for everything a jump of the clock passed over", () => {
    const presence = new Presence(5_000);
    watch(presence, 0, 4_000);
    expect(presence.look(16_000, true)).toEqual([
      { interval: 0, presence: SKIPPED },
      { interval: 1, presence: AWAY },
      { interval: 2, presence: AWAY },
    ]);
  });

  it("counts nothing while the stimulus stands still, however long", () => {
    const presence = new Presence(5_000);
    for (let look = 0; look < 1_000; look += 1) expect(presence.look(1_000, true)).toEqual([]);
    expect(watch(presence, 1_000, 5_000)).toEqual([{ interval: 0, presence: SKIPPED }]);
  });

  it("P10: asks once after six skipped intervals and is quiet after a press", () => {
    const presence = new Presence(5_000);
    watch(presence, 0, 25_000);
    expect(presence.asking).toBe(false);
    watch(presence, 25_250, 30_000);
    expect(presence.asking).toBe(true);
    presence.notePress(30_100);
    expect(presence.asking).toBe(false);
    watch(presence, 30_250, 59_000);
    expect(presence.asking).toBe(false);
  });

  it("P10: does not ask somebody who was away", () => {
    const presence = new Presence(5_000);
    watch(presence, 0, 25_000);
    watch(presence, 25_250, 60_000, false);
    expect(presence.asking).toBe(false);
  });

  it("closes the last interval at the end of the stimulus, once", () => {
    const presence = new Presence(5_000);
    watch(presence, 5_000, 9_000);
    expect(presence.finish()).toEqual([{ interval: 1, presence: SKIPPED }]);
    expect(presence.finish()).toEqual([]);
  });

  it("calls the last interval by what there was of it, however short", () => {
    const presence = new Presence(5_000);
    watch(presence, 0, 12_000);
    expect(presence.finish()).toEqual([{ interval: 2, presence: SKIPPED }]);
    const absent = new Presence(5_000);
    watch(absent, 0, 10_000);
    watch(absent, 10_250, 12_000, false);
    expect(absent.finish()).toEqual([{ interval: 2, presence: AWAY }]);
    const none = new Presence(5_000);
    watch(none, 0, 10_000);
    expect(none.finish()).toEqual([]);
  });

  it("does not open an interval again when the clock is read a little more exactly", () => {
    const presence = new Presence(5_000);
    expect(watch(presence, 0, 5_000)).toEqual([{ interval: 0, presence: SKIPPED }]);
    expect(presence.look(4_700, true)).toEqual([]);
    expect(watch(presence, 4_900, 9_900)).toEqual([]);
    expect(presence.look(10_000, true)).toEqual([{ interval: 1, presence: SKIPPED }]);
  });
});
