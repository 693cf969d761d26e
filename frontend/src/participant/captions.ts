// Captions of the video. Knows the player and the setting; what they say is the study's.
import type { PageFacts } from "../wire/participant.gen";
import { bindSetting } from "./settings";
import type { View } from "./view";

/** Captions are on by themselves where the phone speaks another language than the video. */
export function speaksOtherLanguage(video_language: string, phone_language: string): boolean {
  const first = (tag: string) => tag.toLowerCase().split("-")[0] ?? "";
  return first(video_language) !== first(phone_language);
}

/** Both languages stand at the player where they aren't the page's. */
export function loadCaptions(view: View, facts: PageFacts, phone_language: string): void {
  view.find("set-captions-row").hidden = facts.captions_url === "";
  if (facts.captions_url === "" || view.video.textTracks.length > 0) return;
  const { language = document.documentElement.lang, captions = language } = view.video.dataset;
  const track = document.createElement("track");
  track.kind = "captions";
  track.srclang = captions;
  track.label = captions;
  track.src = facts.captions_url;
  view.video.append(track);
  const box = view.find<HTMLInputElement>("set-captions");
  bindSetting(box, speaksOtherLanguage(language, phone_language), (is_on) => {
    track.track.mode = is_on ? "showing" : "disabled";
  });
}
