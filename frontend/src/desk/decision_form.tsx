// A new decision about a statement for an audience: suggested, or taken at once by who decides for
// it. The server has the last word; a refusal is shown with its remedy.

import { useSignal } from "@preact/signals";
import { Trouble } from "../dashboard/notices";
import type { PlanCell, Room } from "../wire/dashboard.gen";
import type { DecisionKindName } from "../wire/decisions.gen";
import { propose } from "./ask_desk";
import { type DeskState, takeDecision } from "./desk_state";
import { KIND_HINTS, KINDS } from "./desk_words";
import type { Row } from "./matrix_rows";
import { ReasonField } from "./reason_field";

interface Props {
  state: DeskState;
  room: Room;
  row: Row;
  cell: PlanCell;
}

export function ProposalForm({ state, room, row, cell }: Props) {
  const kind = useSignal<DecisionKindName>("feature");
  const reason = useSignal("");
  const trouble = useSignal("");
  const isBusy = useSignal(false);
  const { propose: mayPropose, decide } = state.rights.value;
  if (!mayPropose.has(cell.id)) return null;
  const mayTake = decide.has(cell.id);
  const send = async (taken: boolean): Promise<void> => {
    isBusy.value = true;
    const answer = await propose(room.session, {
      statement: row.id,
      revision: row.revision,
      audience: cell.id,
      kind: kind.value,
      reason: reason.value.trim(),
      taken,
    });
    isBusy.value = false;
    trouble.value = answer.refusal;
    if (answer.told) {
      takeDecision(state, answer.told);
      reason.value = "";
    }
  };
  return (
    <form
      class="decide"
      onSubmit={(event) => {
        event.preventDefault();
        void send(mayTake);
      }}
    >
      <fieldset>
        <legend>{mayTake ? "Decide" : "Suggest"}</legend>
        {(Object.keys(KINDS) as DecisionKindName[]).map((each) => (
          <label key={each}>
            <input
              type="radio"
              name="kind"
              value={each}
              checked={kind.value === each}
              onChange={() => {
                kind.value = each;
              }}
            />{" "}
            {KINDS[each]}
          </label>
        ))}
      </fieldset>
      <p class="quiet">{KIND_HINTS[kind.value]}</p>
      <ReasonField reason={reason} />
      <div class="row-of-buttons">
        <button type="submit" class="primary" disabled={isBusy.value}>
          {mayTake ? "Take it" : "Propose it"}
        </button>
        {mayTake && (
          <button type="button" disabled={isBusy.value} onClick={() => void send(false)}>
            Only propose
          </button>
        )}
      </div>
      {!mayTake && <p class="quiet">Who decides for {cell.label} takes it or drops it.</p>}
      <Trouble words={trouble.value} />
    </form>
  );
}
