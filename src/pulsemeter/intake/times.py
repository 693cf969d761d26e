"""Times as people write them become whole milliseconds of stimulus time."""

import numpy as np
import polars as pl

from pulsemeter.intake.columns import unit_of
from pulsemeter.intake.complaint import Complaints
from pulsemeter.intake.numerals import Numbers, numbers

DAY_MS = 86_400_000
SECONDS_BELOW = 36_000
STEP_SECONDS_MAX = 60
STEP_MS_MIN = 1_000

_CLOCK = r"^(?:(\d{1,4}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,9}))?$"
_REMEDY = "is no time; give seconds, milliseconds or hh:mm:ss"


def clock_ms(text: pl.Series) -> pl.Series:
    """Milliseconds of `hh:mm:ss,mmm`; hours and fraction optional, point or comma; else null.

    >>> clock_ms(pl.Series(["01:02:03,500", "2:03", "1:75"])).to_list()
    [3723500, 123000, None]
    """
    parts = text.str.strip_chars().str.extract_groups(_CLOCK).struct.unnest()
    hours, minutes, seconds = (
        parts.to_series(place).cast(pl.Int64).alias(name)
        for place, name in enumerate(("hours", "minutes", "seconds"))
    )
    rest = parts.to_series(3).fill_null("0").str.pad_end(9, "0").cast(pl.Int64).alias("rest")
    whole = pl.DataFrame([hours, minutes, seconds, rest])
    # Without hours the minutes may go on beyond 59, as players show them.
    sound = (pl.col("seconds") < 60) & ((pl.col("minutes") < 60) | pl.col("hours").is_null())
    total = (pl.col("hours").fill_null(0) * 60 + pl.col("minutes")) * 60 + pl.col("seconds")
    ms = total * 1000 + (pl.col("rest") + 500_000) // 1_000_000
    return whole.select(pl.when(sound).then(ms).alias("ms")).to_series()


def read_times(
    column: pl.Series,
    rows: pl.Series,
    complaints: Complaints,
    notes: list[str],
    *,
    time_unit: str | None = None,
) -> pl.Series | None:
    """A column of times as whole milliseconds, or None once something about it is wrong.

    Parameters
    ----------
    column : polars.Series
        Text, numbers, or a duration or time of day; its name is the header, whose ending
        (`_ms`, `_s`, `seconds` …) gives the unit.
    rows : polars.Series
        The places of its rows in the file.
    complaints, notes
        Lists that grow by what is found.
    time_unit : "ms" or "s", optional
        Goes before header and values.

    Notes
    -----
    Where neither option nor header names the unit, values with a fraction are seconds; whole
    values from 36,000 on are milliseconds; below that the median step between distinct values
    decides: at most 60 is seconds, 1,000 or more milliseconds, and between both nothing is
    guessed. Negative times and those beyond 24 hours are complaints.
    """
    header = column.name
    if column.dtype == pl.Duration:
        return _in_bounds(column, column.dt.total_milliseconds(), rows, complaints)
    if column.dtype == pl.Time:
        return _in_bounds(column, column.cast(pl.Int64) // 1_000_000, rows, complaints)
    if column.dtype.is_temporal():
        complaints.add(
            f"{header}: holds dates or wall-clock times; the time since the start of the stimulus "
            "is needed, in seconds or milliseconds."
        )
        return None
    read = numbers(column)
    if column.dtype == pl.String and read.values.null_count():
        ms = clock_ms(column)
        if ms.is_not_null().any():
            return _clock_column(column, ms, rows, complaints, notes)
    return _counted(column, read, rows, complaints, notes, time_unit)


def _clock_column(
    column: pl.Series, ms: pl.Series, rows: pl.Series, complaints: Complaints, notes: list[str]
) -> pl.Series | None:
    wrong = ms.is_null()
    reason = "is no time; the other rows are written hh:mm:ss"
    complaints.rows(column.name, wrong, rows, column, reason)
    notes.append(f"{column.name}: clock texts read as hours:minutes:seconds")
    return None if wrong.any() else _in_bounds(column, ms, rows, complaints)


def _counted(
    column: pl.Series,
    read: Numbers,
    rows: pl.Series,
    complaints: Complaints,
    notes: list[str],
    time_unit: str | None,
) -> pl.Series | None:
    """Times given as numbers of seconds or milliseconds."""
    header = column.name
    wrong = read.values.is_null()
    complaints.rows(header, wrong, rows, column, _REMEDY)
    negative = (read.values < 0).fill_null(False)
    complaints.rows(header, negative, rows, column, "lies before the start; times begin at 0")
    if read.mixed:
        complaints.add(
            f"{header}: holds decimal points and decimal commas. Use one of them, and no sign for "
            "thousands."
        )
    elif read.commas:
        notes.append(f"{header}: decimal commas read")
    usable = read.values.filter(~wrong & ~negative)
    if usable.is_empty():
        return None
    unit, reason = _unit(header, usable, time_unit)
    if unit is None:
        complaints.add(f"{header}: {reason}")
        return None
    if reason:
        notes.append(reason)
    scaled = read.values * (1000.0 if unit == "s" else 1.0)
    beyond = (scaled > DAY_MS).fill_null(False)
    _complain_beyond(column, beyond, rows, complaints)
    if wrong.any() or negative.any() or beyond.any() or read.mixed:
        return None
    return scaled.round().cast(pl.Int64)


def _in_bounds(
    column: pl.Series, ms: pl.Series, rows: pl.Series, complaints: Complaints
) -> pl.Series | None:
    missing = ms.is_null()
    complaints.rows(column.name, missing, rows, column, _REMEDY)
    negative = (ms < 0).fill_null(False)
    complaints.rows(column.name, negative, rows, column, "lies before the start; times begin at 0")
    beyond = (ms > DAY_MS).fill_null(False)
    _complain_beyond(column, beyond, rows, complaints)
    return None if missing.any() or negative.any() or beyond.any() else ms.cast(pl.Int64)


def _complain_beyond(
    column: pl.Series, beyond: pl.Series, rows: pl.Series, complaints: Complaints
) -> None:
    complaints.rows(
        column.name,
        beyond,
        rows,
        column,
        "lies more than 24 hours after the start; is this a date, or are seconds milliseconds "
        "(--time-unit ms)?",
    )


def _unit(header: str, values: pl.Series, time_unit: str | None) -> tuple[str | None, str]:
    """The unit and a note on how it was found; or None and why it can't be found."""
    if time_unit is not None:
        return time_unit, ""
    named = unit_of(header)
    if named is not None:
        return named, ""
    largest = float(values.max())  # type: ignore[arg-type]
    if (values != values.floor()).any():
        return "s", f"{header}: times read as seconds, because they have fractions"
    if largest >= SECONDS_BELOW:
        return "ms", f"{header}: times read as milliseconds (the last one is {largest:,.0f})"
    distinct = np.unique(values.to_numpy())
    step = float(np.median(np.diff(distinct))) if len(distinct) > 1 else 0.0
    if step <= STEP_SECONDS_MAX:
        return "s", f"{header}: times read as seconds (the last one is {largest:,.0f})"
    if step >= STEP_MS_MIN:
        return "ms", f"{header}: times read as milliseconds (steps of about {step:,.0f})"
    return None, (
        f"whole numbers up to {largest:,.0f} may be seconds or milliseconds. Say which with "
        "--time-unit s or --time-unit ms, or put the unit into the header (time_s, time_ms)."
    )
