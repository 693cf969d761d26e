"""Figures show the tables' figures, at their place, whatever is there."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import polars as pl
import pytest

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.report.drawing import standing_alone
from pulsemeter.report.figure import PLOT_LEFT, PLOT_RIGHT, contrast_svg, curve_svg

CONTRAST = "under 35:35 <b>and</b> over"


def line_points(svg: str) -> list[tuple[float, float]]:
    """Points of the whole panel's curve: the longest line of the figure."""
    paths = re.findall(r'class="pm-line pm-c0"[^>]*d="([^"]*)"', svg)
    longest = max(paths, key=len)
    numbers = [float(x) for x in re.findall(r"-?[\d.]+", longest.replace("h0", ""))]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def drawn_lines(svg: str) -> list[str]:
    """The paths of the whole panel's line."""
    return re.findall(r'class="pm-line pm-c0"[^>]*d="([^"]*)"', svg)


def strip_end(svg: str) -> float:
    """Where the strip of majorities ends: the rightmost end of all its marks."""
    ends = []
    for path in re.findall(r'class="pm-bar [^>]*d="([^"]*)"', svg):
        steps = re.findall(r"[Mmh](-?[\d.]+)", path)
        ends.append(sum(float(step) for step in steps))
    return max(ends)


def axis(svg: str, name: str) -> float:
    """Height of the axis' label, less the shift of its baseline."""
    found = re.search(rf'y="([\d.]+)"[^>]*>{re.escape(name)}</text>', svg)
    assert found is not None
    return float(found[1]) - 4


def test_a_known_interval_lies_at_its_place(found: Analysis) -> None:
    svg = curve_svg(found)
    nets = found.curve.filter(pl.col("segment") == "all")["net"].to_list()
    limit = re.search(r"−(\d+) …", svg)
    assert limit is not None
    top, zero = axis(svg, f"+{limit[1]}"), axis(svg, "0")
    points = line_points(svg)
    assert len(points) == len(nets)
    for place in (0, 17, 39):
        expected = zero - 100 * nets[place] / float(limit[1]) * (zero - top)
        assert points[place][1] == pytest.approx(expected, abs=0.11)
        x = PLOT_LEFT + (place + 0.5) / len(nets) * (PLOT_RIGHT - PLOT_LEFT)
        assert points[place][0] == pytest.approx(x, abs=0.06)


def test_every_figure_is_xml_with_a_title(found: Analysis) -> None:
    ids = found.segments["segment"].to_list()
    for svg in (curve_svg(found, ids), contrast_svg(found, CONTRAST)):
        root = ElementTree.fromstring(standing_alone(svg))
        assert root.find("{*}title") is not None
        assert root.find("{*}desc") is not None
        assert root.get("role") == "img"


def test_a_gap_is_not_bridged(found: Analysis) -> None:
    gap = pl.col("interval").is_between(10, 12)
    columns = [
        pl.when(gap).then(None).otherwise(pl.col(n)).alias(n) for n in ("net", "low", "high")
    ]
    svg = curve_svg(replace(found, curve=found.curve.with_columns(columns)))
    paths = re.findall(r'class="pm-line pm-c0"[^>]*d="([^"]*)"', svg)
    assert max(paths, key=len).count("M") == 2


def test_a_figure_that_was_kept_back_leaves_its_place_empty(found: Analysis) -> None:
    """Tables of released figures have no row where the gate kept one back."""
    whole = curve_svg(found)
    told = found.curve.filter(~pl.col("interval").is_between(10, 12))
    svg = curve_svg(replace(found, curve=told))
    assert max(drawn_lines(svg), key=len).count("M") == 2
    assert line_points(svg)[-1] == line_points(whole)[-1]
    assert strip_end(svg) == pytest.approx(strip_end(whole), abs=0.11)


def test_the_legend_says_how_a_count_was_told(found: Analysis) -> None:
    coded = found.curve.with_columns(present_coding=pl.lit("over"))
    assert "n = more than" in curve_svg(replace(found, curve=coded))


def test_legend_tells_n_and_band(found: Analysis, alone: Analysis) -> None:
    assert re.search(r"n = \d+ · simultaneous band", curve_svg(found))
    assert "too few to draw" in curve_svg(alone)


def test_what_is_not_there_is_refused(found: Analysis) -> None:
    with pytest.raises(ValueError, match="no curve"):
        curve_svg(found, ("age:7",))
    with pytest.raises(ValueError, match="one to 3"):
        curve_svg(found, ("all",) * 4)
    with pytest.raises(ValueError, match="no contrast"):
        contrast_svg(found, "a:b")


def test_marked_intervals_are_those_of_the_table(found: Analysis) -> None:
    count = found.contrasts["max_t"][0]
    assert f">{count} of 40 intervals differ" in contrast_svg(found, CONTRAST)
