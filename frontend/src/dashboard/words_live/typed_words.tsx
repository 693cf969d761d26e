// Words that are typed: of what is said now, of statements that have none yet, and corrections.
// A revision changes words, never what was measured.

import { useSignal } from "@preact/signals";
import type { Room, StatementFacts } from "../../wire/dashboard.gen";
import type { OpenWords } from "../../wire/words.gen";
import { sayTime } from "../words";
import type { Send } from "./words_part";

type Worded = Pick<StatementFacts, "id" | "start_ms" | "words" | "speaker" | "topic">;

/** What to type first: what is open, then what has no words, the newest first. */
export function toType(
  statements: readonly StatementFacts[],
  open: OpenWords | null,
): { lacking: Worded[]; worded: Worded[] } {
  const newest = [...(open ? [open] : []), ...[...statements].reverse()];
  return {
    lacking: newest.filter((each) => !each.words),
    worded: newest.filter((each) => each.words),
  };
}

export function TypedWords(props: { room: Room; open: OpenWords | null; send: Send }) {
  const { lacking, worded } = toType(props.room.statements, props.open);
  if (lacking.length + worded.length === 0) {
    return <p class="quiet">No statement was opened yet. What is opened can be worded here.</p>;
  }
  return (
    <div class="typed-words">
      <h3>{lacking.length > 0 ? `Words to be typed: ${lacking.length}` : "All words are there."}</h3>
      <ul>
        {lacking.map((each) => (
          <li key={each.id}>
            <Typing of={each} send={props.send} />
          </li>
        ))}
      </ul>
      {worded.length > 0 && (
        <details>
          <summary>Correct words</summary>
          <ul tabIndex={0} aria-label="Statements with words, the newest first">
            {worded.map((each) => (
              <li key={each.id}>
                <Typing of={each} send={props.send} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function Typing({ of, send }: { of: Worded; send: Send }) {
  const draft = useSignal<{ words: string; speaker: string; topic: string } | null>(null);
  const now = draft.value ?? of;
  const at = sayTime(of.start_ms);
  const field = (name: "words" | "speaker" | "topic", label: string, longest: number) => (
    <label class={`typing-${name}`}>
      {label}
      <input
        dir="auto"
        required={name === "words"}
        maxLength={longest}
        autocomplete="off"
        value={now[name]}
        onInput={(event) => {
          const { words, speaker, topic } = now;
          draft.value = { words, speaker, topic, [name]: event.currentTarget.value };
        }}
      />
    </label>
  );
  return (
    <form
      class="typing"
      onSubmit={(event) => {
        event.preventDefault();
        const told = { words: now.words, speaker: now.speaker, topic: now.topic };
        void send("type", { statement: of.id, ...told }).then((isTaken) => {
          if (isTaken) draft.value = null;
        });
      }}
    >
      {field("words", `Words at ${at}`, 10_000)}
      {field("topic", "Topic", 100)}
      {field("speaker", "Speaker", 100)}
      <button type="submit" disabled={draft.value === null} aria-label={`Keep the words at ${at}`}>
        Keep
      </button>
    </form>
  );
}
