import { describe, expect, it } from "vitest";
import { mediaMs, stimulusMs } from "./media_time";

describe("the time of a recording", () => {
  const late = { media_offset_ms: -2_000, media_rate: 1 };
  const fast = { media_offset_ms: 5_000, media_rate: 1.04 };

  it("is the stimulus' own where the file is", () => {
    expect(mediaMs({}, 1_234)).toBe(1_234);
    expect(stimulusMs(undefined, 1_234)).toBe(1_234);
  });

  it("goes there and back", () => {
    expect(mediaMs(fast, 100_000)).toBe(109_000);
    expect(stimulusMs(fast, 109_000)).toBe(100_000);
  });

  it("has no moment before either begins", () => {
    expect(mediaMs(late, 1_000)).toBe(0);
    expect(stimulusMs(fast, 3_000)).toBe(0);
  });
});
