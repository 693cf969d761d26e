"""CSV and Parquet come batch by batch, and read as they were written."""

import polars as pl
import pytest
from tests.unit.packing.written_table import ROWS, long_table, small_table

from pulsemeter.packing.plain_files import write_csv, write_parquet


def test_csv_has_a_mark_and_no_formula(tmp_path):
    told = []
    write_csv(small_table(), tmp_path / "a.csv", told.append)
    data = (tmp_path / "a.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfwords,state,choice,by,there,voted\n'=1+1,pressed,100,")
    read = pl.read_csv(data, schema_overrides={"words": pl.String})
    assert read["words"].to_list() == ["'=1+1", *ROWS["words"][1:]]
    assert read["state"].to_list() == ROWS["state"]
    assert told == [3]


def test_parquet_keeps_values_and_types(tmp_path):
    table = small_table()
    write_parquet(table, tmp_path / "a.parquet", lambda _: None)
    read = pl.read_parquet(tmp_path / "a.parquet")
    assert read.schema == table.schema
    assert read.to_dict(as_series=False) == ROWS


@pytest.mark.parametrize("write", [write_csv, write_parquet])
def test_batches_become_one_file(tmp_path, write):
    told = []
    path = tmp_path / f"long.{write.__name__.removeprefix('write_')}"
    write(long_table(3, 1_000), path, told.append)
    read = pl.read_csv(path) if path.suffix == ".csv" else pl.read_parquet(path)
    assert read["number"].to_list() == list(range(3_000))
    assert told == [1_000] * 3


@pytest.mark.parametrize("write", [write_csv, write_parquet])
def test_an_empty_table_has_its_columns(tmp_path, write):
    path = tmp_path / f"none.{write.__name__.removeprefix('write_')}"
    write(small_table(rows={name: [] for name in ROWS}), path, lambda _: None)
    read = pl.read_csv(path) if path.suffix == ".csv" else pl.read_parquet(path)
    assert read.columns == list(ROWS)
    assert read.is_empty()


@pytest.mark.parametrize("write", [write_csv, write_parquet])
def test_whoever_is_told_can_end_the_work(tmp_path, write):
    def stop(_):
        raise RuntimeError("enough")

    with pytest.raises(Exception, match="enough"):
        write(long_table(3, 10), tmp_path / "long.x", stop)
