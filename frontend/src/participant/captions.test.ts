import { beforeEach, describe, expect, it } from "vitest";
import type { PageFacts } from "../wire/participant.gen";
import { loadCaptions, speaksOtherLanguage } from "./captions";
import { View } from "./view";

const PAGE = `<video id="video"></video><button id="undo"></button><button id="play"></button>
  <label id="set-captions-row" hidden><input type="checkbox" id="set-captions" name="captions"></label>`;
const facts = (captions_url: string) => ({ captions_url }) as PageFacts;
const track = () => document.querySelector("track");
const box = () => document.getElementById("set-captions") as HTMLInputElement;

beforeEach(() => {
  localStorage.clear();
  document.documentElement.lang = "ar";
  document.body.innerHTML = PAGE;
});

describe("captions", () => {
  it("P14: come on by themselves only where the phone speaks another language", () => {
    expect(speaksOtherLanguage("en", "en-GB")).toBe(false);
    expect(speaksOtherLanguage("en-US", "en")).toBe(false);
    expect(speaksOtherLanguage("en", "pl-PL")).toBe(true);
  });

  it("are offered only where there are some", () => {
    loadCaptions(new View(document), facts(""), "ar");
    expect(document.getElementById("set-captions-row")?.hidden).toBe(true);
    expect(track()).toBeNull();
  });

  it("go by the language of the video, not of the page", () => {
    const video = document.getElementById("video") as HTMLVideoElement;
    video.dataset["language"] = "en";
    video.dataset["captions"] = "ar";
    loadCaptions(new View(document), facts("/media/A/talk/captions/ar"), "ar-EG");
    expect(box().checked, "an Arabic phone at an English video").toBe(true);
    expect(track()?.getAttribute("srclang")).toBe("ar");
  });

  it("are the page's where nothing else is said", () => {
    loadCaptions(new View(document), facts("/media/A/talk/captions"), "ar-EG");
    expect(box().checked).toBe(false);
    expect(track()?.getAttribute("srclang")).toBe("ar");
  });
});
