// The stimulus on the session's clock. Mostly the video follows, silent until asked for sound, and
// its absence takes nothing from the figures; in one room it leads the session instead.

import { type Signal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Room, StimulusFacts } from "../wire/dashboard.gen";
import { ask } from "./ask_server";
import { goAlong, isGoing, toggle, useFollowing } from "./following";
import { Leader, LOOK_MS } from "./leading";
import { Trouble } from "./notices";
import { mayLead } from "./room_player";
import { followClock, lookAt, type RoomState } from "./room_state";
import { sayTime } from "./words";

interface StageProps {
  state: RoomState;
  room: Room;
}

/** What the parts of a stage with a video share. */
interface ScreenProps extends StageProps {
  stimulus: StimulusFacts;
  video: RefObject<HTMLVideoElement | null>;
  screen: RefObject<HTMLDivElement | null>;
  leader: Leader;
  /** This player leads the session, or may do so from here. */
  canLead: boolean;
  isPlaying: Signal<boolean>;
  hasText: Signal<boolean>;
  broken: Signal<string>;
}

export function Stage({ state, room }: StageProps) {
  const video = useRef<HTMLVideoElement>(null);
  const screen = useRef<HTMLDivElement>(null);
  const isPlaying = useSignal(false);
  const hasText = useSignal(true);
  const broken = useSignal("");
  const leader = useLeader(state, room, video, broken);
  useFollowing(video, state, room, hasText);
  const stimulus = room.stimuli[state.led.value ?? state.stimulus.value];
  const isOnStage = state.led.value !== null || state.isFollowing.value;
  const canLead = state.player.value !== null && isOnStage;
  const hasVideo = stimulus?.media_url && broken.value !== stimulus.id;
  const shared = { state, room, video, screen, leader, canLead, isPlaying, hasText, broken };
  return (
    <section class="card stage" aria-label="Stimulus">
      {hasVideo ? (
        <Screen {...shared} stimulus={stimulus} />
      ) : (
        <NoVideo state={state} isBroken={broken.value !== ""} />
      )}
      <div>
        <div class="stage-bar">
          <strong>{stimulus?.title ?? "No stimulus"}</strong>
          <span class="stage-buttons">
            {hasVideo && <VideoButtons {...shared} stimulus={stimulus} />}
            {room.kind === "live" && <ClockButton state={state} />}
          </span>
        </div>
        {canLead && (
          <p class="stage-note quiet">
            The clock of the room: the session starts, waits and goes on with this player.
          </p>
        )}
        <Trouble words={leader.trouble.value} />
        {room.stimuli.length > 1 && <Stimuli state={state} room={room} />}
      </div>
    </section>
  );
}

/** The one that leads the session where a player may; it looks at the player while it does. */
function useLeader(
  state: RoomState,
  room: Room,
  video: RefObject<HTMLVideoElement | null>,
  broken: Signal<string>,
): Leader {
  const leader = useMemo(() => {
    const around = {
      ask: (what: string, options = {}) => ask(state, room.session, what, options),
      pageMs: () => performance.now(),
      memory: sessionStorage,
    };
    return new Leader(state, room, around);
  }, []);
  const onStage = state.onStage.value;
  const shown = state.led.value ?? state.stimulus.value;
  const isOpen = !["closed", "released"].includes(state.status.value?.state ?? "closed");
  const isUsable = isOpen && mayLead(room, onStage) && broken.value !== room.stimuli[onStage]?.id;
  useLayoutEffect(() => {
    state.player.value = isUsable ? leader : null;
  }, [isUsable]);
  useLayoutEffect(() => leader.show(video.current, shown === onStage), [shown, onStage, isUsable]);
  useEffect(() => {
    if (room.shown !== "one_room") return;
    const leave = (): void => leader.leave(true);
    const looking = setInterval(leader.turn, LOOK_MS);
    addEventListener("pagehide", leave);
    return () => {
      clearInterval(looking);
      removeEventListener("pagehide", leave);
    };
  }, []);
  return leader;
}

