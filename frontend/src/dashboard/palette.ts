// Colours as the style sheet sets them for light and dark, handed to what is drawn on canvas,
// and the looks (hue and dash) of the curves. It must not know what the colours stand for.

import { signal } from "@preact/signals";

/** Curve looks: everybody first. Hues stay clear of the two answer colours; dashes differ. */
export const DASHES: readonly (readonly number[])[] = [[], [9, 4], [2, 3], [11, 3, 2, 3]];

export interface Palette {
  ink: string;
  muted: string;
  line: string;
  card: string;
  track: string;
  pale: string;
  hatch: string;
  looks: string[];
  likes: string[];
  dislikes: string[];
  onTint: string[];
}

/** Counts up whenever the colours change, so that canvases are painted anew. */
export const schemeTurn = signal(0);

export function watchScheme(): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", () => {
    schemeTurn.value += 1;
  });
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const get = (name: string): string => style.getPropertyValue(name).trim() || "#888888";
  const three = (name: string): string[] => [1, 2, 3].map((k) => get(`--${name}-${k}`));
  return {
    ink: get("--ink"),
    muted: get("--muted"),
    line: get("--line"),
    card: get("--card"),
    track: get("--track"),
    pale: get("--pale"),
    hatch: get("--hatch"),
    looks: [0, 1, 2, 3].map((k) => get(`--look-${k}`)),
    likes: three("like"),
    dislikes: three("dislike"),
    onTint: three("on-tint"),
  };
}
