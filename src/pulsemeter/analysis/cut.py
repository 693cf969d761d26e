"""Cuts of a session: how many liked, disliked and were present, per category and interval.

Reads the dense matrix as it stands, without an index and without a copy of the whole. This module
must not know what the categories mean or who may see a count.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulsemeter.analysis.counts import checked_whole
from pulsemeter.analysis.persons import IntArray
from pulsemeter.analysis.resampling import check_codes
from pulsemeter.domain.presence import CHOICE_MAX, CHOICE_MIN, SKIPPED
from pulsemeter.tally.counters import Standing
from pulsemeter.tally.engine import kernels

_BLOCK = 255
"""Persons whose marks are added in one byte per interval: the most that can't overflow."""


@dataclass(frozen=True, slots=True, eq=False)
class CutCounts:
    """Persons per category and interval, int64 arrays of shape (categories, intervals)."""

    likes: IntArray
    dislikes: IntArray
    present: IntArray


def cut(codes: NDArray[np.int8], category: ArrayLike, categories: int) -> CutCounts:
    """Count likes, dislikes and persons present per category and interval.

    Parameters
    ----------
    codes : ndarray of int8, shape (persons, intervals)
        Cells of one target: −100..100 pressed, 101 skipped, 102 away, −128 unknown. Read as they
        lie, the intervals of a person side by side (C order) or the persons of an interval, as
        in a live tally (the transpose of C order).
    category : array_like of whole numbers, shape (persons,)
        Category of each person from 0; −1 for persons who are in none. For a two-way cut give
        ``first * size_of_second + second``.
    categories : int
        How many categories there are, at least 1; some may be empty.

    Returns
    -------
    CutCounts
        A choice above 0 is a like, below 0 a dislike, 0 neither; pressed or skipped is present.

    Raises
    ------
    ValueError
        Codes or categories of another shape or type, or a category out of range.

    Notes
    -----
    Persons are taken in blocks of at most 255 of one category, so that a block's marks fit in a
    byte per interval and the block in a processor's cache: each cell is fetched from memory once.

    Examples
    --------
    >>> codes = np.array([[100, 101], [-100, 102], [50, 100]], dtype=np.int8)
    >>> found = cut(codes, [0, 0, 1], 2)
    >>> found.likes.tolist(), found.dislikes.tolist(), found.present.tolist()
    ([[1, 0], [1, 1]], [[1, 0], [0, 0]], [[2, 1], [1, 1]])
    """
    check_codes(codes)
    count = checked_whole("categories", categories, least=1)
    of_person = _checked_category(category, len(codes), count)
    if codes.strides[0] == 1 and len(codes) > 1:
        return _by_interval(codes.T, of_person, count)
    order = np.argsort(of_person, kind="stable")
    edges = np.searchsorted(of_person[order], np.arange(count + 1))
    intervals = codes.shape[1]
    sums = np.zeros((3, count, intervals), dtype=np.int64)
    rows = np.empty((_BLOCK, intervals), dtype=np.int8)
    marks = np.empty((_BLOCK, intervals), dtype=np.bool_)
    for place in range(count):
        for first in range(edges[place], edges[place + 1], _BLOCK):
            chosen = order[first : min(first + _BLOCK, edges[place + 1])]
            # "clip" spares a buffer; every row is in range.
            block = np.take(codes, chosen, axis=0, out=rows[: len(chosen)], mode="clip")
            _add_block(block, marks[: len(chosen)], sums[:, place])
    return CutCounts(sums[0], sums[1], sums[2])


def _by_interval(
    codes: NDArray[np.int8], of_person: NDArray[np.int64], categories: int
) -> CutCounts:
    """The same of a matrix whose persons lie side by side, (intervals, persons), as a tally's."""
    engine = kernels(codes.size, may_load=True)
    found = engine.count_standings(codes, of_person.astype(np.int32), categories)
    counts = found.transpose(2, 1, 0).astype(np.int64)
    likes, dislikes = counts[Standing.LIKE], counts[Standing.DISLIKE]
    return CutCounts(likes, dislikes, likes + dislikes + counts[Standing.NEITHER])


def _add_block(block: NDArray[np.int8], marks: NDArray[np.bool_], sums: IntArray) -> None:
    """Add the marks of a block of persons to likes, dislikes and present; `block` is used up."""
    # Shifted, a range of codes becomes "less than": one comparison of bytes instead of two.
    shifted, marked = block.view(np.uint8), marks.view(np.uint8)
    shifted -= np.uint8(1)
    np.less(shifted, np.uint8(CHOICE_MAX), out=marks)
    sums[0] += np.add.reduce(marked, axis=0, dtype=np.uint8)
    shifted += np.uint8(1 - CHOICE_MIN)
    np.less(shifted, np.uint8(-CHOICE_MIN), out=marks)
    sums[1] += np.add.reduce(marked, axis=0, dtype=np.uint8)
    np.less(shifted, np.uint8(SKIPPED - CHOICE_MIN + 1), out=marks)
    sums[2] += np.add.reduce(marked, axis=0, dtype=np.uint8)


def _checked_category(category: ArrayLike, persons: int, categories: int) -> NDArray[np.int64]:
    numbers = np.asarray(category)
    if numbers.dtype.kind not in "iu" or numbers.shape != (persons,):
        raise ValueError(f"category must be one whole number for each of {persons} persons")
    if persons and (numbers.min() < -1 or numbers.max() >= categories):
        raise ValueError(f"categories lie between 0 and {categories - 1}, or are −1 for none")
    return numbers.astype(np.int64)
