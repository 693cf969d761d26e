"""Figures of curves and differences as SVG, from the tables of an analysis.

Every interval is drawn; a gap stays a gap. The axis is the same above and below zero and says where
it ends. This module must not know pages or how an estimate is made.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import polars as pl

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.analysis.gaps import with_gaps
from pulsemeter.analysis.segments import ALL
from pulsemeter.analysis.telling import clock
from pulsemeter.release.words import ENGLISH, Words, message
from pulsemeter.report import drawing
from pulsemeter.report.scale import (
    Scale,
    clear_labels,
    fitted,
    points_limit,
    text_width,
    time_ticks_ms,
)
from pulsemeter.report.wording import POINTS, count_text, told

WIDTH = 880.0
PLOT_LEFT, PLOT_RIGHT, PLOT_HEIGHT = 50.0, 866.0, 250.0
ROW = 20.0
CURVES_MAX = 3
DIFFERS_BELOW = 0.05
"""p value below which an interval is marked: the level at which the table's counts were made."""

_BANDS = {"pointwise": message("pointwise band"), "simultaneous": "simultaneous band"}
Rows = list[dict[str, Any]]
STRIPS = {
    # kind, colour, part of the strip's height that it starts at and fills: place tells it too
    "most_liked": ("liked", "#0b5fc4", 0.0, 0.5),
    "most_disliked": ("disliked", "#b34700", 0.5, 0.5),
    "most_silent": ("silent", "#a9b4c1", 0.42, 0.16),
    "no_majority": ("split", "#6d7a89", 0.25, 0.5),
}


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where time and points lie; `top` is the upper edge of the plot."""

    x: Scale
    y: Scale
    top: float
    limit: int

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.top + PLOT_HEIGHT


def curve_svg(
    analysis: Analysis,
    segments: Sequence[str] = (ALL,),
    *,
    target: str | None = None,
    words: Words = ENGLISH,
    key: str = "curve",
) -> str:
    """Curves of up to three segments with bands, statements above and majorities below.

    Parameters
    ----------
    analysis : Analysis
        Its `curve`, `segments` and `statement_list` are drawn.
    segments : sequence of str
        Ids of one to three segments.
    target : str, optional
        Whom the reactions are about; the first where none is named.
    words : Words, optional
        The language of the few words in the figure.
    key : str
        Start of the ids in the SVG, one per figure of a page.

    Returns
    -------
    str
        SVG of width 880; x is the middle of an interval.

    Raises
    ------
    ValueError
        No or more than three segments, or one that isn't there.
    """
    own = analysis.targets[0] if target is None else target
    curves = [curve_rows(analysis, own, segment) for segment in segments]
    if not 1 <= len(curves) <= CURVES_MAX:
        raise ValueError(f"a figure holds one to {CURVES_MAX} curves, got {len(curves)}")
    labels = dict(analysis.segments.select("segment", "label").iter_rows())
    legend = [_legend(labels[s], rows, words) for s, rows in zip(segments, curves, strict=True)]
    plot = _plot(analysis, curves, "net", len(legend), bool(len(analysis.statement_list)))
    parts = [*_legend_rows(legend), *_statements(analysis, plot), *_axes(analysis, plot)]
    for order, rows in enumerate(curves):
        parts.append(_band(order, rows, plot, analysis.interval_ms))
    for order, rows in enumerate(curves):
        parts += _curve(order, rows, "net", plot, analysis.interval_ms)
    y = plot.bottom + 28
    for order, rows in enumerate(curves):
        parts += _strip(order, rows, plot, y + order * ROW, analysis.interval_ms)
    height = y + len(curves) * ROW + 8
    name = told(words, _measure(analysis))
    title = f"{name}: {', '.join(labels[s] for s in segments)}"
    return drawing.figure(key, title, _described(analysis, legend, plot), (WIDTH, height), parts)


def contrast_svg(
    analysis: Analysis,
    contrast: str,
    *,
    target: str | None = None,
    words: Words = ENGLISH,
    key: str = "contrast",
) -> str:
    """The difference of two segments with its band; intervals that differ are marked below.

    ValueError where there is no such contrast; other parameters as in `curve_svg`.
    """
    own = analysis.targets[0] if target is None else target
    table = analysis.contrast_curve
    chosen = table.filter(pl.col("target") == own, pl.col("contrast") == contrast)
    if chosen.is_empty():
        raise ValueError(f"no contrast {contrast!r} of the target {own!r}")
    rows: Rows = list(chosen.iter_rows(named=True))
    a, _, b = contrast.partition(":")
    legend = [told(words, "{first} minus {second}, net points, with band", first=a, second=b)]
    plot = _plot(analysis, [rows], "difference", 1, bool(len(analysis.statement_list)))
    parts = [*_legend_rows(legend), *_statements(analysis, plot), *_axes(analysis, plot)]
    parts.append(_band(0, rows, plot, analysis.interval_ms))
    parts += _curve(0, rows, "difference", plot, analysis.interval_ms)
    y = plot.bottom + 28
    marks = [row["p_max_t"] is not None and row["p_max_t"] < DIFFERS_BELOW for row in rows]
    for first, end in drawing.runs(marks):
        left, right = (plot.x.at(step * analysis.interval_ms) for step in (first, end))
        parts.append(drawing.rect("c0", "#000000", left, y, right - left, 8))
    note = told(words, "bars: intervals that differ after correction")
    parts.append(drawing.text(PLOT_LEFT, y + 24, note, quiet=True))
    described = told(
        words,
        "{count} of {all} intervals differ after correction for many comparisons.",
        count=words.whole(sum(marks)),
        all=words.whole(len(rows)),
    )
    return drawing.figure(key, legend[0], described, (WIDTH, y + 34), parts)


def curve_rows(analysis: Analysis, target: str, segment: str) -> Rows:
    """A segment's curve, each interval at its place: an axis of time has no rows left out.
    ValueError where there is none."""
    curve = analysis.curve.filter(pl.col("target") == target, pl.col("segment") == segment)
    rows = list(with_gaps(curve, analysis.interval_ms).iter_rows(named=True))
    if not rows:
        raise ValueError(f"no curve of the segment {segment!r} and the target {target!r}")
    return rows


def _measure(analysis: Analysis) -> str:
    return "Mean rating" if analysis.settings.rated else message("Net approval")


def _legend(label: str, rows: Rows, words: Words) -> str:
    """Name, n and kind of band of one curve."""
    counted = [row for row in rows if row["present"] is not None]
    most = max(counted, key=lambda row: row["present"], default=None)
    n = "" if most is None else f"n = {count_text(words, most, 'present')}"
    kinds = sorted({row["band"] for row in rows} - {"none", None})
    band = words.say("too few to draw")
    if kinds:
        band = " / ".join(told(words, _BANDS.get(kind, kind)) for kind in kinds)
    if any(row["faded"] for row in rows):
        band += ", " + words.say("faded below 30 persons")
    return " · ".join(part for part in (words.name(label), n, band) if part)


def _legend_rows(legend: Sequence[str]) -> Iterator[str]:
    for order, name in enumerate(legend):
        y = 18 + order * ROW
        yield drawing.curve_line(order, [[(PLOT_LEFT, y - 4), (PLOT_LEFT + 34, y - 4)]])
        label = fitted(name, drawing.TEXT_SIZE, PLOT_RIGHT - PLOT_LEFT - 44)
        yield drawing.text(PLOT_LEFT + 44, y, label)


def _plot(
    analysis: Analysis, curves: Sequence[Rows], name: str, legend_rows: int, has_statements: bool
) -> _Plot:
    ends = [
        POINTS * row[part]
        for rows in curves
        for row in rows
        for part in (name, "low", "high")
        if row[part] is not None
    ]
    limit = points_limit(ends)
    top = 14 + legend_rows * ROW + (26 if has_statements else 8)
    x = Scale(0, max(analysis.duration_ms, 1), PLOT_LEFT, PLOT_RIGHT)
    return _Plot(x, Scale(-limit, limit, top + PLOT_HEIGHT, top), top, limit)


def _axes(analysis: Analysis, plot: _Plot) -> Iterator[str]:
    for share in (-1.0, -0.5, 0.0, 0.5, 1.0):
        points = share * plot.limit
        y = plot.y.at(points)
        yield drawing.line("grid" if share else "zero", PLOT_LEFT, y, PLOT_RIGHT, y)
        sign = "+" if points > 0 else "−" if points < 0 else ""
        yield drawing.text(PLOT_LEFT - 8, y + 4, f"{sign}{abs(points):g}", anchor="end", quiet=True)
    ticks = time_ticks_ms(analysis.duration_ms)
    names = [clock(tick) for tick in ticks]
    places = [plot.x.at(tick) for tick in ticks]
    widths = [text_width(name, drawing.TEXT_SIZE) for name in names]
    for index in clear_labels(places, widths, 8, WIDTH):
        x = places[index]
        yield drawing.line("zero", x, plot.bottom, x, plot.bottom + 4)
        yield drawing.text(x, plot.bottom + 18, names[index], anchor="middle", quiet=True)


def _statements(analysis: Analysis, plot: _Plot) -> Iterator[str]:
    """Each statement as a bar over the plot; numbers where they have room."""
    spans = list(analysis.statement_list.select("start_ms", "end_ms").iter_rows())
    edges = [(plot.x.at(start), plot.x.at(end)) for start, end in spans]
    for number, (left, right) in enumerate(edges):
        colour = "#8f9bab" if number % 2 else "#c9d0d8"
        yield drawing.rect(f"s{number % 2}", colour, left, plot.top - 8, right - left, 5)
    names = [str(number + 1) for number in range(len(spans))]
    middles = [(left + right) / 2 for left, right in edges]
    widths = [text_width(name, drawing.TEXT_SIZE) for name in names]
    for index in clear_labels(middles, widths, 5, WIDTH):
        yield drawing.text(middles[index], plot.top - 12, names[index], anchor="middle", quiet=True)


def _points(rows: Rows, name: str, plot: _Plot, interval_ms: int) -> list[drawing.Point]:
    middle = interval_ms / 2
    return [(plot.x.at(row["start_ms"] + middle), plot.y.at(POINTS * row[name])) for row in rows]


def _band(order: int, rows: Rows, plot: _Plot, interval_ms: int) -> str:
    drawn = [row["low"] is not None and row["high"] is not None for row in rows]
    return drawing.band_area(
        order,
        (
            (
                _points(rows[first:end], "low", plot, interval_ms),
                _points(rows[first:end], "high", plot, interval_ms),
            )
            for first, end in drawing.runs(drawn)
        ),
    )


def _curve(order: int, rows: Rows, name: str, plot: _Plot, interval_ms: int) -> Iterator[str]:
    """Solid and faded stretches; both reach to the neighbour where they meet."""
    stretches: dict[bool, list[list[drawing.Point]]] = {False: [], True: []}
    for first, end in drawing.runs([row[name] is not None for row in rows]):
        run = rows[first:end]
        points = _points(run, name, plot, interval_ms)
        at = 0
        for is_faded, part in groupby(bool(row.get("faded")) for row in run):
            length = len(list(part))
            stretches[is_faded].append(points[max(at - 1, 0) : at + length])
            at += length
    for is_faded, parts in stretches.items():
        yield drawing.curve_line(order, parts, faded=is_faded)


def _strip(order: int, rows: Rows, plot: _Plot, y: float, interval_ms: int) -> Iterator[str]:
    """Majorities: liked fills the upper half, disliked the lower, silence a thin line."""
    at = 0
    yield drawing.curve_line(order, [[(8, y + 7), (PLOT_LEFT - 8, y + 7)]])
    spans: dict[str, list[drawing.Point]] = {}
    for majority, part in groupby(row["majority"] for row in rows):
        length = len(list(part))
        left, right = (plot.x.at(step * interval_ms) for step in (at, at + length))
        at += length
        if majority in STRIPS:
            spans.setdefault(majority, []).append((left, min(right, PLOT_RIGHT)))
    for majority, held in spans.items():
        kind, colour, start, fills = STRIPS[majority]
        yield drawing.bars(kind, colour, y + 14 * start, 14 * fills, held)


def _described(analysis: Analysis, legend: Sequence[str], plot: _Plot) -> str:
    return (
        f"{'; '.join(legend)}. 0:00 – {clock(analysis.duration_ms)}, −{plot.limit} … +{plot.limit}."
    )
