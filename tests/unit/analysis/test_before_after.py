"""Questions before and after: turnover by hand, order of answers."""

import pytest

from pulsemeter.analysis.analyse import analyse
from pulsemeter.analysis.before_after import in_order
from pulsemeter.analysis.data_error import DataError
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


WAY = AnalysisSettings(replicates=100, before="q1", after="q2")


def panel(after):
    return {"participant": [f"p{i:02}" for i in range(40)], "q1": ["2"] * 40, "q2": after}


def test_change_and_turnover_by_hand():
    found = analyse(presses(), panel(["3"] * 10 + ["1"] * 5 + ["2"] * 25), None, WAY)
    row = found.change.row(0, named=True)
    assert (row["persons"], row["up"], row["down"], row["unchanged"]) == (40, 10, 5, 25)
    assert row["changed_share"] == pytest.approx(15 / 40)
    assert found.turnover["persons"].to_list() == [0, 0, 0, 5, 25, 10, 0, 0, 0]


def test_answers_are_ordered_as_numbers_or_listed():
    assert in_order({"10", "9", ""}) == ("9", "10")
    with pytest.raises(DataError, match="have no order"):
        in_order({"low", "high"})
    with pytest.raises(DataError, match="fewer than two"):
        analyse(presses(), panel(["2"] * 40), None, WAY)
