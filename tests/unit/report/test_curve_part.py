"""A picture's numbers are those of the table, gaps included."""

from dataclasses import replace

import polars as pl
from tests.unit.report.study_reports import context

from pulsemeter.report.curve_part import curve_note, curve_picture


def test_points_and_bands_are_the_tables() -> None:
    held = context()
    chart = curve_picture(held, ("all",), "k").chart
    assert chart is not None
    rows = held.analysis.curve.filter(segment="all")
    (one,) = chart.series
    for told, name in ((one.points, "net"), (one.low, "low"), (one.high, "high")):
        expected = [None if v is None else round(100 * v, 1) for v in rows[name]]
        assert list(told) == expected
    assert one.minutes[0] == 2_500 / 60_000
    assert max(abs(v) for v in one.high if v is not None) <= chart.limit


def test_a_gap_stays_a_gap() -> None:
    held = context()
    hole = pl.when(pl.col("interval") == 3).then(None).otherwise(pl.col("net")).alias("net")
    curve = held.analysis.curve.with_columns(hole)
    chart = curve_picture(
        replace(held, analysis=replace(held.analysis, curve=curve)), ("all",), "k"
    ).chart
    assert chart is not None
    assert chart.series[0].points[3] is None


def test_a_figure_that_was_kept_back_is_a_gap() -> None:
    """Tables of released figures have no row where the gate kept one back."""
    held = context()
    told = held.analysis.curve.filter(pl.col("interval") != 3)
    chart = curve_picture(
        replace(held, analysis=replace(held.analysis, curve=told)), ("all",), "k"
    ).chart
    assert chart is not None
    (one,) = chart.series
    assert one.points[3] is one.low[3] is None
    assert one.points[4] is not None
    assert one.minutes[4] == 22_500 / 60_000


def test_the_words_tell_the_ends() -> None:
    held = context()
    told = curve_picture(held, ("all",), "k").told
    assert "highest" in told
    assert "lowest" in told
    assert "5 s" in curve_note(held)
