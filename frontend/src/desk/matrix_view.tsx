// Statements and passages by audiences: the matrix (D1), what narrows it, and the warning that of
// many comparisons some differ by chance (D4).

import { sayNet, sayTime } from "../dashboard/words";
import type { PlanCell, Room } from "../wire/dashboard.gen";
import type { Comparisons } from "../wire/desk.gen";
import { cellKey, type DeskState, open } from "./desk_state";
import { Filters } from "./filters";
import { KeyGrid } from "./key_grid";
import { DeskLegend, HowToRead } from "./legend";
import { MatrixCell } from "./matrix_cell";
import { allRows, cellOf, columnsOf, filtered, inOrder, type Row, splitOf, withheldOf } from "./matrix_rows";

interface Props {
  state: DeskState;
  room: Room;
}

export function MatrixView({ state, room }: Props) {
  const desk = state.desk.value;
  const columns = columnsOf(state.room.cells.value, state.attribute.value);
  const every = allRows(room.statements, desk);
  const kept = filtered(every, state.filter.value, columns, desk?.passage_facts ?? []);
  const rows = inOrder(kept, state.order.value, state.attribute.value);
  return (
    <>
      <Filters state={state} room={room} rows={every} shown={rows.length} />
      <ManyComparisons state={state} />
      <section class="card matrix-card" aria-label="Matrix of statements and audiences">
        <Nothing state={state} room={room} rows={every.length} shown={rows.length} columns={columns.length} />
        {columns.length > 0 && rows.length > 0 && (
          <div class="matrix-scroll">
            <KeyGrid class="matrix" label="Statements and passages by audience">
              <Head columns={columns} state={state} />
              <tbody>
                {rows.map((row) => (
                  <MatrixRow key={row.id} row={row} state={state} room={room} />
                ))}
              </tbody>
            </KeyGrid>
          </div>
        )}
      </section>
      <LeftOut state={state} room={room} />
      <DeskLegend />
      <HowToRead room={room} />
    </>
  );
}

/** What the server leaves out, so that nobody takes it for all there is. */
function LeftOut({ state, room }: Props) {
  const withheld = withheldOf(state.room.cells.value);
  if (withheld.length === 0 && !room.own_only) return null;
  return (
    <div class="quiet left-out">
      {room.own_only && <p>Audiences that aren’t yours are left out, and comparisons with them.</p>}
      {withheld.map(({ reason, labels }) => (
        <p key={reason}>
          Not shown: {labels.join(", ")} ({reason})
        </p>
      ))}
    </div>
  );
}

/** Why there is no matrix yet, or nothing in it. */
function Nothing(props: Props & { rows: number; shown: number; columns: number }) {
  const { state, room } = props;
  if (!state.desk.value) return <p class="empty-note" role="status">Reckoning the matrix …</p>;
  if (room.statements.length === 0) {
    return (
      <p class="empty-note">
        This session has no statements, so there is nothing to judge. Statements come from the
        transcript of the study.
      </p>
    );
  }
  if (props.columns === 0) {
    return (
      <p class="empty-note">
        {room.own_only
          ? "None of your own audiences has figures here: they are settled when the session starts, and small ones are never shown."
          : "The audiences aren’t settled yet; that happens once the session has started and enough persons are in."}
      </p>
    );
  }
  if (props.shown === 0 && props.rows > 0) {
    return <p class="empty-note">No statement fits what you asked for.</p>;
  }
  if (state.desk.value.release === 0) {
    return (
      <p class="empty-note" role="status">
        No figures yet. A statement’s verdicts appear when its window has closed
        {state.room.status.value?.state === "running" ? "." : "; the session isn’t running."}
      </p>
    );
  }
  return null;
}

interface Group {
  attribute: string;
  label: string;
  span: number;
}

