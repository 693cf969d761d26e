"""Rows of reactions: whose, when and what, before anything is judged."""

from pathlib import Path

import polars as pl
import pytest

from pulsemeter.intake.complaint import IntakeError
from pulsemeter.intake.mapped_rows import columns_of, long_rows, one_persons_rows
from pulsemeter.intake.mapping import (
    FileRule,
    ImportMapping,
    Layout,
    TimeRule,
    Told,
    Unit,
    ValueRule,
)
from pulsemeter.intake.table import Table
from pulsemeter.intake.unused import Unused

MAPPING = ImportMapping(
    "m.toml", "", "dials", FileRule(Layout.LONG), "ID", TimeRule(Unit.SECONDS, column="t"),
    ValueRule(column="v", range=(0, 1)), Told.UNKNOWN, Told.UNKNOWN,
)  # fmt: skip


def test_rows_without_person_or_time_are_unused() -> None:
    columns = {"ID": ["a", None, "b"], "t": ["1", "2", "x"], "v": [" 1 ", "0", "1"]}
    unused = Unused()
    found = long_rows(Table.of("a.csv", pl.DataFrame(columns), list(columns)), MAPPING, unused)
    assert found.frame.select("person", "ms", "value", "target", "header").rows() == [
        ("a", 1_000, "1", "", "v")
    ]
    assert (unused.read, unused.wrong) == (3, 2)


def test_a_file_is_one_person_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "viewer 7.csv"
    path.write_text("t;v\n0;1\n1;0\n")
    found = one_persons_rows(path, MAPPING, Unused())
    assert found.frame.select("person", "ms").rows() == [("viewer 7", 0), ("viewer 7", 1_000)]


def test_columns_that_are_missing_are_named_with_their_key() -> None:
    held = Table.of("a.csv", pl.DataFrame({"x": ["1"]}), ["x"])
    with pytest.raises(IntakeError) as found:
        columns_of(held, {"time.column": "t", "value.column": "x", "value.target_column": ""})
    assert str(found.value) == (
        "a.csv can't be used: has no column 't', which the mapping names under time.column; it has "
        "'x'."
    )
