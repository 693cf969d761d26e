"""Files that are grids: a row for each participant and a column for each moment, or turned round.

Gives raw rows in the same form as files with a row for each reaction.
"""

from collections import Counter

import numpy as np
import polars as pl

from pulsemeter.domain.counted import counted
from pulsemeter.intake.complaint import IntakeError, listed
from pulsemeter.intake.long import names_of
from pulsemeter.intake.mapped_rows import columns_of
from pulsemeter.intake.mapped_times import UNREADABLE, mapped_times
from pulsemeter.intake.mapped_values import plain_text
from pulsemeter.intake.mapping import ImportMapping, TimeRule, Unit
from pulsemeter.intake.raw_rows import RawRows
from pulsemeter.intake.table import Table
from pulsemeter.intake.unused import Unused

_LEFT_OUT_SHOWN = 5


def wide_rows(table: Table, mapping: ImportMapping, unused: Unused) -> RawRows:
    """A row for each participant; headers tell the times."""
    columns_of(table, {"participant.column": mapping.participant})
    names = names_of(table.frame[mapping.participant])
    _refuse_twice(table, mapping.participant, names)
    headers, times, notes = _moments(table, mapping.time)
    unused.rows(
        table,
        mapping.participant,
        names.is_null(),
        table.rows,
        names,
        "names no participant",
        len(headers),
    )
    unused.read += table.frame.height * len(headers)
    known = names.is_not_null()
    people = names.filter(known)
    if not len(people):
        raise IntakeError(table.name, [f"{mapping.participant}: no row names a participant."])
    cells = [plain_text(table.frame[header].filter(known)) for header in headers]
    count = len(people)
    frame = pl.DataFrame(
        [
            pl.concat([people] * len(headers)).alias("person"),
            pl.Series("ms", np.repeat(np.array(times, dtype=np.int64), count)),
            pl.concat(cells).alias("value"),
            pl.repeat("", count * len(headers), dtype=pl.String, eager=True).alias("target"),
            pl.concat([table.rows.filter(known)] * len(headers)).alias("row"),
            _repeated(headers, count).alias("header"),
        ]
    )
    return RawRows(table, frame, {}, tuple(notes))


def grid_by_time(table: Table, mapping: ImportMapping, unused: Unused) -> RawRows:
    """A row for each moment; every column but that of the time is a participant."""
    columns_of(
        table,
        {
            "time.column": mapping.time.column,
            **{f"participant.leave_out ({name})": name for name in mapping.leave_out},
        },
    )
    when = table.frame[mapping.time.column]
    taken = {mapping.time.column, *mapping.leave_out}
    headers = [header for header in table.frame.columns if header not in taken]
    if not headers:
        raise IntakeError(table.name, ["has no column beside that of the time."])
    unused.read += table.frame.height * len(headers)
    ms = mapped_times(when, mapping.time)
    unused.rows(
        table,
        mapping.time.column,
        ms.is_null(),
        table.rows,
        when,
        UNREADABLE[mapping.time.unit],
        len(headers),
    )
    known = ms.is_not_null()
    count = int(known.sum())
    cells = [plain_text(table.frame[header].filter(known)) for header in headers]
    people = _repeated(headers, count)
    frame = pl.DataFrame(
        [
            people.alias("person"),
            pl.concat([ms.filter(known)] * len(headers)).alias("ms"),
            pl.concat(cells).alias("value"),
            pl.repeat("", count * len(headers), dtype=pl.String, eager=True).alias("target"),
            pl.concat([table.rows.filter(known)] * len(headers)).alias("row"),
            people.alias("header"),
        ]
    )
    return RawRows(table, frame, {})


def _repeated(headers: list[str], count: int) -> pl.Series:
    places = np.repeat(np.arange(len(headers), dtype=np.uint32), count)
    return pl.Series(headers, dtype=pl.String).gather(pl.Series(places))


def _refuse_twice(table: Table, header: str, names: pl.Series) -> None:
    """A person in two rows of a wide file is two answers to one question."""
    complaints = table.complaints()
    again = names.is_not_null() & ~names.is_first_distinct()
    complaints.rows(
        header, again, table.rows, names, "stands in an earlier row as well; keep one of them"
    )
    complaints.stop()


def _moments(table: Table, rule: TimeRule) -> tuple[list[str], list[int], list[str]]:
    """The columns that are moments, in the order of the file, with their times in ms."""
    if rule.prefix:
        headers, times, notes = _by_prefix(table, rule)
    else:
        headers, times, notes = _by_place(table, rule)
    if len(set(times)) < len(times):
        counted = Counter(times)
        twice = [h for h, ms in zip(headers, times, strict=True) if counted[ms] > 1]
        raise IntakeError(table.name, [f"columns tell the same time: {listed(twice)}."])
    return headers, times, notes


def _by_prefix(table: Table, rule: TimeRule) -> tuple[list[str], list[int], list[str]]:
    begun = [header for header in table.frame.columns if header.startswith(rule.prefix)]
    told = pl.Series([header.removeprefix(rule.prefix) for header in begun], dtype=pl.String)
    ms = mapped_times(told, rule).to_list() if begun else []
    headers = [h for h, at in zip(begun, ms, strict=True) if at is not None]
    times = [at for at in ms if at is not None]
    if not headers:
        raise IntakeError(
            table.name,
            [
                f"no column begins with {rule.prefix!r} (time.prefix) and goes on with a time; it "
                f"has {listed(table.frame.columns)}."
            ],
        )
    rest = [h for h, at in zip(begun, ms, strict=True) if at is None]
    notes = []
    if rest:
        notes.append(
            f"columns that begin with {rule.prefix!r} and tell no time are left out: "
            f"{listed(rest, _LEFT_OUT_SHOWN)}"
        )
    return headers, times, notes


def _by_place(table: Table, rule: TimeRule) -> tuple[list[str], list[int], list[str]]:
    columns_of(table, {"time.first": rule.first, "time.last": rule.last})
    columns = table.frame.columns
    first, last = columns.index(rule.first), columns.index(rule.last)
    if last < first:
        raise IntakeError(
            table.name, [f"column {rule.last!r} (time.last) stands before {rule.first!r}."]
        )
    headers = columns[first : last + 1]
    places = pl.Series([rule.start + place * rule.step for place in range(len(headers))])
    times = mapped_times(places, rule)
    if times.null_count():
        raise IntakeError(table.name, ["time.start and time.step lead beyond all measure."])
    unit = {Unit.SECONDS: "s", Unit.MILLISECONDS: "ms"}.get(rule.unit, "frames")
    note = (
        f"{counted(len(headers), 'column')} from {rule.first!r} to {rule.last!r}, each "
        f"{rule.step:g} {unit}"
    )
    return headers, times.to_list(), [note]
