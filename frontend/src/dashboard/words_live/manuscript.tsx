// The manuscript: loading one, and its lines with what became of each.

import { useSignal } from "@preact/signals";
import type { ManuscriptLine, WordsNow } from "../../wire/words.gen";
import type { Send } from "./words_part";

const FILE_BYTES_MAX = 800_000;

/** What became of a line. */
export function lineState(words: WordsNow | null, k: number): "said" | "now" | "skipped" | "next" | "" {
  if (words?.open?.lines.includes(k)) return "now";
  if (words?.said.includes(k)) return "said";
  if (words?.skipped.includes(k)) return "skipped";
  return k === (words?.place ?? 0) ? "next" : "";
}

export function Manuscript(props: {
  words: WordsNow | null;
  lines: readonly ManuscriptLine[];
  send: Send;
  isGoing: boolean;
}) {
  const { words, lines, send, isGoing } = props;
  return (
    <details class="manuscript">
      <summary>
        Manuscript: {words?.said.length ?? 0} of {lines.length} lines said
      </summary>
      <ol tabIndex={0} aria-label="Lines of the manuscript">
        {lines.map((line, k) => {
          const is = lineState(words, k);
          const isFirst = line.passage !== lines[k - 1]?.passage;
          return (
            <li key={k} class={is} aria-current={is === "now" ? "true" : undefined}>
              {isFirst && line.title && <b dir="auto">{line.title}</b>}
              <span dir="auto">{line.words}</span>
              <span class="quiet">{is}</span>
              {isGoing && is !== "said" && is !== "now" && (
                <button
                  type="button"
                  aria-label={`Line ${k + 1} begins now`}
                  onClick={() => void send("next", { line: k })}
                >
                  Begins now
                </button>
              )}
            </li>
          );
        })}
      </ol>
    </details>
  );
}

export function LoadManuscript(props: {
  hasOne: boolean;
  load(text: string, speaker: string): Promise<boolean>;
}) {
  const text = useSignal("");
  const speaker = useSignal("");
  const trouble = useSignal("");
  const choose = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    trouble.value =
      file.size > FILE_BYTES_MAX ? "This file is too large for a speech; choose a text file." : "";
    if (!trouble.value) text.value = await file.text();
  };
  return (
    <details class="manuscript-load">
      <summary>{props.hasOne ? "Load another manuscript" : "Load a manuscript"}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void props.load(text.value, speaker.value).then((isTaken) => {
            if (isTaken) text.value = "";
          });
        }}
      >
        <label>
          The speech. A blank line ends a passage; # begins a heading, which becomes the topic.
          <textarea
            rows={6}
            dir="auto"
            required
            value={text.value}
            onInput={(event) => {
              text.value = event.currentTarget.value;
            }}
          />
        </label>
        <div class="manuscript-load-more">
          <label>
            or a text file
            <input
              type="file"
              accept=".txt,.md,text/plain"
              onChange={(event) => void choose(event.currentTarget.files?.[0])}
            />
          </label>
          <label>
            Speaker
            <input
              dir="auto"
              maxLength={100}
              autocomplete="off"
              value={speaker.value}
              onInput={(event) => {
                speaker.value = event.currentTarget.value;
              }}
            />
          </label>
          <button type="submit" class="primary">
            Load it
          </button>
        </div>
        {trouble.value && <p role="alert">{trouble.value}</p>}
      </form>
    </details>
  );
}
