"""The rule of the overall impression."""

import pytest

from pulsemeter.analysis.verdict_rule import VerdictRule
from pulsemeter.report.impression import closings, impressions, joined

RULE = VerdictRule(floor=10)
VALUES = ("resonates", "falls_flat", "divides", "leaves_cold", "undecided", "too_few", "")


@pytest.mark.parametrize(
    ("pressed", "said", "whole"),
    [
        ("resonates", "resonates", "resonates"),
        ("falls_flat", "", "falls_flat"),
        ("", "resonates", "resonates"),
        ("resonates", "falls_flat", "divides"),
        ("divides", "resonates", "divides"),
        ("leaves_cold", "falls_flat", "falls_flat"),
        ("leaves_cold", "leaves_cold", "leaves_cold"),
        ("leaves_cold", "undecided", "leaves_cold"),
        ("undecided", "too_few", "undecided"),
        ("too_few", "", "too_few"),
        ("", "", "too_few"),
    ],
)
def test_the_table_of_the_rule(pressed: str, said: str, whole: str) -> None:
    assert joined(pressed, said) == whole


def test_neither_source_comes_first() -> None:
    assert all(joined(a, b) == joined(b, a) for a in VALUES for b in VALUES)


def answers(good: float, bad: float, n: int = 100) -> list[dict[str, object]]:
    shares = {"good": good, "bad": bad, "neither": 1 - good - bad}
    return [
        {"question": "overall", "segment": "all", "answer": a, "share": s, "answered": n}
        for a, s in shares.items()
    ]


@pytest.mark.parametrize(
    ("good", "bad", "n", "verdict"),
    [
        (0.7, 0.1, 100, "resonates"),
        (0.1, 0.7, 100, "falls_flat"),
        (0.45, 0.45, 100, "divides"),
        (0.05, 0.03, 100, "leaves_cold"),
        (0.7, 0.1, 8, "too_few"),
    ],
)
def test_the_closing_question_is_read_by_the_rule_of_verdicts(
    good: float, bad: float, n: int, verdict: str
) -> None:
    told = closings(answers(good, bad, n), RULE)["all"]
    assert (told.good, told.bad) == pytest.approx((good, bad))
    assert told.verdict == verdict


def test_what_was_pressed_and_what_was_said_may_differ() -> None:
    session = [{"segment": "all", "verdict": "resonates"}]
    (found,) = impressions(["all"], session, answers(0.1, 0.7), RULE)
    assert found.differs
    assert found.verdict == "divides"
    (alone,) = impressions(["all"], session, [], RULE)
    assert (alone.verdict, alone.differs, alone.closing) == ("resonates", False, None)
