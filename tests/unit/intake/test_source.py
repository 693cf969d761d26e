"""The format is told by the first bytes."""

import io
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from pulsemeter.intake import source as source_module
from pulsemeter.intake.complaint import IntakeError
from pulsemeter.intake.source import file_bytes, read_table


def test_parquet_is_seen_whatever_its_name(write: Callable[..., Path]) -> None:
    buffer = io.BytesIO()
    pl.DataFrame(
        {"a": [1, 2], "b": pl.Series(["x", "y"], dtype=pl.Categorical), "c": [[1], [2]]}
    ).write_parquet(buffer)
    table = read_table(write(buffer.getvalue(), "data.csv"))
    assert table.frame.rows() == [(1, "x"), (2, "y")]
    assert "left out: c" in table.notes[0]


def test_text_is_read_whatever_its_name(write: Callable[..., Path]) -> None:
    assert read_table(write("a\tb\n1\t2\n", "data.txt")).frame.rows() == [("1", "2")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04abc", "workbook"),
        (b"\xd0\xcf\x11\xe0abc", "old spreadsheet"),
        (b"\x1f\x8babc", "gzip"),
        (b"%PDF-1.7", "PDF"),
        (b"PAR1abc", "damaged Parquet"),
        (b"$FL2abc", "SPSS"),
    ],
)
def test_other_files_are_named(write: Callable[..., Path], content: bytes, said: str) -> None:
    with pytest.raises(IntakeError, match=said):
        read_table(write(content))


def test_a_folder_and_nothing_are_named(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="is a folder"):
        read_table(tmp_path)
    with pytest.raises(IntakeError, match="can't be opened"):
        read_table(tmp_path / "missing.csv")


def test_large_files_are_refused(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_module, "FILE_BYTES_MAX", 3)
    with pytest.raises(IntakeError, match="Save it as Parquet"):
        file_bytes(write("a,b\n"))
