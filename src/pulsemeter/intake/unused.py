"""What an import leaves out, counted and listed with its place: nothing is lost in silence."""

from dataclasses import dataclass, field

import polars as pl

from pulsemeter.intake.complaint import ROWS_SHOWN, Complaints
from pulsemeter.intake.table import Table

LISTED_MAX = 200


@dataclass(slots=True)
class Unused:
    """The tally of one import over all its files. `found` lists rows that can't be read; `outside`
    lie before or after the stimulus, `missing` hold no value by the mapping."""

    read: int = 0
    wrong: int = 0
    outside: int = 0
    missing: int = 0
    found: list[str] = field(default_factory=list)
    names_files: bool = False

    @property
    def percent(self) -> int:
        """How many of a hundred rows can't be read, rounded up."""
        return -(-100 * self.wrong // self.read) if self.read else 0

    @property
    def unlisted(self) -> int:
        """How many wrong rows aren't listed."""
        return max(0, self.wrong - len(self.found))

    def rows(
        self,
        table: Table,
        header: str | pl.Series,
        wrong: pl.Series,
        rows: pl.Series,
        values: pl.Series,
        reason: str,
        weight: int = 1,
    ) -> None:
        """Count the rows that `wrong` marks, each of so many values; the first few are listed
        with place and value."""
        count = int(wrong.fill_null(False).sum()) * weight
        if not count:
            return
        self.wrong += count
        room = min(ROWS_SHOWN, LISTED_MAX - len(self.found))
        if room <= 0:
            return
        complaints = Complaints(table.name, table.locate)
        complaints.rows(header, wrong, rows, values, reason)
        before = f"{table.name}, " if self.names_files else ""
        self.found += [f"{before}{line}" for line in complaints.found[:room]]