/** Neighbouring columns of one attribute; the whole panel belongs to none. */
function groupsOf(columns: readonly PlanCell[]): Group[] {
  const groups: Group[] = [];
  for (const column of columns.filter(({ id }) => id !== "all")) {
    const last = groups.at(-1);
    if (last?.attribute === column.attribute) last.span += 1;
    else {
      const label = column.attribute_label || column.attribute;
      groups.push({ attribute: column.attribute, label, span: 1 });
    }
  }
  return groups;
}

function Head({ columns, state }: { columns: readonly PlanCell[]; state: DeskState }) {
  const whole = columns.find(({ id }) => id === "all");
  return (
    <thead>
      <tr>
        <th scope="col" rowSpan={2} class="corner">
          {state.order.value === "split" ? "Widest split first" : "As spoken"}
        </th>
        {whole && (
          <th scope="col" rowSpan={2}>
            {whole.label} <small>≈ {whole.n}</small>
          </th>
        )}
        {groupsOf(columns).map((group) => (
          <th key={group.attribute} scope="colgroup" colSpan={group.span} class="group">
            {group.label}
          </th>
        ))}
      </tr>
      <tr>
        {columns
          .filter((column) => column !== whole)
          .map((column) => (
            <th key={column.id} scope="col">
              {column.label} <small>≈ {column.n}</small>
            </th>
          ))}
      </tr>
    </thead>
  );
}

function MatrixRow({ row, state, room }: Props & { row: Row }) {
  const columns = columnsOf(state.room.cells.value, state.attribute.value);
  const first = columns.find((column) => cellOf(row, column.id)) ?? columns[0];
  const opened = state.opened.value;
  const split = state.order.value === "split" ? splitOf(row, state.attribute.value) : null;
  return (
    <tr class={`row-${row.kind}`}>
      <th role="rowheader" scope="row">
        <button type="button" class="row-open" onClick={() => first && open(state, row.id, first.id)}>
          <span class="row-time">
            {room.stimuli.length > 1 && `${row.stimulus + 1} · `}
            {sayTime(row.startMs)}
          </span>{" "}
          <span class="row-words" dir="auto">
            {row.kind === "passage" && <span class="chip">passage</span>} {row.title}
          </span>
          {row.note && <span class="chip chip-note">note</span>}
          {split && <SplitWords split={split} state={state} />}
        </button>
      </th>
      {columns.map((column) => (
        <MatrixCell
          key={column.id}
          row={row}
          column={column}
          cell={cellOf(row, column.id)}
          isCorrected={state.isCorrected.value}
          isOpen={opened?.id === row.id && opened.cell === column.id}
          decided={state.decided.value.get(cellKey(row.id, column.id)) ?? 0}
          onOpen={() => open(state, row.id, column.id)}
        />
      ))}
    </tr>
  );
}

function SplitWords({ split, state }: { split: { highest: string; lowest: string; gap: number; low: number; high: number }; state: DeskState }) {
  const label = (id: string): string => state.room.cells.value.find((c) => c.id === id)?.label ?? id;
  return (
    <small class="split">
      {label(split.highest)} over {label(split.lowest)}: {sayNet(split.gap)} ({sayNet(split.low)} to{" "}
      {sayNet(split.high)})
    </small>
  );
}

function ManyComparisons({ state }: { state: DeskState }) {
  const found: Comparisons | undefined = state.desk.value?.statements.comparisons;
  if (!found || found.tested === 0) return null;
  const chance = Math.round(found.by_chance);
  return (
    <div class="note many" role="group" aria-label="Many comparisons">
      <p>
        Of {found.tested} cells of statements about <strong>{chance}</strong> would differ from the others of their
        attribute by chance alone; {found.differing} do, {found.corrected} after correction.
      </p>
      <div class="marking">
        {[true, false].map((isCorrected) => (
          <label key={String(isCorrected)}>
            <input
              type="radio"
              name="corrected"
              checked={state.isCorrected.value === isCorrected}
              onChange={() => {
                state.isCorrected.value = isCorrected;
              }}
            />{" "}
            {isCorrected ? "mark ≠ after correction" : "mark ≠ each by itself"}
          </label>
        ))}
      </div>
    </div>
  );
}
