"""A table as SPSS and Stata files, with labels of variables and values and reasons for gaps.

A file of these kinds is written whole, so a long table lies in several, each as long as memory
allows. Labels are cut where a program would refuse longer ones; the codebook has them whole.
"""

from collections.abc import Iterator
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import polars as pl
import pyreadstat

from pulsemeter.packing.plain_files import Tell
from pulsemeter.report.data_table import Column, ColumnKind, DataTable
from pulsemeter.report.variable_names import variable_names

PART_ROWS = 1_000_000
"""Rows of one file."""
_SPSS_LABEL_BYTES, _SPSS_VALUE_BYTES, _SPSS_FILE_BYTES = 255, 119, 60
_STATA_LABEL_SIGNS, _STATA_VALUE_BYTES = 80, 30_000
_SPSS_TEXT_BYTES = 32_000


def write_sav(table: DataTable, path: Path, tell: Tell, *, zipped: bool = False) -> list[Path]:
    """The table as `.sav`, or as `.zsav`; reasons for gaps are user-missing values with labels.

    Returns
    -------
    list of Path
        The files: `path`, or where it takes several, `name-01.sav`, `name-02.sav` …
    """
    names = variable_names(column.name for column in table.columns)
    labels: dict[str, str | None] = {
        names[c.name]: _cut(c.meaning, _SPSS_LABEL_BYTES) for c in table.columns
    }
    values: dict[str, dict[int | float, str]] = {
        names[c.name]: {code: _cut(label, _SPSS_VALUE_BYTES) for code, label in named.items()}
        for c in table.columns
        if (named := _named(table, c))
    }
    missing: dict[str, list[Any]] = {
        names[c.name]: gaps for c in table.columns if (gaps := [*_gap_codes(table, c)])
    }
    files = []
    for file, part in _parts(table, path):
        frame = pl.DataFrame([_spss_column(table, c, part) for c in table.columns]).rename(names)
        pyreadstat.write_sav(
            frame,
            file,
            file_label=_cut(table.about, _SPSS_FILE_BYTES),
            column_labels=labels,
            compress=zipped,
            row_compress=not zipped,
            variable_value_labels=values,
            missing_ranges=missing,
            variable_measure=_measures(table, names),
        )
        files.append(file)
        tell(len(part))
    return files


def write_dta(table: DataTable, path: Path, tell: Tell) -> list[Path]:
    """The table as Stata `.dta` (version 118: Stata 14 and later, UTF-8); reasons for gaps are the
    missing values .a, .b … with labels. Files as in `write_sav`."""
    names = variable_names(column.name for column in table.columns)
    values: dict[str, dict[Any, str]] = {}
    missing: dict[str, list[str]] = {}
    for column in table.columns:
        named, gaps = _named(table, column), _gap_codes(table, column)
        letters = dict(zip(gaps, ascii_lowercase, strict=False))
        if named:
            values[names[column.name]] = {
                letters.get(code, code): _cut(label, _STATA_VALUE_BYTES)
                for code, label in named.items()
            }
        if letters:
            missing[names[column.name]] = list(letters.values())
    files = []
    for file, part in _parts(table, path):
        frame = pl.DataFrame([_stata_column(table, c, part) for c in table.columns]).rename(names)
        pyreadstat.write_dta(
            frame,
            file,
            file_label=table.about[:_STATA_LABEL_SIGNS],
            column_labels={names[c.name]: c.meaning[:_STATA_LABEL_SIGNS] for c in table.columns},
            version=14,  # the file version 118
            variable_value_labels=values,
            missing_user_values=missing,
        )
        files.append(file)
        tell(len(part))
    return files


def _parts(table: DataTable, path: Path) -> Iterator[tuple[Path, pl.DataFrame]]:
    """The table in pieces of at most `PART_ROWS` rows, each with the name of its file."""
    several = table.rows > PART_ROWS
    for number, part in enumerate(_pieces(table), start=1):
        yield (path.with_stem(f"{path.stem}-{number:02d}") if several else path), part


