import { describe, expect, it } from "vitest";
import { Practice } from "./practice";

const LIKE = 100;
const DISLIKE = -100;
const two = (): Practice => new Practice(["100@0", "-100@0", "change", "pass"]);

function round(practice: Practice, ...presses: (number | [choice: number, target: number])[]): void {
  for (const one of presses) {
    if (typeof one === "number") practice.press(one);
    else practice.press(...one);
  }
  practice.intervalEnded();
}

describe("practice", () => {
  it("is over after each button once, one change and one let pass", () => {
    const practice = two();
    round(practice, LIKE);
    round(practice, DISLIKE);
    round(practice, LIKE, DISLIKE);
    expect(practice.deed).toBe("pass");
    round(practice);
    expect(practice.deed).toBeNull();
  });

  it("repeats what was not done, and says so", () => {
    const practice = two();
    round(practice);
    expect([practice.step, practice.is_repeat]).toEqual([1, true]);
    round(practice, DISLIKE);
    expect(practice.step).toBe(1);
    round(practice, DISLIKE, LIKE);
    expect([practice.step, practice.is_repeat]).toEqual([2, false]);
  });

  it("does not take the same button twice for a change", () => {
    const practice = new Practice(["change"]);
    round(practice, LIKE, LIKE);
    expect(practice.deed).toBe("change");
  });

  it("does not take a press for letting pass, unless it was taken back", () => {
    const practice = new Practice(["pass"]);
    practice.press(LIKE);
    expect(practice.is_done).toBe(false);
    practice.undo();
    practice.intervalEnded();
    expect(practice.deed).toBeNull();
  });

  it("per target: asks for the right name, and a change is of one name", () => {
    const practice = new Practice(["100@0", "-100@1", "change"]);
    round(practice, [LIKE, 1]);
    expect(practice.step).toBe(1);
    round(practice, [LIKE, 0]);
    round(practice, [DISLIKE, 1]);
    round(practice, [LIKE, 0], [DISLIKE, 1]);
    expect(practice.deed).toBe("change");
    round(practice, [LIKE, 1], [LIKE, 0], [DISLIKE, 1]);
    expect(practice.deed).toBeNull();
  });

  it("four steps: weak and strong of a side, and a change is of sides", () => {
    const practice = new Practice(["50@0 100@0", "change"]);
    round(practice, 100);
    expect(practice.is_repeat).toBe(true);
    round(practice, 100, 50);
    expect(practice.deed).toBe("change");
    round(practice, 50, 100);
    expect(practice.deed).toBe("change");
    round(practice, 50, -100);
    expect(practice.deed).toBeNull();
  });

  it("slider: to each side, back to the middle, then left alone", () => {
    const practice = new Practice(["up", "down", "middle", "pass"]);
    round(practice, -40);
    expect(practice.step).toBe(1);
    round(practice, -40, 30);
    round(practice, -5);
    round(practice, -20);
    expect(practice.deed).toBe("middle");
    round(practice, -20, 4);
    round(practice);
    expect(practice.deed).toBeNull();
  });
});
