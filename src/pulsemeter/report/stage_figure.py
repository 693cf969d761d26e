"""The picture of a stage view: curves with bands and majority strips for 1920 × 1080, on nothing.

It lies in the lower third, inside the part of a picture that every screen shows; behind it is
transparent but for a dark plate. Lines, bands and the marks of majorities are those of every
figure, larger. This module must not know pages or when something may be shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import groupby

from pulsemeter.analysis.curve import FADED_BELOW
from pulsemeter.release.figures import Count, IntervalFigure
from pulsemeter.release.stage_board import StageBoard, StageCurve
from pulsemeter.release.words import ENGLISH, Words
from pulsemeter.report import drawing
from pulsemeter.report.figure import STRIPS
from pulsemeter.report.scale import (
    Scale,
    clear_labels,
    fitted,
    spread_labels,
    text_width,
    time_ticks_ms,
)

WIDTH, HEIGHT = 1920.0, 1080.0
SAFE_LEFT, SAFE_RIGHT, SAFE_TOP, SAFE_BOTTOM = 96.0, 1824.0, 54.0, 1026.0
"""Five per cent from each edge: graphics within are seen on every screen (EBU R 95)."""
PLATE_TOP = 548.0
PLOT_LEFT, PLOT_RIGHT, PLOT_TOP, PLOT_BOTTOM = 206.0, 1400.0, 628.0, 838.0
STRIPS_TOP, STRIP_ROW, STRIP_HEIGHT = 856.0, 34.0, 24.0
LABEL_LEFT, LABEL_GAP = 1486.0, 62.0
TIMES_Y, LEGEND_Y = 978.0, 1010.0
NAME_SIZE, TEXT_SIZE = 28, 24
WINDOW_MS = 300_000
"""Of a running session the last five minutes are shown."""
_SAID = (
    ("most_liked", "most liked"),
    ("most_disliked", "most disliked"),
    ("most_silent", "most silent"),
    ("no_majority", "no majority"),
)
_NEAR: Mapping[str, str] = {"near": "n ≈", "under": "n <", "over": "n >"}


def stage_svg(
    board: StageBoard,
    *,
    cadence_ms: int,
    delay_s: int,
    whole_ms: int = 0,
    is_exact: bool = False,
    is_simulated: bool = False,
) -> str:
    """The picture of a board; "" where there is nothing to show.

    Parameters
    ----------
    board : StageBoard
        What is shown.
    cadence_ms : int
        Length of an interval.
    delay_s : int
        By how many seconds the figures are held back, as is said in the picture.
    whole_ms : int
        Length of the stimulus where all of it is shown; 0 for its last five minutes.
    is_exact : bool
        Whether counts are told as they are, not rounded.
    is_simulated : bool
        Whether nobody was asked, as is said in the picture.
    """
    curves = [curve for curve in board.curves if curve.figures]
    if not curves:
        return ""
    end_ms = whole_ms or (max(max(curve.figures) for curve in curves) + 1) * cadence_ms
    begin_ms = 0 if whole_ms else max(0, end_ms - WINDOW_MS)
    span_ms = max(end_ms - begin_ms, cadence_ms if whole_ms else WINDOW_MS)
    x = Scale(begin_ms, begin_ms + span_ms, PLOT_LEFT, PLOT_RIGHT)
    y = Scale(-100, 100, PLOT_BOTTOM, PLOT_TOP)
    seen = [_seen(curve, begin_ms // cadence_ms) for curve in curves]
    parts = [*_plate(delay_s, is_simulated), *_axes(y), *_times(x)]
    for order, figures in enumerate(seen):
        parts += _bands(order, figures, x, y, cadence_ms)
    for order, figures in enumerate(seen):
        parts += _line(order, figures, x, y, cadence_ms)
        parts += _strip(order, figures, x, cadence_ms)
    parts += _labels(curves, y, is_exact=is_exact)
    parts += _legend()
    return _picture(_described(curves, delay_s, is_exact, is_simulated), parts)


def _seen(curve: StageCurve, first: int) -> dict[int, IntervalFigure]:
    return {k: curve.figures[k] for k in sorted(curve.figures) if k >= first}


def _picture(told: str, parts: Sequence[str]) -> str:
    """The frame around all parts. Its colours are those of a dark plate, set by the page."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="pm-stage" viewBox="0 0 {WIDTH:g} '
        f'{HEIGHT:g}" role="img" aria-labelledby="stage-title stage-told" direction="ltr" '
        f'font-family="{drawing.FONT}" font-size="{TEXT_SIZE}" fill="#fff">'
        f'<title id="stage-title">Net approval of the panel</title>'
        f'<desc id="stage-told">{escape(drawing.readable(told))}</desc>{"".join(parts)}</svg>'
    )


