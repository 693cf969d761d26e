"""Counts are checked once, and an error names what is wrong."""

import numpy as np
import pytest

from pulsemeter.analysis.counts import (
    checked_counts,
    checked_reactions,
    checked_share,
    checked_whole,
    normal_quantile,
)


def test_counts_of_any_number_type_broadcast_to_one_shape():
    likes, present = checked_counts(likes=np.array([1, 2], dtype=np.int8), present=10)
    assert likes.dtype == present.dtype == np.float64
    assert present.tolist() == [10.0, 10.0]


@pytest.mark.parametrize(
    ("likes", "message"),
    [
        (-1, "likes must not be negative, got -1"),
        ([1.0, float("nan")], "likes must be finite"),
        (float("inf"), "likes must be finite"),
        ("three", "likes must be numbers"),
        ([True, False], "likes must be numbers"),
        (None, "likes must be numbers"),
        ([1, 2, 3], r"shapes don't fit together: likes \(3,\), dislikes \(2,\)"),
    ],
)
def test_bad_counts_are_named(likes, message):
    with pytest.raises(ValueError, match=message):
        checked_counts(likes=likes, dislikes=[1, 2])


def test_more_reactions_than_people_are_refused_with_the_numbers():
    with pytest.raises(ValueError, match=r"likes \+ dislikes exceed present: 6 \+ 5 > 10"):
        checked_reactions([1, 6], [1, 5], [10, 10])


def test_everybody_may_have_pressed():
    likes, _, _ = checked_reactions(6, 4, 10)
    assert likes == 6


def test_sums_of_weights_may_exceed_by_rounding_error_only():
    checked_reactions(0.1 + 0.2, 0.0, 0.3)
    with pytest.raises(ValueError, match="exceed present"):
        checked_reactions(0.31, 0.0, 0.3)


def test_no_intervals_at_all_are_no_error():
    likes, _, _ = checked_reactions([], [], [])
    assert likes.shape == (0,)


@pytest.mark.parametrize("share", [0, 1, -0.1, 1.5, float("nan"), "0.5", True])
def test_shares_out_of_range_are_named(share):
    with pytest.raises(ValueError, match=r"verdict\.a must"):
        checked_share("verdict.a", share)


@pytest.mark.parametrize("floor", [0, -3, 2.5, None, float("inf"), True])
def test_floors_that_are_no_count_are_named(floor):
    with pytest.raises(ValueError, match="floor must be"):
        checked_whole("floor", floor, least=1)


def test_whole_numbers_may_come_as_floats_or_numpy_integers():
    assert checked_whole("floor", 10.0, least=1) == checked_whole("floor", np.int8(10), least=1)


def test_normal_quantiles():
    assert normal_quantile(0.95) == pytest.approx(1.959963985)
    assert normal_quantile(0.5) == pytest.approx(0.674489750)


@pytest.mark.parametrize("confidence", [0, 1, 95])
def test_confidence_is_a_share(confidence):
    with pytest.raises(ValueError, match="confidence must lie between 0 and 1"):
        normal_quantile(confidence)
