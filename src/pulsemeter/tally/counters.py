"""Counts per interval and cell of the plan, kept up to date by the cells' transitions.

A partition cuts the roster into cells that don't overlap, so one code per row and partition
says where a person counts. Counters are a cache: they can be recounted from the matrix at
any time and must then be the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from pulsemeter.tally.cells import Cells, Codes, Transitions
from pulsemeter.tally.engine import kernels
from pulsemeter.tally.numpy_kernels import STANDING

_KINDS_MAX = 4_096


class Standing(IntEnum):
    """Column of the counts: what a person's interval came to."""

    LIKE = 0
    DISLIKE = 1
    NEITHER = 2
    AWAY = 3
    UNKNOWN = 4


def standing_of(codes: Codes) -> npt.NDArray[np.int8]:
    """Standing of each code."""
    return STANDING[codes.view(np.uint8)]


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
        member = self.membership
        known = min(cells.rows, member.codes.shape[1])
        engine = kernels(cells.intervals * known)
        for kind, partitions in _kinds(member):
            kinds = int(kind.max(initial=-1)) + 1
            found = engine.count_standings(cells.codes[:, :known], kind[:known], kinds)
            unheard = np.bincount(kind[known:], minlength=kinds)
            found[:, :, Standing.UNKNOWN] += unheard.astype(np.int32)
            someone = np.zeros(kinds, dtype=np.int64)
            someone[kind] = np.arange(len(kind))
            found[np.arange(cells.intervals)[:, np.newaxis] < member.enters[someone]] = 0
            for partition in partitions:
                code = member.codes[partition, someone]
                for place in range(member.sizes[partition]):
                    self.counts[partition][:, place] = found[:, code == place].sum(axis=1)

    def apply(self, changes: Transitions) -> None:
        """Move counts along with cells that changed."""
        inside = changes.rows < self.membership.codes.shape[1]
        rows, intervals = changes.rows[inside], changes.intervals[inside]
        before, after = changes.before[inside], changes.after[inside]
        counted = self.membership.enters[rows] <= intervals
        rows, intervals = rows[counted], intervals[counted]
        before, after = before[counted], after[counted]
        engine = kernels(len(rows))
        for codes, counts in zip(self.membership.codes, self.counts, strict=True):
            engine.move(counts, intervals, codes[rows], before, after)


def _kinds(membership: Membership) -> Iterator[tuple[npt.NDArray[np.int32], list[int]]]:
    """A number for each person and the partitions it speaks of: persons of one number are in the
    same cell of each of these and count from the same interval on, so counting them once is
    enough. Several such where all partitions together would make too many kinds of persons."""
    alike = begun = _numbered(membership.enters.astype(np.int64))
    together: list[int] = []
    for partition, (codes, size) in enumerate(zip(membership.codes, membership.sizes, strict=True)):
        finer = _numbered(alike * (size + 1) + codes + 1)
        if together and finer.max(initial=0) >= _KINDS_MAX:
            yield alike.astype(np.int32), together
            together, finer = [], _numbered(begun * (size + 1) + codes + 1)
        alike = finer
        together.append(partition)
    if together:
        yield alike.astype(np.int32), together


def _numbered(keys: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Keys, none below 0, numbered anew without gaps, in their order."""
    number = np.zeros(int(keys.max(initial=-1)) + 1, dtype=np.int64)
    number[keys] = 1
    return (np.cumsum(number) - 1)[keys]
