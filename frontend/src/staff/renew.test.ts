import { afterEach, expect, test, vi } from "vitest";
import { EVERY_MS, keepNew, takeOver } from "./renew";

const page = (inner: string) => `<!doctype html><main><div id="board">${inner}</div></main>`;

function shown(inner: string): Document {
  return new DOMParser().parseFromString(page(inner), "text/html");
}

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("the newer part takes the place of the older", () => {
  const here = shown("<p>old</p>");
  expect(takeOver(here, page("<p>new</p><p>more</p>"), "#board")).toBe(true);
  expect(here.querySelector("#board")?.textContent).toBe("newmore");
});

test("what is the same stays untouched", () => {
  const here = shown("<p>same</p>");
  const before = here.querySelector("p");
  takeOver(here, page("<p>same</p>"), "#board");
  expect(here.querySelector("p")).toBe(before);
});

test("a page without the part, such as a refusal, changes nothing", () => {
  const here = shown("<p>old</p>");
  expect(takeOver(here, "<!doctype html><p>gone</p>", "#board")).toBe(false);
  expect(here.querySelector("#board")?.textContent).toBe("old");
});

test("nothing moves while the focus is inside", () => {
  document.body.innerHTML = page("<button>old</button>");
  document.querySelector("button")?.focus();
  expect(takeOver(document, page("<p>new</p>"), "#board")).toBe(false);
  expect(document.querySelector("#board")?.textContent).toBe("old");
});

test("the server is asked again and again, and a failure is no end", async () => {
  vi.useFakeTimers();
  document.body.innerHTML = page("<p>old</p>");
  const newer = () => Promise.resolve(new Response(page("<p>new</p>")));
  const answers = [
    () => Promise.reject(new Error("offline")),
    () => Promise.resolve(new Response("", { status: 403 })),
  ];
  const fetched = vi.fn(() => (answers.shift() ?? newer)());
  vi.stubGlobal("fetch", fetched);
  keepNew(document, "/now/board", "#board");
  for (let asked = 0; asked < 3; asked += 1) await vi.advanceTimersByTimeAsync(EVERY_MS);
  expect(fetched).toHaveBeenCalledTimes(3);
  expect(document.querySelector("#board")?.textContent).toBe("new");
});

test("what changes fast is asked for more often", async () => {
  vi.useFakeTimers();
  const fetched = vi.fn(() => Promise.resolve(new Response("")));
  vi.stubGlobal("fetch", fetched);
  keepNew(document, "/sessions/ABC234/overlay", "#films", 2_000);
  await vi.advanceTimersByTimeAsync(6_000);
  expect(fetched).toHaveBeenCalledTimes(3);
});
