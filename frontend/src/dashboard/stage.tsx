// The video on the session's clock: it follows while live, jumps where the moderator looks, and
// its absence takes nothing from the figures. Sound is off until asked for, so that it may start.

import { useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Room } from "../wire/dashboard.gen";
import { followClock, lookAt, type RoomState } from "./room_state";
import { sayTime } from "./words";

const DRIFT_MAX_S = 1.2;

export function Stage({ state, room }: { state: RoomState; room: Room }) {
  const video = useRef<HTMLVideoElement>(null);
  const isBroken = useSignal(false);
  const isMuted = useSignal(true);
  const hasText = useSignal(true);
  const isPlaying = useSignal(false);
  const stimulus = room.stimuli[state.stimulus.value];

  useSignalEffect(() => {
    const player = video.current;
    const target = state.playMs.value / 1000;
    if (!player || player.readyState === 0) return;
    const isFollowing = state.isFollowing.value;
    const isRunning = state.status.value?.state === "running";
    const off = Math.abs(player.currentTime - target);
    if (off > (isFollowing || !player.paused ? DRIFT_MAX_S : 0.05)) player.currentTime = target;
    if (!isFollowing) return;
    // A refused play() leaves the picture standing on the right moment; that is good enough.
    if (isRunning && player.paused && !player.ended) void player.play().catch(() => {});
    if (!isRunning && !player.paused) player.pause();
  });

  useSignalEffect(() => {
    const track = video.current?.textTracks[0];
    if (track) track.mode = hasText.value ? "showing" : "hidden";
  });

  const toggle = (): void => {
    const player = video.current;
    if (!player) return;
    if (!player.paused) {
      lookAt(state, Math.round(player.currentTime * 1000));
      player.pause();
    } else void player.play().catch(() => {});
  };
  const moved = (): void => {
    const player = video.current;
    if (!player || state.isFollowing.value || state.held.value || player.paused) return;
    state.lookMs.value = Math.round(player.currentTime * 1000);
  };

  return (
    <section class="card stage" aria-label="Stimulus">
      {stimulus?.media_url && !isBroken.value ? (
        <video
          key={stimulus.id}
          ref={video}
          src={stimulus.media_url}
          muted={isMuted.value}
          playsInline
          preload="auto"
          aria-label={stimulus.title}
          onError={() => {
            isBroken.value = true;
          }}
          onTimeUpdate={moved}
          onPlay={() => {
            isPlaying.value = true;
          }}
          onPause={() => {
            isPlaying.value = false;
          }}
        >
          {stimulus.captions_url && (
            <track kind="captions" src={stimulus.captions_url} srclang="en" default />
          )}
        </video>
      ) : (
        <div class="no-video">
          <span class="no-video-time">{sayTime(state.playMs.value)}</span>
          <span>
            {isBroken.value
              ? "The video can’t be played here. The figures don’t need it."
              : "This stimulus has no video. The time axis works all the same."}
          </span>
        </div>
      )}
      <div class="stage-bar">
        <strong>{stimulus?.title ?? "No stimulus"}</strong>
        <span class="stage-buttons">
          {stimulus?.media_url && !isBroken.value && (
            <>
              <button type="button" onClick={toggle}>
                {isPlaying.value ? "Stop here" : "Play"}
              </button>
              <button
                type="button"
                aria-pressed={!isMuted.value}
                onClick={() => {
                  isMuted.value = !isMuted.value;
                }}
              >
                Sound
              </button>
              {stimulus.captions_url && (
                <button
                  type="button"
                  aria-pressed={hasText.value}
                  onClick={() => {
                    hasText.value = !hasText.value;
                  }}
                >
                  Captions
                </button>
              )}
            </>
          )}
          {room.kind === "live" && (
            <button
              type="button"
              class="primary"
              disabled={state.isFollowing.value}
              onClick={() => followClock(state)}
            >
              {state.isFollowing.value ? "On the live clock" : "Back to live"}
            </button>
          )}
        </span>
      </div>
      {room.stimuli.length > 1 && (
        <div class="stimuli" role="group" aria-label="Stimulus shown">
          {room.stimuli.map((each, k) => (
            <button
              key={each.id}
              type="button"
              aria-pressed={k === state.stimulus.value}
              onClick={() => {
                lookAt(state, 0);
                state.stimulus.value = k;
              }}
            >
              {each.title}
            </button>
          ))}
        </div>
      )}
    </section>
  );
}