def _plate(delay_s: int, is_simulated: bool) -> Iterator[str]:
    width, height = SAFE_RIGHT - SAFE_LEFT, SAFE_BOTTOM - PLATE_TOP
    yield (
        f'<rect class="pm-plate" fill="#0b0f14" fill-opacity=".82" rx="14" '
        f'x="{SAFE_LEFT:g}" y="{PLATE_TOP:g}" width="{width:g}" height="{height:g}"/>'
    )
    line = PLATE_TOP + 46
    yield _words(SAFE_LEFT + 28, line, "Net approval of the panel", NAME_SIZE)
    yield drawing.text(SAFE_LEFT + 490, line, "bands: 95 %, inner 50 %", quiet=True)
    late = f"shown {delay_s} seconds late"
    yield drawing.text(SAFE_RIGHT - 28, line, late, anchor="end")
    if is_simulated:
        right = SAFE_RIGHT - 28 - text_width(late, TEXT_SIZE) - 30
        yield (
            f'<rect class="pm-simulated" fill="#ffd54a" rx="6" x="{right - 330:g}" '
            f'y="{PLATE_TOP + 16:g}" width="330" height="42"/>'
        )
        yield (
            f'<text class="pm-simulated-words" fill="#12161c" font-weight="700" '
            f'text-anchor="middle" x="{right - 165:g}" y="{line:g}">SIMULATED PANEL</text>'
        )


def _words(x: float, y: float, words: str, size: int) -> str:
    return (
        f'<text x="{drawing.place(x)}" y="{drawing.place(y)}" font-size="{size}" '
        f'font-weight="650">{escape(drawing.readable(words))}</text>'
    )


def _axes(y: Scale) -> Iterator[str]:
    """Always −100 to 100, with the line of zero."""
    for points in (-100, -50, 0, 50, 100):
        at = y.at(points)
        yield drawing.line("grid" if points else "zero", PLOT_LEFT, at, PLOT_RIGHT, at)
        if points % 100 == 0:
            name = ENGLISH.net(points / 100)
            yield drawing.text(PLOT_LEFT - 14, at + 8, name, anchor="end", quiet=True)


