// Everything the screen depends on, as signals: the room's facts, its figures, its status, and
// what the moderator chose to look at. Components read it; only this module changes it.

import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { PlanCell, Room, Status, StimulusFacts } from "../wire/dashboard.gen";
import type { WordsNow } from "../wire/words.gen";
import type { Connection, FeedMessage } from "./feed";
import { type Figures, NOTHING_YET, takeIn, withFrozen } from "./figures";
import type { Measure } from "./series";
import { type ClockReading, readStatus, sessionMs } from "./session_clock";

export const CURVES_MAX = 3;

/** The view as it stood when "hold" was pressed (M11). */
export interface Held {
  figures: Figures;
  playMs: number;
}

/** The player of one room, as the session's buttons reach it. */
export interface RoomPlayer {
  /** Whether this page led before it was loaded again. */
  readonly hasLed: boolean;
  begin(): void;
  halt(): void;
}

export interface RoomState {
  room: Signal<Room | null>;
  connection: Signal<Connection>;
  status: Signal<Status | null>;
  cells: Signal<readonly PlanCell[]>;
  newest: Signal<Figures>;
  held: Signal<Held | null>;
  stimulus: Signal<number>;
  drawn: Signal<readonly string[]>;
  looks: Signal<Readonly<Record<string, number>>>;
  measure: Signal<Measure>;
  spanMs: Signal<number>;
  /** What the clock said last, and when that came. */
  reading: Signal<ClockReading | null>;
  /** The session's own time, below 0 during a countdown. */
  sessionMs: Signal<number>;
  /** The stimulus that the clock is in, and the time in it. */
  onStage: Signal<number>;
  nowMs: Signal<number>;
  /** One room: the stimulus through which this page's player leads, if it does. */
  led: Signal<number | null>;
  player: Signal<RoomPlayer | null>;
  lookMs: Signal<number | null>;
  cursorMs: Signal<number | null>;
  /** What is said now, and how far the manuscript is. */
  words: Signal<WordsNow | null>;
  /** Counts up whenever there is something to ask for: a note, a line, a question to the panel. */
  written: Signal<number>;
  figures: ReadonlySignal<Figures>;
  playMs: ReadonlySignal<number>;
  waiting: ReadonlySignal<number>;
  isFollowing: ReadonlySignal<boolean>;
}

export function emptyRoom(): RoomState {
  const newest = signal<Figures>(NOTHING_YET);
  const held = signal<Held | null>(null);
  const nowMs = signal(0);
  const lookMs = signal<number | null>(null);
  const room = signal<Room | null>(null);
  const status = signal<Status | null>(null);
  const frozenUpto = computed(() => status.value?.frozen_upto ?? 0);
  const told = computed(() => asFrozen(newest.value, room.value, frozenUpto.value));
  return {
    room,
    connection: signal<Connection>({ kind: "loading" }),
    status,
    cells: signal<readonly PlanCell[]>([]),
    newest,
    held,
    stimulus: signal(0),
    drawn: signal<readonly string[]>([]),
    looks: signal<Readonly<Record<string, number>>>({}),
    measure: signal<Measure>("net"),
    spanMs: signal(0),
    reading: signal<ClockReading | null>(null),
    sessionMs: signal(0),
    onStage: signal(0),
    nowMs,
    led: signal<number | null>(null),
    player: signal<RoomPlayer | null>(null),
    lookMs,
    cursorMs: signal<number | null>(null),
    words: signal<WordsNow | null>(null),
    written: signal(0),
    figures: computed(() => held.value?.figures ?? told.value),
    playMs: computed(() => held.value?.playMs ?? lookMs.value ?? nowMs.value),
    waiting: computed(() => (held.value ? newest.value.last - held.value.figures.last : 0)),
    isFollowing: computed(
      () => room.value?.kind === "live" && held.value === null && lookMs.value === null,
    ),
  };
}

/** What left before its freeze and has frozen since is called frozen (M10). */
function asFrozen(figures: Figures, room: Room | null, frozenUpto: number): Figures {
  if (room === null) return figures;
  const endOf = new Map(room.statements.map((s) => [s.id, s.end_ms + room.lag_ms]));
  const isWhole = room.stimuli.map((s) => frozenUpto * room.cadence_ms >= s.duration_ms);
  const stimulusOf = new Map(room.statements.map((s) => [s.id, s.stimulus]));
  return withFrozen(
    figures,
    (release) => release.interval < frozenUpto,
    ({ statement }) =>
      frozenUpto * room.cadence_ms >= (endOf.get(statement) ?? Number.POSITIVE_INFINITY) ||
      isWhole[stimulusOf.get(statement) ?? -1] === true,
  );
}

/** Takes the fetched room in; a second fetch keeps what the moderator chose. */
export function enter(state: RoomState, room: Room): void {
  state.newest.value = takeIn(state.newest.value, room.releases);
  state.status.value = room.status;
  setCells(state, room.cells);
  state.room.value = room;
}

/** Takes in what the stream brings; decisions are the desk's. */
export function receive(state: RoomState, message: FeedMessage): void {
  if (message.type === "status") takeStatus(state, message);
  else if (message.type === "plan") setCells(state, message.cells);
  else if (message.type === "words") takeWords(state, message);
  else if (message.type === "remarks" || message.type === "asked") state.written.value += 1;
  else if (message.type !== "decision") state.newest.value = takeIn(state.newest.value, [message]);
}

