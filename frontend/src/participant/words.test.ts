import { beforeEach, describe, expect, it } from "vitest";
import { say, sayCounted, takeWords, textKey } from "./words";

const HEN = "%(num)s hen";
const page = (language: string, words: object | null): void => {
  document.documentElement.lang = language;
  const json = JSON.stringify(words);
  document.body.innerHTML = words ? `<script type="application/json" id="words">${json}</script>` : "";
  takeWords(document);
};

beforeEach(() => page("en", null));

describe("words", () => {
  it("finds texts under the server's keys", () => {
    // The same three as in tests/unit/languages/test_page_words.py.
    expect(["", "all sent", "It’s “here” 👍"].map(textKey)).toEqual(["ntfp", "9tuq", "j9yp"]);
  });

  it("says English where the page carries no words", () => {
    expect(say("Step %(step)s of %(steps)s", { step: 1, steps: "four" })).toBe("Step 1 of four");
    expect(say("%(lost)s at 100 %")).toBe("%(lost)s at 100 %");
    expect([0, 1, 2].map((n) => sayCounted(HEN, "%(num)s hens", n))).toEqual(["0 hens", "1 hen", "2 hens"]);
  });

  it("says the page's language, and English where a text is missing", () => {
    page("de", { [textKey("Start")]: "Los" });
    expect([say("Start"), say("Stop")]).toEqual(["Los", "Stop"]);
    expect(sayCounted(HEN, "%(num)s hens", 12_500)).toBe("12.500 hens");
  });

  it("takes the form that the number asks for", () => {
    page("pl", { [textKey(HEN)]: { one: "%(num)s kura", few: "%(num)s kury", other: "%(num)s kur" } });
    const said = [1, 2, 5, 12, 22].map((n) => sayCounted(HEN, "%(num)s hens", n));
    expect(said).toEqual(["1 kura", "2 kury", "5 kur", "12 kur", "22 kury"]);
  });

  it("writes Arabic numbers in the digits of the server", () => {
    page("ar", { [textKey(HEN)]: { two: "دجاجتان", other: "%(num)s دجاجة" } });
    expect([2, 100].map((n) => sayCounted(HEN, "%(num)s hens", n))).toEqual(["دجاجتان", "100 دجاجة"]);
  });
});
