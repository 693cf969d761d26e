import { describe, expect, it } from "vitest";
import { correction, Media, playFrom } from "./media";

/** A player moved by hand: the parts of HTMLVideoElement that the page reads. */
class Player extends EventTarget {
  paused = false;
  ended = false;
  seeking = false;
  readyState = 4;
  currentTime = 0;
  playbackRate = 1;
  private see: VideoFrameRequestCallback | null = null;
  declare requestVideoFrameCallback?: (see: VideoFrameRequestCallback) => number;

  constructor(tells_frames = true) {
    super();
    if (tells_frames) this.requestVideoFrameCallback = (see) => ((this.see = see), 1);
  }
  show(mediaTime: number, expectedDisplayTime: number) {
    this.see?.(0, { mediaTime, expectedDisplayTime } as VideoFrameCallbackMetadata);
  }
  say(name: string) {
    this.dispatchEvent(new Event(name));
  }
}

function made(tells_frames = true, now = () => 0) {
  const player = new Player(tells_frames);
  return { player, media: new Media(player as unknown as HTMLVideoElement, 180_000, now) };
}

describe("the moment of a press", () => {
  it("is counted from the frame on screen, not from when the handler ran", () => {
    const { player, media } = made(true, () => 5_230); // the handler ran 230 ms late
    player.currentTime = 12.5;
    player.show(12.04, 5_000);
    expect(media.stimulusAt(5_017)).toBe(12_057);
    expect(media.stimulusAt(4_990)).toBe(12_030);
  });

  it("uses the current time, less the lateness of the handler, where frames are not told", () => {
    const { player, media } = made(false, () => 5_230);
    player.currentTime = 12.5;
    expect(media.stimulusAt(5_000)).toBe(12_270);
  });

  it("does not trust a frame shown long ago", () => {
    const { player, media } = made(true, () => 9_000);
    player.show(1, 5_000);
    player.currentTime = 20;
    expect(media.stimulusAt(9_000)).toBe(20_000);
  });

  it("stays inside the stimulus", () => {
    const { player, media } = made(false);
    player.currentTime = 400;
    expect(media.stimulusAt(0)).toBe(179_999);
  });
});

describe("P11: nobody but the page moves the player", () => {
  it("undoes a seek by keys or the lock screen", () => {
    const { player, media } = made();
    player.currentTime = 10;
    player.say("timeupdate");
    player.currentTime = 60;
    player.say("seeking");
    expect(player.currentTime).toBe(10);
    expect(media.stimulusAt(0)).toBeGreaterThanOrEqual(10_000);
  });

  it("lets its own moves stand", () => {
    const { player, media } = made();
    media.moveTo(42_000);
    player.say("seeking");
    expect(player.currentTime).toBe(42);
  });

  it("undoes a change of speed", () => {
    const { player } = made();
    player.playbackRate = 2;
    player.say("ratechange");
    expect(player.playbackRate).toBe(1);
  });

  it("tells waiting from paused from playing", () => {
    const { player, media } = made();
    expect(media.hold).toBe("playing");
    player.readyState = 2;
    player.say("waiting");
    expect(media.hold).toBe("waiting");
    player.paused = true;
    expect(media.hold).toBe("paused");
  });
});

describe("on the common clock", () => {
  it("lets a small difference be, corrects gently, and jumps when far off", () => {
    expect(correction(40)).toEqual({ jump: false, rate: 1 });
    expect(correction(300).rate).toBeGreaterThan(1);
    expect(correction(-300).rate).toBeLessThan(1);
    expect(correction(1_400).rate).toBeLessThanOrEqual(1.06);
    expect(correction(4_000)).toEqual({ jump: true, rate: 1 });
  });

  it("moves a player that is far behind, and its speed change is not undone", () => {
    const { player, media } = made(false);
    media.follow(30_000);
    expect(player.currentTime).toBeCloseTo(30.15, 5);
    player.say("seeking");
    media.follow(30_500);
    expect(player.playbackRate).toBeGreaterThan(1);
    const rate = player.playbackRate;
    player.say("ratechange");
    expect(player.playbackRate).toBe(rate);
  });
});

describe("the player's source", () => {
  function player(plays: "" | "maybe") {
    return { src: "", canPlayType: () => plays } as unknown as HTMLVideoElement;
  }

  it("is a file as it is, and a playlist where the browser plays it", async () => {
    for (const [url, plays] of [["/media/A/b", ""], ["https://m.org/x.m3u8?a=1", "maybe"]] as const) {
      const video = player(plays);
      await playFrom(video, url);
      expect(video.src).toBe(url);
    }
  });
});

describe("the wall time of what plays", () => {
  it("is told by players that know when the stream began", () => {
    const { player, media } = made();
    player.currentTime = 12.5;
    expect(media.programDate_ms(0)).toBeNull();
    const known = player as unknown as { getStartDate: () => Date };
    known.getStartDate = () => new Date(1_000_000);
    expect(media.programDate_ms(0)).toBe(1_012_500);
    expect(media.programDate_ms(-230), "a handler that ran late").toBe(1_012_270);
    player.paused = true;
    expect(media.programDate_ms(-230)).toBe(1_012_500);
    known.getStartDate = () => new Date(Number.NaN);
    expect(media.programDate_ms(0)).toBeNull();
  });
});
