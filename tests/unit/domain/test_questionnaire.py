"""Questions: which are shown when, what answers fit, and that nothing hidden is ever kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.domain.questionnaire import (
    TEXT_LENGTH_MAX,
    Answer,
    Part,
    Question,
    QuestionKind,
    Questionnaire,
    Rule,
    ShowIf,
    Why,
    check_answers,
    next_page,
    texts,
    with_texts,
)

YES_NO = (Answer("yes", "Yes"), Answer("no", "No"))
VOTED = Question("voted", QuestionKind.SINGLE, "Did you vote?", answers=YES_NO)
PARTY = Question(
    "party", QuestionKind.SINGLE, "For whom?", answers=(Answer("a", "A"), Answer("b", "B")),
    show_if=ShowIf((Rule("voted", ("yes",)),)),
)  # fmt: skip
TRUST = Question("trust", QuestionKind.SCALE, "Trust?", steps=5, low="none", high="full")
AGE = Question("age", QuestionKind.NUMBER, "Age?", number_min=16, number_max=120)
INCOME = Question("income", QuestionKind.NUMBER, "Income?")
WORDS = Question(
    "words", QuestionKind.WORDS, "Which fit?",
    answers=(Answer("clear", "clear"), Answer("dull", "dull"), Answer("none", "none", alone=True)),
)  # fmt: skip
OPEN = Question("open", QuestionKind.TEXT, "Anything else?", is_required=False)
ALL = (VOTED, PARTY, TRUST, AGE, WORDS, OPEN)


@pytest.mark.parametrize(
    ("question", "sent", "kept"),
    [
        (VOTED, ["yes"], "yes"),
        (TRUST, ["5"], "5"),
        (AGE, [" 35 "], "35"),
        (AGE, ["35,5"], "35.5"),
        (AGE, ["035"], "35"),
        (INCOME, ["+1234567"], "1234567"),
        (WORDS, ["dull", "clear"], "clear,dull"),
        (WORDS, ["none"], "none"),
        (OPEN, ["x" * 5_000], "x" * TEXT_LENGTH_MAX),
        (OPEN, ["  "], ""),
        (OPEN, [], ""),
    ],
)
def test_answers_that_fit_are_kept_in_one_form(
    question: Question, sent: list[str], kept: str
) -> None:
    checked = check_answers([question], {question.id: sent})
    assert checked.is_whole
    assert checked.values == {question.id: kept}


@pytest.mark.parametrize(
    ("question", "sent"),
    [
        (VOTED, ["perhaps"]),
        (VOTED, ["yes", "no"]),
        (TRUST, ["0"]),
        (TRUST, ["6"]),
        (AGE, ["12"]),
        (AGE, ["old"]),
        (AGE, ["1e3"]),
        (AGE, ["nan"]),
        (WORDS, ["none", "clear"]),
        (WORDS, ["clear", "unknown"]),
    ],
)
def test_answers_that_do_not_fit_are_named_and_not_kept(
    question: Question, sent: list[str]
) -> None:
    checked = check_answers([question], {question.id: sent})
    assert checked.wrong == (question.id,)
    assert checked.values == {}


def test_a_question_that_needs_an_answer_says_so() -> None:
    assert check_answers([VOTED, OPEN], {}).missing == ("voted",)


def test_a_question_waits_for_the_answer_that_its_rule_asks_for() -> None:
    def shown(here: dict[str, str]) -> list[str]:
        return [q.id for q in next_page(ALL, here, {})]

    assert shown({}) == ["voted"], "the rule of the next looks at this page"
    assert shown({"voted": "yes"}) == ["party", "trust", "age", "words", "open"]
    assert shown({"voted": "no"}) == ["trust", "age", "words", "open"]
    done = dict.fromkeys(("trust", "age", "words", "open"), "")
    assert shown({"voted": "no", **done}) == []


def test_rules_may_look_back_to_what_was_answered_before() -> None:
    asked = Question("why", QuestionKind.TEXT, "?", show_if=ShowIf((Rule("region", ("north",)),)))
    assert next_page([asked], {}, {"region": "north"}) == (asked,)
    assert next_page([asked], {}, {"region": "south"}) == ()
    again = Question("voted", QuestionKind.SINGLE, "?", answers=YES_NO)
    assert next_page([again], {}, {"voted": "no"}) == (again,), "asked again after the stimulus"


@pytest.mark.parametrize(
    ("rule", "known", "fits"),
    [
        (Rule("q", ("a", "b")), "b", True),
        (Rule("q", ("a",)), "b", False),
        (Rule("q", ("a",)), "b,a", True),
        (Rule("q", ("a",), is_not=True), "b", True),
        (Rule("q", ("a",), is_not=True), "a", False),
        (Rule("q", ("a",), is_not=True), "", False),
        (Rule("q", at_least=3), "3", True),
        (Rule("q", at_least=3), "2.9", False),
        (Rule("q", at_most=3), "3", True),
        (Rule("q", at_least=2, at_most=4), "5", False),
        (Rule("q", at_least=2), "text", False),
    ],
)
def test_rules(rule: Rule, known: str, fits: bool) -> None:
    assert rule.fits({"q": known}) is fits


def test_all_rules_or_any() -> None:
    rules = (Rule("a", ("1",)), Rule("b", ("1",)))
    assert ShowIf().fits({})
    assert not ShowIf(rules).fits({"a": "1", "b": "2"})
    assert ShowIf(rules, any_of=True).fits({"a": "1", "b": "2"})


ANSWERS = {
    "voted": st.sampled_from(["yes", "no", "", "x"]),
    "party": st.sampled_from(["a", "b", ""]),
    "trust": st.sampled_from(["1", "5", "9", ""]),
    "age": st.sampled_from(["20", "5", ""]),
    "words": st.sampled_from(["clear", "none", ""]),
    "open": st.text(max_size=5),
}


@given(st.lists(st.fixed_dictionaries(ANSWERS), min_size=1, max_size=8))
def test_what_was_never_shown_is_never_kept(pages: list[dict[str, str]]) -> None:
    here: dict[str, str] = {}
    for sent in pages:
        page = next_page(ALL, here, {})
        checked = check_answers(page, {name: [value] for name, value in sent.items()})
        assert set(checked.values) <= {q.id for q in page}
        if checked.is_whole:
            here |= checked.values
    assert ("party" in here) <= (here.get("voted") == "yes")


def test_parts() -> None:
    both = Question("mood", QuestionKind.SCALE, "Mood?", parts=(Part.BEFORE, Part.AFTER))
    asked = Questionnaire((VOTED, both))
    assert [q.id for q in asked.of(Part.BEFORE)] == ["mood"]
    assert [q.id for q in asked.of(Part.AFTER)] == ["voted", "mood"]


def test_every_text_can_be_translated() -> None:
    asked = Questionnaire(ALL, Why())
    found = texts(asked)
    assert found["question.trust.low"] == "none"
    assert found["question.words.dull"] == "dull"
    assert found["why.text"]
    translated = with_texts(asked, {path: f"{text}!" for path, text in found.items()})
    assert texts(translated) == {path: f"{text}!" for path, text in found.items()}
    assert with_texts(asked, {}) == asked
