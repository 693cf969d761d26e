"""The live curve: figures, gaps, floors and fading."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.analysis.curve import pointwise_curve
from pulsemeter.analysis.proportion import net_approval, net_interval

FIGURES = ("net", "low", "high", "low50", "high50")


def test_figures_are_those_of_the_proportions():
    likes, dislikes, present = np.array([20, 4]), np.array([5, 9]), np.array([50, 40])
    curve = pointwise_curve(likes, dislikes, present, floor=10)
    assert curve.net.tolist() == net_approval(likes, dislikes, present).tolist()
    band, inner = (net_interval(likes, dislikes, present, share) for share in (0.95, 0.5))
    assert (curve.low.tolist(), curve.high.tolist()) == (band.low.tolist(), band.high.tolist())
    assert (curve.low50.tolist(), curve.high50.tolist()) == (
        inner.low.tolist(),
        inner.high.tolist(),
    )
    assert curve.kind == "pointwise"


def test_gaps_stay_gaps():
    nan = float("nan")
    curve = pointwise_curve([20, nan, 0, 20], [5, 0, 0, 5], [50, 50, 0, nan], floor=10)
    assert curve.drawn.tolist() == [True, False, False, False]
    assert curve.n.tolist() == [50, 0, 0, 0]
    for name in FIGURES:
        assert np.isnan(getattr(curve, name)).tolist() == [False, True, True, True]


def test_below_the_floor_nothing_is_drawn_and_n_still_told():
    curve = pointwise_curve([3, 3], [1, 1], [9, 10], floor=10)
    assert curve.drawn.tolist() == [False, True]
    assert np.isnan(curve.net).tolist() == [True, False]
    assert curve.n.tolist() == [9, 10]


def test_faded_below_thirty_where_drawn():
    curve = pointwise_curve([3, 3, 3, 3], 1, [9, 10, 29, 30], floor=10)
    assert curve.faded.tolist() == [False, True, True, False]


def test_segments_may_come_together():
    curve = pointwise_curve(np.full((3, 7), 4), np.ones((3, 7)), np.full((3, 7), 40), floor=5)
    assert curve.net.shape == curve.n.shape == curve.faded.shape == (3, 7)


def test_a_session_that_has_not_begun_has_an_empty_curve():
    assert pointwise_curve([], [], [], floor=10).net.shape == (0,)


@pytest.mark.parametrize(
    ("counts", "floor", "message"),
    [
        (([1], [1], [5]), 0, "floor must be"),
        (([4], [4], [5]), 5, "exceed present"),
        (([-1], [0], [5]), 5, "likes must not be negative"),
        (([float("inf")], [0], [5]), 5, "likes must be finite"),
        (([1, 2], [0, 0, 0], [9, 9]), 5, "shapes don't fit together"),
        ((["1"], [0], [5]), 5, "likes must be numbers"),
        ((1, 0, 5), 5, "axis of intervals"),
    ],
)
def test_bad_input_is_named(counts, floor, message):
    with pytest.raises(ValueError, match=message):
        pointwise_curve(*counts, floor=floor)


counts = st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))


@given(st.lists(counts, min_size=1, max_size=30), st.integers(1, 40))
def test_drawn_intervals_have_all_figures_in_order(series, floor):
    likes, dislikes, neithers = np.array(series).T
    present = likes + dislikes + neithers
    curve = pointwise_curve(likes, dislikes, present, floor=floor)
    assert (curve.drawn == (present >= floor)).all()
    drawn = curve.drawn
    ends = (curve.low, curve.low50, curve.high50, curve.high)
    for below, above in pairwise(ends):
        assert (below[drawn] <= above[drawn]).all()
    assert (np.abs(curve.net[drawn]) <= 1).all()
    assert all(np.isnan(getattr(curve, name)[~drawn]).all() for name in FIGURES)
