import { describe, expect, it } from "vitest";
import type { IntervalFigure, IntervalRelease } from "../wire/dashboard.gen";
import {
  sayCell,
  sayCount,
  sayMajority,
  sayNet,
  sayPart,
  saySeconds,
  sayShare,
  sayStart,
  sayTime,
} from "./words";

describe("numbers in words", () => {
  it("never shows a bare count of persons", () => {
    expect(sayCount({ value: 30, coding: "near" })).toBe("about 30");
    expect(sayPart({ value: 4, coding: "under" }, { value: 30, coding: "near" })).toBe(
      "under 4 of about 30",
    );
    expect(sayCount({ value: 26, coding: "over" })).toBe("over 26");
  });

  it("tells a share of the panel, or that it is too few", () => {
    expect([sayShare(85), sayShare(null)]).toEqual(["85 %", "too few"]);
  });

  it("writes net approval in whole points with a real minus sign", () => {
    expect([sayNet(23.4), sayNet(-0.2), sayNet(-7.6)]).toEqual(["+23", "0", "−8"]);
  });

  it("writes stimulus time, with hours only when there are some", () => {
    expect([sayTime(0), sayTime(95_900), sayTime(3_725_000)]).toEqual(["0:00", "1:35", "1:02:05"]);
  });

  it("counts down in whole seconds, never to 0, and shows no time before the beginning", () => {
    expect([-10_000, -9_999, -7_001, -1].map(sayStart)).toEqual([
      "starts in 10 s",
      "starts in 10 s",
      "starts in 8 s",
      "starts in 1 s",
    ]);
    expect(sayTime(-4_000)).toBe("0:00");
    expect(saySeconds(21_400)).toBe("21 s");
  });

  it("gives a strength only to a side", () => {
    expect(sayMajority("most_liked", 3)).toBe("strongly most liked");
    expect(sayMajority("no_majority", 3)).toBe("no majority");
  });

  it("says of a missing figure why it is missing", () => {
    const told = { cell: "all", net: 23.4, majority: "most_liked", strength: 2 };
    const few = { cell: "age:old", net: null, majority: "too_few", strength: 0 };
    const release = { figures: [told, few] as IntervalFigure[] } as IntervalRelease;
    expect(sayCell(undefined, "all")).toBe("–");
    expect(["all", "age:old", "age:young"].map((cell) => sayCell(release, cell))).toEqual([
      "+23, clearly most liked",
      "too few",
      "kept back",
    ]);
  });
});
