import { describe, expect, it } from "vitest";
import type { Remark } from "../../wire/remarks.gen";
import {
  alongTheTime,
  isPinKey,
  nothingWritten,
  readSwitch,
  seeLines,
  takeRemarks,
  unseenLines,
  writeSwitch,
} from "./notes";

function remark(id: string, changes: Partial<Remark> = {}): Remark {
  const plain = { kind: "note", author: "Eda", role: "editor", own: false, stimulus: 0 } as const;
  return { id, ...plain, at_ms: 0, wall_ms: 1, words: id, ...changes };
}

const line = (id: string, wall_ms: number) => remark(id, { kind: "line", wall_ms });

describe("lines of observers", () => {
  it("are pointed out to whoever takes them, from when the page came, until seen", () => {
    const written = nothingWritten();
    takeRemarks(written, { remarks: [line("old", 5)], takes_lines: true }, true);
    expect(unseenLines(written)).toEqual([]);
    const more = [line("old", 5), line("new", 6), remark("note", { wall_ms: 7 })];
    takeRemarks(written, { remarks: more, takes_lines: true }, false);
    expect(unseenLines(written).map((r) => r.id)).toEqual(["new"]);
    seeLines(written);
    expect(unseenLines(written)).toEqual([]);
  });

  it("are not pointed out to their author, nor to who takes none", () => {
    const written = nothingWritten();
    const own = { ...line("own", 9), own: true };
    takeRemarks(written, { remarks: [own], takes_lines: true }, false);
    expect(unseenLines(written)).toEqual([]);
    takeRemarks(written, { remarks: [line("x", 9)], takes_lines: false }, false);
    expect(unseenLines(written)).toEqual([]);
  });
});

describe("notes", () => {
  it("stand in the order of the stimulus's time", () => {
    const all = [
      remark("late", { at_ms: 9 }),
      remark("other", { stimulus: 1 }),
      remark("second", { at_ms: 4, wall_ms: 8 }),
      remark("first", { at_ms: 4, wall_ms: 3 }),
    ];
    expect(alongTheTime(all, 0).map((r) => r.id)).toEqual(["first", "second", "late"]);
  });

  it("are pinned by one key alone, and not while somebody types", () => {
    const pressed = (on: Element, init: KeyboardEventInit): boolean => {
      let found = false;
      document.body.replaceChildren(on);
      addEventListener("keydown", (event) => (found = isPinKey(event)), { once: true });
      on.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, composed: true, ...init }));
      return found;
    };
    const button = document.createElement("button");
    expect(pressed(button, { key: "n" })).toBe(true);
    expect(pressed(button, { key: "N" })).toBe(true);
    expect(pressed(button, { key: "m" })).toBe(false);
    expect(pressed(button, { key: "n", ctrlKey: true })).toBe(false);
    expect(pressed(button, { key: "n", repeat: true })).toBe(false);
    const slider = document.createElement("input");
    slider.type = "range";
    expect(pressed(slider, { key: "n" })).toBe(true);
    for (const field of ["input", "textarea", "select"]) {
      expect(pressed(document.createElement(field), { key: "n" })).toBe(false);
    }
  });

  it("keep it when the key was switched off", () => {
    const held = new Map<string, string>();
    const memory = {
      getItem: (name: string) => held.get(name) ?? null,
      setItem: (name: string, value: string) => void held.set(name, value),
    };
    expect(readSwitch(memory)).toBe(true);
    writeSwitch(memory, false);
    expect(readSwitch(memory)).toBe(false);
    writeSwitch(memory, true);
    expect(readSwitch(memory)).toBe(true);
  });
});
