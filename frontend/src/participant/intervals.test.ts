import { describe, expect, it } from "vitest";
import { intervalOf, lastMoment, shareOfInterval, wholeMoment } from "./intervals";

describe("intervals", () => {
  it("are half-open: the boundary belongs to the later one", () => {
    expect(intervalOf(4_999.9, 5_000)).toBe(0);
    expect(intervalOf(5_000, 5_000)).toBe(1);
  });

  it("tell how far a moment is inside", () => {
    expect(shareOfInterval(0, 5_000)).toBe(0);
    expect(shareOfInterval(7_500, 5_000)).toBe(0.5);
    expect(shareOfInterval(10_000, 5_000)).toBe(0);
  });

  it("end one millisecond before the next, or before the stimulus does", () => {
    expect(lastMoment(0, 5_000, 12_000)).toBe(4_999);
    expect(lastMoment(2, 5_000, 12_000)).toBe(11_999);
  });

  it("give records whole milliseconds inside the stimulus", () => {
    expect(wholeMoment(-3, 1_000)).toBe(0);
    expect(wholeMoment(12.7, 1_000)).toBe(12);
    expect(wholeMoment(1_000.4, 1_000)).toBe(999);
  });
});
