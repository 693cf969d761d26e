import { beforeEach, describe, expect, it } from "vitest";
import { bindSetting } from "./settings";

function box(): HTMLInputElement {
  const made = document.createElement("input");
  made.type = "checkbox";
  made.name = "pulse";
  return made;
}

beforeEach(() => localStorage.clear());

describe("settings", () => {
  it("P8: can be switched off, and stay off on this phone", () => {
    const seen: boolean[] = [];
    const first = box();
    bindSetting(first, true, (is_on) => seen.push(is_on));
    first.checked = false;
    first.dispatchEvent(new Event("change"));
    bindSetting(box(), true, (is_on) => seen.push(is_on));
    expect(seen).toEqual([true, false, false]);
  });
});
