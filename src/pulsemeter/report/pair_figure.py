"""Two showings of one stimulus on one axis, and their difference beneath it, as SVG.

The upper axis is −100 to 100 for both; every interval is drawn, and a gap stays a gap. Colours are
those of every figure, with dashes beside them. This module must not know pages.
"""

from collections.abc import Callable, Iterator, Sequence

from pulsemeter.analysis.curve import FADED_BELOW
from pulsemeter.release.session_pair import Row, SessionPair, Told
from pulsemeter.release.words import ENGLISH
from pulsemeter.report import drawing
from pulsemeter.report.scale import Scale, clear_labels, points_limit, text_width, time_ticks_ms

WIDTH, LEFT, RIGHT = 880.0, 50.0, 866.0
PLOT_HEIGHT, BENEATH_HEIGHT, ROW = 230.0, 130.0, 20.0
TOGETHER = 2
Part = Callable[[Row], Told]


def pair_svg(pair: SessionPair, *, names: tuple[str, str], key: str = "pair") -> str:
    """Both curves with their bands; where they are put together, that curve too; beneath them the
    difference, with bars where it remains after correction.

    Parameters
    ----------
    pair : SessionPair
        What is drawn.
    names : (str, str)
        What the two showings are called in the legend.
    key : str
        Start of the ids in the SVG, one per figure of a page.

    Returns
    -------
    str
        SVG of width 880; x is the middle of an interval.
    """
    curves: list[tuple[str, Part]] = [
        (names[0], lambda row: row.first),
        (names[1], lambda row: row.second),
    ]
    if pair.is_pooled:
        curves.append(("both together", lambda row: row.together))
    top = 12 + len(curves) * ROW + 8
    end_ms = max(len(pair.rows), 1) * pair.first.instrument.cadence_ms
    x = Scale(0, end_ms, LEFT, RIGHT)
    upper = Scale(-100, 100, top + PLOT_HEIGHT, top)
    parts = [*_legend([name for name, _ in curves]), *_axis(upper, 100)]
    parts += _bands(pair, [part for _, part in curves], x, upper)
    beneath = top + PLOT_HEIGHT + 40
    limit = points_limit(_ends(pair), 25)
    lower = Scale(-limit, limit, beneath + BENEATH_HEIGHT, beneath)
    parts.append(drawing.text(LEFT, beneath - 10, f"Difference: {names[0]} minus {names[1]}"))
    parts += [*_axis(lower, limit), *_times(end_ms, x, beneath + BENEATH_HEIGHT)]
    parts += _difference(pair, x, lower)
    marks_at = beneath + BENEATH_HEIGHT + 26
    parts += _marks(pair, x, marks_at)
    note = "bars: intervals that differ after correction for many comparisons (Holm)"
    parts.append(drawing.text(LEFT, marks_at + 24, note, quiet=True))
    title = f"Net approval in two showings: {pair.label}"
    told = _described(pair, names)
    return drawing.figure(key, title, told, (WIDTH, marks_at + 34), parts)


def _legend(names: Sequence[str]) -> Iterator[str]:
    for order, name in enumerate(names):
        y = 18 + order * ROW
        yield drawing.curve_line(order, [[(LEFT, y - 4), (LEFT + 34, y - 4)]])
        yield drawing.text(LEFT + 44, y, name)


def _axis(scale: Scale, limit: int) -> Iterator[str]:
    for share in (-1.0, -0.5, 0.0, 0.5, 1.0):
        points = share * limit
        y = scale.at(points)
        yield drawing.line("grid" if share else "zero", LEFT, y, RIGHT, y)
        sign = "+" if points > 0 else "−" if points < 0 else ""
        yield drawing.text(LEFT - 8, y + 4, f"{sign}{abs(points):g}", anchor="end", quiet=True)


def _times(end_ms: int, x: Scale, bottom: float) -> Iterator[str]:
    ticks = time_ticks_ms(end_ms)
    names, places = [ENGLISH.time(tick) for tick in ticks], [x.at(tick) for tick in ticks]
    widths = [text_width(name, drawing.TEXT_SIZE) for name in names]
    for index in clear_labels(places, widths, 8, WIDTH):
        yield drawing.line("zero", places[index], bottom, places[index], bottom + 4)
        yield drawing.text(places[index], bottom + 18, names[index], anchor="middle", quiet=True)


def _bands(pair: SessionPair, curves: Sequence[Part], x: Scale, y: Scale) -> Iterator[str]:
    """The bands of all curves, then their lines."""
    for order, part in enumerate(curves):
        if order < TOGETHER:  # a third band over two others can't be read
            yield drawing.band_area(order, _areas(pair, part, x, y))
    for order, part in enumerate(curves):
        is_faded = order < TOGETHER and pair.persons[order] < FADED_BELOW
        yield drawing.curve_line(order, _strokes(pair, part, x, y), faded=is_faded)


def _difference(pair: SessionPair, x: Scale, y: Scale) -> Iterator[str]:
    yield drawing.band_area(0, _areas(pair, lambda row: row.difference, x, y))
    yield drawing.curve_line(0, _strokes(pair, lambda row: row.difference, x, y))


def _strokes(pair: SessionPair, part: Part, x: Scale, y: Scale) -> list[list[drawing.Point]]:
    return [
        [_at(pair, k, part(pair.rows[k]).net, x, y) for k in range(first, end)]
        for first, end in drawing.runs([part(row).net is not None for row in pair.rows])
    ]


def _areas(
    pair: SessionPair, part: Part, x: Scale, y: Scale
) -> Iterator[tuple[list[drawing.Point], list[drawing.Point]]]:
    for first, end in drawing.runs([part(row).low is not None for row in pair.rows]):
        stretch = [(k, part(pair.rows[k])) for k in range(first, end)]
        yield (
            [_at(pair, k, told.low, x, y) for k, told in stretch],
            [_at(pair, k, told.high, x, y) for k, told in stretch],
        )


def _at(pair: SessionPair, k: int, points: float | None, x: Scale, y: Scale) -> drawing.Point:
    """The middle of an interval; what lies beyond the axis stands at its edge."""
    held = min(max(points or 0.0, y.first), y.last)
    return x.at((k + 0.5) * pair.first.instrument.cadence_ms), y.at(held)


def _marks(pair: SessionPair, x: Scale, y: float) -> Iterator[str]:
    cadence_ms = pair.first.instrument.cadence_ms
    for first, end in drawing.runs([row.differs for row in pair.rows]):
        left, right = x.at(first * cadence_ms), x.at(end * cadence_ms)
        yield drawing.rect("c0", "#000000", left, y, right - left, 8)


def _ends(pair: SessionPair) -> list[float]:
    told = [row.difference for row in pair.rows]
    return [end for one in told for end in (one.low, one.high) if end is not None]


def _described(pair: SessionPair, names: tuple[str, str]) -> str:
    counts, end = pair.counts, ENGLISH.time(len(pair.rows) * pair.first.instrument.cadence_ms)
    return (
        f"{names[0]} and {names[1]}, 0:00 – {end}. {counts['differing']} of {counts['tested']} "
        "intervals differ after correction for many comparisons."
    )
