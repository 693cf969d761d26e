import { describe, expect, it } from "vitest";
import { HELLO_LIMITS } from "../wire/participant.gen";
import { drawWriter } from "./outside";

const drawn = (high: number, low: number) =>
  drawWriter((numbers) => numbers.set([high, low]), HELLO_LIMITS.writer_max);

describe("the writer", () => {
  it("is a whole number that JSON carries exactly, whatever was drawn", () => {
    expect(drawn(0, 0)).toBe(1);
    expect(drawn(0xffffffff, 0xffffffff)).toBe(HELLO_LIMITS.writer_max);
    expect(Number.isSafeInteger(drawn(0x12345678, 0x9abcdef0))).toBe(true);
  });

  it("uses all that was drawn", () => {
    expect(drawn(1, 5)).not.toBe(drawn(2, 5));
    expect(drawn(1, 5)).not.toBe(drawn(1, 6));
  });
});
