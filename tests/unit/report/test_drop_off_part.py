"""Presence as it was released, at five moments."""

from dataclasses import replace

import polars as pl
from tests.unit.report.study_reports import INTERVALS, context

from pulsemeter.report.drop_off_part import drop_off_section, drop_off_sentences
from pulsemeter.report.outline import Paragraph, Table


def test_first_last_and_quarters_are_shown() -> None:
    section = drop_off_section(context())
    table = next(b for b in section.blocks if isinstance(b, Table))
    assert [c.heading for c in table.columns][2:] == ["0:00", "0:30", "1:00", "1:25", "1:55"]
    assert [row[0].text for row in table.rows] == ["Whole panel", "old", "young"]


def test_the_sentence_has_the_released_counts() -> None:
    held = context()
    fewer = pl.when(pl.col("interval") == INTERVALS - 1).then(40).otherwise(pl.col("present"))
    near = pl.lit("near").alias("present_coding")
    curve = held.analysis.curve.with_columns(fewer.alias("present"), near)
    (told,) = drop_off_sentences(replace(held, analysis=replace(held.analysis, curve=curve)))
    assert "40 at the end" in told


def test_without_presence_nothing_is_said() -> None:
    held = context()
    none = held.analysis.curve.with_columns(pl.lit(None, dtype=pl.Int64).alias("present"))
    bare = replace(held, analysis=replace(held.analysis, curve=none))
    (only,) = drop_off_section(bare).blocks
    assert isinstance(only, Paragraph)
    assert drop_off_sentences(bare) == []
