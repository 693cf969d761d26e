// What staff wrote while they watched, as one page knows it, and which key pins a note. Lines of
// observers are pointed out until they were seen. It must not know elements.

import { type Signal, signal } from "@preact/signals";
import type { Remark, Remarks } from "../../wire/remarks.gen";

export const WORDS_MAX = 500;
export const KEY = "n";
const TYPED_IN = "input:not([type=checkbox], [type=range], [type=radio]), select, textarea";
const SWITCH = "pulsemeter.note_key";

export interface Written {
  remarks: Signal<readonly Remark[]>;
  takesLines: Signal<boolean>;
  /** The newest line that was pointed out and put away. */
  seenMs: Signal<number>;
}

export function nothingWritten(): Written {
  return { remarks: signal([]), takesLines: signal(false), seenMs: signal(0) };
}

/** Takes an answer in. What was there when the page came is not pointed out. */
export function takeRemarks(written: Written, answer: Remarks, isFirst: boolean): void {
  written.remarks.value = answer.remarks;
  written.takesLines.value = answer.takes_lines;
  if (isFirst) written.seenMs.value = newestLine(answer.remarks)?.wall_ms ?? 0;
}

function newestLine(remarks: readonly Remark[]): Remark | undefined {
  return remarks.filter((remark) => remark.kind === "line" && !remark.own).at(-1);
}

/** Lines of others that came since the last ones were put away, for whoever takes them. */
export function unseenLines(written: Written): Remark[] {
  if (!written.takesLines.value) return [];
  return written.remarks.value.filter(
    (remark) => remark.kind === "line" && !remark.own && remark.wall_ms > written.seenMs.value,
  );
}

/** Puts away what is pointed out now. */
export function seeLines(written: Written): void {
  written.seenMs.value = newestLine(written.remarks.value)?.wall_ms ?? written.seenMs.value;
}

/** Remarks of a stimulus, in the order of its time. */
export function alongTheTime(remarks: readonly Remark[], stimulus: number): Remark[] {
  return remarks
    .filter((remark) => remark.stimulus === stimulus)
    .sort((a, b) => a.at_ms - b.at_ms || a.wall_ms - b.wall_ms);
}

/** Whether a key press is the one that pins a note: alone, and not while something is typed. */
export function isPinKey(event: KeyboardEvent): boolean {
  const isAlone = !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat;
  const target = event.composedPath()[0];
  const isTyped = target instanceof Element && target.matches(TYPED_IN);
  return isAlone && !isTyped && event.key.toLowerCase() === KEY;
}

/** A single key is in the way of some who speak to their computer: it can be switched off. */
export function readSwitch(memory: Pick<Storage, "getItem">): boolean {
  return memory.getItem(SWITCH) !== "off";
}

export function writeSwitch(memory: Pick<Storage, "setItem">, isOn: boolean): void {
  memory.setItem(SWITCH, isOn ? "on" : "off");
}
