"""Files with a row for each reaction: one file for everybody, or one for each participant.

Gives raw rows: whose, when, what as text. What the values mean is judged elsewhere.
"""

from pathlib import Path

import polars as pl

from pulsemeter.intake.complaint import IntakeError, listed
from pulsemeter.intake.long import names_of
from pulsemeter.intake.mapped_table import read_mapped_table
from pulsemeter.intake.mapped_times import UNREADABLE, mapped_times
from pulsemeter.intake.mapped_values import plain_text
from pulsemeter.intake.mapping import ImportMapping
from pulsemeter.intake.raw_rows import RawRows
from pulsemeter.intake.table import Table
from pulsemeter.intake.unused import Unused


def columns_of(table: Table, wanted: dict[str, str]) -> None:
    """Refuse a file that lacks one of these columns; keys are where the mapping names them."""
    missing = [
        f"has no column {header!r}, which the mapping names under {key}; it has "
        f"{listed(table.frame.columns)}."
        for key, header in wanted.items()
        if header and header not in table.frame.columns
    ]
    if missing:
        raise IntakeError(table.name, missing)


def long_rows(table: Table, mapping: ImportMapping, unused: Unused) -> RawRows:
    """A file with a column that says whose row it is."""
    columns_of(table, {"participant.column": mapping.participant})
    names = names_of(table.frame[mapping.participant])
    unused.read += len(names)
    absent = names.is_null()
    unused.rows(
        table, mapping.participant, absent, table.rows, names, "names no participant of the row"
    )
    return _timed_rows(table, names, mapping, unused)


def one_persons_rows(path: Path, mapping: ImportMapping, unused: Unused) -> RawRows:
    """A file of one participant, called by the file's name without its ending."""
    table = read_mapped_table(path, mapping.file)
    unused.read += table.frame.height
    names = pl.repeat(path.stem, table.frame.height, dtype=pl.String, eager=True)
    return _timed_rows(table, names, mapping, unused)


def _timed_rows(table: Table, names: pl.Series, mapping: ImportMapping, unused: Unused) -> RawRows:
    rule, value = mapping.time, mapping.value
    columns_of(
        table,
        {
            "time.column": rule.column,
            "value.column": value.column,
            "value.target_column": value.target_column,
        },
    )
    when = table.frame[rule.column]
    ms = mapped_times(when, rule)
    unused.rows(
        table, rule.column, ms.is_null() & names.is_not_null(), table.rows, when,
        UNREADABLE[rule.unit],
    )  # fmt: skip
    said = plain_text(table.frame[value.column])
    target = (
        plain_text(table.frame[value.target_column]).fill_null("")
        if value.target_column
        else pl.repeat("", len(said), dtype=pl.String, eager=True)
    )
    frame = pl.DataFrame(
        [
            names.alias("person"),
            ms.alias("ms"),
            said.alias("value"),
            target.alias("target"),
            table.rows.alias("row"),
            pl.repeat(value.column, len(said), dtype=pl.String, eager=True).alias("header"),
        ]
    )
    usable = frame.filter(pl.col("person").is_not_null() & pl.col("ms").is_not_null())
    return RawRows(table, usable, table.labels.get(value.column, {}))
