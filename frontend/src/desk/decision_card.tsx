// One decision: what, for whom, how far, by whom and why, with the steps that may come next and the
// package of what is featured. Who may what is the server's affair; this only offers what may be.

import { useSignal } from "@preact/signals";
import { Trouble } from "../dashboard/notices";
import { sayTime } from "../dashboard/words";
import type { Room } from "../wire/dashboard.gen";
import type { Decision, DecisionEntry, DecisionStep } from "../wire/decisions.gen";
import { step, type Step } from "./ask_desk";
import { type DeskState, open, takeDecision } from "./desk_state";
import { KINDS, ROLES, sayWhen, STATES } from "./desk_words";
import { PackageButton } from "./package_button";
import { ReasonField } from "./reason_field";

interface Props {
  state: DeskState;
  room: Room;
  decision: Decision;
  /** With the words it is about, where the card stands by itself. */
  withWords?: boolean;
}

export function DecisionCard({ state, room, decision, withWords = false }: Props) {
  const newest = decision.entries.at(-1)!;
  const said = room.statements.find((s) => s.id === decision.statement);
  return (
    <article class={`decision decision-${decision.state}`}>
      <p class="decision-head">
        <strong>{KINDS[decision.kind]}</strong> <span class="chip">{STATES[decision.state]}</span>
        {withWords && <span> for {decision.audience_label || decision.audience}</span>}
      </p>
      {withWords && (
        <p class="words" dir="auto">
          <button type="button" class="plain-link" onClick={() => open(state, decision.statement, decision.audience)}>
            {said ? `${sayTime(said.start_ms)} ${said.words}` : decision.statement}
          </button>
        </p>
      )}
      {said && said.revision !== decision.revision && (
        <p class="quiet">About revision {decision.revision}; the words stand in {said.revision} now.</p>
      )}
      <Entry entry={newest} own={decision.own} />
      {decision.entries.length > 1 && (
        <details>
          <summary>History</summary>
          <ol class="history">
            {decision.entries.map((entry, k) => (
              <li key={k}>
                <Entry entry={entry} own={decision.own} />
              </li>
            ))}
          </ol>
        </details>
      )}
      <Steps state={state} decision={decision} />
      <PackageButton state={state} room={room} decision={decision} />
    </article>
  );
}

function Entry({ entry, own }: { entry: DecisionEntry; own: boolean }) {
  return (
    <div class="entry">
      <p class="quiet">
        {STATES[entry.state]} by {entry.author} ({ROLES[entry.role]}), {sayWhen(entry.wall_ms)}
        {entry.ran_ms !== null && `; ran ${sayWhen(entry.ran_ms)}`}
      </p>
      {entry.reason && <p dir="auto">{entry.reason}</p>}
      {!own && !entry.reason && <p class="quiet">The reason goes with the figures of its audience.</p>}
      {entry.ran_at && (
        <p>
          <a href={entry.ran_at} rel="noreferrer noopener" target="_blank">
            Where it ran
          </a>
        </p>
      )}
    </div>
  );
}

const NAMES: Record<Step, string> = { take: "Take it", done: "It is done", drop: "Drop it" };

/** The steps that may be offered: the audience's own take, finish and drop; a proposer takes back. */
function stepsFor(state: DeskState, decision: Decision): Step[] {
  const decides = state.rights.value.decide.has(decision.audience);
  const isOwn = decision.entries[0]?.author === state.desk.value?.member;
  if (decision.state === "proposed") return decides ? ["take", "drop"] : isOwn ? ["drop"] : [];
  return decision.state === "taken" && decides ? ["done", "drop"] : [];
}

function Steps({ state, decision }: Pick<Props, "state" | "decision">) {
  const asked = useSignal<Step | null>(null);
  const trouble = useSignal("");
  const isBusy = useSignal(false);
  const steps = stepsFor(state, decision);
  if (steps.length === 0) return null;
  const send = async (which: Step, told: Partial<DecisionStep>): Promise<void> => {
    isBusy.value = true;
    const answer = await step(decision, which, told);
    isBusy.value = false;
    trouble.value = answer.refusal;
    if (answer.told) {
      takeDecision(state, answer.told);
      asked.value = null;
    }
  };
  return (
    <>
      <div class="row-of-buttons">
        {steps.map((which) => (
          <button
            key={which}
            type="button"
            class={which === "drop" ? "grave" : "primary"}
            disabled={isBusy.value}
            aria-expanded={asked.value === which}
            onClick={() => {
              asked.value = asked.value === which ? null : which;
            }}
          >
            {NAMES[which]} …
          </button>
        ))}
      </div>
      {asked.value && <StepForm key={asked.value} which={asked.value} isBusy={isBusy.value} send={send} />}
      <Trouble words={trouble.value} />
    </>
  );
}

interface FormProps {
  which: Step;
  isBusy: boolean;
  send(which: Step, told: Partial<DecisionStep>): Promise<void>;
}

function StepForm({ which, isBusy, send }: FormProps) {
  const reason = useSignal("");
  const link = useSignal("");
  const ran = useSignal("");
  const told = (): Partial<DecisionStep> => {
    const more = which === "done" ? { ran_at: link.value.trim(), ran_ms: ran.value ? new Date(ran.value).getTime() : null } : {};
    return { reason: reason.value.trim(), ...more };
  };
  return (
    <form
      class="decide"
      onSubmit={(event) => {
        event.preventDefault();
        void send(which, told());
      }}
    >
      <ReasonField reason={reason} />
      {which === "done" && (
        <>
          <label class="reason">
            <span>Where it ran (link, if there is one)</span>
            <input
              type="url"
              placeholder="https://"
              value={link.value}
              onInput={(event) => {
                link.value = event.currentTarget.value;
              }}
            />
          </label>
          <label class="reason">
            <span>When it ran</span>
            <input
              type="datetime-local"
              value={ran.value}
              onInput={(event) => {
                ran.value = event.currentTarget.value;
              }}
            />
          </label>
        </>
      )}
      <button type="submit" class={which === "drop" ? "grave" : "primary"} disabled={isBusy}>
        {NAMES[which]}
      </button>
    </form>
  );
}