/** The newest status; a session that was extended has a later end from now on. */
function takeStatus(state: RoomState, status: Status): void {
  state.status.value = status;
  const room = state.room.value;
  const first = room?.stimuli[0];
  if (!room || !first || !status.duration_ms || first.duration_ms === status.duration_ms) return;
  const stimuli = [{ ...first, duration_ms: status.duration_ms }, ...room.stimuli.slice(1)];
  state.room.value = { ...room, stimuli };
}

/** Statements that were opened live: new and revised ones take their places, those beyond the
 * closed ones were taken back. */
export function takeWords(state: RoomState, words: WordsNow): void {
  const room = state.room.value;
  state.words.value = words;
  if (!room?.words_live) return;
  const held = new Map(room.statements.map((statement) => [statement.id, statement]));
  for (const statement of words.statements) held.set(statement.id, statement);
  state.room.value = { ...room, statements: [...held.values()].slice(0, words.closed) };
}

function setCells(state: RoomState, cells: readonly PlanCell[]): void {
  state.cells.value = cells;
  const shown = new Set(cells.filter((c) => !c.withheld).map((c) => c.id));
  const kept = state.drawn.value.filter((id) => shown.has(id));
  draw(state, kept.length > 0 ? kept : firstDrawn(cells));
}

/** Sets what is drawn; who stays drawn keeps hue and dash, a newcomer takes a free pair. Look 0
 * is everybody's own. */
function draw(state: RoomState, drawn: string[]): void {
  const whole = wholeCell(state.cells.value)?.id;
  const looks: Record<string, number> = {};
  for (const id of drawn) {
    const before = state.looks.value[id];
    if (id === whole) looks[id] = 0;
    else if (before) looks[id] = before;
  }
  for (const id of drawn) {
    const taken = Object.values(looks);
    looks[id] ??= [1, 2, 3].find((look) => !taken.includes(look)) ?? 1;
  }
  state.drawn.value = drawn;
  state.looks.value = looks;
}

/** The cell of everybody. */
export function wholeCell(cells: readonly PlanCell[]): PlanCell | undefined {
  return cells.find((c) => c.id === "all") ?? cells[0];
}

/** Whether the figures of everybody are there; an editor's own audiences may lack them. */
export function hasEverybody(cells: readonly PlanCell[]): boolean {
  return wholeCell(cells)?.id === "all";
}

/** Drawn at first: everybody and two segments of the first attribute that has two (M7). */
export function firstDrawn(cells: readonly PlanCell[]): string[] {
  const whole = wholeCell(cells);
  const rest = cells.filter((c) => c !== whole && !c.withheld);
  const pair = rest.filter((c) => rest.filter((o) => o.attribute === c.attribute).length > 1);
  const first = pair.filter((c) => c.attribute === pair[0]?.attribute);
  // The ends of an ordered attribute differ most often: they are the two worth a first look.
  const two = first.length > 1 ? [first[0], first.at(-1)] : rest.slice(0, 2);
  return [whole, ...two].flatMap((c) => (c && !c.withheld ? [c.id] : []));
}

/** Draws a segment or stops drawing it; a fourth takes the place of the oldest (M7). */
export function toggleDrawn(state: RoomState, cell: string): void {
  const drawn = state.drawn.value;
  if (drawn.includes(cell)) {
    draw(
      state,
      drawn.filter((id) => id !== cell),
    );
    return;
  }
  const whole = wholeCell(state.cells.value)?.id;
  const leaves = drawn.length < CURVES_MAX ? undefined : drawn.find((id) => id !== whole);
  draw(state, [...drawn.filter((id) => id !== leaves), cell]);
}

export function hold(state: RoomState): void {
  state.held.value = { figures: state.figures.value, playMs: state.playMs.value };
}

export function letGo(state: RoomState): void {
  state.held.value = null;
}

/** Looks at a moment of the stimulus; a held view moves its own play head. */
export function lookAt(state: RoomState, ms: number): void {
  if (state.held.value) state.held.value = { ...state.held.value, playMs: ms };
  state.lookMs.value = ms;
}

/** Back to where the session's clock is. */
export function followClock(state: RoomState): void {
  state.held.value = null;
  state.lookMs.value = null;
}

/** Notes what a status says of the clock; `pageMs` is the page's own time. */
export function readClock(state: RoomState, pageMs: number): void {
  const status = state.status.value;
  state.reading.value = status && readStatus(status, pageMs);
}

/** Moves the clock on to this moment of the page. */
export function turnClock(state: RoomState, pageMs: number): void {
  const reading = state.reading.peek();
  const room = state.room.peek();
  if (!reading || room?.kind !== "live") return;
  const ms = sessionMs(reading, pageMs);
  const place = placeInPlaylist(room.stimuli, ms);
  batch(() => {
    state.sessionMs.value = ms;
    state.onStage.value = place.stimulus;
    state.nowMs.value = place.ms;
    if (state.isFollowing.peek()) state.stimulus.value = place.stimulus;
  });
}

/** Where a session time lies in a playlist shown one after the other. */
export function placeInPlaylist(stimuli: readonly StimulusFacts[], sessionMs: number) {
  let before = 0;
  for (const [index, stimulus] of stimuli.entries()) {
    const isLast = index === stimuli.length - 1;
    if (isLast || stimulus.duration_ms <= 0 || sessionMs < before + stimulus.duration_ms) {
      const ms = Math.max(0, sessionMs - before);
      const end = stimulus.duration_ms > 0 ? stimulus.duration_ms : ms;
      return { stimulus: index, ms: Math.min(ms, end) };
    }
    before += stimulus.duration_ms;
  }
  return { stimulus: 0, ms: 0 };
}
