// How the room says numbers. Every count of persons on this page is rounded or coded, so it is
// always "about", "under" or "over"; minus is a minus sign, time is m:ss.

import type { Count, IntervalFigure, IntervalRelease, MajorityName, VerdictName } from "../wire/dashboard.gen";
import type { SessionStateName, ShownName } from "../wire/participant.gen";

export function sayCount(count: Count): string {
  if (count.coding === "under") return `under ${count.value}`;
  if (count.coding === "over") return `over ${count.value}`;
  return `about ${count.value}`;
}

/** "under 4 of about 30": a part and its base, each as far as it is told. */
export function sayPart(part: Count, whole: Count): string {
  return `${sayCount(part)} of ${sayCount(whole)}`;
}

/** The share of the panel that figures count; null where too few of it were there. */
export function sayShare(share: number | null): string {
  return share === null ? "too few" : `${share} %`;
}

export function sayNet(net: number): string {
  const points = Math.round(net);
  if (points === 0) return "0";
  return points > 0 ? `+${points}` : `−${-points}`;
}

export function sayTime(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const s = String(seconds % 60).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${s}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${s}`;
}

export function sayDelay(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** Delays of own screens are known to the second only. */
export function saySeconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}

/** "starts in 8 s", of a session time below 0. */
export function sayStart(sessionMs: number): string {
  return `starts in ${Math.ceil(-sessionMs / 1000)} s`;
}

export const MAJORITIES: Record<MajorityName, string> = {
  most_liked: "most liked",
  most_disliked: "most disliked",
  most_silent: "most silent",
  no_majority: "no majority",
  too_few: "too few",
};

export const VERDICTS: Record<VerdictName, string> = {
  resonates: "resonates",
  falls_flat: "falls flat",
  divides: "divides",
  leaves_cold: "leaves cold",
  undecided: "undecided",
  too_few: "too few",
};

export const STATES: Record<SessionStateName, string> = {
  planned: "Planned",
  open: "Open",
  running: "Live",
  paused: "Paused",
  closed: "Closed",
  released: "Released",
};

/** How the stimulus is shown, where that isn't the page itself. */
export const SHOWN: Record<ShownName, string> = {
  in_page: "",
  own_screen: "on own screens",
  one_room: "in one room",
};

const STRENGTHS = ["", "slightly", "clearly", "strongly"];

/** "clearly most liked"; the strength is said only where there is a side. */
export function sayMajority(majority: MajorityName, strength: number): string {
  const hasSide = majority === "most_liked" || majority === "most_disliked";
  const how = hasSide ? (STRENGTHS[Math.min(3, Math.max(0, strength))] ?? "") : "";
  return how ? `${how} ${MAJORITIES[majority]}` : MAJORITIES[majority];
}

/** "1 release", "3 releases". */
export function sayMany(n: number, one: string, more: string): string {
  return `${n} ${n === 1 ? one : more}`;
}

/** Why a segment that is shown has no figure here: sums with the others would tell too much. */
export const KEPT_BACK = "kept back here, its sums would tell too much";

/** What the table says of a segment in an interval: the figure, or why there is none. */
export function sayCell(release: IntervalRelease | undefined, cell: string): string {
  if (!release) return "–";
  const figure: IntervalFigure | undefined = release.figures.find((f) => f.cell === cell);
  if (!figure) return "kept back";
  if (figure.net === null) return "too few";
  return `${sayNet(figure.net)}, ${sayMajority(figure.majority, figure.strength)}`;
}
