// What a page says about one file of a stimulus, in plain words. Values only.
import type { Sender } from "./sender";

export interface FileProgress {
  state: "missing" | "uploading" | "waiting" | "making" | "ready" | "refused" | "elsewhere";
  share: number;
  name: string;
  reason: string;
  ahead: number;
  remaining_ms: number | null;
  /** What can be given up, "" where there is nothing. */
  upload: string;
}

export interface StudyStimuli {
  study: string;
  has_session: boolean;
  stimuli: {
    id: string;
    title: string;
    duration_ms: number;
    sound_only: boolean;
    video: FileProgress;
    captions: { language: string; progress: FileProgress }[];
  }[];
}

export interface Telling {
  words: string;
  /** 0 to 1 for the bar, or null without one. */
  share: number | null;
  tone: "quiet" | "busy" | "good" | "bad";
}

/** As the server says it of its other work, in steps that don't flicker. */
export function leftOf(remaining_ms: number | null): string {
  if (remaining_ms === null) return "";
  if (remaining_ms <= 10_000) return ", a few seconds left";
  if (remaining_ms < 55_000) return `, about ${Math.round(remaining_ms / 10_000) * 10} s left`;
  const minutes = Math.max(Math.round(remaining_ms / 60_000), 1);
  if (minutes < 60) return `, about ${minutes} min left`;
  return `, about ${Math.floor(minutes / 60)} h ${minutes % 60} min left`;
}

const percent = (share: number): string => `${Math.floor(share * 100)} %`;

export function lengthOf(duration_ms: number): string {
  const seconds = Math.round(duration_ms / 1_000);
  const two = (number: number): string => String(number).padStart(2, "0");
  const minutes = `${Math.floor(seconds / 60) % 60}:${two(seconds % 60)}`;
  return seconds < 3_600 ? `${minutes} min` : `${Math.floor(seconds / 3_600)}:${two(Math.floor(seconds / 60) % 60)} h`;
}

export function bytesOf(bytes: number): string {
  if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1e3))} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

function othersOf(ahead: number): string {
  if (ahead === 0) return "its turn";
  return ahead === 1 ? "one other file" : `${ahead} other files`;
}

/** What the server says of a file that nobody sends from this page. */
export function tellProgress(progress: FileProgress, duration_ms: number, what: string): Telling {
  const { name, share } = progress;
  switch (progress.state) {
    case "missing":
      return { words: `No ${what} yet.`, share: null, tone: "quiet" };
    case "uploading":
      return {
        words: `${percent(share)} of ${name} are here. Choose the same file again to go on.`,
        share,
        tone: "busy",
      };
    case "waiting":
      return {
        words: `${name} is here and waits for ${othersOf(progress.ahead)}.`,
        share: 1,
        tone: "busy",
      };
    case "making":
      return {
        words: `${name} is being made playable: ${percent(share)}${leftOf(progress.remaining_ms)}`,
        share,
        tone: "busy",
      };
    case "ready":
      return {
        words: duration_ms > 0 ? `Ready, ${lengthOf(duration_ms)}.` : "Ready.",
        share: null,
        tone: "good",
      };
    case "elsewhere":
      return { words: `Comes from ${name}.`, share: null, tone: "good" };
    case "refused":
      return { words: `Refused. ${progress.reason}`, share: null, tone: "bad" };
  }
}

/** What this page says of a file that it sends itself. */
export function tellSender(sender: Sender): Telling {
  const { file, offset, wanted } = sender;
  const share = file.size > 0 ? offset / file.size : 0;
  const done = `${percent(share)} (${bytesOf(offset)} of ${bytesOf(file.size)})`;
  switch (sender.state) {
    case "sending":
      return {
        words: `Uploading ${wanted.name}: ${done}${leftOf(sender.remaining_ms)}`,
        share,
        tone: "busy",
      };
    case "paused":
      return { words: `Paused at ${done}.`, share, tone: "quiet" };
    case "waiting":
      return { words: `The line is down; goes on by itself. ${done}`, share, tone: "busy" };
    case "sent":
      return { words: `${wanted.name} is here.`, share: 1, tone: "busy" };
    case "refused":
      return { words: `Refused. ${sender.reason}`, share: null, tone: "bad" };
    case "given up":
      return { words: "Given up.", share: null, tone: "quiet" };
  }
}
