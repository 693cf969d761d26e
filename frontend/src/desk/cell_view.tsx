// What a cell opens (D2): the words, the clip and its curve, the sentence, the figures with what a
// model makes of few persons, and what was decided for this audience.

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Verdict } from "../dashboard/marks";
import { sayCount, sayNet, sayPart, sayTime } from "../dashboard/words";
import type { PlanCell, Room, StatementFigure } from "../wire/dashboard.gen";
import type { DeskCell } from "../wire/desk.gen";
import { Clip } from "./clip";
import { DecisionCard } from "./decision_card";
import { ProposalForm } from "./decision_form";
import { cellKey, close, type DeskState, open, type Opened } from "./desk_state";
import { sayRange } from "./desk_words";
import { allRows, cellOf, type Row } from "./matrix_rows";
import { clipAround } from "./stretch";
import { StretchCurve } from "./stretch_curve";

interface Props {
  state: DeskState;
  room: Room;
  opened: Opened;
}

export function CellView({ state, room, opened }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const playMs = useSignal<number | null>(null);
  useEffect(() => {
    playMs.value = null;
    heading.current?.focus();
  }, [opened.id, opened.cell]);
  const row = allRows(room.statements, state.desk.value).find((each) => each.id === opened.id);
  const cell = state.room.cells.value.find((each) => each.id === opened.cell);
  if (!row || !cell) return null;
  const leave = (): void => {
    close(state);
    const from = CSS.escape(cellKey(opened.id, opened.cell));
    const cell = document.querySelector<HTMLElement>(`[data-cell="${from}"]`);
    // It was opened from another view, or has gone with the filter.
    (cell ?? document.getElementById(`tab-${state.tab.value}`))?.focus();
  };
  const span = clipAround(row.startMs, row.endMs, room.stimuli[row.stimulus]?.duration_ms ?? 0);
  const told = cellOf(row, cell.id);
  return (
    <section
      class="card cell-view"
      aria-labelledby="cell-title"
      onKeyDown={(event) => {
        if (event.key === "Escape") leave();
      }}
    >
      <div class="cell-head">
        <h2 id="cell-title" ref={heading} tabIndex={-1}>
          {cell.label} on {row.kind === "passage" ? "the passage" : "the statement"} at{" "}
          {sayTime(row.startMs)}
        </h2>
        <button type="button" onClick={leave}>
          Close
        </button>
      </div>
      <Words state={state} row={row} cell={cell} />
      <Clip key={`${row.stimulus}`} room={room} stimulus={row.stimulus} span={span} playMs={playMs} />
      <StretchCurve state={state} room={room} row={row} cell={cell} span={span} playMs={playMs} />
      <Figures state={state} row={row} cell={cell} told={told} />
      {row.kind === "statement" && <Decided state={state} room={room} row={row} cell={cell} />}
    </section>
  );
}

function Words({ state, row, cell }: { state: DeskState; row: Row; cell: PlanCell }) {
  const passage = state.desk.value?.passage_facts.find((p) => p.statements.includes(row.id));
  return (
    <div class="cell-words">
      <blockquote dir="auto">{row.title}</blockquote>
      <p class="quiet">
        {[row.speaker, row.topic].filter(Boolean).join(" · ")}
        {(row.speaker || row.topic) && " · "}
        {sayTime(row.startMs)}–{sayTime(row.endMs)} · revision {row.revision}
        {passage && (
          <>
            {" · in "}
            <button type="button" class="plain-link" onClick={() => open(state, passage.id, cell.id)}>
              {passage.title}
            </button>
          </>
        )}
      </p>
      {row.note && <Disputed note={row.note} />}
    </div>
  );
}

/** So that "resonates" isn't read as "true". */
export function Disputed({ note }: { note: string }) {
  return (
    <p class="note disputed">
      <strong>Note:</strong> <span dir="auto">{note}</span>{" "}
      <small>A verdict says how words were received, not whether they are true.</small>
    </p>
  );
}

interface FigureProps {
  state: DeskState;
  row: Row;
  cell: PlanCell;
  told: DeskCell | undefined;
}

function Figures({ state, row, cell, told }: FigureProps) {
  if (!row.told) return <p class="quiet">Its verdicts come when its window has closed.</p>;
  if (!told) {
    return <p class="quiet">Kept back for {cell.label}: its sums would tell too much of few.</p>;
  }
  const release = state.room.figures.value.statements.get(row.id);
  const figure = release?.figures.find((each) => each.cell === cell.id);
  return (
    <div class="cell-figures">
      <p>
        <Verdict verdict={told.verdict} />{" "}
        {told.net !== null && <b class="cell-net">{sayNet(told.net)}</b>}{" "}
        <span class={`standing standing-${row.told.standing}`}>{row.told.standing}</span>{" "}
        {row.told.panel_share !== null && (
          <span class="quiet">{row.told.panel_share} % of the panel</span>
        )}
        {row.told.revision !== row.revision && (
          <span class="quiet"> · about revision {row.told.revision} of the words</span>
        )}
      </p>
      {figure && (
        <p class="sentence" dir="auto">
          {figure.sentence}
        </p>
      )}
      <dl>
        {figure && <Counts figure={figure} />}
        <Estimates told={told} />
      </dl>
      {told.modelled?.mostly_borrowed && (
        <p class="quiet">
          Less than half of the modelled figure is this audience’s own data, so it carries no verdict.
        </p>
      )}
    </div>
  );
}

function Counts({ figure }: { figure: StatementFigure }) {
  return (
    <>
      <dt>Likers</dt>
      <dd>{sayPart(figure.likers, figure.present)}</dd>
      <dt>Dislikers</dt>
      <dd>{sayPart(figure.dislikers, figure.present)}</dd>
      <dt>Present</dt>
      <dd>{sayCount(figure.present)}</dd>
      {figure.low !== null && figure.high !== null && (
        <>
          <dt>Net approval</dt>
          <dd>
            {sayNet(figure.net ?? 0)} ({sayRange(figure.low, figure.high)})
          </dd>
        </>
      )}
      {figure.people_to_settle !== null && (
        <>
          <dt>To settle it</dt>
          <dd>about {figure.people_to_settle} persons</dd>
        </>
      )}
    </>
  );
}

function Estimates({ told }: { told: DeskCell }) {
  const { modelled, contrast } = told;
  return (
    <>
      {modelled && (
        <>
          <dt>{modelled.label}</dt>
          <dd>
            {sayNet(modelled.net)} ({sayRange(modelled.low, modelled.high)})
          </dd>
        </>
      )}
      {contrast && (
        <>
          <dt>Against the others</dt>
          <dd>
            {sayNet(contrast.difference)} ({sayRange(contrast.low, contrast.high)}):{" "}
            {contrast.corrected
              ? "differs, after correction too"
              : contrast.differs
                ? "differs by itself, not after correction"
                : "no difference can be told"}
          </dd>
        </>
      )}
    </>
  );
}

function Decided({ state, room, row, cell }: { state: DeskState; room: Room; row: Row; cell: PlanCell }) {
  const own = [...state.decisions.value.values()].filter(
    (d) => d.statement === row.id && d.audience === cell.id,
  );
  return (
    <div class="decided">
      <h3>Decisions for {cell.label}</h3>
      {own.length === 0 && <p class="quiet">Nothing is decided about it for {cell.label} yet.</p>}
      {own.map((decision) => (
        <DecisionCard key={decision.id} state={state} room={room} decision={decision} />
      ))}
      <ProposalForm key={`${row.id} ${cell.id}`} state={state} room={room} row={row} cell={cell} />
    </div>
  );
}
