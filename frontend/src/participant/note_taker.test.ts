import { beforeEach, describe, expect, it } from "vitest";
import type { PageFacts } from "../wire/participant.gen";
import { CommonClock } from "./clock";
import { NoteTaker } from "./note_taker";
import type { Unnumbered } from "./outbox";
import type { Pad, PadOutlets } from "./pads/pad";
import { AWAY, SKIPPED } from "./presence";
import type { View } from "./view";

let records: Unnumbered[];
let closed: number[];
let outlets: PadOutlets;
let seen: string[];
let visibility: DocumentVisibilityState;

function made(end_ms = 60_000): NoteTaker {
  const pad: Pad = {
    open: (is_open) => void seen.push(`pad ${is_open}`),
    advance: (moment_ms) => void seen.push(`at ${moment_ms}`),
    key: () => false,
    undo: () => undefined,
  };
  const view = {
    open: (is_open: boolean) => void seen.push(`view ${is_open}`),
    pulse: (share: number, interval: number) => void seen.push(`pulse ${share} of ${interval}`),
    ask: (is_asking: boolean) => void (is_asking && seen.push("ask")),
    choice: (choice: number | null) => void seen.push(`choice ${choice}`),
  } as unknown as View;
  const here = { get visibilityState() { return visibility; } } as Document;
  return new NoteTaker({
    facts: { cadence_ms: 5_000, stimulus: 2 } as PageFacts, clock: new CommonClock(), view, page: here,
    makePad: (_, given) => ((outlets = given), pad),
    outlets: {
      record: (record) => void records.push(record),
      intervalClosed: (interval) => void closed.push(interval),
      over: () => undefined,
    },
  }, end_ms, { momentOf: (event_ms) => event_ms + 1, togglePlay: () => undefined });
}

function watch(notes: NoteTaker, from_ms: number, to_ms: number, is_open = true): void {
  for (let ms = from_ms; ms <= to_ms; ms += 250) notes.look(ms, is_open);
}

beforeEach(() => {
  records = [];
  closed = [];
  seen = [];
  visibility = "visible";
});

describe("the note taker", () => {
  it("makes records of presses and undos, with stimulus and target", () => {
    made();
    outlets.pressed(-50, 1_234, 1);
    outlets.undone(1_300, 1);
    expect(records).toEqual([
      { kind: "press", clock_ms: 1_234, choice: -50, stimulus: 2, target: 1 },
      { kind: "undo", clock_ms: 1_300, choice: 0, stimulus: 2, target: 1 },
    ]);
    expect(outlets.momentOf(7)).toBe(8);
  });

  it("tells skipped or away of intervals without a press, by whether the page is seen", () => {
    const notes = made();
    watch(notes, 0, 5_000);
    outlets.pressed(100, 6_000, 0);
    watch(notes, 5_250, 10_000);
    visibility = "hidden";
    watch(notes, 10_250, 15_000);
    visibility = "visible";
    watch(notes, 15_250, 20_000, false);
    expect(records.filter((r) => r.kind === "presence").map((r) => [r.clock_ms, r.choice])).toEqual([
      [4_999, SKIPPED], [14_999, AWAY], [19_999, AWAY],
    ]);
  });

  it("tells of each interval that is over, whether pressed, skipped or away", () => {
    const notes = made();
    watch(notes, 0, 6_000);
    outlets.pressed(100, 6_000, 0);
    watch(notes, 6_250, 15_000, false);
    expect(closed).toEqual([0, 1, 2]);
    notes.look(17_000, false);
    notes.finish();
    expect(closed).toEqual([0, 1, 2, 3]);
  });

  it("moves pad, buttons and pulse with each look", () => {
    made().look(6_250, true);
    expect(seen).toEqual(["pad true", "view true", "at 6250", "pulse 0.25 of 1"]);
  });

  it("asks quietly after six skipped intervals", () => {
    const notes = made();
    watch(notes, 0, 29_750);
    expect(seen).not.toContain("ask");
    watch(notes, 30_000, 30_000);
    expect(seen).toContain("ask");
  });

  it("notes the interval under way at the end, inside its time, and closes the pad", () => {
    const notes = made(7_000);
    watch(notes, 0, 6_750);
    notes.finish();
    expect(records.map((r) => [r.clock_ms, r.choice])).toEqual([[4_999, SKIPPED], [6_999, SKIPPED]]);
    expect(seen.at(-1)).toBe("pad false");
  });
});
