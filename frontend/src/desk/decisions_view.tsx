// Who decided what, for whom, and how far it is: everybody sees all of it, figures and reasons only
// for own audiences.

import { useSignal } from "@preact/signals";
import type { Room } from "../wire/dashboard.gen";
import type { Decision, DecisionStateName } from "../wire/decisions.gen";
import { DecisionCard } from "./decision_card";
import type { DeskState } from "./desk_state";
import { Choice } from "./filters";

const GROUPS: readonly [DecisionStateName, string][] = [
  ["proposed", "Proposed"],
  ["taken", "Taken"],
  ["done", "Done"],
  ["dropped", "Dropped"],
];

const newestMs = (decision: Decision): number => decision.entries.at(-1)?.wall_ms ?? 0;

export function DecisionsView({ state, room }: { state: DeskState; room: Room }) {
  const audience = useSignal("");
  const every = [...state.decisions.value.values()].sort((a, b) => newestMs(b) - newestMs(a));
  const audiences = new Map(every.map((d) => [d.audience, d.audience_label || d.audience]));
  const shown = every.filter((d) => audience.value === "" || d.audience === audience.value);
  if (every.length === 0) {
    return (
      <section class="card">
        <h2>Decisions</h2>
        <p class="empty-note">
          Nothing is decided yet. Open a cell of the matrix to suggest something for its audience.
        </p>
      </section>
    );
  }
  return (
    <section class="decisions" aria-label="Decisions">
      {audiences.size > 1 && (
        <div class="filters">
          <Choice
            name="Audience"
            any="all audiences"
            value={audience.value}
            choices={[...audiences]}
            onChoose={(value) => {
              audience.value = value;
            }}
          />
        </div>
      )}
      <div class="decision-groups">
        {GROUPS.map(([name, title]) => {
          const those = shown.filter((d) => d.state === name);
          return (
            <section key={name} class="card">
              <h2>
                {title} <span class="quiet">{those.length}</span>
              </h2>
              {those.map((decision) => (
                <DecisionCard key={decision.id} state={state} room={room} decision={decision} withWords />
              ))}
            </section>
          );
        })}
      </div>
    </section>
  );
}
