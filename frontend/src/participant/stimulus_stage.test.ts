import { beforeEach, describe, expect, it } from "vitest";
import type { PageFacts } from "../wire/participant.gen";
import { CommonClock } from "./clock";
import type { Hold, Media } from "./media";
import type { Unnumbered } from "./outbox";
import type { PadOutlets } from "./pads/pad";
import { LIKE, ReactionPad, twoKeys } from "./reaction_pad";
import { StimulusStage } from "./stimulus_stage";
import type { View } from "./view";

const FACTS: PageFacts = {
  session: "A", kind: "on_demand", state: "open", step: "stimulus", instrument: "two_buttons", cadence_ms: 5_000, cue: true,
  like: "Like", dislike: "Dislike", likes_left: true, simulated: false, stimulus: 0, title: "",
  duration_ms: 12_000, media_url: "", captions_url: "", socket_path: "", records_path: "",
  practised_path: "", watched_path: "",
  presses: true, shown: "in_page", cues: [], broadcast: false, sealed: false,
};

/** The browser's player as far as the stage sees it; time moves by hand. */
class Player extends EventTarget {
  paused = true;
  ended = false;
  error = null;
  refuses = false;
  play() {
    if (this.refuses) return Promise.reject(new DOMException("tap first", "NotAllowedError"));
    this.paused = false;
    return Promise.resolve();
  }
  pause() {
    if (this.paused) return;
    this.paused = true;
    this.dispatchEvent(new Event("pause"));
  }
}

let player: Player;
let pad: ReactionPad;
let at_ms: number;
let records: Unnumbered[];
let is_over: number;
let words: string;
let aloud: string[];
let offered: boolean;
let followed: number[];
let clock: CommonClock;

function made(facts: Partial<PageFacts> = {}): StimulusStage {
  const media = {
    video: player,
    get hold(): Hold { return player.paused ? "paused" : "playing"; },
    stimulusAt: () => Math.min(at_ms, 11_999),
    moveTo: (stimulus_ms: number) => void (at_ms = stimulus_ms),
    follow: (common_ms: number) => void followed.push(common_ms),
  } as unknown as Media;
  const view = {
    choice: () => undefined, open: () => undefined, pulse: () => undefined, ask: () => undefined,
    say: (told: string) => void aloud.push(told),
    hold: (said: string) => void (words = said),
    offerPlay: (is_offered: boolean) => void (offered = is_offered),
  } as unknown as View;
  return new StimulusStage({
    facts: { ...FACTS, ...facts }, clock, view, page: document,
    makePad: (cadence_ms: number, outlets: PadOutlets) =>
      (pad = new ReactionPad(cadence_ms, outlets, twoKeys(true))),
    outlets: {
      record: (record) => void records.push(record),
      over: () => void (is_over += 1),
    },
  }, media);
}

/** The player's promises of playing have been kept or broken. */
const settled = () => new Promise<void>((go) => setTimeout(go));

function watch(stage: StimulusStage, to_ms: number): void {
  for (; at_ms < to_ms; at_ms += 250) stage.step(at_ms);
  stage.step(at_ms);
}

beforeEach(() => {
  player = new Player();
  at_ms = 0;
  records = [];
  followed = [];
  is_over = 0;
  words = "";
  aloud = [];
  offered = false;
  clock = new CommonClock();
});

describe("on an own clock", () => {
  it("starts where it is told and records press and pause with their times", async () => {
    const stage = made();
    stage.startByTap(5_000, 0);
    await settled();
    watch(stage, 6_000);
    pad.clicked(LIKE, 0);
    watch(stage, 11_000);
    stage.togglePlay();
    expect(records.map((r) => [r.kind, r.clock_ms, r.choice])).toEqual([
      ["press", 6_000, 100],
      ["pause", 11_000, 0],
    ]);
    stage.step(at_ms);
    expect(offered).toBe(true);
  });

  it("takes no press while it does not play", () => {
    const stage = made();
    stage.step(0);
    pad.clicked(LIKE, 0);
    expect(records).toEqual([]);
  });

  it("closes the last interval at the end, inside the stimulus, and is over once", () => {
    const stage = made();
    stage.startByTap(0, 0);
    watch(stage, 11_750);
    player.ended = true;
    player.dispatchEvent(new Event("ended"));
    player.dispatchEvent(new Event("ended"));
    expect(records.map((r) => [r.kind, r.clock_ms])).toEqual([
      ["presence", 4_999], ["presence", 9_999], ["presence", 11_999],
    ]);
    expect(is_over).toBe(1);
  });
});

