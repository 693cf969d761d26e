"""Classes by instrument: standing presses, all presses, or mean values."""

import numpy as np
import polars as pl
import pytest

from pulsemeter.analysis.matrix import read_matrix
from pulsemeter.analysis.person_classes import classes_of, own_means, scores_of, session_classes
from pulsemeter.analysis.settings import AnalysisSettings


def folded(records, **settings):
    way = AnalysisSettings(lag_ms=0, **settings)
    table = pl.DataFrame(records, schema=["participant", "stimulus_ms", "choice"], orient="row")
    return read_matrix(table, way), way


LLD = [("a", 1_000, 100), ("a", 2_000, 100), ("a", 3_000, -100)]


@pytest.mark.parametrize(("instrument", "sign"), [("two_buttons", -1), ("two_buttons_free", 1)])
def test_a_cadence_counts_the_last_press_and_free_pressing_all(instrument, sign):
    held = folded(LLD, instrument=instrument)
    assert classes_of(held[0], "speech", [[(0, 5_000)]], held[1]).tolist() == [[sign]]
    assert session_classes(held[0], "speech", held[1]).tolist() == [sign]
    assert own_means(held[0], "speech", held[1]).tolist() == pytest.approx([1 / 3])


def test_spans_that_overlap_count_a_press_once():
    # One like in both spans, two dislikes in one: counted twice the like would make a draw.
    records = [("a", 4_000, 100), ("a", 1_000, -100), ("a", 8_000, -100)]
    matrix, way = folded(records, instrument="two_buttons_free")
    assert classes_of(matrix, "speech", [[(0, 5_000), (3_000, 9_000)]], way).tolist() == [[-1]]


def test_a_sliders_score_is_its_mean_over_intervals_with_their_middle_inside():
    records = [("a", 0, 20), ("a", 5_000, 60), ("a", 10_000, -100)]
    matrix, way = folded(records, instrument="slider")
    windows = [[(0, 10_000)], [(0, 7_000)], [(8_000, 9_000)]]
    assert scores_of(matrix, "speech", windows, way).tolist() == [[0.4, 0.2, 0.6]]
    assert own_means(matrix, "speech", way).tolist() == pytest.approx([-20 / 300])


def test_a_window_after_the_end_finds_everybody_absent():
    for instrument in ("two_buttons", "two_buttons_free", "slider"):
        matrix, way = folded(LLD, instrument=instrument)
        assert np.isnan(scores_of(matrix, "speech", [[(5_000, 9_000)]], way)).all()
