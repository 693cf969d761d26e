"""The thresholds of a verdict: their ranges, their keys in a study, the order of the names."""

import pytest

from pulsemeter.analysis.verdict_rule import VERDICTS, Verdict, VerdictRule

RULE = VerdictRule(floor=10)


def test_codes_count_in_the_order_of_the_names():
    assert VERDICTS[0] is Verdict.RESONATES
    assert VERDICTS[-2:] == (Verdict.UNDECIDED, Verdict.TOO_FEW)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("a", 0),
        ("a", 1.0),
        ("a", "0.15"),
        ("a_free", -0.1),
        ("a_free", float("nan")),
        ("delta", -0.01),
        ("delta", 1),
        ("divides_smaller", 0.5),
        ("divides_smaller", 0.0),
        ("certainty_cold", 0.5),
        ("certainty_active", 1.0),
        ("certainty_net", 95),
        ("certainty_divides", True),
        ("pressers_min", -1),
        ("pressers_min", 2.5),
        ("floor", 0),
        ("floor", None),
    ],
)
def test_bad_thresholds_are_named_by_their_key(key, value):
    with pytest.raises(ValueError, match=rf"verdict\.{key} must"):
        VerdictRule(**({"floor": 10} | {key: value}))


def test_a_rule_from_the_study_file():
    rule = VerdictRule.from_thresholds((("delta", 0.1), ("pressers_min", 8.0)), floor=30)
    assert rule == VerdictRule(floor=30, delta=0.1, pressers_min=8)
    assert isinstance(rule.pressers_min, int)
    assert VerdictRule.from_thresholds((), floor=10) == RULE


@pytest.mark.parametrize(
    ("thresholds", "message"),
    [
        ([("gamma", 0.1)], "verdict.gamma is not known; known are a, a_free, delta"),
        ([("floor", 3)], "verdict.floor is not known"),
        ([("a", 0.1), ("a", 0.2)], "verdict.a is given twice"),
        ([("a", 2.0)], "verdict.a must"),
    ],
)
def test_bad_study_keys_are_named(thresholds, message):
    with pytest.raises(ValueError, match=message):
        VerdictRule.from_thresholds(thresholds, floor=10)
