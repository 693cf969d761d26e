"""A file as a table of columns whose headers may be anything, and the way back to its lines.

Everything that reads columns by meaning stands on this; nothing here knows what a column means.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from pulsemeter.intake.complaint import Complaints, Locate


@dataclass(frozen=True, slots=True)
class Table:
    """One file's columns.

    Attributes
    ----------
    name : str
        The file's name, for messages.
    frame : polars.DataFrame
        A column for each header, named by it; duplicated headers are numbered. Text columns from
        delimited files, typed ones from the other formats.
    rows : polars.Series
        For each row of `frame` its place in the file, which `locate` turns into words.
    locate : callable
        From places to words such as "line 7".
    labels : mapping
        By column, what its numbers mean, where the format says so.
    notes : tuple of str
        What was repaired.
    """

    name: str
    frame: pl.DataFrame
    rows: pl.Series
    locate: Locate
    labels: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        name: str,
        frame: pl.DataFrame,
        headers: Sequence[str],
        *,
        rows: pl.Series | None = None,
        notes: Sequence[str] = (),
        locate: Locate | None = None,
        labels: Mapping[str, Mapping[Any, str]] | None = None,
    ) -> "Table":
        """A table from columns in order and their headers as written in the file."""
        kept = list(range(len(headers)))
        while kept and not headers[kept[-1]].strip() and frame.to_series(kept[-1]).is_null().all():
            kept.pop()
        names, renamed = distinct_headers([headers[place] for place in kept])
        found = list(notes)
        if renamed:
            count = len(renamed)
            found.append(
                f"{count} duplicated header{'s' if count > 1 else ''} renamed: "
                + ", ".join(repr(one) for one in renamed[:5])
                + (", …" if count > 5 else "")
            )
        columns = [
            frame.to_series(place).alias(new) for place, new in zip(kept, names, strict=True)
        ]
        return cls(
            name=name,
            frame=pl.DataFrame(columns),
            rows=pl.int_range(len(frame), dtype=pl.UInt32, eager=True) if rows is None else rows,
            locate=locate or row_names,
            labels=labels or {},
            notes=tuple(found),
        )

    def complaints(self) -> Complaints:
        """An empty list of what is wrong with this file."""
        return Complaints(self.name, self.locate)


def distinct_headers(headers: Sequence[str]) -> tuple[list[str], list[str]]:
    """Headers without blanks around them, each different from all before; and the renamed ones.

    >>> distinct_headers(["time", "x", "x", ""])
    (['time', 'x', 'x (2)', 'column 4'], ['x (2)'])
    """
    taken: set[str] = set()
    names: list[str] = []
    renamed: list[str] = []
    present = {header.strip() for header in headers}
    for place, header in enumerate(headers, start=1):
        bare = header.strip().strip("\ufeff") or f"column {place}"
        name, number = bare, 1
        while name in taken or (number > 1 and name in present):
            number += 1
            name = f"{bare} ({number})"
        if number > 1:
            renamed.append(name)
        taken.add(name)
        names.append(name)
    return names, renamed


def row_names(rows: Sequence[int]) -> list[str]:
    """Places in files that have no lines, as people count."""
    return [f"row {row + 1}" for row in rows]
