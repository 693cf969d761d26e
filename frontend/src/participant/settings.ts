// The few things a person may set: the pulse, captions, vibration. Remembered on this phone.
import type { PageFacts } from "../wire/participant.gen";
import type { View } from "./view";

const PREFIX = "pulsemeter.";

function remembered(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null; // forbidden in this window
  }
}

function remember(name: string, is_on: boolean): void {
  try {
    localStorage.setItem(PREFIX + name, is_on ? "on" : "off");
  } catch {
    // then it is asked again next time
  }
}

/** A setting's box as it was left, or as it is by itself; tells `apply` now and on change. */
export function bindSetting(
  box: HTMLInputElement,
  by_itself: boolean,
  apply: (is_on: boolean) => void,
): void {
  const kept = remembered(box.name);
  box.checked = kept === null ? by_itself : kept === "on";
  apply(box.checked);
  box.addEventListener("change", () => {
    remember(box.name, box.checked);
    apply(box.checked);
  });
}

export function bindSettings(view: View): void {
  const pulse = view.find<HTMLInputElement>("set-pulse");
  bindSetting(pulse, pulse.defaultChecked, (is_on) => (view.find("pulse").hidden = !is_on));
  view.find("set-vibration-row").hidden = !("vibrate" in navigator);
  bindSetting(view.find<HTMLInputElement>("set-vibration"), false, (is_on) => {
    view.vibrates = is_on;
  });
}

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
