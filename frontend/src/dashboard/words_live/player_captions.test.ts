// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import type { Caption } from "../../wire/words.gen";
import { captionsOf, hearPlayer } from "./player_captions";

const CUE = { id: "", startTime: 10, endTime: 13.5, text: "We <i>choose</i>\n the moon." };

describe("captions of the player", () => {
  it("are told in the session's time, without their tags", () => {
    // The player is at 12 s where the session is at 65 s.
    expect(captionsOf([CUE], 65_000, 12)).toEqual([
      {
        id: "player 10000 ",
        start_ms: 63_000,
        end_ms: 66_500,
        words: "We choose the moon.",
        speaker: "",
      },
    ]);
  });

  it("without words or time are none, and none begins before the session", () => {
    expect(captionsOf([{ ...CUE, text: " <b></b> " }], 65_000, 12)).toEqual([]);
    expect(captionsOf([{ ...CUE, endTime: 10 }], 65_000, 12)).toEqual([]);
    expect(captionsOf([CUE], 500, 12)[0]?.start_ms).toBe(0);
    expect(captionsOf([{ ...CUE, endTime: 500 }], 65_000, 12)[0]?.end_ms).toBe(123_000);
  });

  it("are heard once each, and only while the player is at the session's moment", () => {
    const track = Object.assign(new EventTarget(), { mode: "showing", activeCues: [CUE] });
    const tracks = Object.assign(new EventTarget(), { 0: track, length: 1 });
    Object.assign(tracks, { [Symbol.iterator]: () => [track][Symbol.iterator]() });
    const video = { textTracks: tracks, currentTime: 12 } as unknown as HTMLVideoElement;
    const heard: Caption[] = [];
    let now: number | null = null;
    const stop = hearPlayer(video, () => now, (captions) => void heard.push(...captions));
    expect(heard).toEqual([]);
    now = 65_000;
    track.dispatchEvent(new Event("cuechange"));
    track.dispatchEvent(new Event("cuechange"));
    expect(heard.map((each) => each.words)).toEqual(["We choose the moon."]);
    stop();
    track.activeCues = [{ ...CUE, startTime: 20, endTime: 22 }];
    track.dispatchEvent(new Event("cuechange"));
    expect(heard).toHaveLength(1);
  });
});
