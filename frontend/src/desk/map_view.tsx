// The message map of one audience: what to lead with, what divides, what to leave out, in the order
// in which net approval is to be expected; and where two audiences want different things.

import { VerdictSign } from "../dashboard/marks";
import { sayNet, sayTime } from "../dashboard/words";
import type { Room, StatementFacts, VerdictName } from "../wire/dashboard.gen";
import type { Advice, AudienceMap, Clash, MapEntry } from "../wire/desk.gen";
import { Disputed } from "./cell_view";
import { type DeskState, open } from "./desk_state";
import { ADVICES, sayCertainty, sayRange } from "./desk_words";
import { Choice } from "./filters";

const SIGNS: Record<Advice, VerdictName> = {
  lead: "resonates",
  divides: "divides",
  leave_out: "falls_flat",
  cold: "leaves_cold",
  open: "undecided",
  too_few: "too_few",
};

interface Props {
  state: DeskState;
  room: Room;
}

export function MapView({ state, room }: Props) {
  const desk = state.desk.value;
  const cells = state.room.cells.value.filter((cell) => !cell.withheld);
  const chosen = cells.find((cell) => cell.id === state.audience.value) ?? cells[0];
  const map = desk?.maps.find((each) => each.cell === chosen?.id);
  if (!desk) return <p class="card empty-note">Reckoning the message map …</p>;
  if (!chosen || !map) {
    return <p class="card empty-note">No audience has figures yet; the map comes with the first verdicts.</p>;
  }
  const clashes = desk.clashes.filter((c) => c.first === chosen.id || c.second === chosen.id);
  return (
    <>
      <div class="filters">
        <Choice
          name="Audience"
          any=""
          value={chosen.id}
          choices={cells.map((cell) => [
            cell.id,
            cell.id === "all" ? cell.label : `${cell.attribute_label || cell.attribute}: ${cell.label}`,
          ])}
          onChoose={(id) => {
            state.audience.value = id;
          }}
        />
      </div>
      {map.reason ? (
        <p class="card empty-note">No order for {chosen.label}: {map.reason}.</p>
      ) : (
        <Groups state={state} room={room} map={map} />
      )}
      <Clashes state={state} room={room} clashes={clashes} label={chosen.label} hasOthers={cells.length > 1} />
      <p class="quiet map-note">
        Expected net approval is drawn towards this audience’s mean, because the largest of many
        figures is partly luck. Places are given with those that are possible with 95 % certainty. A
        verdict says how words were received, not whether they are true.
      </p>
    </>
  );
}

function Groups({ state, room, map }: Props & { map: AudienceMap }) {
  return (
    <div class="map-groups">
      {(Object.keys(ADVICES) as Advice[]).map((advice) => {
        const entries = map.entries.filter((entry) => entry.advice === advice);
        if (entries.length === 0 && !["lead", "divides", "leave_out"].includes(advice)) return null;
        return (
          <section key={advice} class={`card map-group map-${advice}`}>
            <h2>
              <VerdictSign verdict={SIGNS[advice]} /> {ADVICES[advice]}
            </h2>
            {entries.length === 0 && <p class="quiet">Nothing so far.</p>}
            <ol>
              {entries.map((entry) => (
                <Entry
                  key={entry.statement}
                  entry={entry}
                  count={map.entries.length}
                  said={room.statements.find((s) => s.id === entry.statement)}
                  onOpen={() => open(state, entry.statement, map.cell)}
                />
              ))}
            </ol>
          </section>
        );
      })}
    </div>
  );
}

interface EntryProps {
  entry: MapEntry;
  count: number;
  said: StatementFacts | undefined;
  onOpen(): void;
}

function Entry({ entry, count, said, onOpen }: EntryProps) {
  const places = entry.place_low === entry.place_high ? "" : ` (${entry.place_low} to ${entry.place_high})`;
  return (
    <li>
      <button type="button" class="plain-link map-words" onClick={onOpen}>
        {said && <span class="row-time">{sayTime(said.start_ms)}</span>}{" "}
        <span dir="auto">{said?.words ?? entry.statement}</span>
      </button>
      <Bar entry={entry} />
      <p class="quiet">
        expected <b>{sayNet(entry.expected)}</b> ({sayRange(entry.low, entry.high)}) · place {entry.place}
        {places} of {count}
        {entry.certainty !== null && ` · ${sayCertainty(entry.certainty)} sure`}
        {entry.might_be_luck && " · may be luck"}
      </p>
      {said?.note && <Disputed note={said.note} />}
    </li>
  );
}

/** The expected value with its interval, on the axis from −100 to 100. */
function Bar({ entry }: { entry: MapEntry }) {
  const x = (net: number): number => net + 100;
  return (
    <svg class="map-bar" viewBox="0 0 200 12" preserveAspectRatio="none" aria-hidden="true">
      <line class="stretch-zero" x1="100" x2="100" y1="0" y2="12" />
      <rect
        class={entry.expected < 0 ? "bar-dislike" : "bar-like"}
        x={x(entry.low)}
        y="4"
        width={Math.max(1, entry.high - entry.low)}
        height="4"
      />
      <rect class="bar-mark" x={x(entry.expected) - 1} y="1" width="2" height="10" />
    </svg>
  );
}

interface ClashProps extends Props {
  clashes: Clash[];
  label: string;
  hasOthers: boolean;
}

function Clashes({ state, room, clashes, label, hasOthers }: ClashProps) {
  const name = (id: string): string => state.room.cells.value.find((c) => c.id === id)?.label ?? id;
  if (!hasOthers) return null;
  return (
    <section class="card clashes">
      <h2>Where others want something else than {label}</h2>
      {clashes.length === 0 && (
        <p class="quiet">
          Nowhere that can be told: no statement resonates with one audience and falls flat with, or
          divides, another of the same attribute.
        </p>
      )}
      <ul>
        {clashes.map((clash) => {
          const said = room.statements.find((s) => s.id === clash.statement);
          return (
            <li key={`${clash.statement} ${clash.first} ${clash.second}`}>
              <button type="button" class="plain-link map-words" onClick={() => open(state, clash.statement, clash.first)}>
                {said && <span class="row-time">{sayTime(said.start_ms)}</span>}{" "}
                <span dir="auto">{said?.words ?? clash.statement}</span>
              </button>
              <p>
                <VerdictSign verdict="resonates" /> resonates with {name(clash.first)},{" "}
                <VerdictSign verdict={clash.opposed ? "falls_flat" : "divides"} />{" "}
                {clash.opposed ? "falls flat with" : "divides"} {name(clash.second)}
              </p>
              <p class="quiet">
                {sayNet(clash.difference)} between them ({sayRange(clash.low, clash.high)})
                {clash.corrected ? ", after correction too" : "; by itself, not after correction"}
              </p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
