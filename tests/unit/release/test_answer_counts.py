"""Counting answers of each kind in cells, by hand."""

import numpy as np
import pytest

from pulsemeter.domain.questionnaire import Answer, Part, Question, QuestionKind, Rule, ShowIf
from pulsemeter.release.answer_counts import count_question, told_answers

BEFORE, AFTER = Part.BEFORE, Part.AFTER
YES_NO = (Answer("yes", "Yes"), Answer("no", "No"))
# Everybody; four in the first cell, two in the second, one in none.
CODES = np.array([[0] * 7, [0, 0, 0, 0, 1, 1, -1]])
SIZES = (1, 2)


def both(*pairs):
    return [{BEFORE: before, AFTER: after} for before, after in pairs]


def test_a_single_choice_counts_who_took_each_answer_up_and_gave_it_up():
    question = Question("q", QuestionKind.SINGLE, "?", (BEFORE, AFTER), answers=YES_NO)
    given = both(
        ("yes", "yes"), ("yes", "no"), ("no", "yes"), ("no", "yes"), ("no", "no"), ("yes", "no"),
        ("no", ""),
    )  # fmt: skip
    found = count_question(question, given, CODES, SIZES)
    whole = found.cells[0][0]
    assert (whole.completed, whole.persons) == (7, 6)
    assert whole.given == {BEFORE: (3, 3), AFTER: (3, 3)}, "who answered once counts neither time"
    assert (whole.up, whole.down, whole.changed) == ((2, 2), (2, 2), 4)
    first, second = found.cells[1]
    assert (first.persons, first.up, first.down) == (4, (2, 1), (1, 2))
    assert (second.persons, second.changed) == (2, 1)
    assert found.crossed.tolist() == [[1, 2], [2, 1]]
    assert found.by_choice, "somebody who completed gave no answer"
    assert found.codes.shape == (2, 6)


def test_a_scale_moves_up_and_down():
    question = Question("q", QuestionKind.SCALE, "?", (BEFORE, AFTER), steps=3)
    given = both(("1", "3"), ("2", "2"), ("3", "1"), ("1", "2"), ("2", "3"), ("3", "3"), ("1", "1"))
    found = count_question(question, given, CODES, SIZES)
    whole = found.cells[0][0]
    assert (whole.up, whole.down, whole.changed) == ((3,), (1,), 4)
    assert found.ordered
    assert found.one_each
    assert not found.by_choice


def test_several_answers_are_counted_one_by_one():
    question = Question("q", QuestionKind.WORDS, "?", (BEFORE, AFTER), answers=YES_NO)
    given = both(
        ("yes,no", "no"), ("yes", "yes,no"), *[("yes", "yes")] * 5
    )  # fmt: skip
    whole = count_question(question, given, CODES, SIZES).cells[0][0]
    assert whole.given == {BEFORE: (7, 1), AFTER: (6, 2)}
    assert (whole.up, whole.down) == ((0, 1), (1, 0))


def test_asked_once_there_are_no_moves():
    question = Question("q", QuestionKind.SINGLE, "?", (AFTER,), answers=YES_NO)
    given = [{AFTER: "yes"}] * 6 + [{BEFORE: "no"}]
    found = count_question(question, given, CODES, SIZES)
    assert found.cells[0][0].given == {AFTER: (6, 0)}
    assert found.cells[0][0].up == ()
    assert found.crossed is None


def test_numbers_are_told_in_bands_that_the_study_fixes():
    question = Question("q", QuestionKind.NUMBER, "?", (AFTER,), number_min=0, number_max=50)
    assert told_answers(question) == ("0 to 10", "10 to 20", "20 to 30", "30 to 40", "40 to 50")
    values = ("0", "9.5", "10", "49", "50", "20", "39.9")
    found = count_question(question, [{AFTER: value} for value in values], CODES, SIZES)
    assert found.cells[0][0].given[AFTER] == (2, 1, 1, 1, 2)


@pytest.mark.parametrize(
    "question",
    [
        Question("q", QuestionKind.NUMBER, "?", number_min=0),
        Question("q", QuestionKind.NUMBER, "?", number_min=5, number_max=5),
        Question("q", QuestionKind.TEXT, "?"),
    ],
)
def test_what_has_no_bands_or_answers_is_left_out(question):
    assert told_answers(question) == ()


@pytest.mark.parametrize(
    ("change", "by_choice"),
    [
        ({}, False),
        ({"is_required": False}, True),
        ({"show_if": ShowIf((Rule("x", ("y",)),))}, True),
    ],
)
def test_who_answered_may_itself_be_telling(change, by_choice):
    question = Question("q", QuestionKind.SINGLE, "?", (AFTER,), answers=YES_NO, **change)
    assert count_question(question, [{AFTER: "no"}] * 7, CODES, SIZES).by_choice is by_choice


def test_a_session_that_nobody_completed_has_counts_of_nobody():
    question = Question("q", QuestionKind.SINGLE, "?", (BEFORE, AFTER), answers=YES_NO)
    found = count_question(question, [], np.empty((2, 0), dtype=np.int64), SIZES)
    assert [cell.persons for row in found.cells for cell in row] == [0, 0, 0]
