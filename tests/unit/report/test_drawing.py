"""The parts of figures: coordinates, gaps, escaping."""

from xml.etree import ElementTree

from pulsemeter.report.drawing import (
    band_area,
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
    assert curve_line(0, []) == ""
    assert band_area(0, []) == ""
    assert band_area(1, [([(5, 9)], [(5, 1)])]).count("L") == 3


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
