"""Exact counts of one question in the cells of a plan, on their way to the gate.

Turnover is counted by the function that serves analysts' own files. Nothing of this may be shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pulsemeter.analysis.turnover import Answers, IntArray, segment_change
from pulsemeter.domain.questionnaire import Part, Question, QuestionKind

NUMBER_BANDS = 5
"""Into how many bands of equal width a number between `min` and `max` is told."""
_FLOOR, _CONFIDENCE = 2, 0.95
_ORDERED = (QuestionKind.SCALE, QuestionKind.NUMBER)
_SEVERAL = (QuestionKind.MULTIPLE, QuestionKind.WORDS)

Given = Sequence[Mapping[Part, str]]
"""Per person the raw answer of each part; "" or absent where there is none."""


@dataclass(frozen=True, slots=True)
class CellCounts:
    """One cell: who completed the session, who of them answered, how many gave each answer, who
    moved.

    `up` and `down` have one place for a scale and one per answer for choices.
    """

    completed: int
    persons: int
    given: Mapping[Part, tuple[int, ...]]
    up: tuple[int, ...] = ()
    down: tuple[int, ...] = ()
    changed: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class QuestionCounts:
    """One question: its answers in order, per partition its cells, and the whole panel's
    turnover table where it was asked twice and takes one answer. `by_choice` says that who
    answered tells of earlier answers or of the wish to be silent: a rule, or no need to answer.
    `codes` (partitions, persons who answered) says where each of them counts."""

    question: str
    answers: tuple[str, ...]
    one_each: bool
    ordered: bool
    by_choice: bool
    cells: tuple[tuple[CellCounts, ...], ...]
    codes: IntArray
    crossed: IntArray | None = None


def told_answers(question: Question) -> tuple[str, ...]:
    """The answers that can be counted, in order; none where a question's are left out."""
    match question.kind:
        case QuestionKind.SCALE:
            return tuple(str(step) for step in range(1, question.steps + 1))
        case QuestionKind.NUMBER:
            return tuple(f"{low:g} to {high:g}" for low, high in _bands(question))
        case QuestionKind.TEXT:
            return ()
    return tuple(answer.id for answer in question.answers)


def count_question(
    question: Question, given: Given, codes: NDArray[np.int64], sizes: Sequence[int]
) -> QuestionCounts:
    """Count a question's answers.

    `codes` (partitions, persons) says who counts in which cell, −1 in none; `sizes` how many cells
    a partition has. Of a question asked twice only those who answered both times count, before as
    well as after: else the few who answered once could be had by subtraction.
    """
    answers = told_answers(question)
    ticked = {
        part: np.array(
            [_ticks(question, answers, one.get(part, "")) for one in given], dtype=bool
        ).reshape(len(given), len(answers))
        for part in question.parts
    }
    there = np.array(
        [all(one.get(part, "") for part in question.parts) for one in given], dtype=bool
    )
    twice = len(question.parts) > 1
    tables = _tables(question, ticked, there) if twice else []
    cells = tuple(
        tuple(_cell(question, ticked, tables, there, row == number) for number in range(size))
        for row, size in zip(codes, sizes, strict=True)
    )
    one_each = question.kind not in _SEVERAL
    crossed = None
    if twice and one_each:
        crossed = segment_change("", there & (codes[0] >= 0), tables[0]).turnover
    return QuestionCounts(
        question=question.id,
        answers=answers,
        one_each=one_each,
        ordered=question.kind in _ORDERED,
        by_choice=bool(question.show_if.rules) or not question.is_required or not there.all(),
        cells=cells,
        codes=codes[:, there],
        crossed=crossed,
    )


def _cell(
    question: Question,
    ticked: Mapping[Part, NDArray[np.bool_]],
    tables: Sequence[Answers],
    there: NDArray[np.bool_],
    inside: NDArray[np.bool_],
) -> CellCounts:
    members = there & inside
    completed, persons = int(inside.sum()), int(members.sum())
    given = {
        part: tuple(int(count) for count in table[members].sum(axis=0))
        for part, table in ticked.items()
    }
    if not tables:
        return CellCounts(completed, persons, given)
    found = [segment_change("", members, table) for table in tables]
    if question.kind in _SEVERAL:
        up, down = tuple(one.up for one in found), tuple(one.down for one in found)
        return CellCounts(completed, persons, given, up, down)
    whole = found[0]
    if question.kind in _ORDERED:
        return CellCounts(completed, persons, given, (whole.up,), (whole.down,), whole.changed)
    stayed = np.diag(whole.turnover)
    return CellCounts(
        completed,
        persons,
        given,
        tuple(int(n) for n in whole.turnover.sum(axis=0) - stayed),
        tuple(int(n) for n in whole.turnover.sum(axis=1) - stayed),
        whole.changed,
    )


def _tables(
    question: Question, ticked: Mapping[Part, NDArray[np.bool_]], there: NDArray[np.bool_]
) -> list[Answers]:
    """Answers before and after as places: of one answer each, or yes and no per answer."""
    before, after = (ticked[part] for part in (Part.BEFORE, Part.AFTER))
    if question.kind in _SEVERAL:
        return [
            Answers(
                np.where(there, before[:, place], -1).astype(np.int64),
                np.where(there, after[:, place], -1).astype(np.int64),
                2,
                _FLOOR,
                _CONFIDENCE,
            )
            for place in range(before.shape[1])
        ]
    first, second = (
        np.where(there, table.argmax(axis=1), -1).astype(np.int64) for table in (before, after)
    )
    return [Answers(first, second, before.shape[1], _FLOOR, _CONFIDENCE)]


def _ticks(question: Question, answers: Sequence[str], value: str) -> list[bool]:
    if value and question.kind is QuestionKind.NUMBER:
        bands = _bands(question)
        place = next(
            (k for k, (_, high) in enumerate(bands) if float(value) < high), len(bands) - 1
        )
        return [k == place for k in range(len(bands))]
    chosen = set(value.split(",")) if value else set()
    return [answer in chosen for answer in answers]


def _bands(question: Question) -> list[tuple[float, float]]:
    """Bands of a number that has both its ends; they follow from the study, never from data."""
    low, high = question.number_min, question.number_max
    if low is None or high is None or low >= high:
        return []
    edges = [float(edge) for edge in np.linspace(low, high, NUMBER_BANDS + 1)]
    return list(pairwise(edges))
