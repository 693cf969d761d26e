// What narrows the matrix and puts it in order: words, topic, speaker, verdict; audiences; time or
// split.

import { VERDICTS } from "../dashboard/words";
import type { Room, VerdictName } from "../wire/dashboard.gen";
import { type DeskState, narrow, NO_FILTER, type Order } from "./desk_state";
import { attributesOf, choicesOf, type Row } from "./matrix_rows";

interface ChoiceProps {
  name: string;
  value: string;
  any: string;
  choices: readonly (readonly [string, string])[];
  onChoose(value: string): void;
}

export function Choice(props: ChoiceProps) {
  return (
    <label class="choose">
      <span>{props.name}</span>
      <select
        value={props.value}
        onChange={(event) => props.onChoose(event.currentTarget.value)}
      >
        {props.any && <option value="">{props.any}</option>}
        {props.choices.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

const alike = (texts: string[]): [string, string][] => texts.map((text) => [text, text]);

export function Filters({ state, rows, shown }: { state: DeskState; room: Room; rows: Row[]; shown: number }) {
  const filter = state.filter.value;
  const topics = choicesOf(rows, (row) => row.topic);
  const speakers = choicesOf(rows, (row) => row.speaker);
  const attributes = attributesOf(state.room.cells.value);
  return (
    <div class="filters" role="search" aria-label="Narrow the matrix">
      <label class="choose search">
        <span>Search</span>
        <input
          type="search"
          value={filter.words}
          placeholder="words, speaker, topic"
          onInput={(event) => narrow(state, { words: event.currentTarget.value })}
        />
      </label>
      {topics.length > 1 && (
        <Choice
          name="Topic"
          any="all topics"
          value={filter.topic}
          choices={alike(topics)}
          onChoose={(topic) => narrow(state, { topic })}
        />
      )}
      {speakers.length > 1 && (
        <Choice
          name="Speaker"
          any="all speakers"
          value={filter.speaker}
          choices={alike(speakers)}
          onChoose={(speaker) => narrow(state, { speaker })}
        />
      )}
      <Choice
        name="Verdict"
        any="any verdict"
        value={filter.verdict}
        choices={Object.entries(VERDICTS)}
        onChoose={(verdict) => narrow(state, { verdict: verdict as VerdictName | "" })}
      />
      {attributes.length > 1 && (
        <Choice
          name="Audiences"
          any="all audiences"
          value={state.attribute.value}
          choices={attributes.map(({ id, label }) => [id, label])}
          onChoose={(attribute) => {
            state.attribute.value = attribute;
          }}
        />
      )}
      <Choice
        name="Order"
        any=""
        value={state.order.value}
        choices={[
          ["time", "as spoken"],
          ["split", "by split between audiences"],
        ]}
        onChoose={(order) => {
          state.order.value = order as Order;
        }}
      />
      <p class="quiet shown-count" role="status">
        {shown === rows.length ? `${rows.length} rows` : `${shown} of ${rows.length} rows`}
        {shown < rows.length && (
          <>
            {" · "}
            <button
              type="button"
              class="plain-link"
              onClick={() => {
                state.filter.value = NO_FILTER;
              }}
            >
              show all
            </button>
          </>
        )}
      </p>
    </div>
  );
}
