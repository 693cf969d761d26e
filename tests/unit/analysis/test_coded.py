"""Codes of statements: binary, categories, floats with gaps, and texts refused."""

import pytest

from pulsemeter.analysis.analyse import analyse
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


CODED = AnalysisSettings(replicates=100, lag_ms=0, codes=("attack",))


@pytest.mark.parametrize("held", [[0, 1, 0], [0.0, 1.0, float("nan")], [False, True, False]])
def test_zero_and_one_are_one_code(held):
    table = analyse(presses(), None, {**SPOKEN, "attack": held}, CODED).codes
    assert table["code"].unique().to_list() == ["attack"]
    assert table["statements_with"][0] == 1


def test_other_values_are_one_code_each_and_too_many_are_refused():
    table = analyse(presses(), None, {**SPOKEN, "attack": ["us", "them", ""]}, CODED).codes
    assert table["code"].to_list() == ["attack = them", "attack = us"]
    with pytest.raises(DataError, match="0 different values"):
        analyse(presses(), None, {**SPOKEN, "attack": [""] * 3}, CODED)
