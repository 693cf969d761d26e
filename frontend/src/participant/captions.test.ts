import { beforeEach, describe, expect, it } from "vitest";
import type { PageFacts } from "../wire/participant.gen";
import { loadCaptions, speaksOtherLanguage } from "./captions";
import { View } from "./view";

beforeEach(() => {
  localStorage.clear();
  document.body.innerHTML = `<button id="undo"></button><video id="video"></video>
    <label id="set-captions-row" hidden><input type="checkbox" id="set-captions" name="captions"></label>`;
});

describe("captions", () => {
  it("P14: captions come on by themselves only for another language", () => {
    expect(speaksOtherLanguage("en", "en-GB")).toBe(false);
    expect(speaksOtherLanguage("en-US", "en")).toBe(false);
    expect(speaksOtherLanguage("en", "pl-PL")).toBe(true);
  });

  it("are offered only where the stimulus has some", () => {
    const offered = (captions_url: string): boolean => {
      loadCaptions(new View(document), { captions_url } as PageFacts);
      return !document.getElementById("set-captions-row")?.hidden;
    };
    expect(offered("")).toBe(false);
    expect(document.querySelector("track")).toBeNull();
  });
});
