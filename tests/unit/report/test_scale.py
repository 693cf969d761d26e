"""Axes with round ends, and labels that keep clear of each other."""

import itertools

from pulsemeter.report.scale import (
    Scale,
    clear_labels,
    fitted,
    points_limit,
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
