import { describe, expect, it } from "vitest";
import { bytesOf, lengthOf, tellProgress, type FileProgress } from "./progress";

const progress = (state: FileProgress["state"], share = 0, reason = ""): FileProgress => ({
  state, share, name: "a.mkv", reason,
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

describe("sizes and lengths", () => {
  it("are short", () => {
    expect([1, 2_500_000, 3.2e9].map(bytesOf)).toEqual(["1 kB", "2.5 MB", "3.20 GB"]);
    expect([900, 61_000, 3_720_000].map(lengthOf)).toEqual(["0:01 min", "1:01 min", "1:02 h"]);
  });
});
