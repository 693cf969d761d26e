"""Ranking and key moments: their order, and when there are none."""

from pulsemeter.analysis.analyse import analyse
from pulsemeter.analysis.settings import AnalysisSettings

QUICK = AnalysisSettings(replicates=100, lag_ms=0, interval_ms=5_000)
SPOKEN = {"start_ms": [0, 5_000, 10_000], "end_ms": [5_000, 10_000, 15_000]}


def presses(persons=40):
    """Person i likes the first statement, dislikes the second, is divided on the third."""
    third = [100 if i % 2 else -100 for i in range(persons)]
    return {
        "participant": [f"p{i:02}" for i in range(persons) for _ in range(3)],
        "stimulus_ms": [1_000, 6_000, 11_000] * persons,
        "choice": [c for i in range(persons) for c in (100, -100, third[i])],
    }


def test_statements_are_ranked_from_most_to_least_liked():
    table = analyse(presses(), None, SPOKEN, QUICK).ranking
    assert table["statement"].to_list() == ["s001", "s003", "s002"]
    assert (table["low"] <= table["shrunk"]).all()
    assert (table["shrunk"] <= table["high"]).all()


def test_two_statements_or_too_few_persons_are_not_ranked():
    two = {name: held[:2] for name, held in SPOKEN.items()}
    assert analyse(presses(), None, two, QUICK).ranking.is_empty()
    assert analyse(presses(4), None, SPOKEN, QUICK).ranking.is_empty()


def test_below_twenty_persons_there_are_no_key_moments():
    assert analyse(presses(19), None, SPOKEN, QUICK).moments.is_empty()
