"""SPSS (`.sav`, `.zsav`) and Stata (`.dta`) files become tables.

User-missing values arrive as missing ones. Value labels stay beside the numbers, because in a
panel file they are the categories and in a file of reactions the numbers are meant.
"""

from pathlib import Path

import polars as pl
import pyreadstat

from pulsemeter.intake.complaint import IntakeError
from pulsemeter.intake.table import Table

# A damaged file may announce more values than there is memory for.
_BROKEN = (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError, MemoryError)
BYTES_MAX = 4_000_000_000
"""Unpacked: a short compressed file may announce far more."""


def read_labelled(path: Path, name: str) -> Table:
    """A file of SPSS or Stata as a table, with its value labels."""
    read = pyreadstat.read_dta if path.suffix.lower() == ".dta" else pyreadstat.read_sav
    try:
        _, announced = read(str(path), metadataonly=True)
        width = sum(announced.variable_storage_width.values())
        if width * max(announced.number_rows or 0, 1) > BYTES_MAX:
            raise IntakeError(
                name,
                [
                    f"announces {announced.number_rows:,} rows of {width:,} bytes, more than "
                    f"{BYTES_MAX / 1e9:.0f} GB. Leave out columns that aren't needed."
                ],
            )
        frame, about = read(str(path), output_format="polars")
    except _BROKEN as error:
        raise IntakeError(
            name,
            [
                f"can't be read as a file of SPSS or Stata ({str(error) or 'it is damaged'}). "
                "Save it again as .sav, or export it as CSV with the encoding UTF-8."
            ],
        ) from error
    if frame.is_empty():
        raise IntakeError(name, ["holds no rows. Export it again with its cases."])
    blank = pl.col(pl.String).str.strip_chars()
    frame = frame.with_columns(
        pl.when(blank == "").then(None).otherwise(blank).name.keep(),
        pl.col(pl.Float32, pl.Float64).fill_nan(None),
    )
    labels = {column: dict(meanings) for column, meanings in about.variable_value_labels.items()}
    return Table.of(name, frame, frame.columns, labels=labels)
