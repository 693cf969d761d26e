import { beforeEach, describe, expect, it } from "vitest";
import type { View } from "../view";
import { makePad, squareKeys } from "./four_steps";
import type { PadOutlets } from "./pad";

let buttons: HTMLElement[];
const never = (): never => {
  throw new Error("arrow keys press nothing");
};

beforeEach(() => {
  document.body.innerHTML = [100, -100, 50, -50]
    .map((choice) => `<button data-choice="${choice}"></button>`).join("");
  buttons = [...document.querySelectorAll<HTMLElement>("button")];
});

const focused = (): string | undefined => (document.activeElement as HTMLElement).dataset["choice"];

describe("P13: keys of four steps", () => {
  it("come in at the weak answer of their side", () => {
    const keys = squareKeys(buttons);
    expect(keys("ArrowRight", never, null)).toBe(true);
    expect(focused()).toBe("-50");
    keys("ArrowLeft", never, document.body);
    expect(focused()).toBe("50");
  });

  it("go from button to button by place and stop at the edge", () => {
    const keys = squareKeys(buttons);
    buttons[2]?.focus();
    const way = ["ArrowUp", "ArrowUp", "ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft"];
    const places = way.map((name) => {
      keys(name, never, document.activeElement);
      return focused();
    });
    expect(places).toEqual(["100", "100", "-100", "-100", "-50", "50"]);
  });

  it("leave other keys alone, and up and down to the page while the focus is elsewhere", () => {
    const keys = squareKeys(buttons);
    expect(["a", "1", "Enter", "Home", "ArrowUp", "ArrowDown"].map((name) =>
      keys(name, never, document.body))).toEqual(Array(6).fill(false));
  });

  it("press on a click as any button does, with ±50 and ±100", () => {
    const presses: number[] = [];
    const outlets = {
      momentOf: (event_ms: number) => event_ms, show: () => undefined,
      pressed: (choice: number) => presses.push(choice),
    } as unknown as PadOutlets;
    const pad = makePad({ choices: buttons } as unknown as View)(5_000, outlets, true);
    pad.open(true);
    (pad as unknown as { clicked(choice: number, event_ms: number): void }).clicked(-50, 10);
    expect(presses).toEqual([-50]);
  });
});
