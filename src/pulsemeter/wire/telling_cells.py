"""From released figures to what is told of segments at once: differences and ranges."""

from collections.abc import Sequence

from msgspec import convert, to_builtins

from pulsemeter.release.cell_range import interval_differences, range_difference, range_figure
from pulsemeter.release.figures import IntervalRelease
from pulsemeter.wire import cells as wire

Pair = tuple[str, str]


def difference_message(
    told: Sequence[IntervalRelease], pair: Pair, stimulus: int, number: int, *, shared: bool
) -> wire.Difference:
    """The difference of two segments in the intervals of these releases."""
    found = [
        convert(to_builtins(difference), type=wire.IntervalDifference)
        for difference in interval_differences(told, *pair)
    ]
    return wire.Difference(*pair, stimulus, number, shared, found)


def range_message(
    told: Sequence[IntervalRelease],
    cells: Sequence[str],
    pair: Pair | None,
    *,
    stimulus: int,
    range_ms: tuple[int, int],
    intervals: int,
) -> wire.RangeSummary:
    """What a range of so many intervals was like, as far as these releases tell of it."""
    fields = {
        "stimulus": stimulus,
        "from_ms": range_ms[0],
        "until_ms": range_ms[1],
        "intervals": intervals,
        "released": len(told),
        "provisional": sum(release.standing == "provisional" for release in told),
        "figures": [_figure_fields(told, cell) for cell in cells],
        "difference": None if pair is None else to_builtins(range_difference(told, *pair)),
    }
    return convert(fields, type=wire.RangeSummary)


def _figure_fields(told: Sequence[IntervalRelease], cell: str) -> dict[str, object]:
    figure = range_figure(told, cell)
    counts = [{"majority": name, "intervals": n} for name, n in figure.majorities]
    return {**to_builtins(figure), "majorities": counts}
