import { describe, expect, it } from "vitest";
import { Practice } from "./practice";
import { DISLIKE, LIKE } from "./reaction_pad";

function round(practice: Practice, ...choices: (typeof LIKE | typeof DISLIKE)[]): void {
  for (const choice of choices) practice.press(choice);
  practice.intervalEnded();
}

describe("practice", () => {
  it("is over after each button once, one change and one let pass", () => {
    const practice = new Practice();
    round(practice, LIKE);
    round(practice, DISLIKE);
    round(practice, LIKE, DISLIKE);
    expect(practice.task).toBe("let_pass");
    round(practice);
    expect(practice.task).toBeNull();
  });

  it("repeats a task that was not done, and says so", () => {
    const practice = new Practice();
    round(practice);
    expect([practice.task, practice.is_repeat]).toEqual(["press_like", true]);
    round(practice, DISLIKE);
    expect(practice.task).toBe("press_like");
    round(practice, DISLIKE, LIKE);
    expect([practice.task, practice.is_repeat]).toEqual(["press_dislike", false]);
  });

  it("does not take the same button twice for a change", () => {
    const practice = new Practice();
    round(practice, LIKE);
    round(practice, DISLIKE);
    round(practice, LIKE, LIKE);
    expect(practice.task).toBe("change");
  });

  it("does not take a press for letting pass, unless it was taken back", () => {
    const practice = new Practice();
    round(practice, LIKE);
    round(practice, DISLIKE);
    round(practice, DISLIKE, LIKE);
    practice.press(LIKE);
    expect(practice.is_done).toBe(false);
    practice.undo();
    practice.intervalEnded();
    expect(practice.task).toBeNull();
  });
});
