// The little signs: a curve's look, an interval's majority, a statement's verdict. Each has a
// shape of its own; words stand beside it wherever it is used.

import type { MajorityName, VerdictName } from "../wire/dashboard.gen";
import { DASHES } from "./palette";
import { sayMajority, VERDICTS } from "./words";

export function Look({ look }: { look: number }) {
  return (
    <svg class={`look look-${look}`} width="22" height="8" aria-hidden="true">
      <line x1="0" y1="4" x2="22" y2="4" stroke-dasharray={(DASHES[look] ?? []).join(" ")} />
    </svg>
  );
}

const UP = "M7 2.5 12.5 11.5 1.5 11.5Z";
const DOWN = "M7 11.5 1.5 2.5 12.5 2.5Z";

const SHAPES: Record<VerdictName, preact.JSX.Element> = {
  resonates: <path class="fill-like" d={UP} />,
  falls_flat: <path class="fill-dislike" d={DOWN} />,
  divides: (
    <>
      <path class="fill-like" d="M6.5 1 6.5 13 1 7Z" />
      <path class="fill-dislike" d="M7.5 1 13 7 7.5 13Z" />
    </>
  ),
  leaves_cold: <circle class="fill-pale" cx="7" cy="7" r="5" />,
  undecided: <path class="stroke-muted" d="M2 5.2H12M2 8.8H12" />,
  too_few: <circle class="dot-few" cx="7" cy="7" r="2.5" />,
};

export function VerdictSign({ verdict }: { verdict: VerdictName }) {
  return (
    <svg class="sign" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      {SHAPES[verdict]}
    </svg>
  );
}

export function Verdict({ verdict }: { verdict: VerdictName }) {
  return (
    <span class={`verdict verdict-${verdict}`}>
      <VerdictSign verdict={verdict} /> {VERDICTS[verdict]}
    </span>
  );
}

const MAJORITY_CLASSES: Record<MajorityName, string> = {
  most_liked: "swatch-liked",
  most_disliked: "swatch-disliked",
  most_silent: "swatch-silent",
  no_majority: "swatch-none",
  too_few: "swatch-few",
};

/** The cell of an interval as the strips paint it, for legend and read-out. */
export function MajoritySwatch(props: { majority: MajorityName; strength: number }) {
  const isSide = props.majority === "most_liked" || props.majority === "most_disliked";
  const tint = Math.min(3, Math.max(1, props.strength));
  return (
    <span
      class={`swatch ${MAJORITY_CLASSES[props.majority]} ${isSide ? `tint-${tint}` : ""}`}
      aria-hidden="true"
    >
      {isSide ? (props.majority === "most_liked" ? "▲" : "▼") : ""}
    </span>
  );
}

export function Legend() {
  const signs: [MajorityName, number, string][] = [
    ["most_liked", 3, sayMajority("most_liked", 0)],
    ["most_disliked", 3, sayMajority("most_disliked", 0)],
    ["most_silent", 0, "most silent"],
    ["no_majority", 0, "no majority"],
    ["too_few", 0, "too few"],
  ];
  return (
    <ul class="legend" aria-label="Signs of the strips">
      {signs.map(([majority, strength, words]) => (
        <li key={majority}>
          <MajoritySwatch majority={majority} strength={strength} /> {words}
        </li>
      ))}
      <li>
        <span class="swatch swatch-tints" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>{" "}
        slight to strong
      </li>
      <li>
        <span class="swatch swatch-provisional" aria-hidden="true" /> provisional
      </li>
    </ul>
  );
}
