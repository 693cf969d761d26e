import { describe, expect, it } from "vitest";
import type { PlanCell } from "../../wire/dashboard.gen";
import type { PanelQuestion, SegmentAnswers } from "../../wire/panel_questions.gen";
import { inOrder, sayShare, typed } from "./questions";

function cell(id: string): PlanCell {
  return { id, label: id.toUpperCase(), attribute: "x", n: 40, parts: [], withheld: "", attribute_label: "" };
}

function segment(id: string): SegmentAnswers {
  return { cell: id, persons: { value: 20, coding: "near" }, answers: [] };
}

describe("a typed question", () => {
  it("needs words and two different answers", () => {
    expect(typed(" Clear? ", ["Yes ", "No", "", " "])).toEqual({
      text: "Clear?",
      answers: ["Yes", "No"],
      planned: "",
    });
    expect(typed("", ["Yes", "No"])).toBeNull();
    expect(typed("Clear?", ["Yes", " "])).toBeNull();
    expect(typed("Clear?", ["Yes", "yes "])).toBeNull();
  });
});

describe("a result", () => {
  it("stands in the order of the plan, what is unknown there last", () => {
    const question = { segments: ["gone", "b", "all"].map(segment) } as PanelQuestion;
    const found = inOrder(question, [cell("all"), cell("a"), cell("b")]);
    expect(found.map((one) => one.label)).toEqual(["ALL", "B", "gone"]);
    expect(inOrder({ segments: null } as PanelQuestion, [])).toEqual([]);
  });

  it("says a share with its interval", () => {
    expect(sayShare({ share: 61.6, low: 50.9, high: 71.2 })).toBe("62 % (51 to 71)");
  });
});
