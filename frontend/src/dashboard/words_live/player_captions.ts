// Captions that the room's player shows become captions of the session: each once, in the times of
// the session, as far as the player is at the session's own moment.

import type { Caption } from "../../wire/words.gen";

const TAGS = /<[^>]*>/g;
const LONGEST_MS = 60_000;

interface Shown {
  id: string;
  startTime: number;
  endTime: number;
  text?: string;
}

/** The captions that are shown now; `nowMs` is the session's time and `playerS` the player's. */
export function captionsOf(cues: Iterable<Shown>, nowMs: number, playerS: number): Caption[] {
  const found: Caption[] = [];
  for (const cue of cues) {
    const words = (cue.text ?? "").replace(TAGS, "").replace(/\s+/g, " ").trim();
    const startMs = Math.max(0, Math.round(nowMs + (cue.startTime - playerS) * 1_000));
    const endMs = Math.round(nowMs + (cue.endTime - playerS) * 1_000);
    if (!words || endMs <= startMs) continue;
    found.push({
      // A stream's cues may all be called the same; where they stand in it tells them apart.
      id: `player ${Math.round(cue.startTime * 1_000)} ${cue.id}`.slice(0, 80),
      start_ms: startMs,
      end_ms: Math.min(endMs, startMs + LONGEST_MS),
      words: words.slice(0, 2_000),
      speaker: "",
    });
  }
  return found;
}

/** Hears every caption of a player while it is at the session's moment. Returns how to stop. */
export function hearPlayer(
  video: HTMLVideoElement,
  nowMs: () => number | null,
  onCaptions: (captions: Caption[]) => void,
): () => void {
  const heard = new Set<string>();
  const listen = (): void => {
    const ms = nowMs();
    const track = [...video.textTracks].find((each) => each.mode !== "disabled" && each.activeCues);
    if (ms === null || !track?.activeCues) return;
    const cues = [...track.activeCues] as VTTCue[];
    const fresh = captionsOf(cues, ms, video.currentTime).filter((each) => !heard.has(each.id));
    for (const each of fresh) heard.add(each.id);
    if (fresh.length > 0) onCaptions(fresh);
  };
  const tracks = video.textTracks;
  const join = (): void => {
    for (const track of tracks) track.addEventListener("cuechange", listen);
  };
  join();
  tracks.addEventListener("addtrack", join);
  listen();
  return () => {
    tracks.removeEventListener("addtrack", join);
    for (const track of tracks) track.removeEventListener("cuechange", listen);
  };
}
