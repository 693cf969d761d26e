"""Verdict tables: persons per class, weighted shares, passages on joined time."""

import numpy as np
import pytest

from pulsemeter.analysis.analyse import analyse
from pulsemeter.analysis.judged import (
    class_codes,
    judged_columns,
    judged_passages,
    judged_statements,
    statement_scores,
)
from pulsemeter.analysis.measured import measure
from pulsemeter.analysis.proportion import net_interval
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


def test_statements_by_hand():
    held = measure(presses(), None, SPOKEN, QUICK)
    table = judged_statements(held, statement_scores(held))
    assert table["likers"].to_list() == [40, 0, 20]
    assert table["dislikers"].to_list() == [0, 40, 20]
    assert table["verdict"].to_list() == ["resonates", "falls_flat", "divides"]


def test_a_passage_is_not_the_mean_of_its_statements():
    spoken = {**SPOKEN, "passage": ["p", "", "p"]}
    found = judged_passages(measure(presses(), None, spoken, QUICK)).row(0, named=True)
    # Half the persons like once and dislike once: neither. Statements' mean is 1/2 as well,
    # but their likers are 40 and 20.
    assert (found["likers"], found["dislikers"], found["neithers"]) == (20, 0, 20)


def test_weights_move_shares_and_not_the_base():
    panel = {"participant": [f"p{i:02}" for i in range(40)], "w": [1.0, 3.0] * 20}
    way = AnalysisSettings(replicates=100, weights="w", segments=())
    held = measure(presses(), panel, SPOKEN, way)
    columns = judged_columns(held, np.where(np.arange(40) % 2, 1.0, -1.0)[:, np.newaxis])
    assert columns["net"].tolist() == pytest.approx([0.5])
    assert columns["n_eff"].tolist() == pytest.approx([80**2 / 200])
    assert (columns["present"][0], columns["likers"][0]) == (40, 20)


def test_scores_become_cells():
    assert class_codes(np.array([[0.3, -1, 0, np.nan]])).tolist() == [[100, -100, 101, -128]]


def test_another_confidence_reaches_the_intervals_of_statements() -> None:
    people = [f"p{i}" for i in range(30)]
    reactions = {
        "participant": people,
        "stimulus_ms": [1_000] * 30,
        "choice": [100, 100, -100] * 10,
    }
    spoken = {"start_ms": [0], "end_ms": [5_000]}
    found = {}
    for confidence in (0.95, 0.8):
        settings = AnalysisSettings(lag_ms=0, confidence=confidence, replicates=100)
        (row,) = analyse(reactions, statements=spoken, settings=settings).statements.to_dicts()
        found[confidence] = row["low"], row["high"]
        ends = net_interval(20, 10, 30, confidence)
        assert found[confidence] == pytest.approx((float(ends.low), float(ends.high)))
    assert found[0.8][0] > found[0.95][0]


def test_a_segment_below_the_floor_is_not_spoken_of_with_borrowed_figures() -> None:
    people = [f"p{i}" for i in range(40)]
    reactions = {
        "participant": [p for p in people for _ in range(3)],
        "stimulus_ms": [1_000, 6_000, 11_000] * 40,
        "choice": [100, -100, 100] * 20 + [-100, 100, 100] * 20,
    }
    panel = {"participant": people, "region": ["a"] * 20 + ["b"] * 17 + ["c"] * 3}
    spoken = {"start_ms": [0, 5_000, 10_000], "end_ms": [5_000, 10_000, 15_000]}
    settings = AnalysisSettings(lag_ms=0, replicates=100)
    table = analyse(reactions, panel, spoken, settings).statements
    assert table.filter(segment="region:c")["pooled"].null_count() == 3
    assert table.filter(segment="region:b")["pooled"].null_count() == 0


def test_shares_are_weighted_and_counts_are_not() -> None:
    people = [f"p{i}" for i in range(20)]
    reactions = {
        "participant": people,
        "stimulus_ms": [1_000] * 20,
        "choice": [100] * 10 + [-100] * 10,
    }
    panel = {"participant": people, "side": ["a"] * 10 + ["b"] * 10}
    settings = AnalysisSettings(lag_ms=0, replicates=100, weights={"side": {"a": 0.8, "b": 0.2}})
    (row,) = (
        analyse(reactions, panel, {"start_ms": [0], "end_ms": [5_000]}, settings)
        .statements.filter(segment="all")
        .to_dicts()
    )
    assert (row["likers"], row["dislikers"]) == (10, 10)
    assert row["like_share"] == pytest.approx(0.8)
    assert row["net"] == pytest.approx(0.6)