def _pieces(table: DataTable) -> Iterator[pl.DataFrame]:
    held: list[pl.DataFrame] = []
    count, any_yet = 0, False
    for batch in table.batches():
        while count + len(batch) > PART_ROWS:
            room = PART_ROWS - count
            yield pl.concat([*held, batch[:room]])
            held, count, any_yet, batch = [], 0, True, batch[room:]
        held.append(batch)
        count += len(batch)
    if count or not any_yet:
        yield pl.concat([pl.DataFrame(schema=table.schema), *held])


def _named(table: DataTable, column: Column) -> dict[int, str]:
    """Labels of numbers: a choice's values, single named numbers, reasons for gaps."""
    if column.kind is ColumnKind.CHOICE:
        return {code: v.label for code, v in enumerate(column.values, start=1)}
    if column.kind is ColumnKind.FLAG:
        return {0: "no", 1: "yes"}
    return dict(column.labels) | dict(table.gaps_of(column).values())


def _gap_codes(table: DataTable, column: Column) -> list[int]:
    """The numbers that stand for no value. A choice that explains other columns keeps all its
    values: there they say something."""
    if column.kind is not ColumnKind.CHOICE:
        return [code for code, _ in table.gaps_of(column).values()]
    if any(other.gaps_in == column.name for other in table.columns):
        return []
    return [column.codes[value.id] for value in column.values if value.is_gap]


def _measures(table: DataTable, names: dict[str, str]) -> dict[str, str]:
    nominal = (ColumnKind.CHOICE, ColumnKind.FLAG, ColumnKind.TEXT)
    return {names[c.name]: "nominal" if c.kind in nominal else "scale" for c in table.columns}


def _numbers(table: DataTable, column: Column, part: pl.DataFrame) -> pl.Series:
    """A column as numbers, without reasons for gaps."""
    held = part[column.name]
    if column.kind is ColumnKind.CHOICE:
        held = held.replace_strict(column.codes, return_dtype=pl.Int64)
    return held.cast(pl.Float64)


def _spss_column(table: DataTable, column: Column, part: pl.DataFrame) -> pl.Series:
    if column.kind is ColumnKind.TEXT:
        return _text(part[column.name], _SPSS_TEXT_BYTES)
    numbers = _numbers(table, column, part)
    gaps = table.gaps_of(column)
    if not gaps:
        return numbers
    why = part[column.gaps_in].replace_strict(
        {name: float(code) for name, (code, _) in gaps.items()},
        default=None,
        return_dtype=pl.Float64,
    )
    return numbers.zip_with(numbers.is_not_null(), why).alias(column.name)


def _stata_column(table: DataTable, column: Column, part: pl.DataFrame) -> pl.Series:
    if column.kind is ColumnKind.TEXT:
        return part[column.name].fill_null("")
    codes = _gap_codes(table, column)
    if not codes:
        return _numbers(table, column, part)
    letters = dict(zip(map(float, codes), ascii_lowercase, strict=False))
    numbers = _spss_column(table, column, part).to_list()
    # A letter among numbers is how the writer is told of .a, .b …
    return pl.Series(column.name, [letters.get(n, n) for n in numbers], dtype=pl.Object)


def _text(held: pl.Series, bytes_max: int) -> pl.Series:
    """Text without what SPSS can't hold; cut at its length where needed."""
    held = held.fill_null("")
    if (held.str.len_bytes().max() or 0) > bytes_max:  # type: ignore[operator]
        held = pl.Series(held.name, [_cut(text, bytes_max) for text in held])
    return held


def _cut(text: str, bytes_max: int) -> str:
    """The text as far as it fits, no sign in halves."""
    data = text.encode()
    if len(data) <= bytes_max:
        return text
    return data[: bytes_max - 3].decode("utf-8", "ignore") + "…"
