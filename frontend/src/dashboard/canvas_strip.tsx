// A canvas as wide as the plot, painted anew whenever what it shows changes, sharp on any
// screen. It must not know what is painted.

import { useLayoutEffect, useRef } from "preact/hooks";
import { type Frame, plotWidth } from "./axis";
import { type Palette, readPalette, schemeTurn } from "./palette";

interface Props {
  frame: Frame;
  height: number;
  label: string;
  paint(context: CanvasRenderingContext2D, width: number, palette: Palette): void;
}

export function CanvasStrip({ frame, height, label, paint }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = plotWidth(frame);
  const turn = schemeTurn.value;
  useLayoutEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context) return;
    const ratio = devicePixelRatio || 1;
    element.width = Math.round(width * ratio);
    element.height = Math.round(height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    paint(context, width, readPalette());
  }, [paint, width, height, turn]);
  return (
    <canvas
      ref={canvas}
      class="canvas-strip"
      role="img"
      aria-label={label}
      style={{ marginLeft: `${frame.left}px`, width: `${width}px`, height: `${height}px` }}
    />
  );
}
