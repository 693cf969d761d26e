"""The dense matrix of one stimulus and target: one cell per interval and participant.

Its memory is taken at once, for all intervals: what a session needs is known when it opens, and
nothing grows while it runs.

A cell holds the standing code (a choice, skipped, away, unknown) and the rank of the record
that put it there. Folding keeps the higher rank, so neither the order of arrival nor
repetition matters, and two matrices folded from parts of a log merge into the whole.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pulsemeter.domain.presence import SKIPPED, UNKNOWN
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.tally.frame import Records

# A rank from the highest bit down: 1 reaction, 1 reaction to another target, 16 time inside the
# interval, 16 the writer's rank, 30 the sequence. Larger sequences would run into the writer's
# rank; ingest admits none above a million.
_REACTION_BIT = np.uint64(1 << 63)
_ELSEWHERE_BIT = np.uint64(1 << 62)
_OFFSET_SHIFT = np.uint64(46)
_OFFSET_MASK = np.uint64(0xFFFF)
_WRITER_SHIFT = np.uint64(30)

Codes = npt.NDArray[np.int8]
Rows = npt.NDArray[np.int64]


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


def _blank_ranks(intervals: int, rows: int) -> npt.NDArray[np.uint64]:
    """Ranks of nothing. Written, unlike `zeros`, whose memory would come page by page as the
    session goes on, and perhaps not be there in its last minutes."""
    return np.full((intervals, rows), 0, dtype=np.uint64)


class Cells:
    """Codes and ranks, interval-major: arrays (intervals, capacity of rows)."""

    def __init__(self, intervals: int, cadence_ms: int, rows: int = 0) -> None:
        if not 0 < cadence_ms <= int(_OFFSET_MASK):
            raise ValueError(f"a rank holds cadences of 1 to {_OFFSET_MASK} ms, not {cadence_ms}")
        self.intervals = intervals
        self.cadence_ms = cadence_ms
        self.rows = 0
        self._codes = np.full((intervals, 0), UNKNOWN, dtype=np.int8)
        self._ranks = _blank_ranks(intervals, 0)
        self.reserve(rows)

    def lengthen(self, intervals: int) -> None:
        """Make room for this many intervals; what is there stays."""
        if intervals > self.intervals:
            more = (intervals - self.intervals, self._codes.shape[1])
            self._codes = np.vstack([self._codes, np.full(more, UNKNOWN, dtype=np.int8)])
            self._ranks = np.vstack([self._ranks, _blank_ranks(*more)])
            self.intervals = intervals

    def reserve(self, rows: int) -> None:
        """Make room for this many rows; capacity doubles, so that growth stays cheap."""
        capacity = self._codes.shape[1]
        if rows > capacity:
            grown = max(rows, 2 * capacity, 64)
            codes = np.full((self.intervals, grown), UNKNOWN, dtype=np.int8)
            ranks = _blank_ranks(self.intervals, grown)
            codes[:, :capacity] = self._codes
            ranks[:, :capacity] = self._ranks
            self._codes, self._ranks = codes, ranks
        self.rows = max(self.rows, rows)

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
        records, rows, interval = records[counted], rows[counted], interval[counted]
        skipped = records["kind"] == RecordKind.UNDO
        if elsewhere is not None:
            elsewhere = elsewhere[counted]
            skipped |= elsewhere & (records["kind"] == RecordKind.PRESS)
        rank = rank_of(records, self.cadence_ms, elsewhere)
        code = np.where(skipped, SKIPPED, records["choice"])
        return self._stand(interval, rows, rank, code.astype(np.int8))

    def _stand(
        self, interval: Rows, rows: Rows, rank: npt.NDArray[np.uint64], code: Codes
    ) -> Transitions:
        place = interval * self._codes.shape[1] + rows
        order = np.lexsort((rank, place))
        place, rank, code = place[order], rank[order], code[order]
        last = np.ones(len(place), dtype=bool)
        last[:-1] = place[1:] != place[:-1]
        place, rank, code = place[last], rank[last], code[last]
        flat_codes, flat_ranks = self._codes.reshape(-1), self._ranks.reshape(-1)
        higher = rank > flat_ranks[place]
        place, rank, code = place[higher], rank[higher], code[higher]
        before = flat_codes[place]
        flat_codes[place] = code
        flat_ranks[place] = rank
        moved = before != code
        width = self._codes.shape[1]
        return Transitions(place[moved] // width, place[moved] % width, before[moved], code[moved])

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
