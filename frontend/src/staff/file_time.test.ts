import { describe, expect, it } from "vitest";
import { readTime, writeTime } from "./file_time";

describe("a time in a file", () => {
  it("is written as it is read", () => {
    for (const ms of [0, 4_250, 59_999, 60_000, 3_599_001, 3_723_250]) {
      expect(readTime(writeTime(ms))).toBe(ms);
    }
    expect(writeTime(3_723_250)).toBe("1:02:03.250");
    expect(writeTime(4_250.4)).toBe("0:04.250");
    expect(writeTime(-3)).toBe("0:00.000");
  });

  it("is read in the forms that people type", () => {
    expect(readTime(" 83,5 ")).toBe(83_500);
    expect(readTime("2:03.25")).toBe(123_250);
    expect(["", "a", "1:2:3:4", "-3", "1.2345"].map(readTime)).toEqual(Array(5).fill(null));
  });
});
