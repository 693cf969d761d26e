"""The dense matrix of one stimulus and target: one cell per interval and participant.

Its memory is taken at once, for all intervals: what a session needs is known when it opens, and
nothing grows while it runs.

A cell holds the standing code (a choice, skipped, away, unknown) and the rank of the record
that put it there. Folding keeps the higher rank, so neither the order of arrival nor
repetition matters, and two matrices folded from parts of a log merge into the whole.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pulsemeter.domain.presence import SKIPPED, UNKNOWN
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.tally.engine import kernels
from pulsemeter.tally.frame import Records

# A rank from the highest bit down: 1 reaction, 1 reaction to another target, 16 time inside the
# interval, 16 the writer's rank, 30 the sequence. Larger sequences would run into the writer's
# rank; ingest admits none above a million.
_REACTION_BIT = np.uint64(1 << 63)
_ELSEWHERE_BIT = np.uint64(1 << 62)
_OFFSET_SHIFT = np.uint64(46)
_OFFSET_MASK = np.uint64(0xFFFF)
_WRITER_SHIFT = np.uint64(30)

_DOUBLED_MAX = 1 << 16
"""Rows up to which capacity doubles; a larger matrix grows by a quarter, since what it has room
for and doesn't need is memory too."""

Codes = npt.NDArray[np.int8]
Rows = npt.NDArray[np.int64]
Arrays = Callable[[tuple[int, int], Any], npt.NDArray[Any]]
"""Makes an array of this shape and type, all zeros."""


def in_memory(shape: tuple[int, int], kind: Any) -> npt.NDArray[Any]:
    """Zeros in memory. Written, unlike those of `zeros`, whose memory would come page by page as a
    session goes on, and perhaps not be there in its last minutes."""
    return np.full(shape, 0, dtype=kind)


@dataclass(frozen=True, slots=True, eq=False)
class Transitions:
    """Cells that changed in one fold: where, from which code, to which. Equal lengths."""

    intervals: Rows
    rows: Rows
    before: Codes
    after: Codes


def rank_of(
    records: Records, cadence_ms: int, elsewhere: npt.NDArray[np.bool_] | None = None
) -> npt.NDArray[np.uint64]:
    """What decides between entries of one cell, highest wins: reactions, then reactions
    `elsewhere` (to another target), then presence; then stimulus time, then the later writer,
    then the higher sequence."""
    offset = (records["clock_ms"] % cadence_ms).astype(np.uint64)
    rank = (
        (offset << _OFFSET_SHIFT)
        | (records["writer_rank"].astype(np.uint64) << _WRITER_SHIFT)
        | records["sequence"].astype(np.uint64)
    )
    reacts = records["kind"] != RecordKind.PRESENCE
    if elsewhere is None:
        return np.asarray(np.where(reacts, rank | _REACTION_BIT, rank), dtype=np.uint64)
    level = np.where(elsewhere, _ELSEWHERE_BIT, _REACTION_BIT)
    return np.asarray(np.where(reacts, rank | level, rank), dtype=np.uint64)


