"""Panels as matrices, and panels drawn from them: persons with replacement, whole series kept.

What bands and key moments share. A person is drawn with everything that person did, so that what
neighbouring intervals have in common stays in. This module must not know what is made of a draw.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulsemeter.analysis.counts import BoolArray, FloatArray
from pulsemeter.domain.presence import CHOICE_MAX, CHOICE_MIN, SKIPPED

Float32Array = NDArray[np.float32]
Sums = NDArray[np.float32] | NDArray[np.float64]

CHUNK_CELLS = 4_000_000
"""Cells of one working array: draws come in chunks of this size, 16 MB in single precision."""
BLOCK_CELLS = 8_000_000
"""Cells of a large panel that are spread out into single precision at a time: 32 MB a matrix."""


class NetParts(NamedTuple):
    """Net approval of sums, with centre and standard error of its Bonett-Price interval."""

    net: Any
    centre: Any
    error: Any


@dataclass(frozen=True, slots=True)
class PanelMatrix:
    """What each person did, persons × intervals in single precision, times the person's weight.

    Sums of ones are exact in single precision up to 16 million persons. `squared` holds weight²
    where present, None when every weight is 1: it is what the effective number needs.
    """

    like: Float32Array
    dislike: Float32Array
    present: Float32Array
    squared: Float32Array | None

    @property
    def persons(self) -> int:
        """Number of persons (rows)."""
        return len(self.like)

    @property
    def intervals(self) -> int:
        """Number of intervals (columns)."""
        return int(self.like.shape[1])

    def rows(self, chosen: BoolArray) -> Self:
        """The same of some persons."""
        squared = None if self.squared is None else self.squared[chosen]
        return type(self)(self.like[chosen], self.dislike[chosen], self.present[chosen], squared)

    def parts(self) -> NetParts:
        """Net approval of the panel itself, float64 of shape (intervals,)."""
        return parts_of(self.totals())

    def totals(self) -> list[FloatArray]:
        """Sums over all persons of each of the `matrices`, float64 of shape (intervals,)."""
        if self.squared is not None:
            return [matrix.sum(axis=0, dtype=np.float64) for matrix in self.matrices()]
        # Sums of ones stay exact in single precision, which spares a matrix twice the size.
        one = np.ones(self.persons, dtype=np.float32)
        return [(one @ matrix).astype(np.float64) for matrix in self.matrices()]

    def drawn_parts(self, counts: Float32Array) -> NetParts:
        """Net approval of draws: `counts` (draws, persons) says how often each person is in."""
        return parts_of([counts @ matrix for matrix in self.matrices()])

    def drawn_spread(self, counts: Float32Array) -> tuple[Float32Array, Float32Array]:
        """Centre and squared standard error of draws: two of `drawn_parts`, in fewer passes."""
        like, dislike = counts @ self.like, counts @ self.dislike
        centre = like - dislike
        square = like
        square += dislike
        base = counts @ self.present
        if self.squared is not None:
            squares = counts @ self.squared
            scale = np.divide(base, squares, out=np.ones_like(base), where=squares > 0)
            for part in (centre, square, base):
                part *= scale
        # With nobody there all three are 0: centre 0 and square ½ come out by themselves.
        square += 2
        base += 2
        np.reciprocal(base, out=base)
        centre *= base
        square *= base
        square -= centre * centre
        square *= base
        return centre, square

    def matrices(self) -> tuple[Float32Array, ...]:
        """Likes, dislikes, presence and, with weights, their squares where present."""
        plain = (self.like, self.dislike, self.present)
        return plain if self.squared is None else (*plain, self.squared)


@dataclass(frozen=True, slots=True)
class PanelCells:
    """A panel as it was measured: one byte a cell, persons × intervals, and the persons' weights.

    A `PanelMatrix` of it takes twelve times the room (with weights sixteen), so of a large panel
    only blocks of persons, or some intervals, are spread out at a time. Weights have mean 1 over
    the panel that was read, None where there are none.
    """

    codes: NDArray[np.int8]
    weights: Float32Array | None

    @property
    def persons(self) -> int:
        """Number of persons (rows)."""
        return len(self.codes)

    @property
    def intervals(self) -> int:
        """Number of intervals (columns)."""
        return int(self.codes.shape[1])

    def rows(self, chosen: BoolArray) -> Self:
        """The same of some persons."""
        weights = None if self.weights is None else self.weights[chosen]
        return type(self)(self.codes[chosen], weights)

    def matrix(self) -> PanelMatrix:
        """All of it in single precision."""
        present = (self.codes >= CHOICE_MIN) & (self.codes <= SKIPPED)
        like = (self.codes > 0) & (self.codes <= CHOICE_MAX)
        dislike = (self.codes < 0) & present
        single = [matrix.astype(np.float32) for matrix in (like, dislike, present)]
        if self.weights is None:
            return PanelMatrix(single[0], single[1], single[2], None)
        weight = self.weights[:, np.newaxis]
        for matrix in single:
            matrix *= weight
        return PanelMatrix(single[0], single[1], single[2], single[2] * weight)

    def intervals_of(self, chosen: BoolArray) -> PanelMatrix:
        """Some intervals in single precision."""
        if chosen.all():
            return self.matrix()
        # Taking numbered columns is several times as fast as masking them.
        columns = np.take(self.codes, np.flatnonzero(chosen), axis=1)
        return type(self)(columns, self.weights).matrix()

    def blocks(self) -> Iterator[tuple[slice, PanelMatrix]]:
        """Persons one block after the other, each with where it stands, in single precision."""
        length = max(1, BLOCK_CELLS // self.intervals)
        for first in range(0, self.persons, length):
            place = slice(first, min(first + length, self.persons))
            weights = None if self.weights is None else self.weights[place]
            yield place, type(self)(self.codes[place], weights).matrix()

    def ever(self) -> BoolArray:
        """Who was present at least once, one entry per person."""
        found = [block.present.any(axis=1) for _, block in self.blocks()]
        return np.concatenate(found) if found else np.zeros(0, dtype=np.bool_)

    def n(self) -> NDArray[np.int64]:
        """Number of persons present per interval."""
        total = np.zeros(self.intervals, dtype=np.int64)
        for _, block in self.blocks():
            total += np.count_nonzero(block.present, axis=0)
        return total

    def sums(self, member: Float32Array) -> list[FloatArray]:
        """Likes, dislikes, presence and, with weights, weight² of those present, per interval.

        Parameters
        ----------
        member : ndarray of float32, shape (groups, persons)
            1 where a person is in a group, else 0.

        Returns
        -------
        list of ndarray of float64, shape (groups, intervals)
            Three, or four with weights. Without weights they are exact up to 16 million persons.
        """
        width = 3 if self.weights is None else 4
        shape = (len(member), self.intervals)
        total: list[FloatArray] = [np.zeros(shape) for _ in range(width)]
        for place, block in self.blocks():
            for held, part in zip(total, block.matrices(), strict=True):
                held += member[:, place] @ part
        return total

    def totals(self) -> list[FloatArray]:
        """As `PanelMatrix.totals`."""
        parts = [block.totals() for _, block in self.blocks()]
        if not parts:
            return [np.zeros(self.intervals) for _ in range(3 if self.weights is None else 4)]
        return [np.sum(part, axis=0) for part in zip(*parts, strict=True)]


def read_cells(codes: NDArray[np.int8], weights: ArrayLike | None = None) -> PanelCells:
    """Check cell codes and weights and keep them as they are; as `read_panel`."""
    check_codes(codes)
    if weights is None:
        return PanelCells(codes, None)
    return PanelCells(codes, _checked_weights(weights, len(codes)).astype(np.float32))


def read_panel(codes: NDArray[np.int8], weights: ArrayLike | None = None) -> PanelMatrix:
    """Turn cell codes into a panel of likes, dislikes and presence.

    Parameters
    ----------
    codes : ndarray of int8, shape (persons, intervals)
        Cells of one target: −100..100 pressed, 101 skipped, 102 away, −128 unknown.
    weights : array_like of numbers, shape (persons,), optional
        Positive; their scale doesn't matter.

    Returns
    -------
    PanelMatrix
        Of the same rows. A choice above 0 is a like, below 0 a dislike, 0 neither.

    Raises
    ------
    ValueError
        Codes of another shape or type, or weights that don't fit or aren't positive.
    """
    return read_cells(codes, weights).matrix()


def check_codes(codes: NDArray[np.int8]) -> None:
    """Refuse what isn't an int8 matrix of cells with at least one interval."""
    if np.ndim(codes) != 2 or np.asarray(codes).dtype != np.int8:
        raise ValueError("codes must be int8 of shape (persons, intervals)")
    if codes.shape[1] == 0:
        raise ValueError("codes hold no interval")


