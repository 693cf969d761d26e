import { beforeEach, describe, expect, it } from "vitest";
import { DISLIKE, LIKE } from "./reaction_pad";
import { View } from "./view";

const PAGE = `
  <section data-phases="intro"><h1 tabindex="-1">Intro</h1></section>
  <section data-phases="ready" hidden><h1 tabindex="-1" data-title="Step 4 of 5">Ready</h1></section>
  <section data-phases="practice running" hidden><h1 tabindex="-1">Stage</h1>
    <svg id="scene" data-phases="practice" hidden></svg><video id="video"></video>
    <div class="pad">
      <button id="like" class="choice" data-choice="100" data-word="Agree"></button>
      <button id="dislike" class="choice" data-choice="-100" data-word="Disagree"></button>
      <button id="other" class="choice" data-choice="100" data-target="1" data-word="B, Agree"></button>
    </div>
    <ol hidden><li data-deed="100@0">Press “Agree”.</li><li data-deed="pass">Let pass.</li></ol>
    <button id="undo"></button><button id="play"></button><p id="hold"></p><p id="line" data-ask="Still watching?"></p>
    <i id="pulse-bar"></i><i id="pulse-dot"></i>
    <p id="task-step"></p><p id="task"></p><p id="task-done"></p>
    <p id="status" role="status"></p><p id="network"></p><p id="left" data-left></p>
  </section>`;

let view: View;
const button = (id: string) => document.getElementById(id) as HTMLButtonElement;
const shown = (id: string) => document.getElementById(id)?.textContent;

beforeEach(() => {
  document.body.innerHTML = PAGE;
  delete document.documentElement.dataset["phase"];
  view = new View(document);
});

describe("phases", () => {
  it("show their parts, drawings too, and move the reader to the heading", () => {
    view.phase("practice");
    expect(document.querySelector("[data-phases=intro]")?.hasAttribute("hidden")).toBe(true);
    expect(document.getElementById("scene")?.hasAttribute("hidden")).toBe(false);
    expect(document.activeElement?.textContent).toBe("Stage");
    view.phase("running");
    expect(document.getElementById("scene")?.hasAttribute("hidden")).toBe(true);
  });

  it("say the step in the page's title where it changes", () => {
    document.title = "Step 3 of 5";
    view.phase("practice");
    expect(document.title).toBe("Step 3 of 5");
    view.phase("ready");
    view.phase("running");
    expect(document.title).toBe("Step 4 of 5");
  });
});

describe("P6: feedback", () => {
  it("marks the standing button and only it, and says the study's own word", () => {
    view.choice(LIKE, true);
    expect(button("like").getAttribute("aria-pressed")).toBe("true");
    expect(button("dislike").getAttribute("aria-pressed")).toBe("false");
    expect(shown("status")).toBe("Agree: recorded");
    view.choice(DISLIKE, true);
    expect(button("like").getAttribute("aria-pressed")).toBe("false");
    expect(shown("status")).toBe("Disagree: recorded");
  });

  it("P7: fades without a word and offers Undo only while something stands", () => {
    view.choice(LIKE, true);
    expect(view.undo.disabled).toBe(false);
    view.choice(null, false);
    expect(view.undo.disabled).toBe(true);
    expect(shown("status")).toBe("Agree: recorded");
  });

  it("marks the button of its own target and leaves the others", () => {
    view.choice(LIKE, true);
    view.choice(LIKE, true, 1);
    expect(shown("status")).toBe("B, Agree: recorded");
    view.choice(null, false, 1);
    expect(button("like").getAttribute("aria-pressed")).toBe("true");
    expect(button("other").getAttribute("aria-pressed")).toBe("false");
    expect(view.undo.disabled).toBe(false);
  });

  it("says the same thing twice so that it is heard twice", () => {
    view.choice(LIKE, true);
    const first = shown("status");
    view.choice(LIKE, true);
    expect(shown("status")).not.toBe(first);
  });
});

describe("vibration is an extra", () => {
  const vibrating = (vibrate: unknown): void => {
    Object.defineProperty(navigator, "vibrate", { value: vibrate, configurable: true });
  };

  it("is off until it is asked for", () => {
    const felt: number[] = [];
    vibrating((ms: number) => felt.push(ms));
    view.choice(LIKE, true);
    expect(felt).toEqual([]);
    view.vibrates = true;
    view.choice(LIKE, true);
    view.choice(LIKE, false);
    expect(felt).toEqual([20]);
  });

  it.each([
    ["missing", undefined],
    ["refused", () => false],
    ["broken", () => { throw new Error("no"); }],
  ])("loses nothing where it is %s: ring, word and message are there", (_how, vibrate) => {
    vibrating(vibrate);
    view.vibrates = true;
    view.choice(DISLIKE, true);
    expect(button("dislike").getAttribute("aria-pressed")).toBe("true");
    expect(shown("status")).toBe("Disagree: recorded");
    expect(view.undo.disabled).toBe(false);
  });
});

describe("the focus", () => {
  beforeEach(() => view.phase("running"));

  it("goes to the heading when Undo under it becomes useless, never onto an answer", () => {
    view.choice(LIKE, true);
    view.undo.focus();
    view.choice(null, false);
    expect(view.undo.disabled).toBe(true);
    expect(document.activeElement?.textContent).toBe("Stage");
    button("like").focus();
    view.choice(null, false);
    expect(document.activeElement).toBe(button("like"));
  });

  it("goes to the heading when Play under it is gone", () => {
    view.offerPlay(true);
    view.play.focus();
    view.offerPlay(true);
    expect(document.activeElement).toBe(view.play);
    view.offerPlay(false);
    expect(document.activeElement?.textContent).toBe("Stage");
  });
});

describe("practice", () => {
  it("finds what is asked on the page, with its words", () => {
    expect(view.deeds()).toEqual(["100@0", "pass"]);
    view.task(1, 2, false, true);
    expect([shown("task-step"), shown("task")]).toEqual([
      "Practice 1 of 2", "Once more: Press “Agree”.",
    ]);
    expect(document.getElementById("task-done")?.hidden).toBe(true);
    view.task(2, 2, true, false);
    expect(shown("task")).toBe("Let pass.");
    expect(document.getElementById("task-done")?.hidden).toBe(false);
  });
});

describe("quiet lines", () => {
  it("P12: tell where answers are and how many are to send", () => {
    view.network(12, true);
    expect(shown("network")).toBe("saved on this phone · 12 to send");
    view.network(1, false);
    expect(shown("network")).toBe("kept in this page only · 1 to send");
    expect(shown("left")).toBe("1 answer to send");
    view.network(0, true);
    expect(shown("network")).toBe("all sent");
  });

  it("P10: ask once in one line and go", () => {
    view.ask(true);
    expect(shown("line")).toContain("Still watching?");
    expect(shown("status")).toBe("Still watching?");
    view.say("Agree: recorded");
    view.ask(true);
    expect(shown("status"), "it is said once").toBe("Agree: recorded");
    view.ask(false);
    expect(shown("line")).toBe("");
  });

  it("P8: the pulse is a share of the bar, and a place of the dot for each interval", () => {
    view.pulse(0.5, 6);
    expect(document.getElementById("pulse-bar")?.style.transform).toBe("scaleX(0.500)");
    expect(document.getElementById("pulse-dot")?.dataset["place"]).toBe("2");
  });

  it("P11: a closed pad keeps its buttons in reach of the focus", () => {
    view.open(false);
    expect(button("like").getAttribute("aria-disabled")).toBe("true");
    expect(button("like").disabled).toBe(false);
  });
});
