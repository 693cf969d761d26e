import { describe, expect, it } from "vitest";
import type { DeskCell } from "../wire/desk.gen";
import { sayCell, sayCertainty, sayRange, sayRemaining, sayShare, saySize, shortCount } from "./desk_words";

const cell = (verdict: DeskCell["verdict"], like: number | null, dislike: number | null): DeskCell => ({
  cell: "all",
  verdict,
  tint: 0,
  present: { value: 40, coding: "near" },
  net: like === null || dislike === null ? null : like - dislike,
  like_share: like,
  dislike_share: dislike,
  modelled: null,
  contrast: null,
});

describe("the desk's words", () => {
  it("says the share that a verdict is about", () => {
    expect(sayShare(cell("resonates", 64, 10))).toBe("64 %");
    expect(sayShare(cell("falls_flat", 10, 58))).toBe("58 %");
    expect(sayShare(cell("divides", 44, 40))).toBe("44:40");
    expect(sayShare(cell("undecided", 20, 14))).toBe("20:14");
    expect(sayShare(cell("leaves_cold", 4, 3))).toBe("7 %");
    expect(sayShare(cell("too_few", null, null))).toBe("");
  });

  it("says counts as far as they are told", () => {
    expect(shortCount({ value: 40, coding: "near" })).toBe("40");
    expect(shortCount({ value: 10, coding: "under" })).toBe("<10");
    expect(shortCount({ value: 38, coding: "over" })).toBe(">38");
  });

  it("says a cell in one sentence, with what its signs mean", () => {
    expect(sayCell("North", cell("resonates", 64, 10), true, "provisional")).toBe(
      "North: resonates, 64 % like, 10 % dislike, about 40 present, net +54, differs from the others of its attribute, provisional",
    );
    expect(sayCell("North", cell("too_few", null, null), false, "final")).toBe(
      "North: too few, about 40 present",
    );
  });

  it("says no more certainty than there is", () => {
    expect(sayCertainty(0.999)).toBe("over 99 %");
    expect(sayCertainty(0.954)).toBe("95 %");
    expect(sayRange(-3.2, 12)).toBe("−3 to +12");
    expect(saySize(2_400_000)).toBe("2.4 MB");
    expect(saySize(300)).toBe("1 kB");
  });

  it("says how long it still takes, in steps", () => {
    const said = [null, 1_500, 10_001, 44_000, 56_000, 200_000].map(sayRemaining);
    expect(said).toEqual([
      "", "a few seconds left", "about 10 s left", "about 40 s left", "about 1 min left", "about 3 min left",
    ]);
  });
});
