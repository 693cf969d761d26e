import { beforeEach, describe, expect, it } from "vitest";
import type { ShownQuestion } from "../wire/participant.gen";
import { type Outside, show } from "./asked";

const QUESTION: ShownQuestion = {
  number: 3,
  text: "Was that <clear>?",
  answers: ["Yes", "No"],
  language: "en",
  words: ["A question to everybody", "Send", "Not now", "Thank you"],
  sheet: "/assets/panel_question.css",
};

function world(answers: (Response | Error)[]) {
  const asked: [string, RequestInit | undefined][] = [];
  const waiting: (() => void)[] = [];
  const outside: Outside = {
    fetch: async (path, init) => {
      asked.push([path, init]);
      const next = answers.shift() ?? new Error("nothing left to answer");
      if (next instanceof Error) throw next;
      return next;
    },
    later: (_, action) => void waiting.push(action),
  };
  return { asked, waiting, outside };
}

const told = (question: ShownQuestion) => new Response(JSON.stringify(question));
const box = () => document.getElementById("asked");
const settled = () => new Promise((go) => setTimeout(go));

async function choose(value: string): Promise<void> {
  const choice = document.querySelector<HTMLInputElement>(`#asked input[value="${value}"]`);
  if (choice) choice.checked = true;
  document.querySelector<HTMLFormElement>("#asked form")?.dispatchEvent(
    new Event("submit", { bubbles: true, cancelable: true }),
  );
  await settled();
  await settled();
}

beforeEach(async () => {
  document.body.replaceChildren();
  await show(0);
});

describe("a question to everybody", () => {
  it("is shown as text and sent by its place", async () => {
    const { asked, waiting, outside } = world([told(QUESTION), new Response(null, { status: 204 })]);
    await show(3, document, outside);
    expect(box()?.querySelector("legend")?.textContent).toBe("Was that <clear>?");
    expect(box()?.querySelector("fieldset")?.lang).toBe("en");
    await choose("2");
    expect(String(asked[1]?.[1]?.body)).toBe("number=3&answer=2");
    expect(box()?.textContent).toContain("Thank you");
    waiting.forEach((go) => go());
    expect(box()).toBeNull();
  });

  it("can be passed over, and goes when it is ended", async () => {
    await show(3, document, world([told(QUESTION)]).outside);
    box()?.querySelector<HTMLButtonElement>("button[type=button]")?.click();
    expect(box()).toBeNull();
    await show(3, document, world([]).outside);
    expect(box()).toBeNull();
    await show(0);
    await show(3, document, world([told(QUESTION)]).outside);
    expect(box()).not.toBeNull();
    await show(0);
    expect(box()).toBeNull();
  });

  it("stays until its answer is kept", async () => {
    const lost = [new Error("offline"), new Response(null, { status: 503 })];
    await show(3, document, world([told(QUESTION), ...lost]).outside);
    await choose("1");
    await choose("1");
    expect(box()?.querySelector("form")).not.toBeNull();
  });

  it("asks nothing that isn't asked any more, and nothing without a choice", async () => {
    await show(4, document, world([told(QUESTION)]).outside);
    expect(box()).toBeNull();
    await show(3, document, world([new Error("offline")]).outside);
    expect(box()).toBeNull();
    const { asked, outside } = world([told(QUESTION)]);
    await show(0);
    await show(3, document, outside);
    await choose("9");
    expect(asked).toHaveLength(1);
  });
});
