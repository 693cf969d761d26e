"""Reliability, components and lag: several targets together, reasons, sensitivity."""

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


def test_perfect_agreement_and_its_rows():
    held = presses()
    held["choice"] = [100, -100, 100] * 40
    row = analyse(held, None, SPOKEN, QUICK).reliability.row(0, named=True)
    assert abs(row["mean_r"] - 1) < 1e-9
    assert row["persons"] == 40


def test_several_targets_have_a_first_row_of_all_together():
    held = {**presses(), "target": ["x", "y", "x"] * 40}
    way = AnalysisSettings(replicates=100, instrument="two_buttons_per_target")
    found = analyse(held, None, SPOKEN, way)
    assert found.reliability["target"].to_list() == ["*", "x", "y"]
    assert found.variance_components["target"].unique(maintain_order=True).to_list() == [
        "*",
        "x",
        "y",
    ]


def test_lag_says_why_it_has_no_estimate():
    assert (
        "no statements"
        in analyse(
            {**presses(), "stimulus_ms": [1_000, 6_000, 90_000] * 40}, None, None, QUICK
        ).lag["reason"][0]
    )
    slider = AnalysisSettings(replicates=100, instrument="slider")
    assert "slider" in analyse(presses(), None, SPOKEN, slider).lag["reason"][0]


def test_sensitivity_counts_verdicts_that_another_lag_would_change():
    table = analyse(presses(), None, SPOKEN, QUICK).lag_sensitivity
    own = table.row(0, named=True)
    assert (own["lag_ms"], own["named"], own["changed"]) == (0, 3, 0)
    six = table.row(6, named=True)
    assert (six["lag_ms"], six["changed"]) == (6_000, 3)
