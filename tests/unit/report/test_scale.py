"""Axes with round ends, and labels that keep clear of each other."""

import itertools
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.report.scale import (
    Scale,
    clear_labels,
    fitted,
    points_limit,
    spread_labels,
    text_width,
    time_ticks_ms,
)


def test_a_value_lies_where_the_line_says() -> None:
    scale = Scale(-50, 50, 300, 100)
    assert (scale.at(-50), scale.at(0), scale.at(50)) == (300, 200, 100)


def test_the_axis_holds_every_point() -> None:
    assert [points_limit([x]) for x in (0, 25, 25.1, -60, 150, 300)] == [25, 25, 50, 100, 200, 200]
    assert points_limit([]) == 100


def test_ticks_are_few_and_round() -> None:
    for duration_ms in (5_000, 61_000, 900_000, 7_200_000, 40_000_000):
        ticks = time_ticks_ms(duration_ms)
        assert ticks[0] == 0
        assert ticks[-1] <= duration_ms
        assert 2 <= len(ticks) <= 9


def test_no_label_touches_another() -> None:
    places = [float(x) for x in range(20, 500, 7)]
    widths = [24.0] * len(places)
    shown = clear_labels(places, widths, 4, 480)
    edges = [(places[i] - 12, places[i] + 12) for i in shown]
    assert len(shown) > 10
    assert all(b[0] - a[1] >= 4 for a, b in itertools.pairwise(edges))
    assert edges[-1][1] <= 480


def test_a_cut_text_fits() -> None:
    assert fitted("short", 13, 100) == "short"
    cut = fitted("an audience with a very long name " * 4, 13, 100)
    assert cut.endswith("…")
    assert text_width(cut, 13) <= 100
    assert text_width("問題", 10) > text_width("ab", 10)
    assert fitted("not because they are easy", 10, 115) == "not because they …"


@given(
    st.lists(st.floats(-500, 500), max_size=8).map(sorted),
    st.floats(1, 60),
    st.floats(-100, 100),
    st.floats(10, 600),
)
def test_spread_labels_keep_their_order_their_gap_and_their_room(wanted, gap, first, room):
    places = spread_labels(wanted, gap, first, first + room)
    assert len(places) == len(wanted)
    fits = gap * (len(wanted) - 1) < room
    kept = gap if fits else room / max(len(wanted) - 1, 1)
    assert all(b - a >= kept - 1e-6 for a, b in pairwise(places))
    assert all(first - 1e-6 <= at <= first + room + 1e-6 for at in places)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=5))
def test_spread_labels_that_touch_nobody_stay_where_they_are_wanted(steps):
    wanted = [float(100 * k + step) for k, step in enumerate(steps)]
    assert spread_labels(wanted, 20, -50, 900) == wanted


def test_spread_labels_move_as_little_as_they_can():
    """Against every other place on a grid."""
    wanted, gap = [10.0, 12.0, 13.0], 4.0
    moved = sum(
        (a - b) ** 2 for a, b in zip(spread_labels(wanted, gap, 0, 30), wanted, strict=True)
    )
    grid = [k / 4 for k in range(121)]
    best = min(
        (a - 10) ** 2 + (b - 12) ** 2 + (c - 13) ** 2
        for a in grid for b in grid for c in grid
        if b - a >= gap and c - b >= gap
    )  # fmt: skip
    assert moved <= best + 1e-9
