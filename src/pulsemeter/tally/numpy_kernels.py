"""What is done with every cell of a matrix, in NumPy: the reference of every other engine.

Arrays in, arrays out, integers throughout, so engines must agree to the last count. It must not
know records, seats or plans.
"""

import numpy as np
import numpy.typing as npt

from pulsemeter.domain.presence import AWAY, CHOICE_MAX, CHOICE_MIN, SKIPPED

NAME = "numpy"

Codes = npt.NDArray[np.int8]
Ranks = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int64]
Groups = npt.NDArray[np.int32]
SmallGroups = npt.NDArray[np.int16]
Counts = npt.NDArray[np.int32]

STANDINGS = 5
LIKE, DISLIKE, NEITHER, ABSENT, UNHEARD = range(STANDINGS)
"""Columns of counts: liked, disliked, neither, away, unknown."""

_RANGES = (
    (LIKE, 1, CHOICE_MAX),
    (DISLIKE, CHOICE_MIN, -CHOICE_MIN),
    (NEITHER, CHOICE_MIN, SKIPPED - CHOICE_MIN + 1),
    (ABSENT, AWAY, 1),
)
"""Codes of a column: the lowest, and how many."""

_AT_ONCE = 1 << 20
"""Cells of one step: small enough for a cache, large enough to be worth the call."""


def _standing_table() -> npt.NDArray[np.int8]:
    table = np.full(256, UNHEARD, dtype=np.int8)
    for code in range(CHOICE_MIN, CHOICE_MAX + 1):
        table[code] = LIKE if code > 0 else DISLIKE if code < 0 else NEITHER  # −1 is the last one
    table[SKIPPED] = NEITHER
    table[AWAY] = ABSENT
    return table


STANDING = _standing_table()
"""Standing of each code, by the code's byte."""


def count_standings(codes: Codes, group: Groups, groups: int) -> Counts:
    """Persons per standing, int32 (intervals, groups, 5), of a matrix of shape (intervals, rows).

    `group` holds each row's group from 0 and −1 for rows that don't count.
    """
    order = np.flatnonzero(group >= 0)
    order = order[np.argsort(group[order], kind="stable")]
    bounds = np.searchsorted(group[order], np.arange(groups + 1))
    counts = np.zeros((len(codes), groups, STANDINGS), dtype=np.int32)
    sizes = np.diff(bounds)
    held = np.flatnonzero(sizes)
    if not len(held):
        return counts
    is_whole = len(order) == codes.shape[1] and bool((np.diff(order) == 1).all())
    step = max(1, _AT_ONCE // len(order))
    # Made once: memory that is new each time costs more than all the counting.
    rows, marks = np.empty((2, min(step, len(codes)), len(order)), dtype=np.int8)
    for first in range(0, len(codes), step):
        block = codes[first : first + step]
        if not is_whole:
            # "clip" spares another copy; every row is in range.
            block = np.take(block, order, axis=1, out=rows[: len(block)], mode="clip")
        _count_block(block, bounds[held], counts[first : first + step], held, marks)
    counts[:, :, NEITHER] -= counts[:, :, LIKE] + counts[:, :, DISLIKE]  # it held those present
    counts[:, :, UNHEARD] = sizes - counts[:, :, :UNHEARD].sum(axis=2)
    return counts


def _count_block(block: Codes, starts: Rows, counts: Counts, held: Rows, marks: Codes) -> None:
    """Count the likes, dislikes, those present and those away of each group, which begins where
    `starts` says; present stand in the column of neither."""
    bytes_, marked = block.view(np.uint8), marks[: len(block)].view(np.uint8)
    for column, lowest, width in _RANGES:
        # Shifted, a range of codes becomes "less than": one comparison of bytes instead of two.
        np.subtract(bytes_, np.uint8(lowest % 256), out=marked)
        np.less(marked, np.uint8(width), out=marked.view(np.bool_))
        counts[:, held, column] = np.add.reduceat(marked, starts, axis=1, dtype=np.int32)


def stand(
    codes: Codes, ranks: Ranks, interval: Rows, row: Rows, rank: Ranks, code: Codes
) -> tuple[Rows, Rows, Codes, Codes]:
    """Let entries into a matrix of codes and ranks (intervals, rows): in each cell the highest
    rank stands. Answers what changed: intervals, rows, codes before, codes after."""
    flat_codes, flat_ranks = codes.reshape(-1), ranks.reshape(-1)
    place = interval * codes.shape[1] + row
    higher = rank > flat_ranks[place]
    place, rank, code = place[higher], rank[higher], code[higher]
    np.maximum.at(flat_ranks, place, rank)
    highest = flat_ranks[place] == rank
    place, code = place[highest], code[highest]
    before = flat_codes[place]
    flat_codes[place] = code
    moved = before != code
    place, before, code = place[moved], before[moved], code[moved]
    ordered = np.sort(place)
    if (ordered[1:] == ordered[:-1]).any():  # one record, twice in these
        place, first = np.unique(place, return_index=True)
        before, code = before[first], code[first]
    return place // codes.shape[1], place % codes.shape[1], before, code


def move(counts: Counts, interval: Rows, group: SmallGroups, before: Codes, after: Codes) -> None:
    """Move counts (intervals, groups, 5) along with cells that changed; a group of −1 doesn't
    count."""
    counted = group >= 0
    slot = (interval[counted] * counts.shape[1] + group[counted]) * STANDINGS
    flat = counts.reshape(-1)
    np.subtract.at(flat, slot + STANDING[before[counted]], np.int32(1))
    np.add.at(flat, slot + STANDING[after[counted]], np.int32(1))
