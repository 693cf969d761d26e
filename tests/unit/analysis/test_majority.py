"""The mark of an interval: which side, silence, or none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.analysis.majority import MAJORITIES, Majority, majority


def mark(likes, dislikes, present, floor=10, threshold_a=0.15):
    marks = majority(likes, dislikes, present, floor=floor, threshold_a=threshold_a)
    (name,) = marks.names()
    return name, int(marks.strength)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((30, 4, 60), Majority.MOST_LIKED),
        ((4, 30, 60), Majority.MOST_DISLIKED),
        ((2, 1, 60), Majority.MOST_SILENT),
        ((0, 0, 60), Majority.MOST_SILENT),
        ((15, 14, 60), Majority.NO_MAJORITY),
        ((10, 0, 10), Majority.MOST_LIKED),
        ((9, 0, 9), Majority.TOO_FEW),
        ((0, 0, 0), Majority.TOO_FEW),
    ],
)
def test_marks_of_plain_intervals(counts, expected):
    assert mark(*counts)[0] is expected


def test_a_side_needs_its_wilson_interval_wholly_above_one_half():
    """8 of 10 pressers: from .490, not above ½. 9 of 11: from .523."""
    assert mark(8, 2, 20)[0] is Majority.NO_MAJORITY
    assert mark(9, 2, 20)[0] is Majority.MOST_LIKED


def test_a_side_needs_enough_of_those_present_to_press():
    """6 of 40 is exactly 15 %, which counts; 6 of 41 is below it."""
    assert mark(6, 0, 40)[0] is Majority.MOST_LIKED
    assert mark(6, 0, 41)[0] is not Majority.MOST_LIKED
    assert mark(6, 0, 41, threshold_a=0.08)[0] is Majority.MOST_LIKED


def test_the_exact_threshold_is_no_matter_of_floating_point():
    assert 0.07 * 100 > 7
    assert mark(7, 0, 100, threshold_a=0.07)[0] is Majority.MOST_LIKED
    present = np.arange(40, 4_000, 20)
    marks = majority(present * 3 // 20, 0, present, floor=10)
    assert set(marks.names()) == {Majority.MOST_LIKED}


def test_silence_needs_certainty():
    """1 of 10 is 10 %, yet not surely below 15 %; 10 of 100 is."""
    assert mark(1, 0, 10)[0] is Majority.NO_MAJORITY
    assert mark(5, 5, 100)[0] is Majority.MOST_SILENT


def test_strength_steps():
    assert mark(9, 2, 20) == (Majority.MOST_LIKED, 1)
    assert mark(16, 3, 30) == (Majority.MOST_LIKED, 2)
    assert mark(3, 40, 60) == (Majority.MOST_DISLIKED, 3)
    assert mark(12, 11, 200) == (Majority.MOST_SILENT, 1)
    assert mark(9, 9, 200) == (Majority.MOST_SILENT, 2)
    assert mark(5, 5, 200) == (Majority.MOST_SILENT, 3)
    assert mark(15, 14, 60) == (Majority.NO_MAJORITY, 0)
    assert mark(5, 0, 5) == (Majority.TOO_FEW, 0)


def test_segments_by_intervals_keep_their_shape():
    likes = np.array([[30, 4], [2, 9]])
    dislikes = np.array([[4, 30], [1, 0]])
    marks = majority(likes, dislikes, np.array([[60, 60], [60, 9]]), floor=10)
    assert marks.code.dtype == marks.strength.dtype == np.int8
    assert marks.code.tolist() == [[0, 1], [2, 4]]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"floor": 0}, "floor must be"),
        ({"threshold_a": 1.0}, "threshold_a must lie"),
        ({"present": 3}, "exceed present"),
        ({"likes": -1}, "likes must not be negative"),
    ],
)
def test_bad_input_is_named(change, message):
    given_values = {"likes": 3, "dislikes": 2, "present": 20, "floor": 10} | change
    with pytest.raises(ValueError, match=message):
        majority(**given_values)


sides = st.integers(0, 300)


@given(sides, sides, sides, st.integers(1, 40))
def test_swapping_the_sides_swaps_the_mark(likes, dislikes, neithers, floor):
    present = likes + dislikes + neithers
    swap = {
        Majority.MOST_LIKED: Majority.MOST_DISLIKED,
        Majority.MOST_DISLIKED: Majority.MOST_LIKED,
    }
    name, strength = mark(likes, dislikes, present, floor)
    assert mark(dislikes, likes, present, floor) == (swap.get(name, name), strength)


@given(sides, sides, sides)
def test_a_side_holds_more_than_half_and_only_a_majority_has_a_tint(likes, dislikes, neithers):
    name, strength = mark(likes, dislikes, likes + dislikes + neithers)
    if name is Majority.MOST_LIKED:
        assert likes > dislikes
    if name is Majority.MOST_DISLIKED:
        assert dislikes > likes
    assert (strength > 0) == (name not in (Majority.NO_MAJORITY, Majority.TOO_FEW))
    assert strength <= 3


@given(sides, sides, sides, st.floats(0.05, 0.5))
def test_no_interval_is_both_one_sided_and_silent(likes, dislikes, neithers, threshold):
    """So the order in which the two are asked changes no mark."""
    from pulsemeter.analysis.posterior import p_active_below

    present = likes + dislikes + neithers
    name, _ = mark(likes, dislikes, present, floor=1, threshold_a=threshold)
    if name in (Majority.MOST_LIKED, Majority.MOST_DISLIKED):
        counts = (np.array(float(count)) for count in (likes, dislikes, neithers))
        assert p_active_below(*counts, threshold) < 0.8


def test_codes_are_places_in_the_list_of_marks():
    assert [str(name) for name in MAJORITIES] == [
        "most_liked",
        "most_disliked",
        "most_silent",
        "no_majority",
        "too_few",
    ]
