// Audiences × statements at a glance, for the centre: every region's verdicts on one screen, and what
// each of them has decided.

import { VerdictSign } from "../dashboard/marks";
import { sayNet, sayTime, VERDICTS } from "../dashboard/words";
import type { PlanCell, Room, VerdictName } from "../wire/dashboard.gen";
import type { DecisionStateName } from "../wire/decisions.gen";
import { cellKey, type DeskState, open } from "./desk_state";
import { sayCell } from "./desk_words";
import { Choice } from "./filters";
import { KeyGrid } from "./key_grid";
import { isMarked, paint } from "./matrix_cell";
import { allRows, attributesOf, cellOf, type Row } from "./matrix_rows";

interface Props {
  state: DeskState;
  room: Room;
}

export function Overview({ state, room }: Props) {
  const attributes = attributesOf(state.room.cells.value);
  const chosen = attributes.find(({ id }) => id === state.attribute.value) ?? attributes[0];
  const rows = allRows(room.statements, state.desk.value).filter((row) => row.kind === "statement");
  if (!chosen || !rows.some((row) => row.told)) {
    return (
      <p class="card empty-note">
        {chosen ? "No figures yet; the overview fills as statements close." : "No audience but the whole panel can be shown here."}
      </p>
    );
  }
  const audiences = state.room.cells.value.filter(
    (cell) => cell.attribute === chosen.id && !cell.withheld,
  );
  return (
    <>
      <div class="filters">
        <Choice
          name="Audiences by"
          any=""
          value={chosen.id}
          choices={attributes.map(({ id, label }) => [id, label])}
          onChoose={(id) => {
            state.attribute.value = id;
          }}
        />
      </div>
      <section class="card matrix-card" aria-label="Overview of audiences and statements">
        <div class="matrix-scroll">
          <KeyGrid class="matrix overview" label={`${chosen.label} by statement`}>
            <thead>
              <tr>
                <th scope="col" class="corner">
                  {chosen.label}
                </th>
                {rows.map((row) => (
                  <th key={row.id} scope="col" title={row.title}>
                    {sayTime(row.startMs)} <small dir="auto">{row.topic || row.title}</small>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {audiences.map((cell) => (
                <Audience key={cell.id} state={state} cell={cell} rows={rows} />
              ))}
            </tbody>
          </KeyGrid>
        </div>
      </section>
    </>
  );
}

const COUNTED: VerdictName[] = ["resonates", "falls_flat", "divides", "leaves_cold"];
const DECIDED: DecisionStateName[] = ["proposed", "taken", "done"];

function Audience({ state, cell, rows }: { state: DeskState; cell: PlanCell; rows: Row[] }) {
  const verdicts = rows.map((row) => cellOf(row, cell.id)?.verdict);
  const decisions = [...state.decisions.value.values()].filter((d) => d.audience === cell.id);
  const told = DECIDED.map((name) => [decisions.filter((d) => d.state === name).length, name] as const)
    .filter(([n]) => n > 0)
    .map(([n, name]) => `${n} ${name}`);
  return (
    <tr>
      <th role="rowheader" scope="row">
        <button
          type="button"
          class="row-open"
          onClick={() => {
            state.audience.value = cell.id;
            state.tab.value = "map";
          }}
        >
          <span class="row-words">{cell.label}</span> <small>≈ {cell.n}</small>
          <span class="tally">
            {COUNTED.map((verdict) => (
              <span key={verdict}>
                <VerdictSign verdict={verdict} />
                <span class="unseen">{VERDICTS[verdict]}</span> {verdicts.filter((v) => v === verdict).length}
              </span>
            ))}
          </span>
          <small>{told.length > 0 ? told.join(", ") : "nothing decided"}</small>
        </button>
      </th>
      {rows.map((row) => (
        <Glance key={row.id} state={state} row={row} audience={cell} />
      ))}
    </tr>
  );
}

function Glance({ state, row, audience }: { state: DeskState; row: Row; audience: PlanCell }) {
  const cell = cellOf(row, audience.id);
  if (!cell) {
    return (
      <td role="gridcell">
        <span class="empty">
          <span class="unseen">no figures</span>
        </span>
      </td>
    );
  }
  const marked = isMarked(cell, state.isCorrected.value);
  return (
    <td role="gridcell">
      <button
        type="button"
        class={`cell glance ${paint(cell)}`}
        data-cell={cellKey(row.id, audience.id)}
        onClick={() => open(state, row.id, audience.id)}
      >
        <span class="unseen">
          {sayCell(`${audience.label} at ${sayTime(row.startMs)}`, cell, marked, row.told?.standing ?? "")}
        </span>
        <span class="cell-sign">
          <VerdictSign verdict={cell.verdict} />
        </span>
        <span class="cell-line" aria-hidden="true">
          <small>{cell.net === null ? "" : sayNet(cell.net)}</small>
          {marked && <span class="cell-mark">≠</span>}
        </span>
      </button>
    </td>
  );
}
