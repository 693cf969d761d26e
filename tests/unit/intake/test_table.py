"""Headers are made distinct and empty edges fall away."""

import polars as pl

from pulsemeter.intake.table import Table, distinct_headers


def test_duplicated_headers_are_numbered_without_meeting_others() -> None:
    names, renamed = distinct_headers(["x", "x", "x (2)", "", " x "])
    assert names == ["x", "x (3)", "x (2)", "column 4", "x (4)"]
    assert renamed == ["x (3)", "x (4)"]


def test_renaming_is_noted() -> None:
    frame = pl.DataFrame({"c0": ["1"], "c1": ["2"]})
    table = Table.of("a", frame, ["p", "p"])
    assert table.notes == ("1 duplicated header renamed: 'p (2)'",)


def test_empty_columns_without_a_name_at_the_end_fall_away() -> None:
    frame = pl.DataFrame({"c0": ["1"], "c1": ["2"], "c2": [None]})
    assert Table.of("a", frame, ["p", "", ""]).frame.columns == ["p", "column 2"]


def test_rows_of_files_without_lines_are_named_by_number() -> None:
    table = Table.of("a", pl.DataFrame({"p": [1, 2]}), ["p"])
    assert table.locate([1]) == ["row 2"]
    assert table.complaints().name == "a"