def _times(x: Scale) -> Iterator[str]:
    step = time_ticks_ms(int(x.last - x.first), 7)
    every = step[1] if len(step) > 1 else int(x.last - x.first)
    first = -(-int(x.first) // every) * every
    ticks = list(range(first, int(x.last) + 1, every))
    names, places = [ENGLISH.time(tick) for tick in ticks], [x.at(tick) for tick in ticks]
    widths = [text_width(name, TEXT_SIZE) for name in names]
    for index in clear_labels(places, widths, 20, PLOT_RIGHT + 60):
        yield drawing.line("zero", places[index], PLOT_BOTTOM, places[index], PLOT_BOTTOM + 8)
        yield drawing.text(places[index], TIMES_Y, names[index], anchor="middle", quiet=True)


def _runs(figures: Mapping[int, IntervalFigure], part: str) -> list[list[int]]:
    """Stretches of neighbouring intervals that have this value; a gap stays a gap."""
    told = [k for k, figure in figures.items() if getattr(figure, part) is not None]
    return [
        [k for _, k in group]
        for _, group in groupby(enumerate(told), lambda pair: pair[1] - pair[0])
    ]


def _points(
    run: Sequence[int], figures: Mapping[int, IntervalFigure], part: str, x: Scale, y: Scale,
    cadence_ms: int,
) -> list[drawing.Point]:  # fmt: skip
    return [
        (x.at((k + 0.5) * cadence_ms), y.at(min(max(getattr(figures[k], part), -100), 100)))
        for k in run
    ]


def _bands(
    order: int, figures: Mapping[int, IntervalFigure], x: Scale, y: Scale, cadence_ms: int
) -> Iterator[str]:
    """The band of 95 %, and over it the inner one of 50 %."""
    for low, high in (("low", "high"), ("low50", "high50")):
        yield drawing.band_area(
            order,
            [
                (
                    _points(run, figures, low, x, y, cadence_ms),
                    _points(run, figures, high, x, y, cadence_ms),
                )
                for run in _runs(figures, low)
            ],
        )


def _line(
    order: int, figures: Mapping[int, IntervalFigure], x: Scale, y: Scale, cadence_ms: int
) -> Iterator[str]:
    runs = [_points(run, figures, "net", x, y, cadence_ms) for run in _runs(figures, "net")]
    newest = figures[max(figures)] if figures else None
    is_faded = newest is not None and newest.present.value < FADED_BELOW
    yield drawing.curve_line(order, runs, faded=is_faded)


def _strip(
    order: int, figures: Mapping[int, IntervalFigure], x: Scale, cadence_ms: int
) -> Iterator[str]:
    """Majorities: liked fills the upper half, disliked the lower, silence a thin line."""
    top = STRIPS_TOP + order * STRIP_ROW
    middle = top + STRIP_HEIGHT / 2
    yield drawing.curve_line(order, [[(SAFE_LEFT + 28, middle), (PLOT_LEFT - 14, middle)]])
    for k, figure in figures.items():
        left, right = x.at(k * cadence_ms), x.at((k + 1) * cadence_ms)
        yield _mark(figure.majority, left, min(right, PLOT_RIGHT) - left, top)


def _mark(majority: str, left: float, width: float, top: float) -> str:
    if majority not in STRIPS:
        return ""
    kind, colour, start, fills = STRIPS[majority]
    return drawing.rect(kind, colour, left, top + STRIP_HEIGHT * start, width, STRIP_HEIGHT * fills)


def _legend() -> Iterator[str]:
    left = SAFE_LEFT + 28
    for majority, words in _SAID:
        yield _mark(majority, left, 34, LEGEND_Y - 20)
        yield drawing.text(left + 44, LEGEND_Y, words, quiet=True)
        left += 44 + text_width(words, TEXT_SIZE) + 34


def _labels(curves: Sequence[StageCurve], y: Scale, *, is_exact: bool) -> Iterator[str]:
    """Names with n beside the ends of their lines, kept clear of each other."""
    ends = []
    for order, curve in enumerate(curves):
        told = [curve.figures[k].net for k in sorted(curve.figures)]
        known = [net for net in told if net is not None]
        ends.append((y.at(min(max(known[-1], -100), 100)) if known else y.at(0), order))
    places = spread_labels(
        [at for at, _ in sorted(ends)], LABEL_GAP, PLOT_TOP + 14, PLOT_BOTTOM + 62
    )
    for (_, order), at in zip(sorted(ends), places, strict=True):
        cell = curves[order].cell
        yield drawing.curve_line(order, [[(PLOT_RIGHT + 20, at - 8), (LABEL_LEFT - 14, at - 8)]])
        yield _words(LABEL_LEFT, at, fitted(cell.label, NAME_SIZE, SAFE_RIGHT - 28 - LABEL_LEFT),
                     NAME_SIZE)  # fmt: skip
        yield drawing.text(LABEL_LEFT, at + 28, _counted(curves[order], is_exact), quiet=True)


def _counted(curve: StageCurve, is_exact: bool) -> str:
    newest = curve.newest
    if newest is None:
        return ""
    words = said_count(newest.present, is_exact=is_exact)
    return f"{words}, too few" if newest.net is None else words


def said_count(count: Count, *, is_exact: bool, words: Words = ENGLISH) -> str:
    """How many are there, as it was told; n is n in every language.

    Examples
    --------
    >>> said_count(Count(120, "near"), is_exact=False), said_count(Count(12, "near"), is_exact=True)
    ('n ≈ 120', 'n = 12')
    """
    mark = "n =" if is_exact and count.coding == "near" else _NEAR[count.coding]
    return f"{mark} {words.whole(count.value)}"


def _described(
    curves: Sequence[StageCurve], delay_s: int, is_exact: bool, is_simulated: bool
) -> str:
    told = "; ".join(
        f"{curve.cell.label} {ENGLISH.net(newest.net / 100)} ({_counted(curve, is_exact)})"
        if (newest := curve.newest) is not None and newest.net is not None
        else f"{curve.cell.label} {_counted(curve, is_exact)}"
        for curve in curves
    )
    return f"{'Simulated panel. ' if is_simulated else ''}{told}. Shown {delay_s} seconds late."
