// A range of time, snapped to intervals: how it is chosen, where it lies on the axis, and what was
// released of it. The server makes the means; this says what they are and what they aren't.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { RangeDifference, RangeFigure, RangeSummary } from "../../wire/cells.gen";
import type { PlanCell } from "../../wire/dashboard.gen";
import { type Frame, xOf } from "../axis";
import type { AxisProps } from "../curve";
import { read } from "../read_server";
import { MAJORITIES, sayMany, sayNet, sayTime } from "../words";
import { type Choice, labelOf, pairOf, readTime, snap } from "./choice";

interface Props extends AxisProps {
  choice: Choice;
}

export function RangeChoice({ state, room, durationMs, choice }: Props) {
  const from = useSignal("");
  const until = useSignal("");
  const trouble = useSignal("");
  const now = (): string => sayTime(state.playMs.value);
  const choose = (): void => {
    const [a, b] = [readTime(from.value), readTime(until.value)];
    const found = a === null || b === null ? null : snap(a, b, room.cadence_ms, durationMs);
    trouble.value = found ? "" : `Give two times up to ${sayTime(durationMs)}, as 1:30.`;
    if (found) choice.range.value = found;
  };
  return (
    <form
      class="cells-range"
      onSubmit={(event) => {
        event.preventDefault();
        choose();
      }}
    >
      <fieldset>
        <legend>Range of time</legend>
        <TimeField name="From" value={from} onNow={now} />
        <TimeField name="Until" value={until} onNow={now} />
        <button type="submit" class="primary">
          Show the range
        </button>
        {choice.range.value && (
          <button
            type="button"
            onClick={() => {
              choice.range.value = null;
            }}
          >
            Take it away
          </button>
        )}
        <p class="quiet" role="status">
          {trouble.value || `Snaps outwards to intervals of ${room.cadence_ms / 1000} s.`}
        </p>
      </fieldset>
    </form>
  );
}

interface FieldProps {
  name: string;
  value: { value: string };
  onNow(): string;
}

function TimeField({ name, value, onNow }: FieldProps) {
  return (
    <span class="time-field">
      <label>
        {name}{" "}
        <input
          size={6}
          autocomplete="off"
          placeholder="0:00"
          value={value.value}
          onInput={(event) => {
            value.value = event.currentTarget.value;
          }}
        />
      </label>
      <button
        type="button"
        title="The time at the play head"
        aria-label={`here: ${name.toLowerCase()} the play head`}
        onClick={() => {
          value.value = onNow();
        }}
      >
        here
      </button>
    </span>
  );
}

/** Where the range lies, over everything that shares the axis. */
export function RangeMark({ frame, choice }: { frame: Frame; choice: Choice }) {
  const range = choice.range.value;
  if (!range) return null;
  const from = Math.max(frame.left, xOf(frame, range[0]));
  const until = Math.min(frame.width - frame.right, xOf(frame, range[1]));
  if (until <= from) return null;
  return (
    <div
      class="range-mark"
      aria-hidden="true"
      style={{ left: `${from}px`, width: `${until - from}px` }}
    />
  );
}

export function RangeTable({ state, room, choice }: Props) {
  const found = useSignal<RangeSummary | null>(null);
  const trouble = useSignal("");
  const [fromMs, untilMs] = choice.range.value ?? [0, 0];
  const asked = new URLSearchParams({
    stimulus: `${state.stimulus.value}`,
    from_ms: `${fromMs}`,
    until_ms: `${untilMs}`,
  });
  for (const cell of state.drawn.value) asked.append("cell", cell);
  const pair = pairOf(choice);
  if (pair) [asked.set("first", pair[0]), asked.set("second", pair[1])];
  const query = asked.toString();
  const last = state.figures.value.last;
  useEffect(() => {
    let isWanted = true;
    void read<RangeSummary>(room.session, `range?${query}`).then((answer) => {
      if (!isWanted) return;
      trouble.value = answer.trouble;
      found.value = answer.told;
    });
    return () => {
      isWanted = false;
    };
  }, [query, last]);
  return (
    <section class="range" aria-label="The chosen range of time">
      <h2>
        {sayTime(fromMs)}–{sayTime(untilMs)}
      </h2>
      {trouble.value && (
        <p class="note trouble" role="alert">
          {trouble.value}
        </p>
      )}
      {found.value ? (
        <Summary summary={found.value} cells={state.cells.value} />
      ) : (
        !trouble.value && <p class="quiet">Asking for the range …</p>
      )}
    </section>
  );
}

function Summary({ summary, cells }: { summary: RangeSummary; cells: readonly PlanCell[] }) {
  const { intervals, released, provisional, difference } = summary;
  return (
    <>
      <p class="quiet">
        {released} of {sayMany(intervals, "interval", "intervals")} released
        {provisional > 0 && `, ${provisional} of them provisional`}. Mean of interval figures, each
        counting once: no verdict, and not what persons did over the whole range. The ends are
        further apart than they need be, because neighbouring intervals are much alike.
      </p>
      <div class="table-scroll" tabIndex={0} role="region" aria-label="Figures of the range">
        <table>
          <thead>
            <tr>
              <th scope="col">Segment</th>
              <th scope="col">Mean net approval</th>
              <th scope="col">Intervals told</th>
              <th scope="col">Marks</th>
            </tr>
          </thead>
          <tbody>
            {summary.figures.map((figure) => (
              <tr key={figure.cell}>
                <th scope="row">{labelOf(cells, figure.cell)}</th>
                <td>{sayMean(figure)}</td>
                <td>{figure.told}</td>
                <td>
                  {figure.majorities.map((m) => `${m.intervals} ${MAJORITIES[m.majority]}`).join(", ")}
                </td>
              </tr>
            ))}
            {difference && (
              <tr>
                <th scope="row">
                  {labelOf(cells, difference.first)} minus {labelOf(cells, difference.second)}
                </th>
                <td>{sayMean(difference)}</td>
                <td>{difference.told}</td>
                <td />
              </tr>
            )}
          </tbody>
        </table>
      </div>
    </>
  );
}

function sayMean({ net, low, high }: RangeFigure | RangeDifference): string {
  if (net === null || low === null || high === null) return "nothing told";
  return `${sayNet(net)} (${sayNet(low)} to ${sayNet(high)})`;
}
