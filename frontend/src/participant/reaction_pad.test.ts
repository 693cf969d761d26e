import { beforeEach, describe, expect, it } from "vitest";
import { bindPad, DISLIKE, LIKE, ReactionPad, twoKeys } from "./reaction_pad";

let log: unknown[][];
let shown: (number | null)[];

function made(likes_left = true): ReactionPad {
  log = [];
  shown = [];
  const pad = new ReactionPad(5_000, {
    momentOf: (event_ms) => event_ms, // here the stimulus runs on the events' own clock
    pressed: (choice, stimulus_ms) => log.push(["press", choice, stimulus_ms]),
    undone: (stimulus_ms) => log.push(["undo", stimulus_ms]),
    show: (choice) => shown.push(choice),
    togglePlay: () => log.push(["play"]),
  }, twoKeys(likes_left));
  pad.open(true);
  return pad;
}

describe("P5: a press", () => {
  it("has the time at which the finger came down and counts when it goes up inside", () => {
    const pad = made();
    pad.pointerDown(LIKE, 1_000);
    expect(log).toEqual([]);
    pad.clicked(LIKE, 1_180);
    expect(log).toEqual([["press", LIKE, 1_000]]);
  });

  it("belongs to the interval in which the finger came down", () => {
    const pad = made();
    pad.pointerDown(LIKE, 4_990);
    pad.clicked(LIKE, 5_120);
    expect(pad.choiceIn(0)).toBe(LIKE);
    expect(pad.choiceIn(1)).toBeNull();
  });

  it("is none when the finger slid off", () => {
    const pad = made();
    pad.pointerDown(LIKE, 1_000); // no click follows
    pad.pointerDown(DISLIKE, 3_000);
    pad.clicked(DISLIKE, 3_100);
    expect(log).toEqual([["press", DISLIKE, 3_000]]);
  });

  it("by a key or switch has the click's own time", () => {
    const pad = made();
    pad.clicked(LIKE, 2_000);
    pad.pointerDown(LIKE, 3_000);
    pad.pointerCancelled();
    pad.clicked(LIKE, 4_000);
    expect(log).toEqual([["press", LIKE, 2_000], ["press", LIKE, 4_000]]);
  });

  it("P11: is none while the pad is closed", () => {
    const pad = made();
    pad.open(false);
    pad.pointerDown(LIKE, 1_000);
    pad.clicked(LIKE, 1_100);
    pad.undo(1_200);
    expect(log).toEqual([]);
  });
});

describe("P7: one answer in an interval", () => {
  it("is the last press; the same button again keeps it", () => {
    const pad = made();
    pad.clicked(LIKE, 100);
    pad.clicked(LIKE, 200);
    expect(pad.choiceIn(0)).toBe(LIKE);
    pad.clicked(DISLIKE, 300);
    expect(pad.choiceIn(0)).toBe(DISLIKE);
  });

  it("can be taken back while the interval lasts", () => {
    const pad = made();
    pad.clicked(LIKE, 100);
    pad.undo(900);
    expect(log.at(-1)).toEqual(["undo", 900]);
    expect(pad.choiceIn(0)).toBeNull();
    pad.undo(1_000); // nothing left to take back
    expect(log).toHaveLength(2);
  });

  it("can't be taken back in the next interval, where the undo would not reach it", () => {
    const pad = made();
    pad.clicked(LIKE, 4_000);
    pad.undo(5_200);
    expect(log).toEqual([["press", LIKE, 4_000]]);
  });

  it("an undo is never earlier than its press", () => {
    const pad = made();
    pad.clicked(LIKE, 2_000);
    pad.undo(1_990);
    expect(log.at(-1)).toEqual(["undo", 2_000]);
  });

  it("fades once when the interval ends", () => {
    const pad = made();
    pad.clicked(LIKE, 4_000);
    pad.advance(4_999);
    expect(shown).toEqual([LIKE]);
    pad.advance(5_000);
    pad.advance(5_100);
    expect(shown).toEqual([LIKE, null]);
  });
});

