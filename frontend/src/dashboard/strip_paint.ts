// Paints one segment's strip of majorities: colour, shape and place say the same thing three
// times, so that no single sense of colour is needed. It must not know elements or releases.

import { type Frame, plotWidth, xOf } from "./axis";
import type { Palette } from "./palette";
import type { IntervalMark } from "./series";

/** From this width a cell has room for its triangle or dot. */
export const SHAPE_MIN_PX = 7;

export function paintStrip(
  context: CanvasRenderingContext2D,
  marks: (IntervalMark | null)[],
  frame: Frame,
  cadenceMs: number,
  height: number,
  palette: Palette,
): void {
  const bare = { ...frame, left: 0, right: 0, width: plotWidth(frame) };
  context.clearRect(0, 0, bare.width, height);
  context.fillStyle = palette.track;
  context.fillRect(0, 0, bare.width, height);
  marks.forEach((mark, k) => {
    const from = xOf(bare, k * cadenceMs);
    const until = xOf(bare, (k + 1) * cadenceMs);
    if (!mark || until <= 0 || from >= bare.width) return;
    const gap = until - from >= 4 ? 1 : 0;
    paintCell(context, mark, from, until - from - gap, height, palette);
  });
}

type Paint = (context: CanvasRenderingContext2D, box: Box, palette: Palette, tint: number) => void;
interface Box {
  x: number;
  width: number;
  height: number;
}

const PAINTS: Record<IntervalMark["figure"]["majority"], Paint> = {
  most_liked: (context, box, palette, tint) => {
    side(context, box, palette.likes[tint] ?? "", palette.onTint[tint] ?? "", true);
  },
  most_disliked: (context, box, palette, tint) => {
    side(context, box, palette.dislikes[tint] ?? "", palette.onTint[tint] ?? "", false);
  },
  most_silent: (context, box, palette) => {
    context.fillStyle = palette.pale;
    context.fillRect(box.x, 0, box.width, box.height);
  },
  no_majority: (context, box, palette) => {
    hatch(context, box.x, 0, box.width, box.height, palette.hatch);
  },
  too_few: (context, box, palette) => {
    const radius = Math.max(1, Math.min(3, box.width / 2 - 1));
    context.beginPath();
    context.arc(box.x + box.width / 2, box.height / 2, radius, 0, 2 * Math.PI);
    context.fillStyle = "#ffffff";
    context.fill();
    context.lineWidth = 1;
    context.strokeStyle = palette.muted;
    context.stroke();
  },
};

function paintCell(
  context: CanvasRenderingContext2D,
  mark: IntervalMark,
  x: number,
  width: number,
  height: number,
  palette: Palette,
): void {
  const box = { x, width: Math.max(1, width), height };
  const tint = Math.min(3, Math.max(1, mark.figure.strength)) - 1;
  PAINTS[mark.figure.majority](context, box, palette, tint);
  if (mark.standing === "provisional") {
    context.fillStyle = palette.card;
    context.fillRect(x, height - 4, box.width, 4);
    hatch(context, x, height - 4, box.width, 4, palette.ink);
  }
}

/** A tinted cell with its triangle; too narrow for one, it fills the upper or lower part. */
function side(
  context: CanvasRenderingContext2D,
  box: Box,
  tint: string,
  shape: string,
  isUp: boolean,
): void {
  context.fillStyle = tint;
  if (box.width < SHAPE_MIN_PX) {
    const part = Math.round(box.height * 0.6);
    context.fillRect(box.x, isUp ? 0 : box.height - part, box.width, part);
    return;
  }
  context.fillRect(box.x, 0, box.width, box.height);
  const half = Math.min(5, box.width / 2 - 1.5);
  const middle = box.x + box.width / 2;
  const top = box.height / 2 - half * 0.8;
  const foot = box.height / 2 + half * 0.8;
  context.beginPath();
  context.moveTo(middle, isUp ? top : foot);
  context.lineTo(middle - half, isUp ? foot : top);
  context.lineTo(middle + half, isUp ? foot : top);
  context.closePath();
  context.fillStyle = shape;
  context.fill();
}

function hatch(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  colour: string,
): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.beginPath();
  // The slant is tied to the axis, not to the cell: neighbours join to one surface.
  const first = Math.floor((x - height) / 4) * 4;
  for (let start = first; start < x + width; start += 4) {
    context.moveTo(start, y + height);
    context.lineTo(start + height, y);
  }
  context.lineWidth = 1;
  context.strokeStyle = colour;
  context.stroke();
  context.restore();
}
