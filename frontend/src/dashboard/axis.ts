// The one time axis that curve, strips, statements and drop-off share, and where labels at the
// ends of lines may stand. Pure geometry: it must not know figures or elements.

export interface Frame {
  /** Pixels from the left edge to the first moment, and from the last moment to the right edge. */
  left: number;
  right: number;
  width: number;
  fromMs: number;
  untilMs: number;
}

export function plotWidth(frame: Frame): number {
  return Math.max(1, frame.width - frame.left - frame.right);
}

export function xOf(frame: Frame, ms: number): number {
  const share = (ms - frame.fromMs) / Math.max(1, frame.untilMs - frame.fromMs);
  return frame.left + share * plotWidth(frame);
}

export function msAt(frame: Frame, x: number): number {
  const share = (x - frame.left) / plotWidth(frame);
  const ms = frame.fromMs + share * (frame.untilMs - frame.fromMs);
  return Math.round(Math.min(frame.untilMs, Math.max(frame.fromMs, ms)));
}

/** What part of a stimulus is drawn: all of it, or a stretch that moves with the play head. */
export function stretch(durationMs: number, spanMs: number, playMs: number): [number, number] {
  if (spanMs <= 0 || spanMs >= durationMs) return [0, durationMs];
  const from = Math.min(durationMs - spanMs, Math.max(0, playMs - spanMs * 0.75));
  return [from, from + spanMs];
}

const STEPS_MS = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600].map((s) => s * 1000);

/** Round moments for the axis, at least `apart` pixels from each other. */
export function ticks(frame: Frame, apart: number): number[] {
  const span = frame.untilMs - frame.fromMs;
  const most = Math.max(1, Math.floor(plotWidth(frame) / apart));
  const step = STEPS_MS.find((ms) => span / ms <= most) ?? 3_600_000;
  const moments: number[] = [];
  for (let ms = Math.ceil(frame.fromMs / step) * step; ms <= frame.untilMs; ms += step) {
    moments.push(ms);
  }
  return moments;
}

/** Spreads wished positions so that neighbours are `gap` apart and all stay in [min, max];
 * the order of the wishes is kept, and each moves as little as its neighbours allow. */
export function spread(wishes: number[], gap: number, min: number, max: number): number[] {
  const order = wishes.map((_, k) => k).sort((a, b) => (wishes[a] ?? 0) - (wishes[b] ?? 0));
  const placed = order.map((k) => Math.min(max, Math.max(min, wishes[k] ?? 0)));
  for (let round = 0; round < 20; round += 1) {
    for (let k = 1; k < placed.length; k += 1) {
      const lack = gap - ((placed[k] ?? 0) - (placed[k - 1] ?? 0));
      if (lack <= 0) continue;
      placed[k - 1] = Math.max(min, (placed[k - 1] ?? 0) - lack / 2);
      placed[k] = Math.min(max, (placed[k] ?? 0) + lack / 2);
    }
  }
  for (let k = 1; k < placed.length; k += 1) {
    placed[k] = Math.max(placed[k] ?? 0, (placed[k - 1] ?? 0) + gap);
  }
  const over = (placed.at(-1) ?? max) - max;
  if (over > 0) {
    for (let k = placed.length - 1; k >= 0; k -= 1) {
      const ceiling = max - (placed.length - 1 - k) * gap;
      placed[k] = Math.min(placed[k] ?? 0, ceiling);
    }
  }
  const result = new Array<number>(wishes.length).fill(0);
  order.forEach((k, rank) => {
    result[k] = placed[rank] ?? 0;
  });
  return result;
}