describe("several targets", () => {
  const targets = (): ReactionPad => {
    const pad = new ReactionPad(5_000, {
      momentOf: (event_ms) => event_ms,
      pressed: (choice, stimulus_ms, target) => log.push(["press", target, choice, stimulus_ms]),
      undone: (stimulus_ms, target) => log.push(["undo", target, stimulus_ms]),
      show: (choice, _, target) => log.push(["show", target, choice]),
      togglePlay: () => undefined,
    }, () => false);
    log = [];
    pad.open(true);
    return pad;
  };

  it("each have their own answer in an interval", () => {
    const pad = targets();
    pad.clicked(LIKE, 100, 0);
    pad.clicked(DISLIKE, 200, 1);
    expect([pad.choiceIn(0, 0), pad.choiceIn(0, 1)]).toEqual([LIKE, DISLIKE]);
    pad.clicked(DISLIKE, 300, 0);
    expect([pad.choiceIn(0, 0), pad.choiceIn(0, 1)]).toEqual([DISLIKE, DISLIKE]);
  });

  it("lose the newest answer first when it is taken back", () => {
    const pad = targets();
    pad.clicked(LIKE, 100, 0);
    pad.clicked(DISLIKE, 200, 1);
    pad.undo(300);
    pad.undo(400);
    pad.undo(500);
    expect(log.filter(([kind]) => kind === "undo")).toEqual([["undo", 1, 300], ["undo", 0, 400]]);
  });

  it("fade together", () => {
    const pad = targets();
    pad.clicked(LIKE, 100, 0);
    pad.clicked(LIKE, 200, 2);
    pad.advance(5_000);
    expect(log.slice(-2)).toEqual([["show", 0, null], ["show", 2, null]]);
  });

  it("take a finger's time only where it came down", () => {
    const pad = targets();
    pad.pointerDown(LIKE, 1_000, 0);
    pad.clicked(LIKE, 1_100, 1);
    expect(log[0]).toEqual(["press", 1, LIKE, 1_100]);
  });
});

describe("P13: keys", () => {
  it("go by place on screen, also when the sides are swapped", () => {
    const left = made(true);
    left.key("ArrowLeft", 1);
    left.key("ArrowRight", 2);
    expect(log.map((entry) => entry[1])).toEqual([LIKE, DISLIKE]);
    const right = made(false);
    right.key("ArrowLeft", 1);
    right.key("ArrowRight", 2);
    expect(log.map((entry) => entry[1])).toEqual([DISLIKE, LIKE]);
  });

  it("take back, play and pause, and leave letters alone", () => {
    const pad = made();
    pad.key("ArrowLeft", 1);
    expect(pad.key("Backspace", 2)).toBe(true);
    expect(pad.key(" ", 3)).toBe(true);
    expect(["l", "d", "Enter", "Tab"].map((name) => pad.key(name, 4))).toEqual([
      false, false, false, false,
    ]);
    expect(log.map((entry) => entry[0])).toEqual(["press", "undo", "play"]);
  });
});

describe("bound to the page", () => {
  const key = (name: string, more: KeyboardEventInit = {}) =>
    new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...more });

  beforeEach(() => {
    document.body.innerHTML =
      '<button id="a" data-choice="100"></button><button id="b" data-choice="-100"></button><button id="u"></button><input id="i">';
    const page = document.implementation.createHTMLDocument();
    page.body.append(...document.body.childNodes);
    const of = (id: string) => page.getElementById(id) as HTMLElement;
    const pad = made();
    bindPad(() => pad, { choices: [of("a"), of("b")], undo: of("u") }, page);
    bound = page;
  });
  let bound: Document;

  it("takes clicks on the buttons and keys anywhere", () => {
    bound.getElementById("b")?.click();
    bound.body.dispatchEvent(key("ArrowLeft"));
    expect(log.map((entry) => entry[1])).toEqual([DISLIKE, LIKE]);
  });

  it("ignores a held key, shortcuts and typing", () => {
    bound.body.dispatchEvent(key("ArrowLeft", { repeat: true }));
    bound.body.dispatchEvent(key("ArrowLeft", { altKey: true }));
    bound.getElementById("i")?.dispatchEvent(key("Backspace"));
    expect(log).toEqual([]);
  });

  it("leaves Space on a focused button to the button", () => {
    bound.getElementById("a")?.dispatchEvent(key(" "));
    expect(log).toEqual([]);
    bound.body.dispatchEvent(key(" "));
    expect(log).toEqual([["play"]]);
  });
});
