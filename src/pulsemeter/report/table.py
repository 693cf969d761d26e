"""The tables of an analysis as files: CSV that spreadsheets open, Parquet, and what columns mean.

CSV is UTF-8 with a byte order mark, since Excel reads it as something else without. Text that a
spreadsheet would run as a formula gets an apostrophe in front. This module must not know where
files go.
"""

from io import BytesIO

import polars as pl

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.report.codebook import codebook_text

_FORMULA = r"^[=+\-@\t\r]"
_FORMULA_SIGNS = "=+-@\t\r"


def csv_bytes(frame: pl.DataFrame) -> bytes:
    """A table as CSV: UTF-8 with a byte order mark, commas, empty where there is no value.

    Examples
    --------
    >>> csv_bytes(pl.DataFrame({"words": ["=1+1"], "net": [-0.5]})).decode("utf-8-sig").split()
    ['words,net', "'=1+1,-0.5"]
    """
    held = BytesIO()
    defused(frame).write_csv(held, include_bom=True)
    return held.getvalue()


def defused(frame: pl.DataFrame) -> pl.DataFrame:
    """The table with an apostrophe before each text that a spreadsheet would run."""
    text = pl.col(pl.String)
    safe = frame.with_columns(
        pl.when(text.str.contains(_FORMULA)).then("'" + text).otherwise(text).name.keep()
    )
    # Headings are ours but for attributes' names in wide tables: the same rule.
    safe.columns = [f"'{name}" if name[:1] in "=+-@" else name for name in safe.columns]
    return safe


def defused_text(text: str) -> str:
    """One text as `defused` has it.

    >>> defused_text("+65"), defused_text("65+")
    ("'+65", '65+')
    """
    return f"'{text}" if text[:1] in _FORMULA_SIGNS and text else text


def parquet_bytes(frame: pl.DataFrame) -> bytes:
    """A table as Parquet; values as they are."""
    held = BytesIO()
    frame.write_parquet(held)
    return held.getvalue()


def table_files(analysis: Analysis) -> dict[str, bytes]:
    """Every table but the persons' in both forms, and `codebook.txt`.

    Returns
    -------
    dict
        Bytes by name: `curve.csv`, `curve.parquet` … An empty table has its headings.
    """
    files = {}
    for name, table in analysis.tables.items():
        files[f"{name}.csv"] = csv_bytes(table)
        files[f"{name}.parquet"] = parquet_bytes(table)
    files["codebook.txt"] = codebook_text(analysis).encode()
    return files
