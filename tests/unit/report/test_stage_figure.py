"""The picture of a stage view: values at their places, inside what every screen shows."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise

import pytest
from tests.unit.release.showings import CELLS, interval_figure

from pulsemeter.release.figures import Count, IntervalRelease
from pulsemeter.release.stage_board import stage_board
from pulsemeter.report import stage_figure
from pulsemeter.report.scale import text_width
from pulsemeter.report.stage_figure import stage_svg

SVG = "{http://www.w3.org/2000/svg}"
THREE = ("all", "region:north", "region:south")


def a_board(*rows, cells=("all",)):
    """A row per interval, with counts for each cell or None where nothing was told."""
    releases = []
    for k, row in enumerate(rows):
        told = [(cell, counts) for cell, counts in zip(cells, row, strict=True) if counts]
        figures = [interval_figure(*one) for one in told]
        releases.append(IntervalRelease(k + 1, 0, k, "frozen", 90, figures))
    return stage_board(releases, CELLS, cells, 999)


def drawn(board, **changes):
    return ET.fromstring(stage_svg(board, **{"cadence_ms": 5_000, "delay_s": 30, **changes}))


def points(path):
    return [tuple(map(float, pair)) for pair in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)]


def line(figure, order):
    """The curve of this order: the longest of its strokes; the others are samples."""
    drawn = [p.get("d") for p in figure.iter(f"{SVG}path") if f"pm-c{order}" in p.get("class", "")
             and "pm-line" in p.get("class")]  # fmt: skip
    return max(drawn, key=len)


def said(figure):
    return [t.text for t in figure.iter(f"{SVG}text")]


def test_a_curve_stands_at_its_values_on_the_fixed_axis():
    figure = drawn(a_board([(40, 10, 80)], [(10, 40, 80)], [(10, 10, 80)]))
    y = stage_figure.PLOT_BOTTOM, stage_figure.PLOT_TOP
    middle, per_point = sum(y) / 2, (y[0] - y[1]) / 200
    found = points(line(figure, 0))
    for (_, at), net in zip(found, (37.5, -37.5, 0), strict=True):
        assert at == pytest.approx(middle - net * per_point, abs=0.06)
    assert found[0][0] < found[1][0] < found[2][0]
    assert {"+100", "0", "−100"} <= set(said(figure))


def test_a_gap_stays_a_gap():
    rows = [[(40, 10, 80)], [(40, 10, 80)], [None], [(1, 1, 3)], [(40, 10, 80)], [(4, 4, 80)]]
    assert line(drawn(a_board(*rows)), 0).count("M") == 2


def test_both_bands_are_drawn_where_they_were_told():
    board = a_board([(40, 10, 80)], [(30, 10, 80)])
    (curve,) = board.curves
    inner = {k: replace(f, low50=10.0, high50=30.0) for k, f in curve.figures.items()}
    with_both = replace(board, curves=[replace(curve, figures=inner)])
    for shown, count in ((board, 1), (with_both, 2)):
        bands = [p for p in drawn(shown).iter(f"{SVG}path") if "pm-band" in p.get("class", "")]
        assert len(bands) == count


def test_it_says_whom_how_many_how_late_and_that_it_is_simulated():
    figure = drawn(a_board([(40, 10, 80), (9, 3, 20)], cells=THREE[:2]), delay_s=45)
    words = said(figure)
    assert {"All", "n ≈ 80", "North", "n ≈ 20", "shown 45 seconds late"} <= set(words)
    assert not any("SIMULATED" in text for text in words)
    simulated = drawn(a_board([(40, 10, 80)]), is_simulated=True)
    assert "SIMULATED PANEL" in said(simulated)
    told = simulated.find(f"{SVG}desc").text
    assert told == "Simulated panel. All +38 (n ≈ 80). Shown 30 seconds late."
    exact = drawn(a_board([(40, 10, 80)]), is_exact=True)
    assert "n = 80" in said(exact)


def test_few_are_faded_and_too_few_have_no_line():
    few = stage_svg(a_board([(9, 3, 20)]), cadence_ms=5_000, delay_s=30)
    many = stage_svg(a_board([(9, 3, 40)]), cadence_ms=5_000, delay_s=30)
    assert ("pm-faded" in few, "pm-faded" in many) == (True, False)
    assert "n ≈ 3, too few" in said(drawn(a_board([(1, 1, 3)])))
    assert stage_figure.said_count(Count(6, "under"), is_exact=False) == "n < 6"


@pytest.mark.parametrize("majority", list(stage_figure.STRIPS))
def test_each_majority_has_its_mark_and_the_legend_explains_it(majority):
    board = a_board([(40, 10, 80)])
    (curve,) = board.curves
    figures = {0: replace(curve.figures[0], majority=majority)}
    figure = drawn(replace(board, curves=[replace(curve, figures=figures)]))
    kind = f"pm-{stage_figure.STRIPS[majority][0]}"
    assert sum(r.get("class") == kind for r in figure.iter(f"{SVG}rect")) == 2


def test_no_majority_is_shown_of_too_few():
    board = a_board([(40, 10, 80)])
    (curve,) = board.curves
    figures = {0: replace(curve.figures[0], majority="too_few")}
    figure = drawn(replace(board, curves=[replace(curve, figures=figures)]))
    legend = stage_figure.STRIPS_TOP + 90
    boxes = [r for r in figure.iter(f"{SVG}rect") if r.get("class") != "pm-plate"]
    strip = [box for box in boxes if float(box.get("y")) < legend]
    assert strip == []


@pytest.mark.parametrize("nets", [((40, 0, 40),) * 3, ((0, 40, 40),) * 3, ((20, 20, 40),) * 3])
def test_all_lies_within_the_safe_area_and_labels_keep_clear(nets):
    cells = [replace(cell, label=f"{cell.label} with a name that is far too long for it" * 2)
             for cell in CELLS]  # fmt: skip
    releases = [
        IntervalRelease(
            k + 1, 0, k, "frozen", 90,
            [interval_figure(cell, counts) for cell, counts in zip(THREE, nets, strict=True)],
        )
        for k in range(70)
    ]  # fmt: skip
    figure = drawn(stage_board(releases, cells, THREE, 99), delay_s=600, is_simulated=True)
    left, right = stage_figure.SAFE_LEFT, stage_figure.SAFE_RIGHT
    top, bottom = stage_figure.SAFE_TOP, stage_figure.SAFE_BOTTOM
    for path in figure.iter(f"{SVG}path"):
        for x, y in points(path.get("d")):
            assert left <= x <= right
            assert top <= y <= bottom
    for box in figure.iter(f"{SVG}rect"):
        x, y, width, height = (float(box.get(k)) for k in ("x", "y", "width", "height"))
        assert left <= x <= x + width <= right
        assert top <= y <= y + height <= bottom
    places = [float(t.get("y")) for t in figure.iter(f"{SVG}text") if t.text.endswith("…")]
    assert len(places) == 3
    assert all(b - a >= stage_figure.LABEL_GAP for a, b in pairwise(places))


def test_the_words_of_the_head_keep_clear_of_each_other():
    figure = drawn(a_board([(40, 10, 80)]), delay_s=600, is_simulated=True)
    head = [t for t in figure.iter(f"{SVG}text") if float(t.get("y")) < stage_figure.PLOT_TOP]
    head = [t for t in head if not t.text.startswith("+")]
    spans = []
    for one in head:
        size = float(one.get("font-size", stage_figure.TEXT_SIZE))
        wide = 1.08 * text_width(one.text, size)  # some of it is bold
        back = {None: 0, "start": 0, "middle": 0.5, "end": 1}[one.get("text-anchor")]
        begin = float(one.get("x")) - back * wide
        spans.append((begin, begin + wide))
    assert len(spans) == 4
    assert all(end <= begin for (_, end), (begin, _) in pairwise(sorted(spans)))


def test_of_a_running_session_the_last_minutes_are_shown_and_of_one_over_all():
    board = a_board(*([(40, 10, 80)] for _ in range(100)))
    running, over = drawn(board), drawn(board, whole_ms=500_000)
    assert len(points(line(running, 0))) == 60
    assert len(points(line(over, 0))) == 100
    assert "8:00" in said(running)
    assert "0:00" not in said(running)


def test_nothing_told_is_no_picture():
    assert stage_svg(a_board(), cadence_ms=5_000, delay_s=30) == ""


def test_a_name_can_t_break_out_of_the_picture():
    cells = [replace(CELLS[0], label="</text><script>alert(1)</script>")]
    release = IntervalRelease(1, 0, 0, "frozen", 90, [interval_figure("all", (4, 4, 40))])
    svg = stage_svg(stage_board([release], cells, ("all",), 9), cadence_ms=5_000, delay_s=30)
    assert "<script" not in svg
    assert ET.fromstring(svg) is not None
