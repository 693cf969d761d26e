// What can be said of questions to the panel, and what a typed one still lacks. It must not know
// elements or the server.

import type { AskedQuestion, PanelQuestion, SegmentAnswers } from "../../wire/panel_questions.gen";
import type { PlanCell } from "../../wire/dashboard.gen";

export const ANSWERS_MIN = 2;
export const ANSWERS_MAX = 5;
export const TEXT_MAX = 300;
export const ANSWER_MAX = 80;

/** What was typed as a question to put, or null as long as it can't be. */
export function typed(text: string, answers: readonly string[]): AskedQuestion | null {
  const given = answers.map((answer) => answer.trim()).filter(Boolean);
  const differ = new Set(given.map((answer) => answer.toLowerCase())).size === given.length;
  if (!text.trim() || given.length < ANSWERS_MIN || !differ) return null;
  return { text: text.trim(), answers: given, planned: "" };
}

/** The segments of an ended question in the order of the plan, with their names. */
export function inOrder(
  question: PanelQuestion,
  cells: readonly PlanCell[],
): { label: string; segment: SegmentAnswers }[] {
  const place = new Map(cells.map((cell, k) => [cell.id, { k, label: cell.label }]));
  return (question.segments ?? [])
    .map((segment) => ({ segment, at: place.get(segment.cell) }))
    .sort((a, b) => (a.at?.k ?? cells.length) - (b.at?.k ?? cells.length))
    .map(({ segment, at }) => ({ segment, label: at?.label ?? segment.cell }));
}

/** "62 % (51 to 71)": a share of those who answered, with its interval. */
export function sayShare({ share, low, high }: { share: number; low: number; high: number }): string {
  return `${Math.round(share)} % (${Math.round(low)} to ${Math.round(high)})`;
}
