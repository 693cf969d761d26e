"""From a long table of reactions to the dense matrix, persons × intervals, of each target.

The same rules as the live tally: in one interval the press with the latest stimulus time stands
(at equal times the later row), a press outranks presence, an undone press becomes skipped. This
module must not know files, segments or what is made of the matrix.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pulsemeter.analysis.counts import BoolArray
from pulsemeter.analysis.data_error import DataError
from pulsemeter.analysis.settings import AnalysisSettings
from pulsemeter.domain.presence import (
    AWAY,
    CHOICE_MAX,
    CHOICE_MIN,
    SKIPPED,
    UNKNOWN,
    is_press,
)

DURATION_MAX_MS = 24 * 3_600_000
TARGETS_MAX = 5
SPEECH = "speech"
"""The target of reactions that name none: the speech itself."""
KINDS = ("press", "undo", "skipped", "away")
ALLOWED: Mapping[str, tuple[int, ...]] = {
    "two_buttons": (-100, 100),
    "two_buttons_free": (-100, 100),
    "two_buttons_per_target": (-100, 100),
    "four_steps": (-100, -50, 50, 100),
}


@dataclass(frozen=True, slots=True, eq=False)
class Presses:
    """Every press of one target in order of time: row of the person, stimulus time, choice."""

    rows: NDArray[np.int64]
    stimulus_ms: NDArray[np.int64]
    choices: NDArray[np.int16]


@dataclass(frozen=True, slots=True, eq=False)
class SessionMatrix:
    """One session as matrices, rows in the order of `participants`.

    `codes` holds per target int8 (persons × intervals): −100..100 pressed, 101 skipped, 102 away,
    −128 unknown; `offset_ms` the time of the standing press inside its interval; `presses` all
    presses, also those that a later one of the same interval replaced. `left_out` counts records
    after the end of the stimulus. `presence_known` is False where no presence was recorded and
    everybody with a record counts as present throughout.
    """

    participants: tuple[str, ...]
    targets: tuple[str, ...]
    codes: Mapping[str, NDArray[np.int8]]
    offset_ms: Mapping[str, NDArray[np.uint16]]
    presses: Mapping[str, Presses]
    interval_ms: int
    duration_ms: int
    presence_known: bool
    left_out: int = 0

    @property
    def persons(self) -> int:
        """Number of persons."""
        return len(self.participants)

    @property
    def intervals(self) -> int:
        """Number of intervals, the last one perhaps cut short by the end."""
        return -(-self.duration_ms // self.interval_ms)

    @property
    def ever_present(self) -> BoolArray:
        """Who was present at least once."""
        first = self.codes[self.targets[0]]
        return np.asarray(((first >= CHOICE_MIN) & (first <= SKIPPED)).any(axis=1))


def read_matrix(
    reactions: pl.DataFrame,
    settings: AnalysisSettings,
    *,
    participants: tuple[str, ...] = (),
    end_ms: int = 0,
) -> SessionMatrix:
    """Fold a long table into matrices.

    Parameters
    ----------
    reactions : polars.DataFrame
        Columns `participant`, `stimulus_ms` (whole, from 0) and `choice` (−100..100), perhaps
        `target` and `kind` (press, undo, skipped, away; without it every row is a press).
    settings : AnalysisSettings
        Instrument, cadence and, if known, the duration.
    participants : tuple of str, optional
        The panel: first rows of the matrix, also those without a record.
    end_ms : int, optional
        A time up to which the stimulus lasts at least (the end of the last statement).

    Returns
    -------
    SessionMatrix
        With the panel's persons first, then others in order of their names.

    Raises
    ------
    DataError
        No rows, impossible times, choices that the instrument can't give, too many targets.

    Notes
    -----
    Without presence records everybody who has a record counts as present from begin to end. A
    slider keeps its value: it is carried forward over intervals in which the person was present,
    from 0 until the first move.
    """
    table = _checked(reactions, settings)
    known = dict.fromkeys(participants)
    extra = sorted(set(table["participant"].unique().to_list()) - known.keys())
    order = (*participants, *extra)
    row_of = pl.DataFrame({"participant": order, "row": np.arange(len(order))})
    table = table.join(row_of, on="participant", how="left", maintain_order="left")
    times = table["stimulus_ms"].to_numpy()
    duration_ms = settings.duration_ms or _duration(int(times.max()), end_ms, settings.interval_ms)
    inside = times < duration_ms
    # Sorted by time, so that of two entries of one cell the later is written last and stands.
    table = table.filter(pl.Series(inside)).sort("stimulus_ms", maintain_order=True)
    intervals = -(-duration_ms // settings.interval_ms)
    base = _presence(table, len(order), intervals, settings)
    # Presence is of the person, not of a target: its rows name none.
    reacted = table.filter(pl.col("kind").is_in(["press", "undo"]))
    targets = tuple(sorted(set(reacted["target"].to_list()))) or (SPEECH,)
    codes, offsets, presses = {}, {}, {}
    for target in targets:
        own = table.filter(pl.col("target") == target, pl.col("kind").is_in(["press", "undo"]))
        codes[target], offsets[target] = _fold(own, base.codes, settings)
        pressed = own.filter(pl.col("kind") == "press")
        presses[target] = Presses(
            pressed["row"].to_numpy(),
            pressed["stimulus_ms"].to_numpy(),
            pressed["choice"].to_numpy().astype(np.int16),
        )
    return SessionMatrix(
        order,
        targets,
        codes,
        offsets,
        presses,
        settings.interval_ms,
        duration_ms,
        base.known,
        int(np.count_nonzero(~inside)),
    )


def _checked(reactions: pl.DataFrame, settings: AnalysisSettings) -> pl.DataFrame:
    """The table with all columns and nothing impossible in it."""
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
    filled = {"target": "", "kind": "press"}
    table = reactions.with_columns(
        *(pl.lit(v).alias(k) for k, v in filled.items() if k not in reactions.columns)
    ).select(
        pl.col("participant").cast(pl.String),
        whole_column(reactions, "stimulus_ms"),
        whole_column(reactions, "choice"),
        pl.col("target").cast(pl.String).fill_null("").replace("", SPEECH),
        pl.col("kind").cast(pl.String),
    )
    _check_rows(table, settings)
    return table


def whole_column(table: pl.DataFrame, name: str) -> pl.Series:
    """A column as whole numbers; DataError names the first entry that is none."""
    held = table[name]
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
    unknown = sorted(set(table["kind"].unique()) - set(KINDS), key=str)
    if unknown:
        raise DataError(f"kind {unknown[0]!r} isn't known; known are {', '.join(KINDS)}")
    pressed = table.filter(pl.col("kind") == "press")["choice"]
    if pressed.null_count():
        raise DataError("a press without a choice: leave the row out or say what was pressed")
    _check_choices([int(value) for value in pressed.unique()], settings.instrument)
    count = table.filter(pl.col("kind").is_in(["press", "undo"]))["target"].n_unique()
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


def _duration(last_ms: int, end_ms: int, interval_ms: int) -> int:
    """The end of the interval in which the last record or statement lies."""
    least = max(last_ms + 1, end_ms)
    return -(-least // interval_ms) * interval_ms


@dataclass(frozen=True, slots=True, eq=False)
class _Presence:
    codes: NDArray[np.int8]
    known: bool


def _presence(
    table: pl.DataFrame, persons: int, intervals: int, settings: AnalysisSettings
) -> _Presence:
    """Who was there when, whatever was pressed: skipped, away or unknown."""
    codes = np.full((persons, intervals), UNKNOWN, dtype=np.int8)
    rows = table["row"].to_numpy()
    places = table["stimulus_ms"].to_numpy() // settings.interval_ms
    told = table["kind"].is_in(["skipped", "away"]).to_numpy()
    known = told.any() if settings.presence_known is None else settings.presence_known
    if not known:
        codes[np.unique(rows)] = SKIPPED
        return _Presence(codes, known=False)
    away = (table["kind"] == "away").to_numpy()
    state = np.where(away, np.int8(AWAY), np.int8(SKIPPED))
    codes[rows[told], places[told]] = state[told]
    # Who pressed was there, whatever presence said of the same interval.
    codes[rows[~told], places[~told]] = SKIPPED
    return _Presence(codes, known=True)


def _fold(
    own: pl.DataFrame, base: NDArray[np.int8], settings: AnalysisSettings
) -> tuple[NDArray[np.int8], NDArray[np.uint16]]:
    """Standing codes and offsets of one target; `own` is in order of time."""
    codes = base.copy()
    offsets = np.zeros(base.shape, dtype=np.uint16)
    rows, times = own["row"].to_numpy(), own["stimulus_ms"].to_numpy()
    places = times // settings.interval_ms
    undone = (own["kind"] == "undo").to_numpy()
    choices = own["choice"].fill_null(0).to_numpy()
    codes[rows, places] = np.where(undone, SKIPPED, choices).astype(np.int8)
    offsets[rows, places] = (times % settings.interval_ms).astype(np.uint16)
    if settings.rated:
        codes = _latched(codes)
    return codes, offsets


def _latched(codes: NDArray[np.int8]) -> NDArray[np.int8]:
    """A slider's value carried forward over intervals in which it wasn't moved."""
    value = np.zeros(len(codes), dtype=np.int8)
    kept = codes.copy()
    for column in kept.T:
        moved = (column >= CHOICE_MIN) & (column <= CHOICE_MAX)
        value[moved] = column[moved]
        still = column == SKIPPED
        column[still] = value[still]
    return kept
