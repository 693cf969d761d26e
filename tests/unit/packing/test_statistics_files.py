"""SPSS and Stata files keep labels of any script, and tell reasons for gaps apart."""

import polars as pl
import pyreadstat
import pytest
from tests.unit.packing.written_table import COLUMNS, ROWS, long_table, small_table

from pulsemeter.packing import statistics_files
from pulsemeter.packing.statistics_files import write_dta, write_sav
from pulsemeter.report.data_table import GAP_CODE, Column, ColumnKind, Value, whole_table

NAMES = ["words", "state", "choice", "by_v", "there", "voted"]
LABELS = {
    "state": {1: "لمس", 2: "छोड़ा", 3: "😀 weg"},
    "there": {0: "no", 1: "yes"},
}


@pytest.mark.parametrize("zipped", [False, True])
def test_spss_tells_reasons_for_gaps_as_missing_values(tmp_path, zipped):
    path = tmp_path / ("a.zsav" if zipped else "a.sav")
    assert write_sav(small_table(), path, lambda _: None, zipped=zipped) == [path]
    read, about = pyreadstat.read_sav(path, user_missing=True, output_format="polars")
    assert read.columns == NAMES
    assert read["words"].to_list() == ["=1+1", "“Ja” – आह 😀", ""]
    assert read["state"].to_list() == [1, 2, 3]
    assert read["choice"].to_list() == [100, GAP_CODE, GAP_CODE + 1]
    assert read["by_v"].to_list() == ROWS["by"]
    assert read["there"].to_list() == [1, 0, None]
    assert read["voted"].to_list() == [2, None, 3]
    assert about.variable_value_labels == {
        **LABELS,
        "choice": {100: "أعجبني", GAP_CODE: "छोड़ा", GAP_CODE + 1: "😀 weg"},
        "voted": {1: "نعم", 2: "لا", 3: "left empty"},
    }
    assert about.missing_ranges == {
        "choice": [{"lo": GAP_CODE, "hi": GAP_CODE}, {"lo": GAP_CODE + 1, "hi": GAP_CODE + 1}],
        "voted": [{"lo": 3, "hi": 3}],
    }
    assert about.column_names_to_labels["words"] == COLUMNS[0].meaning
    assert about.file_label == "Answers, آراء"
    plain, _ = pyreadstat.read_sav(path, output_format="polars")
    assert plain["choice"].to_list() == [100, None, None]


def test_stata_tells_reasons_for_gaps_by_letters(tmp_path):
    path = tmp_path / "a.dta"
    assert write_dta(small_table(), path, lambda _: None) == [path]
    assert b"<release>118</release>" in path.read_bytes()[:100]
    read, about = pyreadstat.read_dta(path, user_missing=True, output_format="polars")
    assert read.columns == NAMES
    assert read["words"].to_list() == ["=1+1", "“Ja” – आह 😀", ""]
    assert read["choice"].to_list() == [100, "a", "b"]
    assert read["voted"].to_list() == [2, None, "a"]
    assert read["by_v"].to_list() == ROWS["by"]
    assert about.variable_value_labels == {
        **LABELS,
        "choice": {100: "أعجبني", "a": "छोड़ा", "b": "😀 weg"},
        "voted": {1: "نعم", 2: "لا", "a": "left empty"},
    }
    assert about.missing_user_values == {"choice": ["a", "b"], "voted": ["a"]}
    assert about.column_names_to_labels["words"] == COLUMNS[0].meaning


WRITERS = [(write_sav, "sav", pyreadstat.read_sav), (write_dta, "dta", pyreadstat.read_dta)]


@pytest.mark.parametrize(("write", "ending", "read"), WRITERS)
def test_a_long_table_lies_in_several_files(tmp_path, monkeypatch, write, ending, read):
    monkeypatch.setattr(statistics_files, "PART_ROWS", 25)
    told = []
    files = write(long_table(7, 10), tmp_path / f"long.{ending}", told.append)
    assert [file.name for file in files] == [f"long-{k:02}.{ending}" for k in (1, 2, 3)]
    parts = [read(file, output_format="polars")[0]["number"].to_list() for file in files]
    assert [len(part) for part in parts] == told == [25, 25, 20]
    assert [number for part in parts for number in part] == list(range(70))


@pytest.mark.parametrize(("write", "ending", "read"), WRITERS)
def test_an_empty_table_is_a_file_with_its_columns(tmp_path, write, ending, read):
    path = tmp_path / f"none.{ending}"
    write(small_table(rows={name: [] for name in ROWS}), path, lambda _: None)
    assert read(path, output_format="polars")[0].columns == NAMES


@pytest.mark.parametrize(("write", "ending", "read"), WRITERS)
def test_what_is_too_long_is_cut_between_signs(tmp_path, write, ending, read):
    columns = (
        Column("text", ColumnKind.TEXT, "भ" * 300),
        Column("kind", ColumnKind.CHOICE, "a kind", (Value("a", "क" * 200),)),
    )
    rows = pl.DataFrame({"text": ["ह" * 12_000], "kind": ["a"]})
    table = whole_table("t", "ज्ञ" * 200, columns, rows)
    write(table, tmp_path / f"a.{ending}", lambda _: None)
    held, about = read(tmp_path / f"a.{ending}", output_format="polars")
    label = about.variable_value_labels["kind"][1]
    assert label.rstrip("…") == "क" * len(label.rstrip("…"))
    assert len(label) > 30
    assert about.column_names_to_labels["text"].startswith("भ" * 70)
    assert set(held["text"][0].rstrip("…")) == {"ह"}
    assert len(held["text"][0]) > 10_000
