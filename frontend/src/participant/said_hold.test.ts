import { beforeEach, describe, expect, it } from "vitest";
import { SaidHold } from "./said_hold";

let shown: string;
let aloud: string[];
let hold: SaidHold;

beforeEach(() => {
  shown = "";
  aloud = [];
  hold = new SaidHold({
    hold: (words) => void (shown = words),
    say: (words) => void aloud.push(words),
  });
});

function look(words: string, ...moments_ms: number[]): void {
  for (const now_ms of moments_ms) hold.show(words, now_ms);
}

describe("what holds", () => {
  it("is shown at once and said once, when it has lasted a second", () => {
    look("The session is paused", 5_000, 5_999);
    expect([shown, aloud]).toEqual(["The session is paused", []]);
    look("The session is paused", 6_000, 7_000, 60_000);
    expect(aloud).toEqual(["The session is paused"]);
  });

  it("is not said when it was over sooner, and is counted anew", () => {
    look("Waiting for video", 0, 900);
    look("", 950);
    expect(shown).toBe("");
    look("Waiting for video", 1_000, 1_999);
    expect(aloud).toEqual([]);
  });

  it("is said again when it comes again, and each reason for itself", () => {
    look("Waiting for video", 0, 1_000);
    look("The session is paused", 1_500, 2_500);
    look("", 3_000);
    look("The session is paused", 4_000, 5_000);
    expect(aloud).toEqual([
      "Waiting for video", "The session is paused", "The session is paused",
    ]);
  });

  it("is silence where nothing holds", () => {
    look("", 0, 5_000);
    expect(aloud).toEqual([]);
  });
});
