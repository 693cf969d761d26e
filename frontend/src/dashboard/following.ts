// The player that follows: on the session's clock while live, where the moderator looks
// otherwise. It takes nothing from the figures and never moves the session.

import { type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";
import type { RefObject } from "preact";
import { useRef } from "preact/hooks";
import type { Room } from "../wire/dashboard.gen";
import { mediaMs, stimulusMs } from "./media_time";
import { lookAt, type RoomState } from "./room_state";

const DRIFT_MAX_S = 1.2;

/** Whether the stimulus is going at this moment: not in a countdown, not past its end. */
export function isGoing(state: RoomState, room: Room): boolean {
  const durationMs = room.stimuli[state.stimulus.value]?.duration_ms ?? 0;
  const isPast = durationMs > 0 && state.playMs.value >= durationMs;
  const status = state.status.value;
  // A status that begins a countdown comes a moment before the clock is set back by it.
  const hasBegun = state.sessionMs.value > 0 || (status?.session_ms ?? -1) >= 0;
  return status?.state === "running" && hasBegun && !isPast;
}

export function useFollowing(
  video: RefObject<HTMLVideoElement | null>,
  state: RoomState,
  room: Room,
  hasText: ReadonlySignal<boolean>,
): void {
  const loads = useSignal(0);
  const awaited = useRef<HTMLVideoElement | null>(null);
  useSignalEffect(() => {
    const player = video.current;
    void loads.value; // a player that has just loaded is set to its moment
    if (player?.readyState === 0 && awaited.current !== player) {
      awaited.current = player;
      player.addEventListener("loadedmetadata", () => (loads.value += 1), { once: true });
    }
    const target = mediaMs(room.stimuli[state.stimulus.value], state.playMs.value) / 1000;
    if (state.led.value !== null || !player || player.readyState === 0) return;
    const isFollowing = state.isFollowing.value;
    const off = Math.abs(player.currentTime - target);
    if (off > (isFollowing || !player.paused ? DRIFT_MAX_S : 0.05)) player.currentTime = target;
    if (!isFollowing) return;
    const shouldGo = isGoing(state, room);
    // A refused play() leaves the picture standing on the right moment; that is good enough.
    if (shouldGo && player.paused && !player.ended) void player.play().catch(() => {});
    if (!shouldGo && !player.paused) player.pause();
  });
  useSignalEffect(() => {
    const track = video.current?.textTracks[0];
    if (track) track.mode = hasText.value ? "showing" : "hidden";
  });
}

/** Plays from here on its own, or stops and looks where it stopped. */
export function toggle(state: RoomState, player: HTMLVideoElement | null): void {
  if (!player) return;
  if (player.paused) return void player.play().catch(() => {});
  lookAt(state, shownMs(state, player));
  player.pause();
}

/** The look goes along with a player that plays on its own. */
export function goAlong(state: RoomState, player: HTMLVideoElement | null): void {
  if (!player || player.paused || state.led.value !== null) return;
  if (state.isFollowing.value || state.held.value) return;
  state.lookMs.value = shownMs(state, player);
}

/** The moment of the stimulus that a player shows. */
function shownMs(state: RoomState, player: HTMLVideoElement): number {
  const stimulus = state.room.peek()?.stimuli[state.stimulus.peek()];
  return stimulusMs(stimulus, player.currentTime * 1000);
}
