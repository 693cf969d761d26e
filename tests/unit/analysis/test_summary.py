"""Documented keys as plain values."""

import json

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


def test_keys_are_there_and_json_takes_every_value():
    told = analyse(presses(), None, SPOKEN, QUICK).summary()
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert {
        "settings",
        "notes",
        "net",
        "reliability",
        "variance_components",
        "contrasts",
        "curve",
        "statements",
    } <= told.keys()
    assert told["net"]["speech"]["presses"] == 120
    assert {"mean_r", "cronbach_alpha", "icc_a1", "icc_ak", "split_half"} <= (
        told["reliability"].keys()
    )
    assert "by_target" not in told
