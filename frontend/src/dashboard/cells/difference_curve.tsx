// The difference of two segments as a curve of its own beneath theirs, on the same axis of time.
// The server makes it of what it released; it is asked again for what a new release brought.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Difference } from "../../wire/cells.gen";
import { type AxisProps, Plot } from "../curve";
import type { Drawing } from "../curve_plot";
import { readPalette } from "../palette";
import { readInterval } from "../read_out";
import { read } from "../read_server";
import { intervalCount, marksOf } from "../series";
import { sayNet, sayTime } from "../words";
import { type Choice, differenceColumns, type Known, labelOf, pairOf, takeDifference } from "./choice";

const HEIGHT_PX = 150;

interface Props extends AxisProps {
  choice: Choice;
}

export function DifferenceCurve(props: Props) {
  const { state, room, choice } = props;
  const [first, second] = pairOf(choice) ?? ["", ""];
  const { known, trouble } = useDifference(props, first, second);
  const [a, b] = [first, second].map((id) => labelOf(state.cells.value, id));
  return (
    <section class="difference" aria-label={`Difference of ${a} and ${b}`}>
      <div class="strips-head">
        <h2>
          {a} minus {b}
        </h2>
        <span class="quiet">
          points of net approval; 95 % and 50 % bands, pointwise
          {known?.shared && "; some persons may be in both, so the band is rather too wide"}
        </span>
      </div>
      {trouble && (
        <p class="note trouble" role="alert">
          {trouble}
        </p>
      )}
      {known && known.intervals.size > 0 && <Drawn {...props} known={known} a={a} b={b} />}
      {known?.intervals.size === 0 && (
        <p class="quiet">No interval has figures of both yet.</p>
      )}
      {!known && !trouble && <p class="quiet">Asking for the difference …</p>}
      {known && <p class="difference-here">{sayHere(known, readInterval(state, room.cadence_ms), room.cadence_ms)}</p>}
    </section>
  );
}

/** What is known of the difference, asked for anew with each release that came. */
function useDifference({ state, room }: Props, first: string, second: string) {
  const known = useSignal<Known | null>(null);
  const trouble = useSignal("");
  const stimulus = state.stimulus.value;
  const last = state.figures.value.last;
  useEffect(() => {
    let isWanted = true;
    const held = known.peek();
    const isSame = held?.first === first && held.second === second && held.stimulus === stimulus;
    if (!isSame) known.value = null;
    const asked = new URLSearchParams({
      first,
      second,
      stimulus: `${stimulus}`,
      after: `${isSame ? held.number : 0}`,
    });
    void read<Difference>(room.session, `difference?${asked}`).then((answer) => {
      if (!isWanted) return;
      trouble.value = answer.trouble;
      if (answer.told) known.value = takeDifference(known.peek(), answer.told);
    });
    return () => {
      isWanted = false;
    };
  }, [first, second, stimulus, last]);
  return { known: known.value, trouble: trouble.value };
}

interface DrawnProps extends Props {
  known: Known;
  a: string | undefined;
  b: string | undefined;
}

function Drawn({ state, room, frame, durationMs, known, a, b }: DrawnProps) {
  const count = intervalCount(durationMs, room.cadence_ms, state.figures.value);
  const [first, second] = [known.first, known.second].map((cell) =>
    marksOf(state.figures.value, known.stimulus, cell, count),
  );
  const drawing: Drawing = {
    frame,
    height: HEIGHT_PX,
    measure: "net",
    mids: Array.from({ length: count }, (_, k) => (k + 0.5) * room.cadence_ms),
    curves: [{ columns: differenceColumns(known, [first ?? [], second ?? []]), look: 0 }],
    ends: frame.left > 100 ? ["first higher ", "even  ", "second higher "] : ["", "", ""],
    palette: readPalette(),
  };
  const label = `Curve of the difference ${a} minus ${b} over time, fixed axis from −100 to 100 points`;
  return <Plot drawing={drawing} label={label} />;
}

function sayHere(known: Known, interval: number, cadenceMs: number): string {
  const when = `${sayTime(interval * cadenceMs)}–${sayTime((interval + 1) * cadenceMs)}`;
  const here = known.intervals.get(interval);
  if (!here) return `${when}: not told, one of the two is kept back, too few or not released yet`;
  return `${when}: ${sayNet(here.net)} points (${sayNet(here.low)} to ${sayNet(here.high)}), ${here.standing}`;
}
