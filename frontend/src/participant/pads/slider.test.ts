import { beforeEach, describe, expect, it } from "vitest";
import { View } from "../view";
import type { PadOutlets } from "./pad";
import { bindSlider, makePad, SliderPad, valueAt } from "./slider";

let records: [choice: number, stimulus_ms: number][];
let shown: [value: number, is_taken: boolean][];
let played: number;

const outlets: PadOutlets = {
  momentOf: (event_ms) => event_ms,
  pressed: (choice, stimulus_ms) => void records.push([choice, stimulus_ms]),
  undone: () => { throw new Error("a slider undoes nothing"); },
  show: () => undefined,
  togglePlay: () => void (played += 1),
};

function made(likes_left = false, start = 0): SliderPad {
  const face = {
    show: (value: number, is_taken: boolean) => void shown.push([value, is_taken]),
    taken: () => undefined,
  };
  const pad = new SliderPad(5_000, outlets, face, likes_left, start);
  pad.open(true);
  return pad;
}

const slider = (): Element => {
  const element = document.createElement("div");
  element.setAttribute("role", "slider");
  return element;
};

beforeEach(() => {
  records = [];
  shown = [];
  played = 0;
  sessionStorage.clear();
});

describe("a finger on the slider", () => {
  it("tapping goes there, with the time at which it came down", () => {
    const pad = made();
    pad.grab(40, 1_000);
    expect(records).toEqual([]);
    expect(shown.at(-1)).toEqual([40, false]);
    pad.release();
    expect(records).toEqual([[40, 1_000]]);
    expect(shown.at(-1)).toEqual([40, true]);
  });

  it("dragging is recorded twice a second at most, and where it ends", () => {
    const pad = made();
    pad.grab(0, 0);
    for (let at_ms = 0; at_ms <= 1_200; at_ms += 20) pad.drag(at_ms / 20, at_ms);
    pad.release();
    expect(records).toEqual([[0, 0], [25, 500], [50, 1_000], [60, 1_200]]);
  });

  it("resting for a while before it goes up is dated when the value was reached", () => {
    const pad = made();
    pad.grab(10, 0);
    pad.drag(10, 0);
    pad.drag(30, 200);
    pad.advance(400);
    expect(records).toEqual([[10, 0]]);
    pad.advance(500);
    expect(records).toEqual([[10, 0], [30, 200]]);
    pad.release();
    expect(records).toHaveLength(2);
  });

  it("turned into scrolling by the browser leaves things as they were", () => {
    const pad = made();
    pad.grab(70, 0);
    pad.cancel();
    expect([pad.value, records]).toEqual([0, []]);
  });

  it("is not heard while the pad is closed; what was under way is kept", () => {
    const pad = made();
    pad.grab(10, 0);
    pad.drag(10, 0);
    pad.drag(20, 100);
    pad.open(false);
    expect(records).toEqual([[10, 0], [20, 100]]);
    pad.grab(90, 200);
    pad.release();
    expect(pad.value).toBe(20);
  });
});

describe("the value", () => {
  it("stays from interval to interval; only the mark of the record fades", () => {
    const pad = made();
    pad.grab(-35, 4_000);
    pad.release();
    pad.advance(4_900);
    expect(shown.at(-1)).toEqual([-35, true]);
    pad.advance(5_000);
    expect(shown.at(-1)).toEqual([-35, false]);
    const drawn = shown.length;
    pad.advance(60_000);
    expect([pad.value, shown.length]).toEqual([-35, drawn]);
  });

  it("is recorded once for one place, also where it began", () => {
    const pad = made(false, 20);
    pad.grab(20, 0);
    pad.release();
    pad.grab(20, 2_000);
    pad.release();
    expect(records).toEqual([[20, 0]]);
  });

  it("follows the drawn side: the left end is liking where Like lies left", () => {
    expect([valueAt(0, true), valueAt(0.5, true), valueAt(1, true)]).toEqual([100, 0, -100]);
    expect([valueAt(-3, false), valueAt(0.75, false), valueAt(9, false)]).toEqual([-100, 50, 100]);
  });
});

