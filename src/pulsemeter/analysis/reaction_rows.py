"""The rows of a long table of reactions, checked: what can't be is refused in plain words.

Names of kinds and targets become numbers here, so that millions of rows stay small. This module
must not know the matrix that is made of the rows.
"""

from collections.abc import Mapping

import numpy as np
import polars as pl

from pulsemeter.analysis.data_error import DataError
from pulsemeter.analysis.settings import AnalysisSettings
from pulsemeter.domain.presence import CHOICE_MAX, CHOICE_MIN, is_press

_ROWS_AT_ONCE = 4_000_000
DURATION_MAX_MS = 24 * 3_600_000
TARGETS_MAX = 5
SPEECH = "speech"
"""The target of reactions that name none: the speech itself."""
KINDS = ("press", "undo", "skipped", "away")
TOLD = ("skipped", "away")
"""Kinds of rows that speak of presence."""
ALLOWED: Mapping[str, tuple[int, ...]] = {
    "two_buttons": (-100, 100),
    "two_buttons_free": (-100, 100),
    "two_buttons_per_target": (-100, 100),
    "four_steps": (-100, -50, 50, 100),
}


def checked_rows(reactions: pl.DataFrame, settings: AnalysisSettings) -> pl.DataFrame:
    """The table with all columns and nothing impossible in it.

    Parameters
    ----------
    reactions : polars.DataFrame
        As `matrix.read_matrix`.
    settings : AnalysisSettings
        The instrument.

    Returns
    -------
    polars.DataFrame
        `participant`, `kind` and `target` (Enum: numbers with names), `stimulus_ms` (Int32) and
        `choice` (Int16 or smaller, null where it is of no press). What is small enough already is
        taken over without a copy.

    Raises
    ------
    DataError
        As `matrix.read_matrix`.

    Examples
    --------
    >>> given = pl.DataFrame({"participant": [1], "stimulus_ms": [2_000], "choice": [100]})
    >>> checked_rows(given, AnalysisSettings()).row(0)
    ('1', 2000, 100, 'press', 'speech')
    """
    missing = {"participant", "stimulus_ms", "choice"} - set(reactions.columns)
    if missing:
        raise DataError(
            f"reactions need the columns participant, stimulus_ms and choice; missing: "
            f"{', '.join(sorted(missing))}; there are: {', '.join(reactions.columns) or 'none'}"
        )
    if reactions.is_empty():
        raise DataError("there are no reactions: the table has a head and no rows")
    instruments = []
    if "instrument" in reactions.columns:
        instruments = reactions["instrument"].unique().sort().to_list()
    if len(instruments) > 1:
        raise DataError(
            f"reactions of {len(instruments)} instruments ({', '.join(map(str, instruments))}) "
            "don't go into one estimate: between instruments published correlations fall to .11. "
            "Analyse each by itself."
        )
    table = reactions.select(
        _participants(reactions["participant"]),
        whole_column(reactions, "stimulus_ms"),
        whole_column(reactions, "choice"),
        _kinds(reactions),
        _targets(reactions),
    )
    _check_rows(table, settings)
    # A day of milliseconds fits into half the room, a choice into a quarter.
    small = pl.Int8 if table["choice"].dtype == pl.Int8 else pl.Int16
    return table.with_columns(
        pl.col("stimulus_ms").cast(pl.Int32), pl.col("choice").cast(small, strict=False)
    )


def whole_column(table: pl.DataFrame, name: str) -> pl.Series:
    """A column as whole numbers, Int64 unless it is smaller; DataError names the first entry that
    is none."""
    held = table[name]
    if held.dtype in (pl.Int8, pl.Int16, pl.Int32):
        return held
    if held.dtype.is_integer():
        return held.cast(pl.Int64)
    numbers = held.cast(pl.Float64, strict=False)
    wrong = (held.is_not_null() & (numbers.is_null() | (numbers != numbers.floor()))) | (
        numbers.is_nan() | numbers.is_infinite()
    )
    if wrong.fill_null(False).any():
        first = held.filter(wrong.fill_null(False))[0]
        raise DataError(
            f"{name} holds {first!r}, which isn't a whole number: times are milliseconds, choices "
            "run from -100 to 100; convert seconds or other scales first"
        )
    return numbers.cast(pl.Int64, strict=False)


