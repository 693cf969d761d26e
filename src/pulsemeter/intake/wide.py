"""Wide files: one row for each step of time, one column for each participant."""

import numpy as np
import polars as pl

from pulsemeter.domain.counted import counted
from pulsemeter.intake.choices import ChoiceColumns, read_choices
from pulsemeter.intake.columns import ALIASES, plain_header
from pulsemeter.intake.complaint import Complaints
from pulsemeter.intake.form import INSTRUMENTS, ReactionOptions, ReadReactions
from pulsemeter.intake.numerals import numbers
from pulsemeter.intake.scale import unknown_instrument
from pulsemeter.intake.table import Table
from pulsemeter.intake.times import read_times

STEP_SLACK_MS = 1


def read_wide(table: Table, options: ReactionOptions) -> ReadReactions:
    """Reactions of a file whose first column is the time and whose other ones are participants.

    An empty cell means that the person wasn't there; 0 on buttons and steps that the person was
    and pressed nothing. Times must rise in equal steps; missing rows are holes and are noted.
    Raises IntakeError with everything that is wrong.
    """
    complaints = table.complaints()
    notes = list(table.notes)
    frame = _without_index(table.frame, notes)
    if options.instrument is not None and options.instrument not in INSTRUMENTS:
        complaints.add(unknown_instrument(options.instrument))
    if frame.width < 2:
        complaints.add(
            "holds one column only; a wide file has the time first and then a column for each "
            "participant. Are its fields separated by commas, semicolons, tabs or bars?"
        )
    elif _looks_long(frame.columns):
        complaints.add(
            "looks like a long file (columns for participant, time and choice). Leave --wide out."
        )
    complaints.stop()
    times = read_times(
        frame.to_series(0), table.rows, complaints, notes, time_unit=options.time_unit
    )
    interval_ms = None if times is None else _step(times, frame, table.rows, complaints, notes)
    cells = _cells(frame, table.rows, times)
    if cells.is_empty():
        complaints.add("no participant has a value anywhere.")
        complaints.stop()
    heard = set(cells["participant"].unique().to_list())
    silent = [name for name in frame.columns[1:] if name not in heard]
    if silent:
        more = ", …" if len(silent) > 5 else ""
        named = f"{', '.join(silent[:5])}{more}"
        notes.append(f"{counted(len(silent), 'column')} without any value: {named}")
    choices = read_choices(
        ChoiceColumns(cells["value"], cells["row"], cells["participant"]),
        complaints,
        notes,
        instrument=options.instrument,
        value_range=options.value_range,
    )
    complaints.stop()
    assert times is not None
    assert interval_ms is not None
    assert choices is not None
    found = pl.DataFrame(
        [
            cells["participant"],
            pl.repeat("", len(cells), eager=True).alias("target"),
            cells["stimulus_ms"],
            choices.choice.alias("choice"),
            choices.kind.alias("kind"),
        ]
    )
    duration_ms = int(times[-1]) + interval_ms
    return ReadReactions(found, choices.instrument, True, duration_ms, interval_ms, tuple(notes))


def _without_index(frame: pl.DataFrame, notes: list[str]) -> pl.DataFrame:
    """Tables saved with a row number in front have a first column without a name."""
    headers = frame.columns
    if (
        len(headers) > 2
        and headers[0] == "column 1"
        and plain_header(headers[1]) in ALIASES["time"]
    ):
        notes.append("a first column of row numbers left out")
        return frame.drop(headers[0])
    return frame


def _looks_long(headers: list[str]) -> bool:
    plain = {plain_header(header) for header in headers}
    return all(plain & set(ALIASES[role]) for role in ("participant", "time", "choice"))


def _step(
    times: pl.Series, frame: pl.DataFrame, rows: pl.Series, complaints: Complaints, notes: list[str]
) -> int | None:
    """The step between rows in ms; irregular or falling times go on the list."""
    header = frame.columns[0]
    if len(times) < 2:
        complaints.add(
            f"{header}: holds one row; at least two are needed to know the step of time."
        )
        return None
    steps = np.diff(times.to_numpy())
    falls = pl.Series([False, *(steps <= 0).tolist()])
    if falls.any():
        complaints.rows(
            header,
            falls,
            rows,
            frame.to_series(0),
            "doesn't lie after the row above; sort the rows",
        )
        return None
    usual = float(np.median(steps))
    # Thirds of a second come as 333, 333, 334: the step is taken over the whole stretch of them.
    close = steps[np.abs(steps - usual) <= STEP_SLACK_MS]
    usual = float(close.mean())
    multiples = np.maximum(1, np.round(steps / usual))
    odd = np.abs(steps - multiples * usual) > STEP_SLACK_MS * (multiples + 1)
    if odd.any():
        complaints.rows(
            header,
            pl.Series([False, *odd.tolist()]),
            rows,
            frame.to_series(0),
            f"breaks the equal steps of {usual / 1000:g} s; give every row its own step",
        )
        return None
    holes = int((multiples - 1).sum())
    if holes:
        skipped = counted(holes, "step of time has", "steps of time have")
        notes.append(f"{skipped} no row; nobody is taken as present there")
    return max(1, round(usual))


def _cells(frame: pl.DataFrame, rows: pl.Series, times: pl.Series | None) -> pl.DataFrame:
    """One row for each cell that holds something, in the order of the file."""
    people = frame.drop(frame.columns[0])
    as_text = any(not kind.is_numeric() for kind in people.schema.values())
    people = people.cast(pl.String if as_text else pl.Float64)
    names = people.columns
    stacked = pl.concat([people.to_series(place).alias("value") for place in range(len(names))])
    count = len(frame)
    if times is None:
        times = pl.repeat(0, count, dtype=pl.Int64, eager=True)
    order = pl.int_range(count, dtype=pl.UInt32, eager=True)
    cells = pl.DataFrame(
        [
            pl.concat([order] * len(names)).alias("order"),
            pl.concat([rows] * len(names)).alias("row"),
            pl.concat([times] * len(names)).alias("stimulus_ms"),
            pl.Series("participant", names).gather(
                pl.Series(np.repeat(np.arange(len(names)), count))
            ),
            stacked,
        ]
    )
    there = ~numbers(stacked).missing
    return cells.filter(there).sort("order", maintain_order=True).drop("order")
