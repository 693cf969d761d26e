// Segments of the plan at once: any up to three as curves, the difference of two with its own band
// on the same axis, and what a chosen range of time was like. All figures are the server's.

import { useMemo } from "preact/hooks";
import type { AxisProps } from "../curve";
import { CURVES_MAX, type RoomState, toggleDrawn } from "../room_state";
import { type Choice, grouped, nothingChosen, pairOf } from "./choice";
import { DifferenceCurve } from "./difference_curve";
import { RangeChoice, RangeMark, RangeTable } from "./range_part";

export function CellsPart(props: AxisProps) {
  const choice = useMemo(nothingChosen, []);
  const { state } = props;
  if (state.cells.value.length === 0) return null;
  return (
    <div class="cells">
      <details class="cells-choice">
        <summary>Choose segments, a difference, a range of time</summary>
        <div class="cells-choices">
          <Segments state={state} />
          <div>
            <PairChoice state={state} choice={choice} />
            <RangeChoice {...props} choice={choice} />
          </div>
        </div>
      </details>
      {pairOf(choice) && <DifferenceCurve {...props} choice={choice} />}
      {choice.range.value && <RangeTable {...props} choice={choice} />}
      <RangeMark frame={props.frame} choice={choice} />
    </div>
  );
}

function Segments({ state }: { state: RoomState }) {
  const drawn = state.drawn.value;
  return (
    <fieldset class="cells-segments">
      <legend>
        Curves: {drawn.length} of at most {CURVES_MAX}
      </legend>
      {grouped(state.cells.value).map(([name, cells]) => (
        <div key={name} role="group" aria-label={name || "Everybody"}>
          {name && <p class="attribute">{name}</p>}
          {cells.map((cell) => (
            <label key={cell.id}>
              <input
                type="checkbox"
                checked={drawn.includes(cell.id)}
                onChange={() => toggleDrawn(state, cell.id)}
              />
              {cell.label} <span class="quiet">≈ {cell.n}</span>
            </label>
          ))}
        </div>
      ))}
    </fieldset>
  );
}

function PairChoice({ state, choice }: { state: RoomState; choice: Choice }) {
  const isSame = choice.first.value !== "" && choice.first.value === choice.second.value;
  return (
    <fieldset class="cells-pair">
      <legend>Difference of two</legend>
      <CellSelect state={state} name="First segment" chosen={choice.first} />
      <span aria-hidden="true">−</span>
      <CellSelect state={state} name="Second segment" chosen={choice.second} />
      <button
        type="button"
        disabled={!pairOf(choice)}
        onClick={() => {
          [choice.first.value, choice.second.value] = [choice.second.value, choice.first.value];
        }}
      >
        Swap
      </button>
      {isSame && <p class="quiet">Choose two different segments.</p>}
    </fieldset>
  );
}

interface SelectProps {
  state: RoomState;
  name: string;
  chosen: Choice["first"];
}

function CellSelect({ state, name, chosen }: SelectProps) {
  return (
    <select
      aria-label={name}
      onChange={(event) => {
        chosen.value = event.currentTarget.value;
      }}
    >
      <option value="" selected={chosen.value === ""}>
        none
      </option>
      {grouped(state.cells.value).map(([group, cells]) => {
        const options = cells.map((cell) => (
          <option key={cell.id} value={cell.id} selected={chosen.value === cell.id}>
            {cell.label}
          </option>
        ));
        return group ? (
          <optgroup key={group} label={group}>
            {options}
          </optgroup>
        ) : (
          options
        );
      })}
    </select>
  );
}
