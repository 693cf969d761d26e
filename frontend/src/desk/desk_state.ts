// What the desk depends on beyond the live room's state: estimates, decisions, and what somebody
// chose to look at. Components read it; only this module changes it.

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { emptyRoom, type RoomState } from "../dashboard/room_state";
import type { Decision, Decisions } from "../wire/decisions.gen";
import type { Desk, VerdictName } from "../wire/desk.gen";

export type Tab = "matrix" | "map" | "overview" | "decisions";
export type Order = "time" | "split";

export interface Filter {
  words: string;
  topic: string;
  speaker: string;
  verdict: VerdictName | "";
}

/** One cell of the matrix that somebody opened: a statement or passage, and an audience. */
export interface Opened {
  id: string;
  cell: string;
}

export interface Rights {
  propose: ReadonlySet<string>;
  decide: ReadonlySet<string>;
}

export interface DeskState {
  room: RoomState;
  desk: Signal<Desk | null>;
  /** Why the estimates are not the newest, "" if they are. */
  trouble: Signal<string>;
  decisions: Signal<ReadonlyMap<string, Decision>>;
  /** How many decisions stand about a statement for an audience, by `cellKey`. */
  decided: ReadonlySignal<ReadonlyMap<string, number>>;
  rights: Signal<Rights>;
  tab: Signal<Tab>;
  order: Signal<Order>;
  /** The attribute whose audiences are columns, "" for all. */
  attribute: Signal<string>;
  /** Mark only what differs after correction for many comparisons. */
  isCorrected: Signal<boolean>;
  filter: Signal<Filter>;
  opened: Signal<Opened | null>;
  /** The audience of the message map, "" for the first. */
  audience: Signal<string>;
}

export const NO_FILTER: Filter = { words: "", topic: "", speaker: "", verdict: "" };

/** What a statement or passage and an audience are called together. */
export function cellKey(id: string, cell: string): string {
  return `${id} ${cell}`;
}

function counted(decisions: Iterable<Decision>): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { statement, audience, state } of decisions) {
    const key = cellKey(statement, audience);
    if (state !== "dropped") found.set(key, (found.get(key) ?? 0) + 1);
  }
  return found;
}

export function emptyDesk(): DeskState {
  const decisions = signal<ReadonlyMap<string, Decision>>(new Map());
  return {
    room: emptyRoom(),
    desk: signal<Desk | null>(null),
    trouble: signal(""),
    decisions,
    decided: computed(() => counted(decisions.value.values())),
    rights: signal<Rights>({ propose: new Set(), decide: new Set() }),
    tab: signal<Tab>("matrix"),
    order: signal<Order>("time"),
    attribute: signal(""),
    isCorrected: signal(true),
    filter: signal<Filter>(NO_FILTER),
    opened: signal<Opened | null>(null),
    audience: signal(""),
  };
}

/** Takes a decision in, unless a newer state of it is known: a history only grows. */
export function takeDecision(state: DeskState, decision: Decision): void {
  const known = state.decisions.value.get(decision.id);
  if (known && known.entries.length > decision.entries.length) return;
  state.decisions.value = new Map([...state.decisions.value, [decision.id, decision]]);
}

export function takeDecisions(state: DeskState, told: Decisions): void {
  for (const decision of told.decisions) takeDecision(state, decision);
  state.rights.value = { propose: new Set(told.propose_for), decide: new Set(told.decide_for) };
}

/** Takes estimates in; those of an earlier release came late and are passed over. */
export function takeDesk(state: DeskState, desk: Desk): void {
  if (state.desk.value && state.desk.value.release > desk.release) return;
  state.desk.value = desk;
  state.trouble.value = "";
}

export function open(state: DeskState, id: string, cell: string): void {
  state.opened.value = { id, cell };
}

export function close(state: DeskState): void {
  state.opened.value = null;
}

export function narrow(state: DeskState, change: Partial<Filter>): void {
  state.filter.value = { ...state.filter.value, ...change };
}
