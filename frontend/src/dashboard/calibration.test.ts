import { describe, expect, it } from "vitest";
import type { Calibration } from "../wire/dashboard.gen";
import { canAsk, partsOf, reminder } from "./calibration";

function calibration(more: Partial<Calibration> = {}): Calibration {
  return {
    calibrated: 60,
    coarse: 20,
    uncalibrated: 20,
    delay_p50_ms: 21_000,
    delay_p95_ms: 44_000,
    grace_ms: 49_000,
    last_cue_ms: 100_000,
    ...more,
  };
}

const CUE = { number: 1, words: "Good evening", marked_ms: null, taps: 0 };

describe("the quality of a calibration", () => {
  it("is a bar of three parts that fill it", () => {
    expect(partsOf(calibration()).map((part) => part.share)).toEqual([60, 20, 20]);
    const nobody = calibration({ calibrated: 0, coarse: 0, uncalibrated: 0 });
    expect(partsOf(nobody).map((part) => part.share)).toEqual([0, 0, 0]);
  });
});

describe("the reminder", () => {
  it("comes when the last cue is more than ten minutes old, not before", () => {
    expect(reminder(calibration(), null, 700_000)).toBe("");
    expect(reminder(calibration(), null, 700_001)).toContain("Time for another cue");
  });

  it("comes until a cue is marked and anybody is calibrated", () => {
    expect(reminder(calibration({ last_cue_ms: null }), null, 0)).toContain("No cue");
    const early = calibration({ calibrated: 0, coarse: 0, uncalibrated: 100 });
    expect(reminder(early, null, 100_001)).toContain("three cues");
  });

  it("is silent while a cue is open, and where nothing is known", () => {
    expect(reminder(calibration({ last_cue_ms: null }), CUE, 900_000)).toBe("");
    expect(reminder(null, null, 900_000)).toBe("");
  });
});

it("asks for cues on a running clock only: phones can't date a tap before 0", () => {
  expect([canAsk("running", 0), canAsk("running", -1)]).toEqual([true, false]);
  expect([canAsk("paused", 5_000), canAsk("closed", 5_000)]).toEqual([false, false]);
});
