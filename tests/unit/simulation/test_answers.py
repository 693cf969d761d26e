"""Simulated answers are such as the questions take, and words say that they are simulated."""

import numpy as np
import pytest

from pulsemeter.domain.questionnaire import (
    Answer,
    Part,
    Question,
    QuestionKind,
    Questionnaire,
    Rule,
    ShowIf,
    Why,
    check_answers,
)
from pulsemeter.simulation.answers import NOTE, draw_answers

CHOICES = (Answer("a", "A"), Answer("b", "B"), Answer("none", "None", alone=True))
BOTH = (Part.BEFORE, Part.AFTER)
QUESTIONS = (
    Question("one", QuestionKind.SINGLE, "?", BOTH, answers=CHOICES),
    Question("many", QuestionKind.MULTIPLE, "?", answers=CHOICES),
    Question("words", QuestionKind.WORDS, "?", answers=CHOICES),
    Question("scale", QuestionKind.SCALE, "?", BOTH, steps=5),
    Question("years", QuestionKind.NUMBER, "?", number_min=3, number_max=7),
    Question("count", QuestionKind.NUMBER, "?"),
    Question("more", QuestionKind.TEXT, "?", show_if=ShowIf((Rule("one", ("a",)),))),
)


@pytest.mark.parametrize("seed", range(20))
def test_every_answer_fits_its_question(seed: int) -> None:
    drawn = draw_answers(Questionnaire(QUESTIONS, Why()), np.random.default_rng(seed))
    for forms, part in ((drawn.before, Part.BEFORE), (drawn.after, Part.AFTER)):
        given: dict[str, list[str]] = {}
        for name, value in forms[0]:
            given.setdefault(name, []).append(value)
        checked = check_answers(Questionnaire(QUESTIONS).of(part), given)
        assert checked.is_whole
    assert (len(drawn.before), len(drawn.after)) == (1, 2), "a rule may ask for a page of its own"
    assert NOTE in dict(drawn.after[0])["more"]


def test_where_nothing_is_asked_nothing_is_answered() -> None:
    rng = np.random.default_rng(1)
    assert draw_answers(Questionnaire(), rng).before == ()
    assert not draw_answers(Questionnaire((), Why()), rng, keeps_words=False).why
