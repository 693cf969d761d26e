// The stimulus around a statement, five seconds on either side. It plays this stretch and stops at
// its end; where there is no file it says so.

import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { mediaMs, stimulusMs } from "../dashboard/media_time";
import type { Room } from "../wire/dashboard.gen";

interface Props {
  room: Room;
  stimulus: number;
  span: { startMs: number; endMs: number };
  playMs: Signal<number | null>;
}

export function Clip({ room, stimulus, span, playMs }: Props) {
  const facts = room.stimuli[stimulus];
  const video = useRef<HTMLVideoElement>(null);
  const isBroken = useSignal(false);
  const url = facts?.media_url ?? "";
  const isPlaylist = /m3u8$/i.test(url);
  useEffect(() => {
    const player = video.current;
    if (!player || !isPlaylist) return;
    if (player.canPlayType("application/vnd.apple.mpegurl") !== "") player.src = url;
    else void import("../participant/playlist_player").then((it) => it.playPlaylist(player, url));
  }, [url]);
  if (!url || isBroken.value) {
    return (
      <p class="quiet clip-none">
        {isBroken.value ? "The clip can’t be played here." : "There is no file of this stimulus, so there is no clip."}
      </p>
    );
  }
  const begin = (player: HTMLVideoElement): void => {
    const ms = stimulusMs(facts, player.currentTime * 1000);
    if (ms < span.startMs - 50 || ms >= span.endMs) {
      player.currentTime = mediaMs(facts, span.startMs) / 1000;
    }
  };
  const goAlong = (player: HTMLVideoElement): void => {
    playMs.value = stimulusMs(facts, player.currentTime * 1000);
    if (playMs.value >= span.endMs && !player.paused) player.pause();
  };
  return (
    <video
      class="clip"
      ref={video}
      src={isPlaylist ? undefined : url}
      controls
      playsInline
      preload="metadata"
      aria-label={`Clip of ${facts?.title ?? "the stimulus"}`}
      onLoadedMetadata={(event) => begin(event.currentTarget)}
      onPlay={(event) => begin(event.currentTarget)}
      onTimeUpdate={(event) => goAlong(event.currentTarget)}
      onError={() => {
        isBroken.value = true;
      }}
    >
      {facts?.captions_url && (
        <track kind="captions" src={facts.captions_url} srclang={room.language} default />
      )}
    </video>
  );
}
