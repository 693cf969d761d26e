// A question to everybody between two passages: put by the moderator, answered on the phones, told by
// segment once it is ended. The figures are the server's, as the gate let them leave.

import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { PlanCell, Room } from "../../wire/dashboard.gen";
import type {
  AskedQuestion,
  PanelQuestion,
  PanelQuestions,
  SegmentAnswers,
} from "../../wire/panel_questions.gen";
import { Trouble } from "../notices";
import { post } from "../notes/write_remark";
import { read } from "../read_server";
import type { RoomState } from "../room_state";
import { sayCount, sayTime } from "../words";
import { ANSWER_MAX, ANSWERS_MAX, inOrder, sayShare, TEXT_MAX, typed } from "./questions";

const LOOK_AGAIN_MS = 5_000;

interface Props {
  state: RoomState;
  room: Room;
}

export function QuestionsPart({ state, room }: Props) {
  const told = useSignal<PanelQuestions | null>(null);
  const trouble = useSignal("");
  const isBusy = useSignal(false);
  const isOpen = useSignal(false);
  const open = told.value?.questions.find((question) => question.is_open);
  const look = async (): Promise<void> => {
    const answer = await read<PanelQuestions>(room.session, "questions");
    if (answer.told) told.value = answer.told;
    trouble.value = answer.trouble;
  };
  useEffect(() => {
    if (isOpen.value) void look();
  }, [state.written.value, isOpen.value, state.status.value?.state]);
  useEffect(() => {
    if (!isOpen.value || !open) return;
    const looking = setInterval(() => void look(), LOOK_AGAIN_MS);
    return () => clearInterval(looking);
  }, [isOpen.value, open?.number]);
  const send = async (what: string, body: object = {}): Promise<boolean> => {
    if (isBusy.value) return false;
    isBusy.value = true;
    const refused = await post(room.session, what, body);
    isBusy.value = false;
    if (!refused) await look();
    trouble.value = refused;
    return refused === "";
  };
  const state_now = state.status.value?.state;
  const canAsk = room.conducts && (state_now === "running" || state_now === "paused");
  return (
    <details
      class="card questions"
      onToggle={(event) => {
        isOpen.value = event.currentTarget.open;
      }}
    >
      <summary>Questions to the panel</summary>
      <Trouble words={trouble.value} />
      {!told.value && !trouble.value && <p class="quiet">Asking for the questions …</p>}
      {told.value && (
        <>
          {told.value.refusal && <p>No question can be put here: {told.value.refusal}.</p>}
          {canAsk && !told.value.refusal && !open && (
            <AskForm told={told.value} send={send} isBusy={isBusy} language={room.language} />
          )}
          {told.value.questions.length === 0 && <p class="quiet">None has been put so far.</p>}
          {[...told.value.questions].reverse().map((question) => (
            <Question
              key={question.number}
              question={question}
              cells={state.cells.value}
              onEnd={canAsk && question.is_open ? () => void send("questions/end") : null}
            />
          ))}
        </>
      )}
    </details>
  );
}

interface AskProps {
  told: PanelQuestions;
  send(what: string, body: object): Promise<boolean>;
  isBusy: Signal<boolean>;
  language: string;
}

function AskForm({ told, send, isBusy, language }: AskProps) {
  const text = useSignal("");
  const answers = useSignal<string[]>(["", ""]);
  const asked = typed(text.value, answers.value);
  const put = async (question: AskedQuestion): Promise<void> => {
    if (!(await send("questions", question))) return;
    text.value = "";
    answers.value = ["", ""];
  };
  return (
    <div class="ask-panel">
      {told.planned.length > 0 && (
        <ul aria-label="Questions of the study">
          {told.planned.map((question) => (
            <li key={question.id}>
              <button
                type="button"
                disabled={isBusy.value}
                onClick={() => void put({ text: "", answers: [], planned: question.id })}
              >
                <span dir="auto">{question.text}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (asked) void put(asked);
        }}
      >
        <label>
          Another question, in the study’s language ({language})
          <input
            lang={language}
            dir="auto"
            maxLength={TEXT_MAX}
            autocomplete="off"
            value={text.value}
            onInput={(event) => {
              text.value = event.currentTarget.value;
            }}
          />
        </label>
        <div class="ask-answers">
          {answers.value.map((answer, k) => (
            <label key={k}>
              Answer {k + 1}
              <input
                lang={language}
                dir="auto"
                maxLength={ANSWER_MAX}
                autocomplete="off"
                value={answer}
                onInput={(event) => {
                  const now = event.currentTarget.value;
                  answers.value = answers.value.map((old, at) => (at === k ? now : old));
                }}
              />
            </label>
          ))}
        </div>
        <p class="ask-buttons">
          <button
            type="button"
            disabled={answers.value.length >= ANSWERS_MAX}
            onClick={() => {
              answers.value = [...answers.value, ""];
            }}
          >
            One more answer
          </button>
          <button type="submit" class="primary" disabled={!asked || isBusy.value}>
            Ask everybody
          </button>
        </p>
      </form>
      <p class="quiet">
        It stands above what people watch; the pad stays free and presses go on. What the answers
        tell by segment leaves once, when you end the question.
      </p>
    </div>
  );
}

interface QuestionProps {
  question: PanelQuestion;
  cells: readonly PlanCell[];
  onEnd: (() => void) | null;
}

function Question({ question, cells, onEnd }: QuestionProps) {
  const rows = inOrder(question, cells);
  return (
    <section class="panel-question" aria-label={`Question ${question.number}`}>
      <h2 dir="auto">{question.text}</h2>
      <p class="quiet" role={question.is_open ? "status" : undefined}>
        {sayTime(question.asked_ms)}
        {question.is_open && " · asked now"}
        {question.is_open && question.answered !== null && ` · about ${question.answered} answered`}
      </p>
      {question.is_open && (
        <ul>
          {question.answers.map((answer) => (
            <li key={answer} dir="auto">
              {answer}
            </li>
          ))}
        </ul>
      )}
      {onEnd && (
        <button type="button" class="primary" onClick={onEnd}>
          End it and show the result
        </button>
      )}
      {rows.length > 0 && <Result question={question} rows={rows} />}
      {question.segments?.length === 0 && <p>Nothing of it may be told.</p>}
      {question.held_back.map((why) => (
        <p class="quiet" key={why}>
          Held back: {why}
        </p>
      ))}
    </section>
  );
}

type Row = { label: string; segment: SegmentAnswers };

function Result({ question, rows }: { question: PanelQuestion; rows: Row[] }) {
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={`Answers to ${question.text}`}>
      <table>
        <caption>In percent of those who answered, with 95 % intervals; counts are rounded.</caption>
        <thead>
          <tr>
            <th scope="col">Segment</th>
            <th scope="col">Answered</th>
            {question.answers.map((answer) => (
              <th key={answer} scope="col" dir="auto">
                {answer}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, segment }) => (
            <tr key={segment.cell}>
              <th scope="row">{label}</th>
              <td>{sayCount(segment.persons)}</td>
              {question.answers.map((answer, k) => {
                const found = segment.answers.find((one) => one.answer === k + 1);
                return (
                  <td key={answer}>
                    {found ? (
                      <>
                        <span class="bar" aria-hidden="true">
                          <span style={{ width: `${found.share}%` }} />
                        </span>
                        {sayShare(found)}
                      </>
                    ) : (
                      "–"
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
