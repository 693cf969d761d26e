// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import type { WordsNow } from "../../wire/words.gen";
import { ATTEMPTS, type Around, Steps, stepOf } from "./steps";

const NOW: WordsNow = {
  type: "words", place: 1, said: [0], skipped: [], open: null, closed: 0, statements: [],
};

interface Sent {
  url: string;
  body: Record<string, unknown>;
}

/** A server that answers in turn; `null` is a network that is away. */
function server(answers: (Response | null)[]) {
  const sent: Sent[] = [];
  const heard = { words: [] as WordsNow[], trouble: [] as string[], waiting: [] as number[] };
  let key = 0;
  const around: Around = {
    fetch: async (url, init) => {
      sent.push({ url, body: JSON.parse(String(init.body)) as Record<string, unknown> });
      const answer = answers.shift() ?? null;
      if (!answer) throw new TypeError("away");
      return answer;
    },
    setTimer: (action) => {
      queueMicrotask(action);
      return 0;
    },
    newKey: () => `key-${(key += 1)}`,
  };
  const hearer = {
    onWords: (words: WordsNow) => heard.words.push(words),
    onTrouble: (words: string) => heard.trouble.push(words),
    onWaiting: (count: number) => heard.waiting.push(count),
  };
  return { sent, heard, steps: new Steps("K7", hearer, around) };
}

const taken = (): Response => Response.json(NOW);

describe("steps on their way", () => {
  it("go one after the other, each under a key of its own", async () => {
    const { sent, heard, steps } = server([taken(), taken()]);
    const both = [steps.send("next", { at_ms: 1_000 }), steps.send("depart", { at_ms: 2_000 })];
    expect(await Promise.all(both)).toEqual([true, true]);
    expect(sent.map((each) => each.url)).toEqual([
      "/api/v1/sessions/K7/words/next",
      "/api/v1/sessions/K7/words/depart",
    ]);
    expect(sent.map((each) => each.body)).toEqual([
      { key: "key-1", at_ms: 1_000 },
      { key: "key-2", at_ms: 2_000 },
    ]);
    expect(heard.words).toEqual([NOW, NOW]);
    expect(heard.waiting).toEqual([1, 2, 1, 0]);
  });

  it("are sent again with the same key and time while the server is away", async () => {
    const { sent, heard, steps } = server([null, new Response("", { status: 503 }), taken()]);
    expect(await steps.send("next", { at_ms: 5_000 })).toBe(true);
    expect(new Set(sent.map((each) => JSON.stringify(each.body))).size).toBe(1);
    expect(sent).toHaveLength(3);
    expect(heard.trouble.at(-1)).toBe("");
  });

  it("say so when the server never answers", async () => {
    const { sent, heard, steps } = server([]);
    expect(await steps.send("end")).toBe(false);
    expect(sent).toHaveLength(ATTEMPTS);
    expect(heard.trouble.at(-1)).toContain("wasn’t taken");
  });

  it("tell a refusal with its remedy, and those behind go on", async () => {
    const refusal = Response.json({ error: "no statement is open", remedy: "" }, { status: 409 });
    const { heard, steps } = server([refusal, taken()]);
    expect(await Promise.all([steps.send("end"), steps.send("depart")])).toEqual([false, true]);
    expect(heard.trouble).toEqual(["no statement is open.", ""]);
  });

  it("send captions in pieces", async () => {
    const { sent, steps } = server([Response.json({ taken: 20 }), Response.json({ taken: 5 })]);
    const caption = { start_ms: 0, end_ms: 1, words: "a", speaker: "" };
    await steps.caption(Array.from({ length: 25 }, (_, k) => ({ ...caption, id: String(k) })));
    expect(sent.map((each) => (each.body.captions as unknown[]).length)).toEqual([20, 5]);
  });
});

describe("the keys", () => {
  function pressed(html: string, init: KeyboardEventInit): string | null {
    document.body.innerHTML = html;
    const target = document.body.querySelector("[data-here]") ?? document.body;
    let found: string | null = null;
    const hear = (event: KeyboardEvent): void => {
      found = stepOf(event);
    };
    addEventListener("keydown", hear);
    target.dispatchEvent(
      new KeyboardEvent("keydown", { bubbles: true, composed: true, ...init }),
    );
    removeEventListener("keydown", hear);
    return found;
  }

  it("are single letters, large or small", () => {
    expect(["l", "S", "d", "E", "z"].map((key) => pressed("", { key }))).toEqual([
      "next", "skip", "depart", "end", "back",
    ]);
    expect(pressed("", { key: "n" })).toBeNull();
  });

  it("do nothing while something is typed or asked", () => {
    for (const html of [
      "<input data-here>",
      "<textarea data-here></textarea>",
      "<select data-here></select>",
      "<dialog open><button data-here>Keep</button></dialog>",
      '<div contenteditable="true" data-here></div>',
    ]) {
      expect(pressed(html, { key: "l" }), html).toBeNull();
    }
    expect(pressed('<input type="checkbox" data-here>', { key: "l" })).toBe("next");
  });

  it("do nothing with another key held, or held down", () => {
    for (const more of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { repeat: true }]) {
      expect(pressed("", { key: "l", ...more })).toBeNull();
    }
  });
});
