import { beforeEach, describe, expect, it } from "vitest";
import { noteSleep } from "./page_sleep";

let here: Document;
let visibility: DocumentVisibilityState;
let page_ms: number;
let wall_ms: number;
let told: [number, number][];

/** Time passes, of which the page's own stands still for a part. */
function pass(ms: number, stood_ms = 0): void {
  wall_ms += ms;
  page_ms += ms - stood_ms;
}

function become(now: DocumentVisibilityState): void {
  visibility = now;
  here.dispatchEvent(new Event("visibilitychange"));
}

beforeEach(() => {
  here = document.implementation.createHTMLDocument();
  visibility = "visible";
  Object.defineProperty(here, "visibilityState", { get: () => visibility });
  page_ms = 500;
  wall_ms = 1_700_000_000_000;
  told = [];
  const times = { page_ms: () => page_ms, wall_ms: () => wall_ms };
  noteSleep(here, times, (stood_ms, now_ms) => void told.push([stood_ms, now_ms]));
});

describe("a phone's sleep", () => {
  it("is told by how long the page's time stood still", () => {
    become("hidden");
    pass(20_000, 15_000);
    become("visible");
    pass(9_000, 9_000);
    become("visible");
    expect(told).toEqual([[15_000, 5_500]]);
  });

  it("is none where time went on, and a small difference is not told", () => {
    become("hidden");
    pass(20_000);
    become("visible");
    become("hidden");
    pass(20_000, 900);
    become("visible");
    expect(told).toEqual([]);
  });

  it("is no matter of a clock that is set while somebody looks on", () => {
    pass(3_600_000, 3_600_000);
    become("visible");
    become("hidden");
    pass(1_000);
    become("visible");
    expect(told).toEqual([]);
  });
});
