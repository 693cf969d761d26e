import { beforeEach, describe, expect, it } from "vitest";
import type { PageFacts } from "../wire/participant.gen";
import { BroadcastStage } from "./broadcast_stage";
import { CommonClock } from "./clock";
import type { Hold, Media } from "./media";
import type { Unnumbered } from "./outbox";
import type { PadOutlets } from "./pads/pad";
import { LIKE, ReactionPad, twoKeys } from "./reaction_pad";
import type { View } from "./view";

const BEGAN_MS = 1_700_000_000_000;
const LATE_MS = 20_000;

let player: { paused: boolean; error: null; refuses: boolean; play(): Promise<void>; pause(): void };
let pad: ReactionPad;
let records: Unnumbered[];
let is_over: number;
let words: string;
let aloud: string[];
let is_offered: boolean;
let tells_time: boolean;
let stage: BroadcastStage;

/** The stream shows what was on air so long ago; page and session began at the same moment. */
const media = {
  get video() { return player; },
  get hold(): Hold { return player.paused ? "paused" : "playing"; },
  programDate_ms: (page_ms: number) => (tells_time ? BEGAN_MS + page_ms - LATE_MS : null),
} as unknown as Media;

const settled = () => new Promise<void>((go) => setTimeout(go));

beforeEach(() => {
  player = {
    paused: true, error: null, refuses: false,
    play() {
      if (this.refuses) return Promise.reject(new DOMException("tap first", "NotAllowedError"));
      this.paused = false;
      return Promise.resolve();
    },
    pause() { this.paused = true; },
  };
  records = [];
  is_over = 0;
  words = "";
  aloud = [];
  is_offered = false;
  tells_time = true;
  const clock = new CommonClock();
  clock.told("running", 0, 0);
  const facts = { state: "running", cadence_ms: 5_000, duration_ms: 60_000, stimulus: 0 };
  stage = new BroadcastStage({
    facts: facts as PageFacts, clock, page: document,
    view: {
      choice: () => undefined, open: () => undefined, pulse: () => undefined, ask: () => undefined,
      hold: (said: string) => void (words = said),
      say: (said: string) => void aloud.push(said),
      offerPlay: (offered: boolean) => void (is_offered = offered),
    } as unknown as View,
    makePad: (cadence_ms: number, outlets: PadOutlets) =>
      (pad = new ReactionPad(cadence_ms, outlets, twoKeys(true))),
    outlets: {
      record: (record) => void records.push(record),
      over: () => void (is_over += 1),
    },
  }, media);
  stage.told("running", null, { session_ms: 0, wall_ms: BEGAN_MS });
});

const press = (at_ms: number) => {
  stage.step(at_ms);
  pad.clicked(LIKE, at_ms);
};
const presses = () => records.filter((r) => r.kind === "press").map((r) => r.clock_ms);

describe("a live stream on the page", () => {
  it("dates presses by what the stream shows, not by the common clock", async () => {
    stage.startByTap();
    await settled();
    press(32_000);
    expect(presses()).toEqual([12_000]);
  });

  it("takes nothing before the session began on this screen, nor in a pause", async () => {
    stage.startByTap();
    await settled();
    press(LATE_MS - 1);
    expect(presses()).toEqual([]);
    expect(records).toEqual([]);
    stage.told("paused", null, null);
    press(30_000);
    expect(presses()).toEqual([]);
    expect(words).toBe("The session is paused");
    // Resumed when the session's clock showed 10 s; on air 25 s after the beginning.
    stage.told("running", null, { session_ms: 10_000, wall_ms: BEGAN_MS + 25_000 });
    press(44_000); // this screen shows the pause still
    expect(presses()).toEqual([]);
    press(46_500);
    expect(presses()).toEqual([11_500]);
  });

  it("says aloud what holds it once that has lasted", async () => {
    stage.startByTap();
    await settled();
    stage.told("paused", null, null);
    for (const now_ms of [30_000, 30_900]) stage.step(now_ms);
    expect(aloud).toEqual([]);
    for (const now_ms of [31_000, 39_000]) stage.step(now_ms);
    expect(aloud).toEqual(["The session is paused"]);
  });

  it("keeps what it was told when a message says nothing of it", async () => {
    stage.startByTap();
    await settled();
    stage.told("running", null);
    press(32_000);
    expect(presses()).toEqual([12_000]);
  });

  it("counts nothing where the stream doesn't tell its time", async () => {
    tells_time = false;
    stage.startByTap();
    await settled();
    press(32_000);
    expect(records).toEqual([]);
  });

  it("tells intervals without a press as they pass on this screen", async () => {
    stage.startByTap();
    await settled();
    for (let at_ms = LATE_MS; at_ms <= LATE_MS + 10_500; at_ms += 250) stage.step(at_ms);
    expect(records.map((r) => [r.kind, r.clock_ms, r.choice])).toEqual([
      ["presence", 4_999, 101],
      ["presence", 9_999, 101],
    ]);
  });

  it("asks for a tap where the browser allows no sound without one", async () => {
    player.refuses = true;
    stage.startByTap();
    await settled();
    stage.step(30_000);
    expect(is_offered).toBe(true);
    player.refuses = false;
    stage.togglePlay();
    await settled();
    stage.step(30_250);
    expect(is_offered).toBe(false);
  });

  it("ends where the stimulus ends on this screen, or when the session is closed", async () => {
    stage.startByTap();
    await settled();
    stage.step(LATE_MS + 59_900);
    expect(is_over).toBe(0);
    stage.step(LATE_MS + 60_000);
    stage.told("closed", null);
    expect(is_over).toBe(1);
  });
});
