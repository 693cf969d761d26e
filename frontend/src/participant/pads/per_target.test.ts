import { beforeEach, describe, expect, it } from "vitest";
import type { View } from "../view";
import type { PadOutlets } from "./pad";
import { makePad, rowKeys } from "./per_target";

let pressed: [choice: number, target: number][];
let said: string[];
let buttons: HTMLElement[];

/** Three rows; Dislike lies on the left, as drawn for this person. */
beforeEach(() => {
  document.body.innerHTML = ["Anna", "Ole", "Kim"].map((name, target) => `
    <div class="row" role="group" aria-label="${name}">
      <button data-choice="-100" data-target="${target}"></button>
      <button data-choice="100" data-target="${target}"></button></div>`).join("");
  buttons = [...document.querySelectorAll<HTMLElement>("button")];
  pressed = [];
  said = [];
});

const press = (choice: number, target = 0): void => void pressed.push([choice, target]);

describe("P13: keys of a pad with several targets", () => {
  it("choose the row by up and down, round the ends, and press by place", () => {
    const rows: number[] = [];
    const keys = rowKeys(buttons, (row) => void rows.push(row));
    keys("ArrowLeft", press, null);
    keys("ArrowDown", press, null);
    keys("ArrowRight", press, null);
    keys("ArrowUp", press, null);
    keys("ArrowUp", press, null);
    keys("ArrowLeft", press, null);
    expect(pressed).toEqual([[-100, 0], [100, 1], [-100, 2]]);
    expect(rows).toEqual([0, 1, 1, 0, 2, 2]);
  });

  it("start from the row that has the focus and take the focus along", () => {
    const keys = rowKeys(buttons, () => undefined);
    keys("ArrowDown", press, buttons[3] ?? null);
    expect(document.activeElement).toBe(buttons[5]);
    keys("ArrowLeft", press, document.activeElement);
    expect(pressed).toEqual([[-100, 2]]);
  });

  it("leave all other keys alone", () => {
    const keys = rowKeys(buttons, () => undefined);
    expect(["a", "1", "Enter", "Tab", "Home"].map((name) => keys(name, press, null))).toEqual(
      Array(5).fill(false),
    );
  });
});

describe("the pad", () => {
  it("marks and names the chosen row, and records the press with its target", () => {
    const view = { choices: buttons, say: (words: string) => said.push(words) } as unknown as View;
    const records: number[][] = [];
    const outlets = {
      momentOf: (event_ms: number) => event_ms, show: () => undefined,
      pressed: (...record: number[]) => records.push(record),
    } as unknown as PadOutlets;
    const pad = makePad(view, document)(5_000, outlets, true);
    pad.open(true);
    pad.key("ArrowDown", 100, null);
    expect(said).toEqual(["Ole"]);
    expect(document.querySelectorAll("[data-chosen]")).toHaveLength(1);
    expect(document.querySelector("[data-chosen]")?.getAttribute("aria-label")).toBe("Ole");
    pad.key("ArrowRight", 200, null);
    expect(records).toEqual([[100, 200, 1]]);
  });
});