class Cells:
    """Codes and ranks, interval-major: arrays (intervals, capacity of rows).

    Ranks take eight times the room of codes and are read seldom, so it is `arrays` that says where
    they lie; codes are always in memory.
    """

    def __init__(
        self, intervals: int, cadence_ms: int, rows: int = 0, arrays: Arrays = in_memory
    ) -> None:
        if not 0 < cadence_ms <= int(_OFFSET_MASK):
            raise ValueError(f"a rank holds cadences of 1 to {_OFFSET_MASK} ms, not {cadence_ms}")
        self.intervals = intervals
        self.cadence_ms = cadence_ms
        self.rows = 0
        self._arrays = arrays
        self._codes = np.full((intervals, 0), UNKNOWN, dtype=np.int8)
        self._ranks = np.zeros((intervals, 0), dtype=np.uint64)
        self.reserve(rows)

    def lengthen(self, intervals: int) -> None:
        """Make room for this many intervals; what is there stays."""
        if intervals > self.intervals:
            self._enlarge(intervals, self._codes.shape[1])

    def reserve(self, rows: int) -> None:
        """Make room for this many rows; capacity grows by a part of it, so that growth stays
        cheap."""
        capacity = self._codes.shape[1]
        if rows > capacity:
            grown = 2 * capacity if capacity <= _DOUBLED_MAX else capacity + capacity // 4
            self._enlarge(self.intervals, max(rows, grown, 64))
        self.rows = max(self.rows, rows)

    def _enlarge(self, intervals: int, capacity: int) -> None:
        held = tuple(slice(length) for length in self._codes.shape)
        codes = np.full((intervals, capacity), UNKNOWN, dtype=np.int8)
        codes[held] = self._codes
        self._codes = codes
        ranks = self._arrays((intervals, capacity), np.uint64)
        ranks[held] = self._ranks
        self._ranks, self.intervals = ranks, intervals

    @property
    def codes(self) -> Codes:
        """Standing codes, int8 (intervals, rows)."""
        return self._codes[:, : self.rows]

    @property
    def ranks(self) -> npt.NDArray[np.uint64]:
        """Ranks of the standing entries, uint64 (intervals, rows); 0 where unknown."""
        return self._ranks[:, : self.rows]

    def offsets_ms(self, first: int, last: int) -> npt.NDArray[np.uint16]:
        """Time of the standing entries inside their interval, for intervals [first, last)."""
        shifted = self._ranks[first:last, : self.rows] >> _OFFSET_SHIFT
        return (shifted & _OFFSET_MASK).astype(np.uint16)

    def fold(
        self, records: Records, rows: Rows, elsewhere: npt.NDArray[np.bool_] | None = None
    ) -> Transitions:
        """Let records (row numbers beside them) into the matrix; report what changed.

        Kinds other than press, undo and presence, and times outside, leave no trace here. Who
        reacted `elsewhere`, to another target, was there: skipped, whatever presence says.
        """
        if len(rows):
            self.reserve(int(rows.max()) + 1)
        interval = (records["clock_ms"] // self.cadence_ms).astype(np.int64)
        kind = records["kind"]
        counted = (
            ((kind == RecordKind.PRESS) | (kind == RecordKind.UNDO) | (kind == RecordKind.PRESENCE))
            & (interval >= 0)
            & (interval < self.intervals)
        )
        if not counted.all():  # a copy of a large batch takes as long as folding it
            records, rows, interval = records[counted], rows[counted], interval[counted]
            elsewhere = None if elsewhere is None else elsewhere[counted]
        skipped = records["kind"] == RecordKind.UNDO
        if elsewhere is not None:
            skipped |= elsewhere & (records["kind"] == RecordKind.PRESS)
        rank = rank_of(records, self.cadence_ms, elsewhere)
        code = np.where(skipped, SKIPPED, records["choice"])
        engine = kernels(len(records))
        changed = engine.stand(
            self._codes, self._ranks, interval, rows, rank, code.astype(np.int8, copy=False)
        )
        return Transitions(*changed)

    def merge(self, other: "Cells") -> None:
        """Take over every cell in which the other matrix holds the higher rank."""
        if (self.intervals, self.cadence_ms) != (other.intervals, other.cadence_ms):
            raise ValueError("only matrices of the same stimulus and cadence merge")
        self.reserve(other.rows)
        mine = (slice(None), slice(0, other.rows))
        higher = other.ranks > self._ranks[mine]
        self._codes[mine] = np.where(higher, other.codes, self._codes[mine])
        self._ranks[mine] = np.where(higher, other.ranks, self._ranks[mine])

    def cut(self, first: int, last: int) -> "Cells":
        """A copy of intervals [first, last); a rank holds only the time inside its interval."""
        part = Cells(last - first, self.cadence_ms)
        part.rows = self.rows
        part._codes = self.codes[first:last].copy()
        part._ranks = self.ranks[first:last].copy()
        return part

    def clear(self, row: int) -> None:
        """Forget everything of one row (withdrawal)."""
        self._codes[:, row] = UNKNOWN
        self._ranks[:, row] = 0
