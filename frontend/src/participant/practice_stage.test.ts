import { beforeEach, describe, expect, it } from "vitest";
import { PracticeStage } from "./practice_stage";
import { DISLIKE, LIKE } from "./reaction_pad";
import type { View } from "./view";

let tasks: string[];
let said: number;

function made(): PracticeStage {
  const view = {
    choice: () => undefined, open: () => undefined, pulse: () => undefined,
    say: () => void (said += 1),
    find: () => ({ textContent: "" }),
    task: (task: string) => void (tasks.at(-1) === task || tasks.push(task)),
  } as unknown as View;
  return new PracticeStage(5_000, true, view);
}

beforeEach(() => {
  tasks = [];
  said = 0;
});

describe("practice on the page", () => {
  it("gives each task an interval of the study's cadence and then is over", () => {
    const stage = made();
    stage.start(1_000);
    stage.pad.clicked(LIKE, 2_000);
    expect(stage.step(5_999)).toBe(false);
    expect(tasks).toEqual(["press_like"]);
    stage.step(6_000);
    stage.pad.clicked(DISLIKE, 7_000);
    stage.step(11_000);
    stage.pad.clicked(DISLIKE, 12_000);
    stage.pad.clicked(LIKE, 12_500);
    stage.step(16_000);
    expect(stage.step(20_999)).toBe(false);
    expect(stage.step(21_000)).toBe(true);
    expect(tasks).toEqual(["press_like", "press_dislike", "change", "let_pass"]);
  });

  it("repeats the task of an interval that went by without it, and says each task once", () => {
    const stage = made();
    stage.start(0);
    stage.step(5_000);
    stage.step(5_100);
    expect(tasks).toEqual(["press_like"]);
    expect(said).toBe(2);
  });
});
