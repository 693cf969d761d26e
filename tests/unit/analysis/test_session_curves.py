"""Curves: counts by hand, weights, floors and the few who are too few."""

import pytest

from pulsemeter.analysis.measured import measure
from pulsemeter.analysis.session_curves import session_curves
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


def test_counts_and_net_by_hand():
    curve, bands = session_curves(measure(presses(), None, None, QUICK))
    assert curve["likes"].to_list() == [40, 0, 20]
    assert curve["dislikes"].to_list() == [0, 40, 20]
    assert curve["net"].to_list() == pytest.approx([1, -1, 0])
    assert curve["approval"].to_list() == [1, 0, 0.5]
    assert curve["majority"].to_list() == ["most_liked", "most_disliked", "no_majority"]
    assert curve["band"].unique().to_list() == ["simultaneous"]
    assert set(bands) == {("speech", "all")}


def test_weights_move_the_net_and_everybody_reacting_is_no_contradiction():
    panel = {"participant": [f"p{i:02}" for i in range(40)], "w": [1.0, 2.0] * 20}
    way = AnalysisSettings(replicates=100, weights="w")
    curve, _ = session_curves(measure(presses(), panel, None, way))
    assert curve["net"].to_list() == pytest.approx([1, -1, 1 / 3], abs=1e-6)
    assert curve["likes"].to_list() == [40, 0, 20]


def test_too_few_have_no_figures():
    curve, _ = session_curves(measure(presses(4), None, None, QUICK))
    assert curve["net"].null_count() == curve["approval"].null_count() == 3
    assert curve["majority"].unique().to_list() == ["too_few"]
    assert curve["band"].unique().to_list() == ["none"]


def test_a_sliders_curve_is_the_mean_rating():
    way = AnalysisSettings(instrument="slider", replicates=100)
    held = presses()
    held["choice"] = [50, -20, 0] * 40
    curve, _ = session_curves(measure(held, None, None, way))
    assert curve["net"].to_list() == pytest.approx([0.5, -0.2, 0], abs=1e-6)
