// Captions of a stimulus that plays on the page, and whether they are on by themselves.
import type { PageFacts } from "../wire/participant.gen";
import { bindSetting } from "./settings";
import type { View } from "./view";

/** Captions are on by themselves where the phone speaks another language than the page. */
export function speaksOtherLanguage(page_language: string, phone_language: string): boolean {
  const first = (tag: string) => tag.toLowerCase().split("-")[0] ?? "";
  return first(page_language) !== first(phone_language);
}

export function loadCaptions(view: View, facts: PageFacts): void {
  view.find("set-captions-row").hidden = facts.captions_url === "";
  if (facts.captions_url === "" || view.video.textTracks.length > 0) return;
  const track = document.createElement("track");
  const language = document.documentElement.lang;
  track.kind = "captions";
  track.srclang = language;
  track.label = language;
  track.src = facts.captions_url;
  view.video.append(track);
  const box = view.find<HTMLInputElement>("set-captions");
  bindSetting(box, speaksOtherLanguage(language, navigator.language), (is_on) => {
    track.track.mode = is_on ? "showing" : "disabled";
  });
}
