import pytest

from pulsemeter.domain.panel_question import (
    PanelQuestion,
    QuestionRefused,
    can_be_put,
    tidy_question,
)
from pulsemeter.domain.questionnaire import Answer, Part, Question, QuestionKind, Rule, ShowIf
from pulsemeter.domain.session import Session, SessionKind, SessionState, SessionStateError

YES_NO = ("Yes", "No")


def test_a_question_is_kept_tidy_and_counted_as_one_that_nobody_has_to_answer():
    assert tidy_question(" Was  it\nclear? ", (" Yes ", "No")) == ("Was it clear?", YES_NO)
    question = PanelQuestion(3, "Was it clear?", YES_NO).as_question()
    assert (question.id, question.kind, question.is_required) == (
        "asked-3", QuestionKind.SINGLE, False,
    )  # fmt: skip
    assert [(a.id, a.label) for a in question.answers] == [("1", "Yes"), ("2", "No")]


@pytest.mark.parametrize(
    ("text", "answers", "why"),
    [
        (" ", YES_NO, "0 signs"),
        ("x" * 301, YES_NO, "301 signs"),
        ("Clear?", ("Yes",), "1 answers"),
        ("Clear?", tuple("abcdef"), "6 answers"),
        ("Clear?", ("Yes", " "), "an answer is empty"),
        ("Clear?", ("Yes", "y" * 81), "more than 80"),
        ("Clear?", ("Yes", "yes"), "the same"),
        ("Cle\x07ar?", YES_NO, "can't be shown"),
    ],
)
def test_what_can_not_be_asked_is_refused(text, answers, why):
    with pytest.raises(QuestionRefused, match=why):
        tidy_question(text, answers)


def test_which_questions_of_a_study_can_be_put():
    answers = tuple(Answer(a, a) for a in "abcdef")
    single = Question("q", QuestionKind.SINGLE, "?", (Part.AFTER,), answers=answers[:5])
    rule = ShowIf((Rule("other", ("a",)),))
    others = (
        Question("q", QuestionKind.SINGLE, "?", answers=answers),
        Question("q", QuestionKind.MULTIPLE, "?", answers=answers[:3]),
        Question("q", QuestionKind.SINGLE, "?", answers=answers[:3], show_if=rule),
        Question("q", QuestionKind.TEXT, "?"),
    )
    assert can_be_put(single)
    assert not any(can_be_put(question) for question in others)


def running():
    return Session("C", "talk", SessionKind.LIVE, SessionState.RUNNING)


def test_a_session_asks_one_question_at_a_time():
    asked = running().ask_question("One?", YES_NO, "", 0).ask_question("Two?", YES_NO, "q", 0)
    assert [(q.number, q.is_open) for q in asked.questions] == [(1, False), (2, True)]
    assert asked.open_question is asked.questions[1]
    ended = asked.end_question()
    assert ended.open_question is None
    with pytest.raises(SessionStateError, match="no open question"):
        ended.end_question()


def test_a_question_is_put_while_the_session_runs_and_a_close_ends_it():
    planned = Session("C", "talk", SessionKind.LIVE)
    with pytest.raises(SessionStateError, match="while it runs"):
        planned.ask_question("One?", YES_NO, "", 0)
    closed = running().ask_question("One?", YES_NO, "", 0).step(SessionState.CLOSED, 1)
    assert closed.open_question is None
    many = running()
    for _ in range(30):
        many = many.ask_question("Again?", YES_NO, "", 0)
    with pytest.raises(SessionStateError, match="30 questions"):
        many.ask_question("Again?", YES_NO, "", 0)