def net_parts(like: Sums, dislike: Sums, present: Sums, squared: Sums | None) -> NetParts:
    """Net approval with its Bonett-Price centre and standard error, from (weighted) sums.

    Where there are weights, the counts are scaled to Kish's effective number
    (Σw)² / Σw² of those present. Nobody present: net NaN, centre 0, error √½.
    """
    nobody = present <= 0
    whole = np.where(nobody, 1, present)
    scale = 1 if squared is None else whole / np.where(nobody, 1, squared)
    base = np.where(nobody, 0, whole * scale) + 2
    more, less = (like * scale + 1) / base, (dislike * scale + 1) / base
    centre = more - less
    error = np.sqrt((more + less - centre * centre) / base)
    net = np.where(nobody, np.nan, (like - dislike) / whole)
    return NetParts(net, centre, error)


def parts_of(sums: Sequence[Sums]) -> NetParts:
    """`net_parts` of the sums of a panel's `matrices`, three or, with weights, four."""
    like, dislike, present, *squared = sums
    return net_parts(like, dislike, present, squared[0] if squared else None)


def drawn_counts(
    strata: NDArray[np.int64], replicates: int, intervals: int, rng: np.random.Generator
) -> Iterator[Float32Array]:
    """Draw persons with replacement within strata, in chunks of draws.

    Parameters
    ----------
    strata : ndarray of int64, shape (persons,)
        As of `checked_strata`; each stratum keeps its number of persons in every draw.
    replicates : int
        Number of draws.
    intervals : int
        Width of what will be made of a chunk; it decides the chunks' length.
    rng : numpy.random.Generator
        Source of chance.

    Yields
    ------
    ndarray of float32, shape (draws, persons)
        How often each person is in each draw.
    """
    persons = len(strata)
    members = [np.flatnonzero(strata == stratum) for stratum in range(int(strata.max()) + 1)]
    for draws in chunk_lengths(replicates, max(persons, intervals)):
        counts = np.empty((draws, persons), dtype=np.float32)
        start = np.arange(draws)[:, np.newaxis]
        for rows in members:
            size = len(rows)
            picks = rng.integers(0, size, (draws, size)) + start * size
            drawn = np.bincount(picks.ravel(), minlength=draws * size)
            counts[:, rows] = drawn.reshape(draws, size)
        yield counts


def chunk_lengths(replicates: int, width: int) -> Iterator[int]:
    """Split replicates so that length × width stays within CHUNK_CELLS."""
    most = max(1, CHUNK_CELLS // max(width, 1))
    for done in range(0, replicates, most):
        yield min(most, replicates - done)


def _checked_weights(weights: ArrayLike, persons: int) -> FloatArray:
    """Weights with mean 1, so that single precision holds them well."""
    array = np.asarray(weights)
    if array.dtype.kind not in "iuf":
        raise ValueError(f"weights must be numbers, got {array.dtype.name} values")
    if array.shape != (persons,):
        raise ValueError(f"weights of shape {array.shape} don't fit {persons} persons")
    numbers = array.astype(np.float64)
    if not np.isfinite(numbers).all() or (numbers <= 0).any():
        raise ValueError("weights must be positive, finite numbers")
    return numbers / numbers.mean() if persons else numbers
