// The statements with their verdicts. The list goes along with the play head, the statement
// being spoken stands out, and each opens to the sentence of every segment (M4).

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type {
  Room,
  StatementFacts,
  StatementFigure,
  StatementRelease,
  VerdictName,
} from "../wire/dashboard.gen";
import { Look, Verdict, VerdictSign } from "./marks";
import { lookAt, type RoomState, wholeCell } from "./room_state";
import { KEPT_BACK, sayDelay, sayNet, sayPart, sayShare, sayTime, VERDICTS } from "./words";

interface Props {
  state: RoomState;
  room: Room;
}

/** The statement at a moment, or the last one before it; -1 before the first. */
export function statementAt(statements: readonly StatementFacts[], ms: number): number {
  let found = -1;
  statements.forEach((statement, k) => {
    if (statement.start_ms <= ms) found = k;
  });
  return found;
}

export function StatementList({ state, room }: Props) {
  const list = useRef<HTMLOListElement>(null);
  const opened = useSignal<string | null>(null);
  const here = room.statements.filter((s) => s.stimulus === state.stimulus.value);
  const now = statementAt(here, state.playMs.value);
  useLayoutEffect(() => {
    const element = list.current;
    // One statement before stays in sight.
    const item = element?.children[Math.max(0, now - 1)] as HTMLElement | undefined;
    if (!element || !item || element.matches(":focus-within")) return;
    // Only the list moves, never the page under the moderator's hand.
    element.scrollTop = item.offsetTop - element.offsetTop;
  }, [now]);
  return (
    <section class="card statements" aria-labelledby="statements-title">
      <div class="statements-head">
        <h2 id="statements-title">Statements</h2>
        <p class="quiet">Reactions are read {sayDelay(room.lag_ms)} after the words (lag).</p>
      </div>
      {here.length === 0 ? (
        <p class="quiet">This stimulus has no statements yet.</p>
      ) : (
        <ol ref={list} tabIndex={0} aria-label="Statements in time order">
          {here.map((statement, k) => (
            <StatementItem
              key={statement.id}
              state={state}
              statement={statement}
              isNow={k === now}
              isOpen={opened.value === statement.id}
              onToggle={() => {
                opened.value = opened.value === statement.id ? null : statement.id;
              }}
            />
          ))}
        </ol>
      )}
    </section>
  );
}

interface ItemProps {
  state: RoomState;
  statement: StatementFacts;
  isNow: boolean;
  isOpen: boolean;
  onToggle(): void;
}

function StatementItem({ state, statement, isNow, isOpen, onToggle }: ItemProps) {
  const release = state.figures.value.statements.get(statement.id);
  const whole = wholeCell(state.cells.value);
  const figure = release?.figures.find((f) => f.cell === whole?.id);
  const heading = statement.topic || statement.words || "Words to be typed";
  return (
    <li class={isNow ? "statement now" : "statement"} aria-current={isNow ? "time" : undefined}>
      <div class="statement-line">
        <button
          type="button"
          class="time"
          aria-label={`Go to ${sayTime(statement.start_ms)}`}
          onClick={() => lookAt(state, statement.start_ms)}
        >
          {sayTime(statement.start_ms)}
        </button>
        <button type="button" class="statement-open" aria-expanded={isOpen} onClick={onToggle}>
          {heading}
        </button>
        {figure && whole && whole.id !== "all" && <span class="quiet">{whole.label}</span>}
        {figure ? (
          <Verdict verdict={figure.verdict} />
        ) : (
          <span class="quiet waiting-verdict">{sayWait(statement, state.playMs.value)}</span>
        )}
      </div>
      <p class="words">
        {statement.speaker && <span class="speaker">{statement.speaker}: </span>}
        {statement.words}
      </p>
      {statement.note && <p class="quiet">{statement.note}</p>}
      {release && !isOpen && <Summary release={release} state={state} whole={whole?.id} />}
      {isOpen &&
        (release ? (
          <Details release={release} state={state} statement={statement} />
        ) : (
          <p class="quiet">Its verdict comes when its window has closed.</p>
        ))}
    </li>
  );
}

function sayWait(statement: StatementFacts, ms: number): string {
  if (ms < statement.start_ms) return "to come";
  return ms < statement.end_ms ? "being spoken" : "verdict to come";
}

const ORDER: VerdictName[] = [
  "resonates",
  "falls_flat",
  "divides",
  "leaves_cold",
  "undecided",
  "too_few",
];

/** Which segments have which verdict, in one line of signs; names where they are few. */
function Summary(props: { release: StatementRelease; state: RoomState; whole: string | undefined }) {
  const { release, state, whole } = props;
  const parts = release.figures.filter((f) => f.cell !== whole);
  const labelOf = (f: StatementFigure): string =>
    state.cells.value.find((c) => c.id === f.cell)?.label ?? f.cell;
  return (
    <p class="summary">
      {ORDER.map((verdict) => {
        const those = parts.filter((f) => f.verdict === verdict);
        if (those.length === 0) return null;
        return (
          <span key={verdict} title={`${VERDICTS[verdict]}: ${those.map(labelOf).join(", ")}`}>
            <VerdictSign verdict={verdict} /> <span class="unseen">{VERDICTS[verdict]}: </span>
            {those.length <= 2 ? those.map(labelOf).join(", ") : `${those.length} segments`}
          </span>
        );
      })}
      {release.standing === "provisional" && <Standing release={release} />}
    </p>
  );
}

function Standing({ release }: { release: StatementRelease }) {
  return <span class={`standing standing-${release.standing}`}>{release.standing}</span>;
}

function Details(props: {
  release: StatementRelease;
  state: RoomState;
  statement: StatementFacts;
}) {
  const { release, state, statement } = props;
  return (
    <div class="details">
      <p class="quiet">
        <Standing release={release} /> {sayShare(release.panel_share)} of the panel
        {release.revision !== statement.revision &&
          ` · about revision ${release.revision} of the words`}
      </p>
      <ul>
        {state.cells.value.map((cell) => {
          const figure = release.figures.find((f) => f.cell === cell.id);
          const look = state.looks.value[cell.id];
          if (!figure) {
            if (cell.withheld) return null;
            return (
              <li key={cell.id} class="quiet">
                <strong>{cell.label}</strong> {KEPT_BACK}
              </li>
            );
          }
          return (
            <li key={cell.id}>
              <span class="details-cell">
                {look !== undefined && <Look look={look} />} <strong>{cell.label}</strong>{" "}
                <Verdict verdict={figure.verdict} />{" "}
                {figure.net !== null && <b>{sayNet(figure.net)}</b>}
              </span>
              {/* In the study's language, which may run the other way than this page. */}
              <span class="sentence" dir="auto">
                {figure.sentence}
              </span>
              <span class="quiet">
                likers {sayPart(figure.likers, figure.present)}, dislikers{" "}
                {sayPart(figure.dislikers, figure.present)}
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
