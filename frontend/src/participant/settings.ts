// The few things a person may set: the pulse and vibration here, captions once there is a video.
// Remembered on this phone.
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
