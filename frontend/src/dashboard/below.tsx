// What stands below everything else, and comes after it: open quotas, what changed after it had been
// frozen, and how figures are to be read.

import type { Room } from "../wire/dashboard.gen";
import type { Change } from "./figures";
import { QuotaGaps } from "./quota_gaps";
import type { RoomState } from "./room_state";
import { sayTime } from "./words";

export function Below({ state, room }: { state: RoomState; room: Room }) {
  return (
    <div class="below">
      <QuotaGaps state={state} />
      <ChangesList state={state} room={room} />
      <section class="card notes" aria-labelledby="notes-title">
        <h2 id="notes-title">How to read this</h2>
        <p>
          Net approval is likes minus dislikes per 100 persons present. Persons are counted, not
          presses, and every count is rounded by the profile “{room.profile}”, so all numbers are
          about right and none is exact. Segments below {room.smallest_roster} are not shown.
        </p>
        <p>
          Live figures describe what happened so far; they are no test of a difference. The bands
          are pointwise: each holds for its own interval, not for the whole curve.
        </p>
        {room.own_only && (
          <p>You see the figures of your own audiences; there are others in this session.</p>
        )}
        {room.verdict_rule && (
          <details>
            <summary>How verdicts are given</summary>
            <p>{room.verdict_rule}</p>
          </details>
        )}
      </section>
    </div>
  );
}

function ChangesList({ state, room }: { state: RoomState; room: Room }) {
  const changes = state.figures.value.changes;
  return (
    <section class="card changes" aria-labelledby="changes-title">
      <h2 id="changes-title">Changes after freezing</h2>
      {changes.length === 0 ? (
        <p class="quiet">None so far. A frozen figure that changes is listed here.</p>
      ) : (
        <ol reversed tabIndex={0} aria-labelledby="changes-title">
          {[...changes].reverse().map((change) => (
            <li key={`${change.number}/${change.cell}`}>
              <strong>{placeOf(change, room)}</strong>, {labelOf(state, change.cell)}: {change.before}{" "}
              <span aria-hidden="true">→</span>
              <span class="unseen">became</span> {change.after}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function placeOf(change: Change, room: Room): string {
  if (change.statement) {
    const facts = room.statements.find((s) => s.id === change.statement);
    return facts ? facts.topic || change.statement : `passage ${change.statement}`;
  }
  const from = change.interval * room.cadence_ms;
  return `${sayTime(from)}–${sayTime(from + room.cadence_ms)}`;
}

function labelOf(state: RoomState, cell: string): string {
  return state.cells.value.find((c) => c.id === cell)?.label ?? cell;
}
