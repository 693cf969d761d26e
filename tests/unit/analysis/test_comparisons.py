"""Comparisons: clear differences found, few persons named as such."""

import numpy as np
import pytest

from pulsemeter.analysis.analyse import analyse
from pulsemeter.analysis.data_error import DataError
from pulsemeter.analysis.settings import AnalysisSettings, Comparison

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


PANEL = {"participant": [f"p{i:02}" for i in range(40)], "g": ["a", "b"] * 20}


def way(attribute="g", a="a", b="b", **more):
    asked = (Comparison(attribute, a, b),)
    return AnalysisSettings(replicates=200, lag_ms=0, contrasts=asked, **more)


def test_the_one_interval_that_differs_is_counted_by_every_correction():
    found = analyse(presses(), PANEL, SPOKEN, way())
    row = found.contrasts.row(0, named=True)
    assert [row[n] for n in ("intervals", "raw", "bh", "by", "holm", "max_t")] == [3, 1, 1, 1, 1, 1]
    assert row["by_chance"] == pytest.approx(0.15)
    assert found.contrast_curve["difference"].to_list() == pytest.approx([0, 0, -2])
    assert found.contrast_statements["difference"].to_list() == pytest.approx([0, 0, -2])


def test_a_small_group_has_a_reason_and_an_unknown_one_is_refused():
    few = {**PANEL, "g": ["a"] * 3 + ["b"] * 37}
    row = analyse(presses(), few, SPOKEN, way()).contrasts.row(0, named=True)
    assert row["reason"].startswith("too few")
    assert row["max_t"] is None
    with pytest.raises(DataError, match="nobody has the category 'z'"):
        analyse(presses(), PANEL, SPOKEN, way(b="z"))


def test_polarisation_names_the_segments_that_stand_apart():
    table = analyse(presses(), PANEL, SPOKEN, way()).polarisation
    assert table["gap"].to_list() == pytest.approx([0, 0, 2])
    assert table["between"][2] == "b:a"
    assert table["agreement"].to_list() == pytest.approx([1, 1, -1])


def test_arms_are_compared_and_an_arm_nobody_was_in_is_refused():
    found = analyse(presses(), PANEL, SPOKEN, AnalysisSettings(replicates=100, lag_ms=0, arm="g"))
    assert found.arms["difference"].to_list() == pytest.approx([0, 0, -2])
    panel = {**PANEL, "g": ["a"] * 20 + ["b"] * 20}
    with pytest.raises(DataError, match="1 arm"):
        analyse(presses(20), panel, SPOKEN, AnalysisSettings(replicates=100, arm="g"))


def test_sliders_are_compared_by_their_ratings_statement_by_statement() -> None:
    rng = np.random.default_rng(11)
    people = [f"p{i:02}" for i in range(60)]
    values = np.clip(rng.normal(40, 8, (60, 12)), 5, 100).round()
    values[:30, 6:] -= 20
    values = np.maximum(values, 2)
    reactions = {
        "participant": [p for p in people for _ in range(12)],
        "stimulus_ms": [1_000 * k for _ in people for k in range(12)],
        "choice": values.astype(int).ravel().tolist(),
    }
    found = analyse(
        reactions,
        {"participant": people, "group": ["a"] * 30 + ["b"] * 30},
        {"start_ms": [0, 6_000], "end_ms": [6_000, 12_000]},
        AnalysisSettings(
            instrument="slider",
            interval_ms=1_000,
            lag_ms=0,
            presence_known=True,
            contrasts=(Comparison("group", "a", "b"),),
            replicates=300,
        ),
    )
    same, apart = found.contrast_statements.sort("statement").to_dicts()
    means = values[:30, 6:].mean() / 100, values[30:, 6:].mean() / 100
    # Scores are kept in whole points.
    assert apart["net_a"] == pytest.approx(means[0], abs=0.006)
    assert apart["difference"] == pytest.approx(means[0] - means[1], abs=0.006)
    assert apart["p_bh"] < 0.001 < same["p_bh"]
    (row,) = found.contrasts.to_dicts()
    assert row["max_t"] == 6
    assert found.contrast_curve["difference"][8] < -0.1
