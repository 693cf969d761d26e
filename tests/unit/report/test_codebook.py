"""The codebook knows every column of every table, and none that isn't there."""

import polars as pl
import pytest

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.report.codebook import COLUMNS, OTHERWISE, TABLES, codebook_text, meaning


def test_every_column_is_described_and_no_other(found: Analysis) -> None:
    assert set(TABLES) == set(found.tables)
    for name, table in found.tables.items():
        for column in table.columns:
            assert meaning(name, column)
    held = {column for table in found.tables.values() for column in table.columns}
    assert set(COLUMNS) == held
    assert all(column in found.tables[name].columns for name, column in OTHERWISE)
    assert "not described" not in codebook_text(found)


def test_a_coded_count_is_described_and_an_unknown_column_is_named() -> None:
    assert "released count `present`" in meaning("session", "present_coding")
    assert "verdict in words" in meaning("statements", "sentence")
    with pytest.raises(KeyError):
        meaning("session", "mood")


def test_the_text_counts_rows(found: Analysis) -> None:
    assert f"curve ({len(found.curve)} rows)" in codebook_text(found)
    assert isinstance(found.curve, pl.DataFrame)
