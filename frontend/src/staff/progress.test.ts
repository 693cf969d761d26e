import { describe, expect, it } from "vitest";
import { bytesOf, leftOf, lengthOf, tellProgress, type FileProgress } from "./progress";

const progress = (state: FileProgress["state"], share = 0, reason = ""): FileProgress => ({
  state, share, name: "a.mkv", reason, ahead: 0, remaining_ms: null, upload: "",
});

describe("what is said of a file", () => {
  it("names the next step of an upload that stopped", () => {
    const told = tellProgress(progress("uploading", 0.437), 0, "captions");
    expect(told.words).toBe("43 % of a.mkv are here. Choose the same file again to go on.");
    expect(told.share).toBe(0.437);
  });
  it("says the reason of a refusal, and the length of what is ready", () => {
    expect(tellProgress(progress("refused", 0, "No video."), 0, "x").words).toContain("No video.");
    expect(tellProgress(progress("ready", 1), 83_000, "x").words).toBe("Ready, 1:23 min.");
    expect(tellProgress(progress("missing"), 0, "captions").words).toBe("No captions yet.");
  });
});

describe("what is being made", () => {
  it("says how long it still takes, once that can be told", () => {
    const making = progress("making", 0.25);
    expect(tellProgress(making, 0, "x").words).toBe("a.mkv is being made playable: 25 %");
    const told = tellProgress({ ...making, remaining_ms: 42_000 }, 0, "x");
    expect(told.words).toBe("a.mkv is being made playable: 25 %, about 40 s left");
    expect([9_000, 50_000, 58_000, 600_000, 7_500_000].map(leftOf)).toEqual([
      ", a few seconds left", ", about 50 s left", ", about 1 min left", ", about 10 min left",
      ", about 2 h 5 min left",
    ]);
  });
  it("says how many come first", () => {
    const waits = (ahead: number) => tellProgress({ ...progress("waiting"), ahead }, 0, "x").words;
    expect([0, 1, 2].map(waits)).toEqual([
      "a.mkv is here and waits for its turn.", "a.mkv is here and waits for one other file.",
      "a.mkv is here and waits for 2 other files.",
    ]);
  });
});

describe("sizes and lengths", () => {
  it("are short", () => {
    expect([1, 2_500_000, 3.2e9].map(bytesOf)).toEqual(["1 kB", "2.5 MB", "3.20 GB"]);
    expect([900, 61_000, 3_720_000].map(lengthOf)).toEqual(["0:01 min", "1:01 min", "1:02 h"]);
  });
});
