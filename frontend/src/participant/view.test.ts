import { beforeEach, describe, expect, it } from "vitest";
import { DISLIKE, LIKE } from "./reaction_pad";
import { View } from "./view";

const PAGE = `
  <section data-phases="intro"><h1 tabindex="-1">Intro</h1></section>
  <section data-phases="practice running" hidden><h1 tabindex="-1">Stage</h1>
    <svg id="scene" data-phases="practice" hidden></svg><video id="video"></video>
    <button id="like" data-word="Agree"></button><button id="dislike" data-word="Disagree"></button>
    <button id="undo"></button><button id="play"></button><p id="hold"></p><p id="line"></p>
    <i id="pulse-bar"></i><i id="pulse-dot"></i>
    <p id="task-step"></p><p id="task"></p><p id="task-done"></p>
    <p id="status" role="status"></p><p id="network"></p><p id="left"></p>
  </section>`;

let view: View;
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
    expect(view.like.getAttribute("aria-pressed")).toBe("true");
    expect(view.dislike.getAttribute("aria-pressed")).toBe("false");
    expect(shown("status")).toBe("Agree: recorded");
    view.choice(DISLIKE, true);
    expect(view.like.getAttribute("aria-pressed")).toBe("false");
    expect(shown("status")).toBe("Disagree: recorded");
  });

  it("P7: fades without a word and offers Undo only while something stands", () => {
    view.choice(LIKE, true);
    expect(view.undo.disabled).toBe(false);
    view.choice(null, false);
    expect(view.undo.disabled).toBe(true);
    expect(shown("status")).toBe("Agree: recorded");
  });

  it("says the same thing twice so that it is heard twice", () => {
    view.choice(LIKE, true);
    const first = shown("status");
    view.choice(LIKE, true);
    expect(shown("status")).not.toBe(first);
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
    expect(view.like.getAttribute("aria-disabled")).toBe("true");
    expect(view.like.disabled).toBe(false);
  });
});
