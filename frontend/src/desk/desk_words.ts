// How the desk says what the server told it. Counts are rounded, so a cell's n is about right, or
// below or above a bound.

import { sayCount, sayNet, VERDICTS } from "../dashboard/words";
import type { Count } from "../wire/dashboard.gen";
import type { DecisionKindName, DecisionStateName, RoleName } from "../wire/decisions.gen";
import type { Advice, DeskCell } from "../wire/desk.gen";

export const KINDS: Record<DecisionKindName, string> = {
  feature: "Feature",
  hold: "Hold",
  rework: "Rework",
  watch: "Watch",
};

export const KIND_HINTS: Record<DecisionKindName, string> = {
  feature: "use it, for this audience; makes a hand-over package",
  hold: "keep it back for now",
  rework: "say it differently",
  watch: "don’t decide yet, look again",
};

export const STATES: Record<DecisionStateName, string> = {
  proposed: "proposed",
  taken: "taken",
  done: "done",
  dropped: "dropped",
};

export const ROLES: Record<RoleName, string> = {
  owner: "owner",
  analyst: "analyst",
  moderator: "moderator",
  editor: "editor",
  viewer: "viewer",
};

export const ADVICES: Record<Advice, string> = {
  lead: "Lead with",
  divides: "Divides",
  leave_out: "Leave out",
  cold: "Leaves cold",
  open: "Open: the panel doesn’t tell",
  too_few: "Too few to say",
};

/** "40", "<12", ">38": a count as short as a cell has room for. */
export function shortCount(count: Count): string {
  if (count.coding === "under") return `<${count.value}`;
  if (count.coding === "over") return `>${count.value}`;
  return String(count.value);
}

/** The share that a verdict is about; both sides where neither is meant. */
export function sayShare(cell: DeskCell): string {
  const { like_share: like, dislike_share: dislike } = cell;
  if (like === null || dislike === null) return "";
  switch (cell.verdict) {
    case "resonates":
      return `${like} %`;
    case "falls_flat":
      return `${dislike} %`;
    case "leaves_cold":
      return `${like + dislike} %`;
    case "too_few":
      return "";
    default:
      return `${like}:${dislike}`;
  }
}

/** The same in words, for those who hear it. */
export function shareInWords(cell: DeskCell): string {
  const { like_share: like, dislike_share: dislike } = cell;
  if (like === null || dislike === null) return "";
  return `${like} % like, ${dislike} % dislike`;
}

export function sayRange(low: number, high: number): string {
  return `${sayNet(low)} to ${sayNet(high)}`;
}

/** "97 %", but never more than is known. */
export function sayCertainty(share: number): string {
  if (share > 0.99) return "over 99 %";
  return `${Math.round(100 * share)} %`;
}

/** A cell of the matrix in one sentence. */
export function sayCell(label: string, cell: DeskCell, isMarked: boolean, standing: string): string {
  const parts = [`${label}: ${VERDICTS[cell.verdict]}`, shareInWords(cell)];
  parts.push(`${sayCount(cell.present)} present`);
  if (cell.net !== null) parts.push(`net ${sayNet(cell.net)}`);
  if (isMarked) parts.push("differs from the others of its attribute");
  if (standing === "provisional") parts.push("provisional");
  return parts.filter(Boolean).join(", ");
}

export function sayWhen(wallMs: number): string {
  const at = new Date(wallMs);
  const isToday = at.toDateString() === new Date().toDateString();
  const time = at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return isToday ? time : `${at.toLocaleDateString()} ${time}`;
}

/** "1.4 MB", of a package. */
export function saySize(bytes: number): string {
  const kilo = bytes / 1000;
  return kilo < 1000 ? `${Math.max(1, Math.round(kilo))} kB` : `${(kilo / 1000).toFixed(1)} MB`;
}

/** "about 40 s left", in steps that don't flicker; "" for what can't be told. */
export function sayRemaining(leftMs: number | null): string {
  if (leftMs === null) return "";
  if (leftMs <= 10_000) return "a few seconds left";
  if (leftMs < 55_000) return `about ${Math.round(leftMs / 10_000) * 10} s left`;
  return `about ${Math.max(1, Math.round(leftMs / 60_000))} min left`;
}
