from dataclasses import replace
from itertools import count

import numpy as np
import pytest

from pulsemeter.analysis.interval_nets import Net, net_difference
from pulsemeter.release.cell_range import (
    NotShown,
    checked_cells,
    interval_differences,
    newest_intervals,
    range_difference,
    range_figure,
    snapped,
)
from pulsemeter.release.figures import Count, IntervalFigure, IntervalRelease
from pulsemeter.release.plan import PlannedCell

THREE = (Count(10, "near"), Count(4, "near"), Count(40, "near"))
numbers = count(1)


def figure(cell, net=None, half=20.0, majority="no_majority"):
    if net is None:
        return IntervalFigure(cell, *THREE, "too_few", 0)
    ends = (net - half, net + half, net - half / 3, net + half / 3)
    return IntervalFigure(cell, *THREE, majority, 1, net, *ends)


def release(interval, *figures, standing="frozen", stimulus=0):
    return IntervalRelease(next(numbers), stimulus, interval, standing, 100, list(figures))


def test_a_difference_is_made_of_the_two_figures_alone():
    told = [
        release(0, figure("a", 30.0), figure("b", 10.0, 10.0), figure("c", 90.0)),
        release(1, figure("a", -5.0), figure("b", 5.0)),
    ]
    first, second = interval_differences(told, "a", "b")
    assert (first.interval, first.standing, first.net) == (0, "frozen", 20.0)
    expected = net_difference(Net(30.0, 10.0, 50.0), Net(10.0, 0.0, 20.0))
    assert (first.low, first.high) == (
        round(float(expected.low), 1),
        round(float(expected.high), 1),
    )
    assert first.low < first.low50 < first.net < first.high50 < first.high
    assert second.net == -10.0
    # The same figures with other counts behind them: nothing of these is in it.
    other = tuple(Count(c.value + 8, "over") for c in THREE)
    changed = [
        replace(r, figures=[replace(f, likes=other[0], present=other[2]) for f in r.figures])
        for r in told
    ]
    assert interval_differences(changed, "a", "b") == [first, second]


def test_where_either_is_kept_back_or_too_few_there_is_no_difference():
    told = [
        release(0, figure("a", 1.0)),
        release(1, figure("a", 1.0), figure("b")),
        release(2, figure("a"), figure("b", 1.0)),
        release(3, figure("a", 1.0), figure("b", 2.0)),
    ]
    assert [d.interval for d in interval_differences(told, "a", "b")] == [3]
    assert interval_differences([], "a", "b") == []


def test_the_newest_release_of_an_interval_stands():
    old, other, new = (
        release(0, figure("a", 1.0), standing="provisional"),
        release(0, figure("a", 9.0), stimulus=1),
        release(0, figure("a", 2.0)),
    )
    assert newest_intervals([old, other, new], 0) == [new]
    assert newest_intervals([old, other, new], 1) == [other]
    assert newest_intervals([old, other, new], 0, after=old.number) == [new]
    assert newest_intervals([old, other, new], 0, after=new.number) == []


@pytest.mark.parametrize(
    ("from_ms", "until_ms", "found"),
    [
        (0, 1, range(1)),
        (4_999, 5_001, range(2)),
        (5_000, 10_000, range(1, 2)),
        (12_000, 90_000, range(2, 5)),
    ],
)
def test_a_range_snaps_outwards_to_intervals(from_ms, until_ms, found):
    assert snapped(from_ms, until_ms, 5_000, 22_000) == found


@pytest.mark.parametrize(
    ("from_ms", "until_ms"), [(5_000, 5_000), (9_000, 9_000), (9_000, 3_000), (30_000, 40_000)]
)
def test_a_range_without_an_interval_is_refused(from_ms, until_ms):
    with pytest.raises(NotShown, match="there is no interval"):
        snapped(from_ms, until_ms, 5_000, 22_000)


def test_a_range_is_the_mean_of_its_intervals_with_their_marks():
    told = [
        release(0, figure("a", 30.0, majority="most_liked")),
        release(1, figure("a")),
        release(2, figure("a", 10.0, majority="most_liked")),
        release(3, figure("b", 10.0)),
    ]
    found = range_figure(told, "a")
    assert (found.cell, found.told, found.net, found.low, found.high) == ("a", 2, 20.0, 0.0, 40.0)
    assert found.majorities == (("most_liked", 2), ("too_few", 1))
    nothing = range_figure(told, "c")
    assert (nothing.told, nothing.net, nothing.majorities) == (0, None, ())


def test_a_range_of_differences_is_no_surer_than_one_of_them():
    told = [release(k, figure("a", 30.0), figure("b", 10.0)) for k in range(20)]
    one, mean = interval_differences(told, "a", "b")[0], range_difference(told, "a", "b")
    assert (mean.told, mean.net) == (20, 20.0)
    assert np.allclose((mean.low, mean.high), (one.low, one.high), atol=0.1)
    nothing = range_difference(told, "a", "c")
    assert (nothing.told, nothing.net, nothing.low) == (0, None, None)


def test_cells_that_are_not_seen_or_withheld_are_refused():
    cells = [PlannedCell("a", "A", "x", (), 10), PlannedCell("b", "B", "x", (), 3, "too small")]
    checked_cells(cells, ["a", "a"])
    with pytest.raises(NotShown, match="no segment 'c' here"):
        checked_cells(cells, ["a", "c"])
    with pytest.raises(NotShown, match="'b' is not shown: too small"):
        checked_cells(cells, ["b"])
