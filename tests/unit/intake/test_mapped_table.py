"""Any file becomes a table as the mapping says, within the limits of an import."""

from pathlib import Path

import polars as pl
import pytest
from tests.unit.intake.imports import FORMATS, write

from pulsemeter.intake import mapped_table
from pulsemeter.intake.complaint import IntakeError
from pulsemeter.intake.mapped_table import read_mapped_table
from pulsemeter.intake.mapping import FileRule, Layout


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_by_its_first_bytes(tmp_path: Path, kind: str) -> None:
    path = write(tmp_path / "a", kind, ["ID", "v"], [["anna", 1], ["ben", 2]])
    found = read_mapped_table(path, FileRule(Layout.LONG))
    assert found.frame["ID"].to_list() == ["anna", "ben"]


def test_what_the_mapping_says_of_a_text_file_goes_before_what_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(
        "Export, May\nID¦v\nÄnne¦1,5\n".encode("cp437", "replace").replace(b"?", b"\xdd")
    )
    rule = FileRule(Layout.LONG, encoding="cp1252", delimiter="Ý", skip_rows=1)
    found = read_mapped_table(path, rule)
    assert found.frame.columns == ["ID", "v"]
    assert found.frame["v"].to_list() == ["1,5"]
    assert found.locate(found.rows.to_list()) == ["line 3"]


def test_files_beyond_the_limits_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame({"a": range(100), "b": range(100)}).write_parquet(path)
    monkeypatch.setattr(mapped_table, "CELLS_MAX", 199)
    with pytest.raises(IntakeError, match="100 rows of 2 columns; at most 199 cells"):
        read_mapped_table(path, FileRule(Layout.LONG))
    monkeypatch.setattr(mapped_table, "FILE_BYTES_MAX", 10)
    with pytest.raises(IntakeError, match=r"is 0\.0 GB large; at most 1 GB"):
        read_mapped_table(path, FileRule(Layout.LONG))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"\xd0\xcf\x11\xe0 old", "old spreadsheet workbook"),
        (b"\x1f\x8b gz", "compressed with gzip"),
        (b"%PDF-1.7", "is a PDF"),
        (b"PAR1 broken PAR1", "damaged Parquet"),
        (b"PK\x03\x04 broken", "damaged or locked workbook"),
        (b"$FL2 broken", "can't be read as a file of SPSS"),
    ],
)
def test_what_is_none_of_them_is_named(tmp_path: Path, source: bytes, message: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(source)
    with pytest.raises(IntakeError, match=message):
        read_mapped_table(path, FileRule(Layout.LONG))
