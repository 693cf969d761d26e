import { beforeEach, describe, expect, it } from "vitest";
import { DISLIKE, LIKE } from "./reaction_pad";
import { View } from "./view";

const PAGE = `
  <section data-phases="intro"><h1 tabindex="-1">Intro</h1></section>
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
    <p id="status" role="status"></p><p id="network"></p><p id="left"></p>
  </section>`;

let view: View;
const button = (id: string) => document.getElementById(id) as HTMLButtonElement;
const shown = (id: string) => document.getElementById(id)?.textContent;

beforeEach(() => {
  document.body.innerHTML = PAGE;
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
