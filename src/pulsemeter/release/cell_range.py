"""Figures made of figures that have left: the difference of two cells, interval by interval, and
what a chosen range of time was like.

Nothing here reads a count that wasn't released, so nothing here tells more than the releases do
to whoever has them; a cell that is kept back, or too few, in an interval has no difference there.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isnan, nan

from pulsemeter.analysis.interval_nets import Net, mean_net, net_difference, told_net
from pulsemeter.domain.timeline import interval_count
from pulsemeter.release.figures import IntervalFigure, IntervalRelease, Release, Standing
from pulsemeter.release.plan import PlannedCell


class NotShown(ValueError):
    """A cell that has no figures for whoever asks, or a range that holds no time."""


@dataclass(frozen=True, slots=True)
class IntervalDifference:
    """Net approval of one cell minus that of another in one interval, in points, with a band of
    95 % and an inner one of 50 %."""

    interval: int
    standing: Standing
    net: float
    low: float
    high: float
    low50: float
    high50: float


@dataclass(frozen=True, slots=True)
class RangeFigure:
    """One cell over a range: the mean of its interval figures, and how many of them were which
    majority. `told` of the range's intervals have a figure."""

    cell: str
    told: int
    net: float | None
    low: float | None
    high: float | None
    majorities: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class RangeDifference:
    """The mean of the interval differences of two cells over a range."""

    first: str
    second: str
    told: int
    net: float | None
    low: float | None
    high: float | None


def checked_cells(cells: Sequence[PlannedCell], asked: Sequence[str]) -> None:
    """Raises NotShown where one of the cells isn't among those that may be seen, or is withheld."""
    seen = {cell.id: cell for cell in cells}
    for cell in asked:
        if cell not in seen:
            raise NotShown(f"there is no segment {cell!r} here")
        if seen[cell].withheld:
            raise NotShown(f"segment {cell!r} is not shown: {seen[cell].withheld}")


def newest_intervals(
    releases: Iterable[Release], stimulus: int, after: int = 0
) -> list[IntervalRelease]:
    """The newest release of each interval of a stimulus, in the order of time; of those whose
    number is above `after` only."""
    newest: dict[int, IntervalRelease] = {}
    for release in releases:
        if (
            isinstance(release, IntervalRelease)
            and release.number > after
            and release.stimulus == stimulus
        ):
            newest[release.interval] = release
    return [newest[interval] for interval in sorted(newest)]


def interval_differences(
    told: Sequence[IntervalRelease], first: str, second: str
) -> list[IntervalDifference]:
    """Net approval of the first cell minus that of the second, where both were told."""
    both = [
        (release, a, b)
        for release in told
        if (a := _figure(release, first)) is not None and (b := _figure(release, second))
    ]
    wide = net_difference(_wide([a for _, a, _ in both]), _wide([b for *_, b in both]))
    narrow = net_difference(_narrow([a for _, a, _ in both]), _narrow([b for *_, b in both]))
    return [
        IntervalDifference(release.interval, release.standing, *(round(v, 1) for v in values))
        for (release, *_), *values in zip(
            both, *(part.tolist() for part in (*wide, *narrow[1:])), strict=True
        )
    ]


def snapped(from_ms: int, until_ms: int, cadence_ms: int, duration_ms: int) -> range:
    """The intervals that a range of time touches. NotShown where it holds no time."""
    count = interval_count(duration_ms, cadence_ms)
    first, end = from_ms // cadence_ms, min(count, -(-until_ms // cadence_ms))
    if from_ms >= until_ms or first >= end:
        raise NotShown(f"from {from_ms} ms until {until_ms} ms there is no interval")
    return range(first, end)


def range_figure(told: Sequence[IntervalRelease], cell: str) -> RangeFigure:
    """What a cell was like over the intervals of these releases."""
    said = [f for release in told for f in release.figures if f.cell == cell]
    figures = [figure for figure in said if figure.net is not None]
    counts = Counter(figure.majority for figure in said)
    net, low, high = _shown(mean_net(_wide(figures)))
    return RangeFigure(cell, len(figures), net, low, high, tuple(counts.most_common()))


def range_difference(told: Sequence[IntervalRelease], first: str, second: str) -> RangeDifference:
    """How far apart two cells were over the intervals of these releases."""
    found = interval_differences(told, first, second)
    spread = _column([(d.net, d.low, d.high) for d in found])
    return RangeDifference(first, second, len(found), *_shown(mean_net(spread)))


def _figure(release: IntervalRelease, cell: str) -> IntervalFigure | None:
    """A cell's figure in a release, if it has one and it isn't too few."""
    return next((f for f in release.figures if f.cell == cell and f.net is not None), None)


def _wide(figures: Sequence[IntervalFigure]) -> Net:
    return _column([(f.net, f.low, f.high) for f in figures])


def _narrow(figures: Sequence[IntervalFigure]) -> Net:
    return _column([(f.net, f.low50, f.high50) for f in figures])


def _column(told: Sequence[tuple[float | None, ...]]) -> Net:
    ends = [[nan if value is None else value for value in row] for row in told]
    return told_net(*(list(column) for column in zip(*ends, strict=True)) if ends else ([],) * 3)


def _shown(told: Net) -> list[float | None]:
    return [None if isnan(value) else round(float(value), 1) for value in told]
