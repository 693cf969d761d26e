import { beforeEach, describe, expect, it } from "vitest";
import type { OpenCue, PageFacts, ShownName } from "../wire/participant.gen";
import { ClickerStage } from "./clicker_stage";
import { LATE_MAX_MS } from "./stage";
import { CommonClock } from "./clock";
import type { Unnumbered } from "./outbox";
import type { PadOutlets } from "./pads/pad";
import { AWAY, SKIPPED } from "./presence";
import { DISLIKE, LIKE, ReactionPad, twoKeys } from "./reaction_pad";
import { View } from "./view";

const FACTS: PageFacts = {
  session: "A", kind: "live", state: "open", step: "stimulus", instrument: "two_buttons",
  cadence_ms: 5_000, cue: true, like: "Like", dislike: "Dislike", likes_left: true, simulated: false,
  stimulus: 0, title: "The speech", duration_ms: 600_000, media_url: "", captions_url: "",
  socket_path: "", records_path: "", practised_path: "", watched_path: "", presses: true,
  shown: "own_screen", cues: [], broadcast: false, sealed: false,
};
const PAGE = `<div id="cue" hidden><p id="cue-ask">Tap: <b id="cue-words" data-lang="en"></b></p>
  <p id="cue-thanks" hidden></p><button id="cue-now"></button></div>
  <h1 id="topic" tabindex="-1"></h1><p id="hold" hidden></p><p id="line" data-ask="Still watching?"></p>
  <i id="pulse-bar"></i><i id="pulse-dot"></i>
  <button id="like" class="choice" data-choice="100" data-word="Like"></button>
  <button id="undo"></button><p id="status"></p>`;

/** The page's own time, in ms; it moves by hand, in looks a quarter of a second apart. */
let page_ms: number;
let is_visible: boolean;
let clock: CommonClock;
let pad: ReactionPad;
let records: Unnumbered[];
let is_over: number;

function made(shown: ShownName = "own_screen", facts: Partial<PageFacts> = {}): ClickerStage {
  return new ClickerStage({
    facts: { ...FACTS, shown, ...facts }, clock, view: new View(document), page: document,
    makePad: (cadence_ms: number, outlets: PadOutlets) =>
      (pad = new ReactionPad(cadence_ms, outlets, twoKeys(true))),
    outlets: { record: (record) => void records.push(record), over: () => void (is_over += 1) },
  });
}

function watch(stage: ClickerStage, for_ms: number): void {
  for (const end_ms = page_ms + for_ms; page_ms < end_ms; ) {
    page_ms += 250;
    stage.step(page_ms);
  }
}

/** The server tells a state, and what the common clock says now. */
function tell(
  stage: ClickerStage, state: PageFacts["state"], session_ms: number, cue: OpenCue | null = null,
): void {
  clock.told(state, session_ms, page_ms);
  stage.told(state, cue);
  stage.step(page_ms);
}

const noted = (): [string, number, number][] =>
  records.map(({ kind, clock_ms, choice }) => [kind, clock_ms, choice]);
const shown = (id: string): boolean => !document.getElementById(id)?.hidden;
const isOpen = (): boolean =>
  document.getElementById("like")?.getAttribute("aria-disabled") === "false";

beforeEach(() => {
  document.body.innerHTML = PAGE;
  sessionStorage.clear();
  is_visible = true;
  Object.defineProperty(document, "visibilityState", {
    configurable: true, get: () => (is_visible ? "visible" : "hidden"),
  });
  page_ms = 7_000;
  clock = new CommonClock();
  records = [];
  is_over = 0;
});

