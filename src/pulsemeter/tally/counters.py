"""Counts per interval and cell of the plan, kept up to date by the cells' transitions.

A partition cuts the roster into cells that don't overlap, so one code per row and partition
says where a person counts. Counters are a cache: they can be recounted from the matrix at
any time and must then be the same.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from pulsemeter.domain.presence import AWAY, SKIPPED
from pulsemeter.tally.cells import Cells, Codes, Rows, Transitions


class Standing(IntEnum):
    """Column of the counts: what a person's interval came to."""

    LIKE = 0
    DISLIKE = 1
    NEITHER = 2
    AWAY = 3
    UNKNOWN = 4


def _standing_table() -> npt.NDArray[np.int8]:
    table = np.full(256, Standing.UNKNOWN, dtype=np.int8)
    for code in range(-100, 101):
        table[code + 128] = (
            Standing.LIKE if code > 0 else Standing.DISLIKE if code < 0 else Standing.NEITHER
        )
    table[SKIPPED + 128] = Standing.NEITHER
    table[AWAY + 128] = Standing.AWAY
    return table


_STANDING = _standing_table()


def standing_of(codes: Codes) -> npt.NDArray[np.int8]:
    """Standing of each code."""
    return _STANDING[codes.astype(np.int16) + 128]


@dataclass(frozen=True, slots=True, eq=False)
class Membership:
    """Who counts where: `codes` int16 (partitions, rows), −1 for nobody's cell; `sizes` the
    number of cells of each partition; `enters` int32 (rows,), first interval that counts."""

    codes: npt.NDArray[np.int16]
    sizes: tuple[int, ...]
    enters: npt.NDArray[np.int32]


class Counters:
    """For each partition an int32 array (intervals, cells, 5 standings)."""

    def __init__(self, cells: Cells, membership: Membership) -> None:
        self.membership = membership
        self.counts = [
            np.zeros((cells.intervals, size, len(Standing)), dtype=np.int32)
            for size in membership.sizes
        ]
        self._count_all(cells)

    def _count_all(self, cells: Cells) -> None:
        known = min(cells.rows, self.membership.codes.shape[1])
        enters = self.membership.enters
        for partition, counts in enumerate(self.counts):
            code = self.membership.codes[partition]
            size = self.membership.sizes[partition]
            for interval in range(cells.intervals):
                counted = (code >= 0) & (enters <= interval)
                standing = np.full(len(code), Standing.UNKNOWN, dtype=np.int8)
                standing[:known] = standing_of(cells.codes[interval, :known])
                slot = code[counted].astype(np.int64) * len(Standing) + standing[counted]
                counts[interval] = np.bincount(slot, minlength=size * len(Standing)).reshape(
                    size, len(Standing)
                )

    def apply(self, changes: Transitions) -> None:
        """Move counts along with cells that changed."""
        inside = changes.rows < self.membership.codes.shape[1]
        rows, intervals = changes.rows[inside], changes.intervals[inside]
        counted = self.membership.enters[rows] <= intervals
        rows, intervals = rows[counted], intervals[counted]
        before = standing_of(changes.before[inside][counted])
        after = standing_of(changes.after[inside][counted])
        for partition, counts in enumerate(self.counts):
            code = self.membership.codes[partition, rows]
            mine = code >= 0
            self._add(counts, intervals[mine], code[mine], before[mine], -1)
            self._add(counts, intervals[mine], code[mine], after[mine], 1)

    @staticmethod
    def _add(
        counts: npt.NDArray[np.int32],
        intervals: Rows,
        code: npt.NDArray[np.int16],
        standing: npt.NDArray[np.int8],
        step: int,
    ) -> None:
        np.add.at(counts, (intervals, code, standing), step)
