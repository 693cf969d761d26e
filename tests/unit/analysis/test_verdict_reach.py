"""Warnings follow from power, and from nothing else."""

import pytest

from pulsemeter.analysis.verdict_power import NAMED, TYPICAL, Truth, verdict_chances
from pulsemeter.analysis.verdict_reach import HARDLY, reach
from pulsemeter.analysis.verdict_rule import Verdict, VerdictRule

RULE = VerdictRule(floor=10)


def test_reach_is_the_chance_of_the_true_verdict():
    truths = (TYPICAL[0], TYPICAL[8], TYPICAL[9])
    found = reach(60, RULE, truths)
    assert [reached.truth for reached in found] == list(truths)
    for reached in found:
        chances = verdict_chances(60, reached.truth.like, reached.truth.dislike, RULE)
        others = set(NAMED) - {reached.truth.verdict}
        assert reached.power == chances[reached.truth.verdict]
        assert reached.wrong == pytest.approx(sum(chances[name] for name in others))
        assert reached.hardly == (reached.power < HARDLY)
    assert [reached.hardly for reached in found] == [False, True, True]
    assert [reached.persons_needed for reached in found] == [44, 310, 150]


def test_nothing_is_reached_below_the_floor():
    assert all(
        found.hardly and found.power == 0 for found in reach(9, RULE, needed=dict.fromkeys(TYPICAL))
    )


def test_known_answers_are_not_searched_again():
    truth = Truth(Verdict.RESONATES, 0.4, 0.1)
    (found,) = reach(60, RULE, [truth], needed={truth: 7})
    assert found.persons_needed == 7