describe("a clicker on the common clock", () => {
  it("dates a press by the session's time when the finger came down, in whole ms", () => {
    const stage = made();
    tell(stage, "running", 1_000);
    watch(stage, 2_000);
    pad.pointerDown(LIKE, 8_499.6);
    pad.clicked(LIKE, 8_900);
    pad.undo(9_000);
    expect(noted()).toEqual([["press", 2_499, 100], ["undo", 3_000, 0]]);
    expect(records.map((r) => [r.stimulus, r.target])).toEqual([[0, 0], [0, 0]]);
  });

  it("opens the pad at 0 of a countdown and counts nothing before", () => {
    const stage = made();
    tell(stage, "running", -10_000);
    watch(stage, 9_750);
    expect(isOpen()).toBe(false);
    pad.clicked(LIKE, page_ms);
    expect(records).toEqual([]);
    watch(stage, 250);
    expect(isOpen()).toBe(true);
    pad.clicked(LIKE, page_ms);
    watch(stage, 10_000);
    expect(noted()).toEqual([["press", 0, 100], ["presence", 9_999, SKIPPED]]);
  });

  it("starts a late joiner where the session is; what was before is not told", () => {
    const stage = made();
    tell(stage, "running", 60_000);
    watch(stage, 5_000);
    pad.clicked(DISLIKE, page_ms);
    expect(noted()).toEqual([["presence", 64_999, SKIPPED], ["press", 65_000, -100]]);
  });

  it("pauses in the middle of an interval and goes on with the rest of it", () => {
    const stage = made();
    tell(stage, "running", 5_000);
    watch(stage, 2_000);
    tell(stage, "paused", 7_000);
    expect([isOpen(), document.getElementById("hold")?.textContent]).toEqual([
      false, "The session is paused",
    ]);
    expect(document.getElementById("status")?.textContent).toBe("");
    watch(stage, 120_000);
    expect(document.getElementById("status")?.textContent).toBe("The session is paused");
    pad.clicked(LIKE, page_ms);
    expect(records).toEqual([]);
    tell(stage, "running", 7_000);
    expect([isOpen(), shown("hold")]).toEqual([true, false]);
    watch(stage, 3_000);
    expect(noted()).toEqual([["presence", 9_999, SKIPPED]]);
  });

  it("tells away, not skipped, for what a hidden page passed over", () => {
    const stage = made();
    tell(stage, "running", 0);
    watch(stage, 5_000);
    is_visible = false;
    watch(stage, 15_000);
    is_visible = true;
    watch(stage, 5_000);
    expect(noted().map(([, clock_ms, choice]) => [clock_ms, choice])).toEqual([
      [4_999, SKIPPED], [9_999, AWAY], [14_999, AWAY], [19_999, AWAY], [24_999, SKIPPED],
    ]);
  });

  it("is in step after a sleep of three intervals in which its own time stood still", () => {
    const stage = made();
    tell(stage, "running", 0);
    watch(stage, 5_000);
    stage.slept(15_000, page_ms);
    pad.clicked(LIKE, page_ms); // before the network is back
    watch(stage, 5_000);
    expect(noted().map(([, clock_ms, choice]) => [clock_ms, choice])).toEqual([
      [4_999, SKIPPED], [20_000, 100], [9_999, AWAY], [14_999, AWAY], [19_999, AWAY],
    ]);
    expect(isOpen()).toBe(true);
  });

  it("is in step after a sleep that only the next reading of the clock shows", () => {
    const stage = made();
    tell(stage, "running", 0);
    watch(stage, 6_000);
    tell(stage, "running", 22_000);
    watch(stage, 3_000);
    expect(noted().map(([, clock_ms, choice]) => [clock_ms, choice])).toEqual([
      [4_999, SKIPPED], [9_999, AWAY], [14_999, AWAY], [19_999, AWAY], [24_999, SKIPPED],
    ]);
  });

  it("does not move its clock for a sleep while the session was paused", () => {
    const stage = made();
    tell(stage, "running", 0);
    watch(stage, 2_000);
    tell(stage, "paused", 2_000);
    stage.slept(60_000, page_ms);
    expect(clock.at(page_ms + 500)).toBe(2_000);
    tell(stage, "running", 2_000);
    pad.clicked(LIKE, page_ms);
    expect(noted()).toEqual([["press", 2_000, 100]]);
  });
});

describe("its end", () => {
  it("comes with the stimulus' in one room, and is told once", () => {
    const stage = made("one_room", { duration_ms: 12_000 });
    tell(stage, "running", 0);
    watch(stage, 11_750);
    expect(is_over).toBe(0);
    watch(stage, 10_000);
    stage.told("closed", null);
    expect(is_over).toBe(1);
    expect(noted().map(([, clock_ms]) => clock_ms)).toEqual([4_999, 9_999, 11_999]);
    pad.clicked(LIKE, page_ms);
    expect(records).toHaveLength(3);
  });

  it("waits for late homes on own screens, where presses after the end still count", () => {
    const stage = made("own_screen", { duration_ms: 12_000 });
    tell(stage, "running", 12_000 + LATE_MAX_MS - 1_000);
    pad.clicked(LIKE, page_ms);
    expect(noted()).toEqual([["press", 101_000, 100]]);
    watch(stage, 750);
    expect(is_over).toBe(0);
    watch(stage, 250);
    expect(is_over).toBe(1);
  });

  it("comes when the session closes, also in a pause", () => {
    for (const state of ["closed", "released"] as const) {
      const stage = made();
      tell(stage, "running", 1_000);
      tell(stage, "paused", 3_000);
      stage.told(state, null);
    }
    expect(is_over).toBe(2);
  });
});

describe("an open cue", () => {
  const cue: OpenCue = { number: 7, words: "Good evening", planned: -1 };
  const tap = (): void => void document.getElementById("cue-now")?.click();

  it("is asked for on own screens while the session runs, and the pad stays open", () => {
    const stage = made();
    tell(stage, "running", -1_000, cue);
    expect(shown("cue")).toBe(false);
    watch(stage, 1_000);
    expect([shown("cue"), isOpen()]).toEqual([true, true]);
    tell(stage, "paused", 0, cue);
    expect(shown("cue")).toBe(false);
    tell(stage, "running", 0, cue);
    expect(shown("cue")).toBe(true);
    tell(stage, "running", 0, null);
    expect(shown("cue")).toBe(false);
  });

  it("makes a record of the tap with the cue's number and the session's time", () => {
    page_ms = performance.now();
    const stage = made();
    tell(stage, "running", 30_000, cue);
    const before_ms = performance.now();
    tap();
    const after_ms = performance.now();
    const [record] = records;
    expect(record).toMatchObject({ kind: "tap", target: 7, choice: 0, stimulus: 0 });
    expect(record?.clock_ms).toBeGreaterThanOrEqual(Math.floor(clock.at(before_ms)));
    expect(record?.clock_ms).toBeLessThanOrEqual(clock.at(after_ms));
  });

  it("is nothing to people in one room, who hear the same", () => {
    const stage = made("one_room");
    tell(stage, "running", 0, cue);
    expect(shown("cue")).toBe(false);
    tap();
    expect(records).toEqual([]);
  });
});
