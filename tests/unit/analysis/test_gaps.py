"""What wasn't told keeps its place in time."""

import polars as pl

from pulsemeter.analysis.frames import CURVE, rows
from pulsemeter.analysis.gaps import with_gaps


def told(*intervals: int) -> pl.DataFrame:
    blank = dict.fromkeys(CURVE)
    return rows(
        CURVE, [{**blank, "interval": k, "start_ms": 5_000 * k, "net": k / 10} for k in intervals]
    )


def test_every_interval_has_a_row_at_its_time() -> None:
    whole = with_gaps(told(1, 2, 5), 5_000)
    assert whole["interval"].to_list() == [0, 1, 2, 3, 4, 5]
    assert whole["start_ms"].to_list() == [0, 5_000, 10_000, 15_000, 20_000, 25_000]
    assert whole["net"].to_list() == [None, 0.1, 0.2, None, None, 0.5]
    assert whole.schema == told(1).schema


def test_a_whole_curve_and_none_stay_as_they_are() -> None:
    for curve in (told(0, 1, 2), told()):
        assert with_gaps(curve, 5_000).equals(curve)
