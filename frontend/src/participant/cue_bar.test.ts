import { beforeEach, describe, expect, it } from "vitest";
import type { OpenCue } from "../wire/participant.gen";
import { CueBar } from "./cue_bar";
import { View } from "./view";

const FACTS = { session: "A", cues: ["Guten Abend", "The clock"] };
const PAGE = `<div id="cue" hidden>
  <p id="cue-ask">Tippen Sie: <b id="cue-words" data-lang="en"></b></p><p id="cue-thanks" hidden>Danke</p>
  <button id="cue-now">Jetzt</button></div>
  <h1 id="topic" tabindex="-1"></h1><button id="undo"></button><p id="status" role="status"></p>`;

let taps: [number, number][];
let bar: CueBar;

const find = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;
const cue = (number: number, words = "Good evening", planned = -1): OpenCue =>
  ({ number, words, planned });
const told = (open: OpenCue | null, now_ms = 0): void => {
  bar.told(open);
  bar.look(now_ms, true);
};
/** An event at a time of the page. */
function happen(name: string, timeStamp: number): void {
  const event = new Event(name, { bubbles: true });
  Object.defineProperty(event, "timeStamp", { value: timeStamp });
  find("cue-now").dispatchEvent(event);
}
const asks = (): boolean => !find("cue").hidden && !find("cue-ask").hidden;

function load(): void {
  document.body.innerHTML = PAGE;
  bar = new CueBar(FACTS, new View(document), document, (number, event_ms) =>
    void taps.push([number, event_ms]));
}

beforeEach(() => {
  sessionStorage.clear();
  taps = [];
  load();
});

describe("the words of a cue", () => {
  it("are the page's for a planned one, and else the study's, marked as such", () => {
    told(cue(1, "Good evening", 0));
    expect([find("cue-words").textContent, find("cue-words").lang]).toEqual(["Guten Abend", ""]);
    told(cue(2, "Thank you all"));
    expect([find("cue-words").textContent, find("cue-words").lang]).toEqual(["Thank you all", "en"]);
  });

  it("are marked, too, where the page's language has none of its own", () => {
    told(cue(1, "The clock", 1));
    expect([find("cue-words").textContent, find("cue-words").lang]).toEqual(["The clock", "en"]);
    told(cue(2, "A later study", 9));
    expect(find("cue-words").textContent).toBe("A later study");
  });

  it("are said once, politely, however often the cue is told", () => {
    told(cue(1));
    expect(find("status").textContent).toBe("Tippen Sie: Good evening");
    find("status").textContent = "";
    told(cue(1));
    bar.look(10, false);
    bar.look(20, true);
    expect([asks(), find("status").textContent]).toEqual([true, ""]);
    told(cue(2));
    expect(find("status").textContent).toContain("Tippen Sie: Good evening");
  });
});

describe("a tap", () => {
  it("P5: counts when the finger came down, if it goes up on the button", () => {
    told(cue(4));
    happen("pointerdown", 100);
    happen("click", 180);
    expect(taps).toEqual([[4, 100]]);
  });

  it("by keys counts at once, and so does a click long after a finger that left", () => {
    told(cue(4));
    happen("click", 50);
    told(cue(5));
    happen("pointerdown", 100);
    happen("pointercancel", 150);
    happen("click", 200);
    told(cue(6));
    happen("pointerdown", 300);
    happen("click", 9_000);
    expect(taps).toEqual([[4, 50], [5, 200], [6, 9_000]]);
  });

  it("is thanked for; the bar goes a little later and takes no second one", () => {
    told(cue(4));
    happen("click", 1_000);
    expect([find("cue").hidden, asks(), find("cue-thanks").hidden]).toEqual([false, false, false]);
    expect(find("status").textContent).toBe("Thank you");
    happen("click", 1_200);
    told(cue(4), 2_999);
    expect(find("cue").hidden).toBe(false);
    told(cue(4), 3_000);
    expect(find("cue").hidden).toBe(true);
    expect(taps).toEqual([[4, 1_000]]);
  });

  it("is remembered through a reload of this tab, for its own cue only", () => {
    told(cue(4));
    happen("click", 0);
    load();
    told(cue(4), 60_000);
    expect(find("cue").hidden).toBe(true);
    told(cue(5), 60_000);
    expect(asks()).toBe(true);
  });

  it("gives way to a new cue at once", () => {
    told(cue(4));
    happen("click", 0);
    told(cue(5), 500);
    expect([asks(), find("cue-now").getAttribute("aria-disabled")]).toEqual([true, "false"]);
  });

  it("is not taken once the cue is gone or the session stands", () => {
    told(cue(4));
    told(null);
    happen("click", 0);
    told(cue(5));
    bar.look(10, false);
    happen("click", 20);
    expect(taps).toEqual([]);
  });
});

describe("the focus", () => {
  it("goes to the topic when the bar goes from under it, and stays elsewhere", () => {
    told(cue(1));
    find("cue-now").focus();
    happen("click", 0);
    expect(document.activeElement).toBe(find("cue-now"));
    bar.look(2_500, true);
    expect(document.activeElement).toBe(find("topic"));
    find("undo").focus();
    told(cue(2), 3_000);
    told(null, 4_000);
    expect(document.activeElement).toBe(find("undo"));
  });
});
