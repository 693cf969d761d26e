"""What leaves once after the close, beside the other figures of an analysis: answers, the overall
impression, a stimulus as a whole, exploratory segments."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from pulsemeter.analysis.reaction_rows import SPEECH
from pulsemeter.domain.impression import overall_question
from pulsemeter.domain.note import Note
from pulsemeter.domain.session import Session
from pulsemeter.domain.study import Stimulus, Study
from pulsemeter.release.answer_figures import (
    AnswerRelease,
    AskedRelease,
    ExploratoryRelease,
    ImpressionRelease,
    OnceRelease,
    QuestionFigures,
    SessionRelease,
)
from pulsemeter.release.answer_tables import answer_rows, change_rows, turnover_rows
from pulsemeter.release.released_tables import (
    SESSION,
    STATEMENTS,
    Released,
    interval_rows,
    judged_rows,
    segment_rows,
)
from pulsemeter.release.view import View
from pulsemeter.service.seen_releases import seen_answers, seen_question


def with_once(
    released: Released,
    session: Session,
    study: Study,
    stimulus: Stimulus,
    once: Sequence[OnceRelease],
    view: View,
    *,
    explored: str | None,
) -> Released:
    """The figures of a stimulus with what left once, as far as the view shows it; of exploratory
    segments those by the answers to `explored`."""
    for release in once:
        if isinstance(release, AnswerRelease):
            released = _with_answers(released, study, seen_answers(release, view))
        elif isinstance(release, AskedRelease):
            released = _with_asked(released, session, seen_question(release.figures, view))
        elif isinstance(release, ImpressionRelease):
            released = _with_impression(released, study, seen_question(release.figures, view))
        elif isinstance(release, SessionRelease):
            place = study.stimulus_index(stimulus.id)
            released = _with_session(released, release, place, view)
        elif isinstance(release, ExploratoryRelease) and release.question == explored:
            released = _with_explored(released, study, release, stimulus)
    return released


def _with_answers(released: Released, study: Study, release: AnswerRelease) -> Released:
    """The same with the answers that left after the close."""
    labels = {
        (question.id, answer.id): answer.label
        for question in study.questionnaire.questions
        for answer in question.answers
    }
    notes = [
        Note("answers to {question} held back: {what}", question=asked.question, what=what)
        for asked in release.questions
        for what in asked.held_back
    ]
    notes += [Note("answers left out: {what}", what=what) for what in release.left_out]
    return replace(
        released,
        notes=[*released.notes, *notes],
        answers=[*released.answers, *answer_rows(release.questions, labels)],
        change=change_rows(release),
        turnover=turnover_rows(release),
    )


def _with_asked(released: Released, session: Session, asked: QuestionFigures) -> Released:
    """The same with the answers to one question that was put while the session ran."""
    labels = {
        (question.key, answer.id): answer.label
        for question in session.questions
        for answer in question.as_question().answers
    }
    notes = [
        Note("answers to {question} held back: {what}", question=asked.question, what=what)
        for what in asked.held_back
    ]
    return replace(
        released,
        notes=[*released.notes, *notes],
        answers=[*released.answers, *answer_rows([asked], labels)],
    )


def _with_impression(released: Released, study: Study, asked_of: QuestionFigures) -> Released:
    """The same with the overall impression; its answers stand before the others."""
    asked = overall_question(study.questions.overall)
    labels = {(asked.id, answer.id): answer.label for answer in asked.answers}
    notes = [
        Note("the overall impression held back: {what}", what=what) for what in asked_of.held_back
    ]
    rows = answer_rows([asked_of], labels)
    return replace(released, notes=[*released.notes, *notes], answers=[*rows, *released.answers])


def _with_session(
    released: Released, release: SessionRelease, stimulus: int, view: View
) -> Released:
    """The same with the stimulus as a whole."""
    whole = [f for one in release.stimuli if one.stimulus == stimulus for f in one.figures]
    figures = [figure for figure in whole if view.shows(figure.cell)]
    return replace(
        released,
        notes=[
            *released.notes,
            *(Note("not told: {what}", what=what) for what in release.left_out),
        ],
        session=judged_rows(SESSION, {"target": SPEECH}, figures),
    )


def _with_explored(
    released: Released, study: Study, release: ExploratoryRelease, stimulus: Stimulus
) -> Released:
    """The same with the segments that one question's answers make."""
    index, cadence_ms = study.stimulus_index(stimulus.id), study.instrument.cadence_ms
    known = set(released.statement_list["statement"].to_list())
    cells = segment_rows(release.cells, {cell.id: cell.roster for cell in release.cells})
    cells = cells.with_columns(label=cells["label"] + " (exploratory)")
    return replace(
        released,
        notes=[
            *released.notes,
            Note(
                "exploratory: segments by answers to {question} are no part of the release plan "
                "and were chosen after the data; a difference between them is a question for the "
                "next study, not a finding",
                question=release.question,
            ),
        ],
        segments=pl.concat([released.segments, cells]),
        curve=[
            *released.curve,
            *(
                row
                for one in release.intervals
                if one.stimulus == index
                for row in interval_rows(SPEECH, one.interval, cadence_ms, one.figures)
            ),
        ],
        statements=[
            *released.statements,
            *(
                row
                for judged in release.statements
                if judged.statement in known
                for row in judged_rows(
                    STATEMENTS,
                    {"target": SPEECH, "statement": judged.statement},
                    judged.figures,
                )
            ),
        ],
    )