function Screen(props: ScreenProps) {
  const { state, stimulus, video, leader, isPlaying } = props;
  const url = stimulus.media_url;
  const isPlayed = !/m3u8$/i.test(url) || isPlaylistPlayed();
  useEffect(() => {
    if (isPlayed) return;
    void import("../participant/playlist_player").then((it) => it.playPlaylist(video.current!, url));
  }, [url]);
  return (
    <div class={isPlaying.value ? "screen going" : "screen"} ref={props.screen}>
      <video
        key={stimulus.id}
        ref={video}
        src={isPlayed ? url : undefined}
        muted={leader.isMuted.value}
        playsInline
        preload="auto"
        aria-label={stimulus.title}
        onError={() => {
          leader.leave(false);
          props.broken.value = stimulus.id;
        }}
        onTimeUpdate={() => goAlong(state, video.current)}
        onPlay={() => {
          isPlaying.value = true;
        }}
        onPlaying={leader.turn}
        onPause={() => {
          isPlaying.value = false;
          leader.turn();
        }}
      >
        {stimulus.captions_url && (
          <track kind="captions" src={stimulus.captions_url} srclang={props.room.language} default />
        )}
      </video>
      {props.canLead && <StartHere state={state} leader={leader} isPlaying={isPlaying} />}
    </div>
  );
}

function isPlaylistPlayed(): boolean {
  return document.createElement("video").canPlayType("application/vnd.apple.mpegurl") !== "";
}

type StartProps = Pick<ScreenProps, "state" | "leader" | "isPlaying">;

/** Over the picture: the way to begin and to go on. */
function StartHere({ state, leader, isPlaying }: StartProps) {
  const now = state.status.value?.state;
  if (leader.isStalled.value) return <p class="screen-wait">Waiting for the video …</p>;
  const isStanding = now === "open" || now === "paused" || state.led.value !== null;
  if (!isStanding || isPlaying.value) return null;
  return (
    <button type="button" class="primary start-here" onClick={leader.begin}>
      <span aria-hidden="true">▶ </span>
      {now === "open" ? "Start here" : "Resume here"}
      <small> with sound</small>
    </button>
  );
}

function VideoButtons(props: ScreenProps) {
  const { state, room, video, leader, hasText, isPlaying } = props;
  return (
    <>
      {props.canLead ? (
        <LeadButtons {...props} />
      ) : (
        <button type="button" onClick={() => toggle(state, video.current)}>
          {isPlaying.value ? "Stop here" : "Play"}
        </button>
      )}
      <button
        type="button"
        aria-pressed={!leader.isMuted.value}
        onClick={() => {
          leader.isMuted.value = !leader.isMuted.value;
        }}
      >
        Sound
      </button>
      {props.stimulus.captions_url && (
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
      {room.shown === "one_room" && document.fullscreenEnabled && (
        <button type="button" onClick={() => void fillScreen(props.screen.current)}>
          Full screen
        </button>
      )}
    </>
  );
}

function LeadButtons({ state, room, leader, isPlaying }: ScreenProps) {
  if (state.led.value !== null) {
    return isPlaying.value ? (
      <button type="button" onClick={leader.halt}>
        Pause here
      </button>
    ) : null;
  }
  // Another page may lead, or none does: the room sees no picture from here yet.
  return isGoing(state, room) ? (
    <button type="button" onClick={leader.begin}>
      Lead from here
    </button>
  ) : null;
}

/** For the projector. Refused where the browser forbids it; the picture stays as it is. */
async function fillScreen(element: HTMLElement | null): Promise<void> {
  const isFull = document.fullscreenElement !== null;
  const going = isFull ? document.exitFullscreen() : element?.requestFullscreen();
  await going?.catch(() => {});
}

function ClockButton({ state }: { state: RoomState }) {
  const standing = state.led.value === null ? "On the live clock" : "Leads the room";
  return (
    <button
      type="button"
      class="primary"
      disabled={state.isFollowing.value}
      onClick={() => followClock(state)}
    >
      {state.isFollowing.value ? standing : "Back to live"}
    </button>
  );
}

function NoVideo({ state, isBroken }: { state: RoomState; isBroken: boolean }) {
  return (
    <div class="no-video">
      <span class="no-video-time">{sayTime(state.playMs.value)}</span>
      <span>
        {isBroken
          ? "The video can’t be played here. The figures don’t need it."
          : "No video here. The time axis works all the same."}
      </span>
    </div>
  );
}

function Stimuli({ state, room }: StageProps) {
  return (
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
  );
}
