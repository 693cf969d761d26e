// One room, one picture: the moderator's player is the clock, and this says what follows from
// that. Told what the player does and what the session says, it answers what to ask of the
// server. Pure: it must not know elements, requests or the time.

import type { Room, StimulusFacts } from "../wire/dashboard.gen";
import type { SessionStateName } from "../wire/participant.gen";

/** A picture that stands this long has stalled: the session must not run on without it. */
export const STALL_MAX_MS = 300;
/** Further apart than this, the session's clock is set to the player. */
export const DRIFT_MAX_MS = 400;
/** Least time between two settings of a running clock; for as long after an answer, the stream
 * may still bring what the session was before. */
export const SETTLE_MS = 2_000;
/** For so long nothing is asked after a step failed, or where the player has yet to catch up with
 * a session that others set going. */
export const PATIENCE_MS = 1_000;
/** So many settings in a row mean that something else moves the clock. */
export const SETTINGS_MAX = 3;

export type LeadStep = "start" | "pause" | "resume";

/** What this page did and knows as the one that leads. Times are the page's own. */
export interface Lead {
  /** The state that the session was last brought to, or followed into, by this page. */
  told: SessionStateName;
  isAsking: boolean;
  answeredMs: number;
  patientFromMs: number;
  /** Half of the shortest way to the server and back; 0 until one is known. */
  halfTripMs: number;
  /** Settings of the running clock since it last agreed. */
  settings: number;
}

/** The picture in session time, and whether it is going. */
export interface Picture {
  ms: number;
  isMoving: boolean;
}

export interface SessionNow {
  state: SessionStateName;
  ms: number;
}

export type Turn =
  | { kind: "wait" }
  | { kind: "agree" }
  | { kind: "ask"; step: LeadStep; atMs: number; isSetting: boolean }
  | { kind: "obey"; shouldPlay: boolean };

const WAIT: Turn = { kind: "wait" };

export function beginLead(state: SessionStateName, pageMs: number): Lead {
  return {
    told: state,
    isAsking: false,
    answeredMs: Number.NEGATIVE_INFINITY,
    patientFromMs: state === "running" ? pageMs : Number.NEGATIVE_INFINITY,
    halfTripMs: 0,
    settings: 0,
  };
}

/** What is to be done now. The player leads: where session and picture differ, the session is
 * asked to follow. Only a step that somebody else took is obeyed, and it is known by this: the
 * session isn't in the state to which this page brought it. */
export function decide(lead: Lead, picture: Picture, session: SessionNow, pageMs: number): Turn {
  if (lead.isAsking || pageMs - lead.patientFromMs < PATIENCE_MS) return WAIT;
  const isSettled = pageMs - Math.max(lead.answeredMs, lead.patientFromMs) >= SETTLE_MS;
  const isRunning = session.state === "running";
  if (picture.isMoving && isRunning) return isSettled ? compare(lead, picture, session) : WAIT;
  if (picture.isMoving) {
    const isStoppedElsewhere = lead.told === "running";
    if (isStoppedElsewhere) return isSettled ? { kind: "obey", shouldPlay: false } : WAIT;
    return going(session.state === "open" ? "start" : "resume", lead, picture, false);
  }
  if (!isRunning) return WAIT;
  const isStartedElsewhere = lead.told !== "running";
  if (isStartedElsewhere) return isSettled ? { kind: "obey", shouldPlay: true } : WAIT;
  // The picture stands at this very moment, however long the request takes.
  return { kind: "ask", step: "pause", atMs: Math.round(picture.ms), isSetting: false };
}

/** A step after which the clock runs: the picture goes on while the request is on its way. */
function going(step: LeadStep, lead: Lead, picture: Picture, isSetting: boolean): Turn {
  return { kind: "ask", step, atMs: Math.round(picture.ms + lead.halfTripMs), isSetting };
}

function compare(lead: Lead, picture: Picture, session: SessionNow): Turn {
  // What the session said was half a trip old when it came.
  const drift = picture.ms - (session.ms + lead.halfTripMs);
  if (Math.abs(drift) <= DRIFT_MAX_MS) return { kind: "agree" };
  return going("resume", lead, picture, true);
}

export function asked(lead: Lead): Lead {
  return { ...lead, isAsking: true };
}

export type Asked = Extract<Turn, { kind: "ask" }>;

export function answered(lead: Lead, turn: Asked, tripMs: number, pageMs: number): Lead {
  const half = tripMs / 2;
  return {
    ...lead,
    told: turn.step === "pause" ? "paused" : "running",
    isAsking: false,
    answeredMs: pageMs,
    halfTripMs: lead.halfTripMs === 0 ? half : Math.min(half, lead.halfTripMs),
    settings: turn.isSetting ? lead.settings + 1 : 0,
  };
}

/** Clock and picture go together, whoever set them going. */
export function agreed(lead: Lead): Lead {
  return { ...lead, told: "running", settings: 0 };
}

/** Somebody else's step was followed. */
export function obeyed(lead: Lead, state: SessionStateName, pageMs: number): Lead {
  return { ...lead, told: state, patientFromMs: pageMs };
}

export function failed(lead: Lead, pageMs: number): Lead {
  return { ...lead, isAsking: false, patientFromMs: pageMs };
}

/** When the picture was last seen to move. */
export interface Movement {
  mediaMs: number;
  movedMs: number;
}

export function moved(before: Movement, mediaMs: number, pageMs: number): Movement {
  return mediaMs === before.mediaMs ? before : { mediaMs, movedMs: pageMs };
}

export function isMoving(movement: Movement, isPaused: boolean, pageMs: number): boolean {
  return !isPaused && pageMs - movement.movedMs <= STALL_MAX_MS;
}

/** Whether a player may lead through a stimulus: a speaker on a stage has none. */
export function mayLead(room: Room, index: number): boolean {
  const isOneRoom = room.kind === "live" && room.shown === "one_room";
  return room.conducts && isOneRoom && (room.stimuli[index]?.media_url ?? "") !== "";
}

/** Session time at which a stimulus of the playlist begins. */
export function startOf(stimuli: readonly StimulusFacts[], index: number): number {
  return stimuli.slice(0, index).reduce((ms, stimulus) => ms + stimulus.duration_ms, 0);
}

/** Session time of a moment of the picture; a file longer than its stimulus stops with it. */
export function pictureMs(
  stimuli: readonly StimulusFacts[],
  index: number,
  mediaMs: number,
): number {
  const durationMs = stimuli[index]?.duration_ms ?? 0;
  return startOf(stimuli, index) + (durationMs > 0 ? Math.min(mediaMs, durationMs) : mediaMs);
}

/** Whether the picture of a stimulus has come to its end. */
export function isOver(stimulus: StimulusFacts, mediaMs: number, hasEnded: boolean): boolean {
  return hasEnded || (stimulus.duration_ms > 0 && mediaMs >= stimulus.duration_ms);
}

/** Who takes a step that the moderator asks for: this page's player, if it leads or led before a
 * reload, and where nothing runs yet. Elsewhere the session is asked, so that a tablet can stop and
 * resume the player of the hall without becoming a second one. */
export function actsOnPlayer(step: string, leads: boolean, hasLed: boolean): boolean {
  if (step === "start") return true;
  if (step === "pause") return leads;
  return step === "resume" && (leads || hasLed);
}