def _participants(held: pl.Series) -> pl.Series:
    """Whose each row is, as a number with a name: the text of millions of rows would take more
    room than all else."""
    given = held.unique().drop_nulls()
    texts = given.cast(pl.String).unique().sort()
    if not held.dtype.is_integer() or held.null_count():
        return held.cast(pl.String).cast(pl.Enum(texts))
    given = given.sort()
    known, places = given.to_numpy(), texts.search_sorted(given.cast(pl.String)).to_numpy()
    rows = np.empty(len(held), dtype=np.uint32)
    for first in range(0, len(held), _ROWS_AT_ONCE):
        part = slice(first, first + _ROWS_AT_ONCE)
        rows[part] = places[np.searchsorted(known, held[part].to_numpy())]
    return pl.Series(held.name, rows).cat.to(pl.Enum(texts))


def _kinds(reactions: pl.DataFrame) -> pl.Series | pl.Expr:
    """What each row is, as a number with a name; DataError if a name isn't known."""
    if "kind" not in reactions.columns:
        return pl.lit("press", dtype=pl.Enum(KINDS)).alias("kind")
    given = reactions["kind"]
    kinds = given.cast(pl.Enum(KINDS), strict=False)
    if kinds.null_count():
        unknown = sorted(set(given.cast(pl.String).unique()) - set(KINDS), key=str)
        raise DataError(f"kind {unknown[0]!r} isn't known; known are {', '.join(KINDS)}")
    return kinds


def _targets(reactions: pl.DataFrame) -> pl.Series | pl.Expr:
    """What each row is about, as a number with a name."""
    if "target" not in reactions.columns:
        return pl.lit(SPEECH, dtype=pl.Enum([SPEECH])).alias("target")
    given = reactions["target"].cast(pl.String).fill_null("").replace("", SPEECH)
    return given.cast(pl.Enum(given.unique().sort()))


def _check_rows(table: pl.DataFrame, settings: AnalysisSettings) -> None:
    times = table["stimulus_ms"]
    if table["participant"].null_count() or times.null_count():
        raise DataError("a row without participant or stimulus_ms: leave it out or fill it in")
    low, high = int(times.min()), int(times.max())  # type: ignore[arg-type]
    if low < 0 or high > DURATION_MAX_MS:
        wrong = low if low < 0 else high
        raise DataError(
            f"stimulus_ms holds {wrong} ms; times count in milliseconds from the begin of the "
            "stimulus, from 0 up to 24 hours"
        )
    pressed = table.filter(pl.col("kind") == "press")["choice"]
    if pressed.null_count():
        raise DataError("a press without a choice: leave the row out or say what was pressed")
    _check_choices([int(value) for value in pressed.unique()], settings.instrument)
    count = table.filter(~pl.col("kind").is_in(TOLD))["target"].n_unique()
    if count > TARGETS_MAX:
        raise DataError(f"{count} targets; reactions are about at most {TARGETS_MAX}")


def _check_choices(found: list[int], instrument: str) -> None:
    allowed = ALLOWED.get(instrument)
    wrong = sorted(
        c for c in found if not is_press(c) or (allowed is not None and c not in allowed)
    )
    if wrong:
        listing = ", ".join(map(str, wrong[:5]))
        can = ", ".join(map(str, allowed or (CHOICE_MIN, "..", CHOICE_MAX)))
        raise DataError(
            f"choice {listing} can't come from the instrument {instrument} (it gives {can}): name "
            "the instrument the data come from; instruments are never mixed in one estimate"
        )
