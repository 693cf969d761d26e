"""Tables as files: they come back as they were, and spreadsheets run nothing in them."""

from io import BytesIO

import polars as pl

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.report.table import csv_bytes, parquet_bytes, table_files


def test_csv_comes_back_with_its_figures(found: Analysis) -> None:
    written = csv_bytes(found.session)
    assert written.startswith(b"\xef\xbb\xbf")
    back = pl.read_csv(BytesIO(written))
    assert back["net"].to_list() == found.session["net"].to_list()
    assert back["present"].to_list() == found.session["present"].to_list()


def test_parquet_comes_back_as_it_was(found: Analysis) -> None:
    assert pl.read_parquet(BytesIO(parquet_bytes(found.curve))).equals(found.curve)


def test_text_that_a_spreadsheet_would_run_is_defused_and_figures_are_not() -> None:
    table = pl.DataFrame({"words": ["=1+1", "@x", "-2", "fine", None], "net": [-0.5] * 5})
    lines = csv_bytes(table).decode("utf-8-sig").splitlines()
    assert lines[1:] == ["'=1+1,-0.5", "'@x,-0.5", "'-2,-0.5", "fine,-0.5", ",-0.5"]


def test_every_table_is_there_in_both_forms_but_not_the_persons(found: Analysis) -> None:
    files = table_files(found)
    assert {name.removesuffix(".csv") for name in files if name.endswith(".csv")} == set(
        found.tables
    )
    assert len(files) == 2 * len(found.tables) + 1
    assert not any("person" in name for name in files)
    assert b"net approval" in files["codebook.txt"]


def test_an_empty_table_keeps_its_headings(alone: Analysis) -> None:
    head = table_files(alone)["statements.csv"].decode("utf-8-sig")
    assert head.startswith("target,segment,statement")
