"""Curves as pictures with their numbers beside them, so that every format draws the same.

This module must not know how a picture is shown.
"""

from collections.abc import Sequence

from pulsemeter.report.context import Context, Row
from pulsemeter.report.drawing import compacted
from pulsemeter.report.figure import curve_rows, curve_svg
from pulsemeter.report.outline import Chart, Picture, Series
from pulsemeter.report.scale import points_limit
from pulsemeter.report.wording import POINTS, count_text, seconds_text

_MINUTE_MS = 60_000


def curve_picture(context: Context, segments: Sequence[str], key: str) -> Picture:
    """The curves of up to three segments, of the first target."""
    analysis = context.analysis
    rows = [curve_rows(analysis, analysis.targets[0], segment) for segment in segments]
    svg = compacted(curve_svg(analysis, segments, words=context.words, key=key))
    names = "; ".join(context.name(segment) for segment in segments)
    caption = context.say("{names}: net approval as time went on.", names=names)
    series = tuple(
        _series(context, segment, held) for segment, held in zip(segments, rows, strict=True)
    )
    ends = (
        point
        for one in series
        for part in (one.points, one.low, one.high)
        for point in part
        if point is not None
    )
    chart = Chart(analysis.duration_ms / _MINUTE_MS, points_limit(ends), series)
    return Picture(svg, caption, chart, _told(context, series))


def curve_note(context: Context) -> str:
    """How a curve is read."""
    return context.say(
        "Each point is net approval in one interval of {length}: likes minus dislikes, of all "
        "present; the band is the 95 % interval of that interval alone. Bars above the curve are "
        "statements with their numbers; reactions come about {lag} after the words. The strip "
        "below is the majority: upper half, most liked; lower half, most disliked; thin line, most "
        "silent; middle block, no majority; empty, too few.",
        length=seconds_text(context.analysis.interval_ms),
        lag=seconds_text(context.analysis.settings.lag_ms),
    )


def _series(context: Context, segment: str, rows: Sequence[Row]) -> Series:
    middle = context.analysis.interval_ms / 2
    counts = [row["present"] for row in rows if row["present"] is not None]
    name = context.name(segment)
    if counts:
        most = max(rows, key=lambda r: r["present"] or 0)
        name = f"{name} · n = {count_text(context.words, most, 'present')}"
    return Series(
        name,
        tuple((row["start_ms"] + middle) / _MINUTE_MS for row in rows),
        *(tuple(_points(row[part]) for row in rows) for part in ("net", "low", "high")),
    )


def _points(share: float | None) -> float | None:
    return None if share is None else round(POINTS * share, 1)


def _told(context: Context, series: Sequence[Series]) -> str:
    """The picture in words: each curve's highest and lowest point."""
    words, parts = context.words, []
    for one in series:
        told = [(p, m) for p, m in zip(one.points, one.minutes, strict=True) if p is not None]
        if told:
            (low, low_at), (high, high_at) = min(told), max(told)
            parts.append(
                context.say(
                    "{name}: highest {high} at {high_at}, lowest {low} at {low_at}.",
                    name=one.name,
                    high=words.net(high / POINTS),
                    high_at=words.time(round(high_at * _MINUTE_MS)),
                    low=words.net(low / POINTS),
                    low_at=words.time(round(low_at * _MINUTE_MS)),
                )
            )
    return " ".join(parts)
