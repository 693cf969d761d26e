"""A path becomes a table: the format is told by the file's first bytes, not by its name."""

import io
import os
from pathlib import Path

import polars as pl

from pulsemeter.intake.complaint import IntakeError
from pulsemeter.intake.delimited import read_delimited
from pulsemeter.intake.read_apart import read_apart
from pulsemeter.intake.table import Table

FILE_BYTES_MAX = 2_000_000_000

_REFUSED = {
    b"PK\x03\x04": "is a spreadsheet workbook or a ZIP archive. Save the sheet as CSV (UTF-8).",
    b"\xd0\xcf\x11\xe0": "is an old spreadsheet workbook. Save the sheet as CSV (UTF-8).",
    b"\x1f\x8b": "is compressed with gzip. Unpack it first.",
    b"%PDF": "is a PDF. Ask for the data as CSV.",
}


def file_bytes(path: str | os.PathLike[str]) -> tuple[bytes, str]:
    """A file's bytes and the name that messages use; IntakeError where there is nothing to read."""
    place = Path(path)
    name = place.name or str(place)
    if place.is_dir():
        raise IntakeError(name, ["is a folder. Name the file in it."])
    try:
        length = place.stat().st_size
        if length == 0:
            raise IntakeError(name, ["is empty (0 bytes). Export it again."])
        if length > FILE_BYTES_MAX:
            raise IntakeError(
                name,
                [
                    f"is {length / 1e9:.1f} GB large; at most {FILE_BYTES_MAX / 1e9:.0f} GB are "
                    "read. Save it as Parquet, or leave out columns that aren't needed."
                ],
            )
        return place.read_bytes(), name
    except OSError as error:
        reason = error.strerror or str(error)
        raise IntakeError(name, [f"can't be opened: {reason}. Check the path {place}."]) from error


def read_table(path: str | os.PathLike[str]) -> Table:
    """Any supported file (delimited text, Parquet, SPSS, Stata) as a table."""
    source, name = file_bytes(path)
    for start, reason in _REFUSED.items():
        if source.startswith(start):
            raise IntakeError(name, [reason])
    if source.startswith(b"PAR1"):
        return _read_parquet(source, name)
    if is_labelled(source, Path(path)):
        del source
        return read_apart("labelled", Path(path), name)
    return read_delimited(source, name)


def is_labelled(source: bytes, path: Path) -> bool:
    """Whether this is a file of SPSS or Stata."""
    is_known = path.suffix.lower() in (".sav", ".zsav", ".dta")
    return is_known or source.startswith((b"$FL2", b"$FL3"))


def _read_parquet(source: bytes, name: str) -> Table:
    try:
        frame = pl.read_parquet(io.BytesIO(source))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise IntakeError(
            name,
            [f"is a damaged Parquet file ({str(error).splitlines()[0][:120]}). Copy it again."],
        ) from error
    if frame.is_empty():
        raise IntakeError(name, ["holds no rows."])
    frame = frame.with_columns(
        pl.col(pl.Categorical, pl.Enum, pl.Boolean).cast(pl.String),
        pl.col(pl.Float32, pl.Float64).fill_nan(None),
    )
    odd = [
        column
        for column, kind in frame.schema.items()
        if kind.is_nested() or kind in (pl.Binary, pl.Object)
    ]
    notes = [f"columns that hold no plain values left out: {', '.join(odd)}"] if odd else []
    frame = frame.drop(odd)
    return Table.of(name, frame, frame.columns, notes=notes)
