"""From a long table of reactions to the dense matrix, persons × intervals, of each target.

The same rules as the live tally: in one interval the press with the latest stimulus time stands
(at equal times the later row), a press outranks presence, an undone press becomes skipped. This
module must not know files, segments or what is made of the matrix.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pulsemeter.analysis.counts import BoolArray
from pulsemeter.analysis.reaction_rows import SPEECH, TOLD, checked_rows
from pulsemeter.analysis.settings import AnalysisSettings
from pulsemeter.domain.presence import (
    AWAY,
    CHOICE_MAX,
    CHOICE_MIN,
    SKIPPED,
    UNKNOWN,
)

_ROWS_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Presses:
    """Every press of one target in order of time, but those taken back: row of the person,
    stimulus time, choice. Of a large panel they take more room than its cells, so they are as
    narrow as they can be."""

    rows: NDArray[np.int32]
    stimulus_ms: NDArray[np.int32]
    choices: NDArray[np.int8]


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
    from its start value until the first move.
    """
    table, order = _numbered(checked_rows(reactions, settings), participants)
    times = table["stimulus_ms"]
    last_ms = int(times.max())  # type: ignore[arg-type]
    duration_ms = settings.duration_ms or _duration(last_ms, end_ms, settings.interval_ms)
    left_out = 0
    if last_ms >= duration_ms:
        inside = times < duration_ms
        left_out = len(inside) - int(inside.sum())
        table = table.filter(inside)
    intervals = -(-duration_ms // settings.interval_ms)
    # Presence is of the person, not of a target: its rows name none.
    told = table["kind"].is_in(TOLD)
    base = _presence(_in_time(table.filter(told)), table["row"], (len(order), intervals), settings)
    reacted = _in_time(table.filter(~told))
    del table, told
    # Who pressed was there, whatever presence said of the same interval.
    for _, places in _cells(reacted, base.codes.shape, settings):
        base.codes.reshape(-1)[places] = SKIPPED
    targets = tuple(sorted(reacted["target"].unique().to_list())) or (SPEECH,)
    codes, offsets, presses = {}, {}, {}
    for target in targets:
        own = reacted if len(targets) == 1 else reacted.filter(pl.col("target") == target)
        codes[target], offsets[target] = _fold(own, base.codes, settings)
        pressed = own.filter(pl.col("kind") == "press", ~_undone(own))
        presses[target] = Presses(
            pressed["row"].to_numpy(),
            pressed["stimulus_ms"].to_numpy(),
            pressed["choice"].to_numpy().astype(np.int8, copy=False),
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
        left_out,
    )


def _numbered(
    table: pl.DataFrame, participants: tuple[str, ...]
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The table with each person's row instead of the name, and the names in order."""
    known = dict.fromkeys(participants)
    named = table.schema["participant"]
    assert isinstance(named, pl.Enum)
    names = named.categories.to_list()
    order = (*known, *sorted(set(names) - known.keys()))
    place = {name: row for row, name in enumerate(order)}
    rows = np.array([place[name] for name in names], dtype=np.int32)
    row = pl.Series("row", rows[table["participant"].to_physical().to_numpy()])
    return table.drop("participant").with_columns(row), order


def _in_time(table: pl.DataFrame) -> pl.DataFrame:
    """Sorted by time, so that of two entries of one cell the later is written last and stands."""
    if table["stimulus_ms"].is_sorted():
        return table
    return table.sort("stimulus_ms", maintain_order=True)


def _duration(last_ms: int, end_ms: int, interval_ms: int) -> int:
    """The end of the interval in which the last record or statement lies."""
    least = max(last_ms + 1, end_ms)
    return -(-least // interval_ms) * interval_ms


@dataclass(frozen=True, slots=True, eq=False)
class _Presence:
    codes: NDArray[np.int8]
    known: bool


def _undone(own: pl.DataFrame) -> pl.Series:
    """Which rows the same person's next one takes back; `own` is in order of time."""
    undo = own["kind"] == "undo"
    if not undo.any():
        return pl.zeros(len(own), dtype=pl.Boolean, eager=True)
    following = pl.DataFrame({"row": own["row"], "undo": undo})
    return following.select(pl.col("undo").shift(-1, fill_value=False).over("row"))["undo"]


def _presence(
    told: pl.DataFrame, everybody: pl.Series, shape: tuple[int, int], settings: AnalysisSettings
) -> _Presence:
    """What records of presence say: skipped, away or unknown."""
    codes = np.full(shape, UNKNOWN, dtype=np.int8)
    # Where persons are only ever said to be away, they are there for the rest: records of having
    # skipped are what makes silence mean absence.
    known = settings.presence_known
    if known is None:
        known = bool((told["kind"] == "skipped").any())
    if not known:
        codes[everybody.unique().to_numpy()] = SKIPPED
    for part, places in _cells(told, shape, settings):
        away = (part["kind"] == "away").to_numpy()
        codes.reshape(-1)[places] = np.where(away, np.int8(AWAY), np.int8(SKIPPED))
    return _Presence(codes, known or bool(len(told)))


def _cells(
    table: pl.DataFrame, shape: tuple[int, ...], settings: AnalysisSettings
) -> Iterator[tuple[pl.DataFrame, NDArray[np.int64]]]:
    """Place of each row's cell in the matrix read row by row, some rows at a time, in order."""
    for part in table.iter_slices(_ROWS_AT_ONCE):
        places = part["row"].to_numpy().astype(np.int64)
        places *= shape[1]
        places += part["stimulus_ms"].to_numpy() // settings.interval_ms
        yield part, places


def _fold(
    own: pl.DataFrame, base: NDArray[np.int8], settings: AnalysisSettings
) -> tuple[NDArray[np.int8], NDArray[np.uint16]]:
    """Standing codes and offsets of one target; `own` is in order of time."""
    codes = base.copy()
    offsets = np.zeros(base.shape, dtype=np.uint16)
    for part, places in _cells(own, base.shape, settings):
        undone = (part["kind"] == "undo").to_numpy()
        choices = part["choice"].fill_null(0).to_numpy()
        codes.reshape(-1)[places] = np.where(undone, SKIPPED, choices).astype(np.int8)
        within_ms = part["stimulus_ms"].to_numpy() % settings.interval_ms
        offsets.reshape(-1)[places] = within_ms.astype(np.uint16)
    if settings.rated:
        codes = latched(codes, settings.start)
    return codes, offsets


def latched(codes: NDArray[np.int8], start: int) -> NDArray[np.int8]:
    """A slider's value carried forward over intervals in which it wasn't moved."""
    value = np.full(len(codes), start, dtype=np.int8)
    kept = codes.copy()
    for column in kept.T:
        moved = (column >= CHOICE_MIN) & (column <= CHOICE_MAX)
        value[moved] = column[moved]
        still = column == SKIPPED
        column[still] = value[still]
    return kept
