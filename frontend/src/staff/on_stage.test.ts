import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DARK_AFTER_MS, EVERY_MS, keepOnStage } from "./on_stage";

const page = (inner: string) => `<!doctype html><main id="stage">${inner}</main>`;
const shown = () => document.querySelector("#stage")?.innerHTML;

beforeEach(() => {
  vi.useFakeTimers();
  document.body.innerHTML = page("<p>old</p>");
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A server that gives these answers in turn, the last one for ever. */
function answering(...answers: (() => Promise<Response>)[]) {
  const asked = vi.fn(() => {
    const next = answers.length > 1 ? answers.shift() : answers[0];
    return next ? next() : Promise.reject(new Error("no answer"));
  });
  vi.stubGlobal("fetch", asked);
  return asked;
}

const tells = (inner: string) => () => Promise.resolve(new Response(page(inner)));
const refuses = (status: number) => () => Promise.resolve(new Response(page(""), { status }));
const offline = () => Promise.reject(new Error("offline"));

test("each second the picture is what the server says", async () => {
  answering(tells("<p>new</p>"), tells("<p>newer</p>"));
  keepOnStage(document, "/stage/x");
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  expect(shown()).toBe("<p>new</p>");
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  expect(shown()).toBe("<p>newer</p>");
});

test("once switched off it is dark at the next question", async () => {
  answering(refuses(404));
  keepOnStage(document, "/stage/x");
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  expect(shown()).toBe("");
});

test.each([
  ["a server that can't be reached", offline],
  ["a server in trouble", refuses(503)],
])("%s leaves the picture for a moment, not for long", async (_, answer) => {
  answering(answer);
  keepOnStage(document, "/stage/x");
  await vi.advanceTimersByTimeAsync(DARK_AFTER_MS);
  expect(shown()).toBe("<p>old</p>");
  await vi.advanceTimersByTimeAsync(2 * EVERY_MS);
  expect(shown()).toBe("");
});

test("after a gap it comes back", async () => {
  answering(...Array.from({ length: 20 }, () => offline), tells("<p>again</p>"));
  keepOnStage(document, "/stage/x");
  await vi.advanceTimersByTimeAsync(21 * EVERY_MS);
  expect(shown()).toBe("<p>again</p>");
});

test("a slow answer isn't overtaken by another question", async () => {
  const asked = answering(() => new Promise<Response>(() => undefined));
  keepOnStage(document, "/stage/x");
  await vi.advanceTimersByTimeAsync(5 * EVERY_MS);
  expect(asked).toHaveBeenCalledTimes(1);
});
