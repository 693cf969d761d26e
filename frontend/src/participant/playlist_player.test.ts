import { describe, expect, it } from "vitest";
import { playPlaylist } from "./playlist_player";

describe("a browser that plays no playlists by any means", () => {
  it("is given the address itself, so that its player says what is wrong", () => {
    const video = document.createElement("video");
    const date = playPlaylist(video, "/media/A/b/pieces/index.m3u8");
    expect(video.getAttribute("src") ?? video.src).toContain("index.m3u8");
    expect(date()).toBeNull();
  });
});