describe("P13: keys", () => {
  it("left and right move by ten, by place on screen, from anywhere on the page", () => {
    const right = made(false);
    right.key("ArrowRight", 0, null);
    expect(right.value).toBe(10);
    const left = made(true);
    left.key("ArrowRight", 0, null);
    expect(left.value).toBe(-10);
  });

  it("the others work on the slider itself and elsewhere are the page's", () => {
    const pad = made(true);
    const value = (name: string): number => {
      expect(pad.key(name, 0, slider())).toBe(true);
      return pad.value;
    };
    expect(["ArrowUp", "PageUp", "PageUp", "ArrowUp", "PageDown", "ArrowDown"].map(value)).toEqual(
      [10, 60, 100, 100, 50, 40],
    );
    expect([value("Home"), value("End")]).toEqual([100, -100]); // by place: Like lies left
    expect(["ArrowUp", "PageUp", "Home", "End"].map((name) => pad.key(name, 0, null))).toEqual(
      Array(4).fill(false),
    );
  });

  it("no digits, no letters, no undo; Space plays and pauses", () => {
    const pad = made();
    expect(["0", "5", "l", "Backspace", "Tab"].map((name) => pad.key(name, 0, slider()))).toEqual(
      Array(5).fill(false),
    );
    pad.key(" ", 0, null);
    pad.undo();
    expect([played, records]).toEqual([1, []]);
  });

  it("held down are recorded twice a second at most", () => {
    const pad = made();
    for (let at_ms = 0; at_ms < 400; at_ms += 50) pad.key("ArrowRight", at_ms, slider());
    expect(records).toEqual([[10, 0]]);
    pad.advance(500);
    expect(records).toEqual([[10, 0], [80, 350]]);
  });
});

describe("on the page", () => {
  beforeEach(() => {
    document.body.innerHTML = `<button id="undo"></button><button id="play"></button>
      <video id="video"></video>
      <div id="slider" role="slider" data-start="-20" data-like="For" data-dislike="Against"
        data-middle="in the middle"><span class="rail"><span class="handle"></span></span></div>`;
    const rail = document.querySelector(".rail") as HTMLElement;
    rail.getBoundingClientRect = () => ({ left: 100, width: 200 }) as DOMRect;
  });
  const facts = { likes_left: false, session: "A", stimulus: 0 };
  const element = (): HTMLElement => document.getElementById("slider") as HTMLElement;
  const point = (kind: string, clientX: number, target: Element = element()): void =>
    void target.dispatchEvent(
      new PointerEvent(kind, { clientX, isPrimary: true, button: 0, bubbles: true }),
    );

  it("says its value in the study's words and lies where it belongs", () => {
    const pad = makePad(new View(document), facts)(5_000, outlets, true);
    pad.open(true);
    expect(element().getAttribute("aria-valuetext")).toBe("Against 20");
    expect(element().style.getPropertyValue("--share")).toBe("0.4");
    point("pointerdown", 250);
    point("pointermove", 290);
    point("pointerup", 290);
    expect(element().getAttribute("aria-valuenow")).toBe("90");
    expect(element().getAttribute("aria-valuetext")).toBe("For 90");
    expect(records.at(-1)?.[0]).toBe(90);
    pad.key("ArrowLeft", 1e9, element());
    for (let step = 0; step < 8; step++) pad.key("ArrowLeft", 1e9, element());
    expect(element().getAttribute("aria-valuetext")).toBe("in the middle");
  });

  it("is dragged by its handle without a jump", () => {
    const pad = new SliderPad(5_000, outlets, { show: () => undefined, taken: () => undefined }, false, 0);
    pad.open(true);
    bindSlider(element(), false, () => pad);
    point("pointerdown", 212, element().querySelector(".handle") as Element);
    expect(pad.value).toBe(0);
    point("pointermove", 222);
    expect(pad.value).toBe(10);
  });

  it("goes on after a reload where it was left; practice leaves no trace", () => {
    const make = makePad(new View(document), facts);
    const practice = make(5_000, outlets, false) as SliderPad;
    practice.open(true);
    practice.grab(80, 0);
    practice.release();
    const first = make(5_000, outlets, true) as SliderPad;
    expect(first.value).toBe(-20);
    first.open(true);
    first.grab(55, 0);
    first.release();
    expect((makePad(new View(document), facts)(5_000, outlets, true) as SliderPad).value).toBe(55);
  });
});
