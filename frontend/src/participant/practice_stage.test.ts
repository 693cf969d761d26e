import { beforeEach, describe, expect, it } from "vitest";
import type { PadOutlets } from "./pads/pad";
import { PracticeStage } from "./practice_stage";
import { DISLIKE, LIKE, ReactionPad, twoKeys } from "./reaction_pad";
import type { View } from "./view";

let tasks: number[];
let pad: ReactionPad;
let said: number;

function made(cadence_ms = 5_000): PracticeStage {
  const view = {
    choice: () => undefined, open: () => undefined, pulse: () => undefined,
    say: () => void (said += 1),
    find: () => ({ textContent: "" }),
    deeds: () => ["100@0", "-100@0", "change", "pass"],
    task: (step: number) => void (tasks.at(-1) === step || tasks.push(step)),
  } as unknown as View;
  const make = (pad_ms: number, outlets: PadOutlets): ReactionPad =>
    (pad = new ReactionPad(pad_ms, outlets, twoKeys(true)));
  return new PracticeStage(cadence_ms, make, view);
}

beforeEach(() => {
  tasks = [];
  said = 0;
});

describe("practice on the page", () => {
  it("gives each task an interval of the study's cadence and then is over", () => {
    const stage = made();
    stage.start(1_000);
    pad.clicked(LIKE, 2_000);
    expect(stage.step(5_999)).toBe(false);
    expect(tasks).toEqual([1]);
    stage.step(6_000);
    pad.clicked(DISLIKE, 7_000);
    stage.step(11_000);
    pad.clicked(DISLIKE, 12_000);
    pad.clicked(LIKE, 12_500);
    stage.step(16_000);
    expect(stage.step(20_999)).toBe(false);
    expect(stage.step(21_000)).toBe(true);
    expect(tasks).toEqual([1, 2, 3, 4]);
  });

  it("repeats the task of an interval that went by without it, and says each task once", () => {
    const stage = made();
    stage.start(0);
    stage.step(5_000);
    stage.step(5_100);
    expect(tasks).toEqual([1]);
    expect(said).toBe(2);
  });

  it("takes five seconds at most for an interval, and as long as the study's own if that is less", () => {
    for (const [cadence_ms, interval_ms] of [[60_000, 5_000], [1_000, 1_000]] as const) {
      const stage = made(cadence_ms);
      stage.start(0);
      pad.clicked(LIKE, 10);
      stage.step(interval_ms - 1);
      stage.step(interval_ms);
      expect(tasks).toEqual([1, 2]);
      tasks = [];
    }
  });

  it("leaves nothing standing when it is over", () => {
    const stage = made();
    stage.start(0);
    pad.clicked(LIKE, 1_000);
    stage.step(5_000);
    pad.clicked(DISLIKE, 6_000);
    stage.step(10_000);
    pad.clicked(LIKE, 11_000);
    pad.clicked(DISLIKE, 12_000);
    stage.step(15_000);
    expect(stage.step(20_000)).toBe(true);
    pad.clicked(LIKE, 20_100);
    expect(pad.choiceIn(4)).toBeNull();
  });
});
