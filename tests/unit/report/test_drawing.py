"""The parts of figures: coordinates, gaps, escaping."""

import re
from xml.etree import ElementTree

from pulsemeter.report.drawing import (
    band_area,
    bars,
    compacted,
    curve_line,
    figure,
    line,
    place,
    readable,
    rect,
    runs,
    standing_alone,
    text,
)


def test_coordinates_have_one_decimal_at_most() -> None:
    assert [place(x) for x in (1, 1.25, 10.04, -0.04)] == ["1", "1.2", "10", "0"]


def test_a_gap_stays_a_gap_and_a_single_point_is_drawn() -> None:
    assert runs([False, True, True, False, True]) == [(1, 3), (4, 5)]
    drawn = curve_line(0, [[(0, 1), (2, 3)], [(8, 9)]])
    assert 'd="M0 1L2 3M8 9h0"' in drawn
    assert 'd="M0 1l2 2M8 9h0"' in compacted(drawn)
    assert curve_line(0, []) == ""
    assert band_area(0, []) == ""
    band = band_area(1, [([(5, 9)], [(5, 1)])])
    assert band.count("L") == 3
    assert 'd="M4.2 9l1.6 0 0-8-1.6 0Z"' in compacted(band)


def test_rounded_steps_lead_to_the_rounded_places() -> None:
    points = [(0.33 * k, 10 - 0.26 * k) for k in range(400)]
    drawn = compacted(curve_line(0, [points])).split(' d="M')[1].split('"')[0]
    start, steps = drawn.split("l")
    x, y = (float(part) for part in start.split())
    numbers = [float(n) for n in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", steps)]
    for step in range(0, len(numbers), 2):
        x, y = x + numbers[step], y + numbers[step + 1]
    assert (round(x, 1), round(y, 1)) == (round(points[-1][0], 1), round(points[-1][1], 1))
    assert len(steps) < 8 * len(points)


def test_bars_beside_each_other_are_one_line_as_thick_as_they_are_high() -> None:
    drawn = bars("liked", "#000", 0, 7, [(10, 15), (15, 15), (30, 31.5)])
    assert drawn.count("<path") == 1
    assert 'stroke-width="7" d="M10 3.5h5m0 0h.3m14.7 0h1.5"' in drawn
    assert bars("liked", "#000", 0, 7, []) == ""


def test_faded_and_dashed_lines_say_so() -> None:
    assert "stroke-opacity" in curve_line(1, [[(0, 0), (1, 1)]], faded=True)
    assert "stroke-dasharray" in curve_line(1, [[(0, 0), (1, 1)]])


def test_hostile_text_is_text() -> None:
    parts = [
        text(1, 2, "<script>\x00&"),
        line("zero", 0, 0, 1, 1),
        rect("liked", "#000", 0, 0, 0, 1),
    ]
    svg = figure("k", "<b>", "'\"", (10, 10), parts)
    root = ElementTree.fromstring(standing_alone(svg))
    assert not root.findall(".//{*}script")
    assert root.find("{*}title").text == "<b>"  # type: ignore[union-attr]
    assert readable("a\x0bb") == "a b"
