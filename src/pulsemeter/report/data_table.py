"""A table of a data package: its columns, what their values mean, how it hangs on other tables.

Rows come batch by batch, so that a table may be longer than memory. In the batches text and choices
are strings (a choice by its id), numbers Int64 or Float64, flags Boolean. This module must not know
a file format.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

import polars as pl

GAP_CODE = 900
"""Reasons for a gap in a column of numbers have codes from here on; choices run −100..100."""


class ColumnKind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    CHOICE = "choice"
    WHOLE = "whole"
    NUMBER = "number"
    FLAG = "flag"


TYPES = {
    ColumnKind.TEXT: pl.String,
    ColumnKind.CHOICE: pl.String,
    ColumnKind.WHOLE: pl.Int64,
    ColumnKind.NUMBER: pl.Float64,
    ColumnKind.FLAG: pl.Boolean,
}


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a choice; `is_gap` where it says why there is none, as *away* does."""

    id: str
    label: str
    is_gap: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its meaning.

    `values` are those of a choice, in their order: programs that want numbers get 1, 2, 3 … with
    the labels. `labels` name single numbers of a column of numbers, as the ends of a scale.
    `gaps_in` names the choice of the same table that says why a number is missing.
    """

    name: str
    kind: ColumnKind
    meaning: str
    values: tuple[Value, ...] = ()
    labels: tuple[tuple[int, str], ...] = ()
    gaps_in: str = ""

    @property
    def codes(self) -> dict[str, int]:
        """The number of each value of a choice, by its id."""
        return {value.id: code for code, value in enumerate(self.values, start=1)}


@dataclass(frozen=True, slots=True)
class Reference:
    """Columns whose values stand in the key of another table."""

    columns: tuple[str, ...]
    table: str
    their_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class DataTable:
    """A table by its name. `batches` begins anew each time; `rows` is how many it comes to."""

    name: str
    about: str
    columns: tuple[Column, ...]
    rows: int
    batches: Callable[[], Iterator[pl.DataFrame]]
    key: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()

    @property
    def schema(self) -> pl.Schema:
        """Names and types of the columns in the batches."""
        return pl.Schema({column.name: TYPES[column.kind] for column in self.columns})

    def column(self, name: str) -> Column:
        """The column of this name. KeyError where there is none."""
        found = next((column for column in self.columns if column.name == name), None)
        if found is None:
            raise KeyError(f"table {self.name} has no column {name}")
        return found

    def gaps_of(self, column: Column) -> dict[str, tuple[int, str]]:
        """Why numbers of a column are missing: code and label by the id of the reason."""
        if not column.gaps_in:
            return {}
        reasons = [value for value in self.column(column.gaps_in).values if value.is_gap]
        return {value.id: (code, value.label) for code, value in enumerate(reasons, start=GAP_CODE)}


@dataclass(frozen=True, slots=True, eq=False)
class DataPackage:
    """All that goes into one package. `name` is that of its folder; `texts` are whole files beside
    the tables, `scripts` programs that go with them; `notes` are told in its codebook."""

    name: str
    title: str
    about: str
    version: str
    tables: tuple[DataTable, ...]
    simulated: bool = False
    notes: tuple[str, ...] = ()
    texts: dict[str, str] = field(default_factory=dict)
    scripts: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.rows for table in self.tables)


def whole_table(
    name: str,
    about: str,
    columns: tuple[Column, ...],
    frame: pl.DataFrame,
    *,
    key: tuple[str, ...] = (),
    references: tuple[Reference, ...] = (),
) -> DataTable:
    """A table that is short enough to be held as one frame; its columns are picked from it."""
    kinds = [pl.col(column.name).cast(TYPES[column.kind]) for column in columns]
    held = frame.select(kinds)
    return DataTable(name, about, columns, len(held), lambda: iter((held,)), key, references)
