"""Two showings drawn on one axis, and their difference beneath."""

import re
import xml.etree.ElementTree as ET

import pytest
from tests.unit.release.showings import a_showing

from pulsemeter.domain.instrument import Instrument
from pulsemeter.release.session_pair import session_pair
from pulsemeter.report.pair_figure import pair_svg

SVG = "{http://www.w3.org/2000/svg}"
MANY = [(40, 10, 80), (30, 20, 80), (60, 5, 80), (2, 1, 4), (44, 12, 80)]
OTHERS = [(10, 40, 60), (25, 10, 60), (10, 30, 60), (20, 10, 60), (20, 10, 60)]
NAMES = ("AAAAAA (n = 80)", "BBBBBB (n = 60)")


def drawn(first=MANY, second=OTHERS, **changes):
    pair = session_pair(a_showing("AAAAAA", first), a_showing("BBBBBB", second, **changes),
                        "talk", "all")  # fmt: skip
    return ET.fromstring(pair_svg(pair, names=NAMES))


def points(path):
    return [tuple(map(float, pair)) for pair in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)]


def lines(figure, order):
    return [p for p in figure.iter(f"{SVG}path") if f"pm-line pm-c{order}" in p.get("class", "")]


def test_both_curves_stand_at_their_values_on_one_axis():
    figure = drawn()
    zero, *_ = [p for p in figure.iter(f"{SVG}path") if p.get("class") == "pm-zero"]
    (_, y_zero), _ = points(zero.get("d"))
    first = lines(figure, 0)[1].get("d")  # the first is the legend's
    second = lines(figure, 1)[1].get("d")
    assert first.count("M") == 2, "a gap stays a gap"
    assert len(points(second)) == 5
    per_point = (y_zero - points(second)[1][1]) / 25.0  # (25 − 10) / 60 are 25 points
    assert points(first)[0][1] == pytest.approx(y_zero - per_point * 37.5, abs=0.3)
    assert points(second)[0][1] == pytest.approx(y_zero + per_point * 50, abs=0.3)
    assert points(first)[0][0] == points(second)[0][0] < points(second)[1][0]


def test_intervals_that_differ_are_marked_and_told():
    figure = drawn()
    marks = [r for r in figure.iter(f"{SVG}rect") if r.get("class") == "pm-c0"]
    assert len(marks) == 2
    told = figure.find(f"{SVG}desc").text
    assert "2 of 4 intervals differ after correction" in told
    assert all(name in told for name in NAMES)
    words = {text.text for text in figure.iter(f"{SVG}text")}
    assert "Difference: AAAAAA (n = 80) minus BBBBBB (n = 60)" in words
    assert "both together" in words
    assert {"0:00", "+100", "−100"} <= words


def test_what_is_not_pooled_is_not_drawn():
    figure = drawn(instrument=Instrument(cue=False))
    assert "both together" not in {text.text for text in figure.iter(f"{SVG}text")}
    assert lines(figure, 2) == []


def test_a_small_panel_is_faded():
    few = [(8, 2, 20)] * 3
    look = [line.get("class") for line in lines(drawn(few, OTHERS), 0)]
    assert sum("pm-faded" in one for one in look) == 1
    assert not any("pm-faded" in line.get("class") for line in lines(drawn(), 0))


def test_nothing_told_draws_an_empty_axis():
    assert lines(drawn([], []), 0)
