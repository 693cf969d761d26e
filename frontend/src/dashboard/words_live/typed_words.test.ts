import { describe, expect, it } from "vitest";
import type { StatementFacts } from "../../wire/dashboard.gen";
import type { WordsNow } from "../../wire/words.gen";
import { lineState } from "./manuscript";
import { toType } from "./typed_words";

function statement(id: string, words: string): StatementFacts {
  return {
    id, revision: 1, stimulus: 0, start_ms: 0, end_ms: 10_000, words, speaker: "", topic: "", note: "",
  };
}

const OPEN = {
  id: "s4", start_ms: 30_000, words: "", speaker: "", topic: "", lines: [2], is_caption: false,
};

describe("what is to be typed", () => {
  it("is what has no words, the newest first", () => {
    const found = toType([statement("s1", ""), statement("s2", "Two."), statement("s3", "")], OPEN);
    expect(found.lacking.map((each) => each.id)).toEqual(["s4", "s3", "s1"]);
    expect(found.worded.map((each) => each.id)).toEqual(["s2"]);
    expect(toType([], null)).toEqual({ lacking: [], worded: [] });
  });
});

describe("a line of the manuscript", () => {
  it("is said, being said, skipped, the next, or to come", () => {
    const words: WordsNow = {
      type: "words", place: 3, said: [0, 2], skipped: [1], open: OPEN, closed: 1, statements: [],
    };
    expect([0, 1, 2, 3, 4].map((k) => lineState(words, k))).toEqual([
      "said", "skipped", "now", "next", "",
    ]);
    expect(lineState(null, 0)).toBe("next");
  });
});