describe("on the common clock", () => {
  const live = { kind: "live", state: "running" } as const;

  it("follows the clock and can't be paused by the person", () => {
    clock.told("running", 3_000, 0);
    const stage = made(live);
    stage.startByTap(0, 0);
    stage.step(1_000);
    expect(followed.at(-1)).toBe(4_000);
    stage.togglePlay();
    expect(player.paused).toBe(false);
  });

  it("waits while the session is paused and goes on by itself", async () => {
    clock.told("running", 3_000, 0);
    const stage = made(live);
    stage.startByTap(0, 0);
    await settled();
    stage.told("paused");
    stage.step(1_000);
    expect(player.paused).toBe(true);
    expect(words).toBe("The session is paused");
    expect(records).toEqual([]); // nobody here paused anything
    stage.told("running");
    stage.step(2_000);
    expect(player.paused).toBe(false);
  });

  it("waits at its first frame through the countdown and never moves to before it", async () => {
    clock.told("running", -10_000, 0);
    const stage = made(live);
    stage.startByTap(0, 0); // plays for a moment, which allows sound later
    await settled();
    at_ms = 80;
    for (let now_ms = 0; now_ms < 10_000; now_ms += 250) {
      stage.step(now_ms);
      expect(player.paused).toBe(true);
      expect(at_ms).toBe(0);
    }
    expect(Math.min(...followed)).toBe(0);
    expect(records).toEqual([]);
    stage.step(10_000);
    await settled();
    expect(player.paused).toBe(false);
    stage.step(10_250);
    expect(followed.at(-1)).toBe(250);
  });

  it("stands still when the session is paused in the countdown", async () => {
    clock.told("running", -10_000, 0);
    const stage = made(live);
    stage.startByTap(0, 0);
    await settled();
    clock.told("paused", -4_000, 6_000);
    stage.told("paused");
    stage.step(60_000);
    expect(player.paused).toBe(true);
  });

  it("takes a late joiner to where the others are", async () => {
    clock.told("running", 6_000, 0);
    const stage = made(live);
    stage.startByTap(0, 0);
    await settled();
    stage.step(250);
    expect(player.paused).toBe(false);
    expect(followed).toEqual([6_250]);
  });

  it("says aloud what holds the video only once it has lasted", async () => {
    clock.told("running", 3_000, 0);
    const stage = made(live);
    stage.startByTap(0, 0);
    await settled();
    stage.told("paused");
    for (const now_ms of [1_000, 1_500, 1_990]) stage.step(now_ms);
    expect(words).toBe("The session is paused");
    expect(aloud).toEqual([]);
    for (const now_ms of [2_000, 3_000, 9_000]) stage.step(now_ms);
    expect(aloud).toEqual(["The session is paused"]);
    stage.told("running");
    stage.step(9_500);
    await settled();
    stage.step(10_000);
    stage.told("paused");
    for (const now_ms of [10_100, 11_000]) stage.step(now_ms);
    expect(aloud, "a hitch is not told").toHaveLength(1);
  });

  it("asks for a tap where the browser allows no sound without one", async () => {
    player.refuses = true;
    clock.told("running", 3_000, 0);
    const stage = made(live);
    stage.startByTap(0, 0);
    await settled();
    stage.step(1_000);
    expect(offered).toBe(true);
  });

  it("is over when the clock passes the end and when the session closes", () => {
    clock.told("running", 12_500, 0);
    made(live).step(0);
    expect(is_over).toBe(1);
    const closed = made(live);
    closed.told("closed");
    expect(is_over).toBe(2);
    closed.startByTap(0, 0);
    expect(player.paused).toBe(true);
  });
});
