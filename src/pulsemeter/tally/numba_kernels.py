"""The same as `numpy_kernels`, compiled by numba: for whoever installed the extra `fast`.

Importing this module imports numba and compiles, or reads from numba's cache what was compiled
before; `engine` decides when that is worth it. Counts and cells are NumPy's to the last one.
"""

from collections.abc import Callable
from typing import Any

import numba
import numpy as np

from pulsemeter.domain.presence import AWAY, CHOICE_MAX, CHOICE_MIN, SKIPPED
from pulsemeter.tally import numpy_kernels
from pulsemeter.tally.numpy_kernels import (
    ABSENT,
    DISLIKE,
    LIKE,
    NEITHER,
    STANDING,
    STANDINGS,
    UNHEARD,
    Codes,
    Counts,
    Groups,
    Ranks,
    Rows,
    SmallGroups,
)

NAME = "numba"
_FEW = 10


_READ_CODES = numba.types.Array(numba.int8, 1, "C", readonly=True)
"""Codes side by side, whether or not they may be written."""


def _compiled(signature: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Compile for these types, once for all processes where a folder can hold the result."""

    def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
        try:
            made: Callable[..., Any] = numba.njit(signature, nogil=True, cache=True)(function)
        except RuntimeError:  # no folder that may be written
            made = numba.njit(signature, nogil=True)(function)
        return made

    return compiled


@_compiled(numba.void(_READ_CODES, numba.int32[::1], numba.int8[::1], numba.int32[:, ::1]))
def _count(codes: Any, group: Any, standing: Any, counts: Any) -> None:
    for row in range(len(codes)):
        if group[row] >= 0:
            counts[group[row], standing[np.uint8(codes[row])]] += 1


@_compiled(numba.void(_READ_CODES, numba.boolean[::1], numba.int32[::1]))
def _count_one(codes: Any, counted: Any, counts: Any) -> None:
    """One group: with nothing to look up, a processor compares many cells at once."""
    like = dislike = neither = away = np.int32(0)
    for row in range(len(codes)):
        code, here = codes[row], counted[row]
        like += np.int32(here & (code > 0) & (code <= CHOICE_MAX))
        dislike += np.int32(here & (code < 0) & (code >= CHOICE_MIN))
        neither += np.int32(here & ((code == 0) | (code == SKIPPED)))
        away += np.int32(here & (code == AWAY))
    counts[LIKE], counts[DISLIKE], counts[NEITHER], counts[ABSENT] = like, dislike, neither, away


def count_standings(codes: Codes, group: Groups, groups: int) -> Counts:
    """As `numpy_kernels.count_standings`."""
    group, counted = np.array(group), group >= 0
    members = np.count_nonzero(counted)
    if groups == 1 and members * _FEW < len(group):
        # Fewer than one in so many: fetching them is quicker than passing by all the others.
        return numpy_kernels.count_standings(codes, group, groups)
    counts = np.zeros((len(codes), groups, STANDINGS), dtype=np.int32)
    # Interval by interval: only rows that lie side by side are compared many at once.
    for row, found in zip(codes, counts, strict=True):
        if groups == 1:
            _count_one(np.ascontiguousarray(row), counted, found[0])
        else:
            _count(np.ascontiguousarray(row), group, STANDING, found)
    if groups == 1:
        heard = counts[:, 0, :UNHEARD].sum(axis=1)
        counts[:, 0, UNHEARD] = members - heard
    return counts


@_compiled(
    "int64(int8[:,::1], uint64[:,::1], int64[:], int64[:], uint64[:], int8[:], int64[:], int8[:])"
)
def _stand(
    codes: Any, ranks: Any, interval: Any, row: Any, rank: Any, code: Any, entry: Any, before: Any
) -> Any:
    """Fills `entry` with the numbers of the entries that changed a code, and `before`."""
    for one in range(len(rank)):
        entry[one] = -1
        if rank[one] > ranks[interval[one], row[one]]:
            ranks[interval[one], row[one]] = rank[one]
            entry[one] = one
    changed = 0
    for one in range(len(rank)):
        # Of several that were higher when they came, the last one stands.
        if entry[one] == one and ranks[interval[one], row[one]] == rank[one]:
            held = codes[interval[one], row[one]]
            if held != code[one]:
                codes[interval[one], row[one]] = code[one]
                entry[changed], before[changed] = one, held
                changed += 1
    return changed


def stand(
    codes: Codes, ranks: Ranks, interval: Rows, row: Rows, rank: Ranks, code: Codes
) -> tuple[Rows, Rows, Codes, Codes]:
    """As `numpy_kernels.stand`; what changed comes in the order of the entries."""
    entry, before = np.empty(len(rank), dtype=np.int64), np.empty(len(rank), dtype=np.int8)
    changed = _stand(codes, ranks, interval, row, rank, code, entry, before)
    entry = entry[:changed]
    return interval[entry], row[entry], before[:changed], code[entry]


@_compiled("(int32[:,:,:], int64[:], int16[:], int8[:], int8[:], int8[:])")
def _move(counts: Any, interval: Any, group: Any, before: Any, after: Any, standing: Any) -> None:
    for one in range(len(group)):
        if group[one] >= 0:
            counts[interval[one], group[one], standing[np.uint8(before[one])]] -= 1
            counts[interval[one], group[one], standing[np.uint8(after[one])]] += 1


def move(counts: Counts, interval: Rows, group: SmallGroups, before: Codes, after: Codes) -> None:
    """As `numpy_kernels.move`."""
    _move(counts, interval, group, before, after, STANDING)
