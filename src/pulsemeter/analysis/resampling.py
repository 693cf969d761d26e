"""Panels as matrices, and panels drawn from them: persons with replacement, whole series kept.

What bands and key moments share. A person is drawn with everything that person did, so that what
neighbouring intervals have in common stays in. This module must not know what is made of a draw.
"""

from collections.abc import Iterator
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
        squared = None if self.squared is None else self._sums(self.squared)
        like, dislike = self._sums(self.like), self._sums(self.dislike)
        return net_parts(like, dislike, self._sums(self.present), squared)

    def n(self) -> NDArray[np.int64]:
        """Number of persons present per interval."""
        plain = self.squared is None
        n = self._sums(self.present) if plain else np.count_nonzero(self.present, axis=0)
        return np.asarray(n, dtype=np.int64)

    def intervals_of(self, chosen: BoolArray) -> Self:
        """The same of some intervals."""
        if chosen.all():
            return self
        # Taking numbered columns is several times as fast as masking them.
        columns = np.flatnonzero(chosen)
        like, dislike, present = (
            np.take(m, columns, axis=1) for m in (self.like, self.dislike, self.present)
        )
        squared = None if self.squared is None else np.take(self.squared, columns, axis=1)
        return type(self)(like, dislike, present, squared)

    def _sums(self, matrix: Float32Array) -> FloatArray:
        if self.squared is None:
            # Sums of ones stay exact in single precision, which spares a matrix twice the size.
            return (np.ones(self.persons, dtype=np.float32) @ matrix).astype(np.float64)
        return np.asarray(matrix.sum(axis=0, dtype=np.float64))

    def drawn_parts(self, counts: Float32Array) -> NetParts:
        """Net approval of draws: `counts` (draws, persons) says how often each person is in."""
        return net_parts(*(_product(counts, m) for m in self._matrices()))

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

    def _matrices(self) -> tuple[Float32Array | None, ...]:
        return self.like, self.dislike, self.present, self.squared


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
    check_codes(codes)
    present = (codes >= CHOICE_MIN) & (codes <= SKIPPED)
    like = (codes > 0) & (codes <= CHOICE_MAX)
    dislike = (codes < 0) & present
    single = [matrix.astype(np.float32) for matrix in (like, dislike, present)]
    if weights is None:
        return PanelMatrix(single[0], single[1], single[2], None)
    weight = _checked_weights(weights, len(codes)).astype(np.float32)[:, np.newaxis]
    for matrix in single:
        matrix *= weight
    return PanelMatrix(single[0], single[1], single[2], single[2] * weight)


def check_codes(codes: NDArray[np.int8]) -> None:
    """Refuse what isn't an int8 matrix of cells with at least one interval."""
    if np.ndim(codes) != 2 or np.asarray(codes).dtype != np.int8:
        raise ValueError("codes must be int8 of shape (persons, intervals)")
    if codes.shape[1] == 0:
        raise ValueError("codes hold no interval")


def checked_strata(strata: ArrayLike | None, persons: int) -> NDArray[np.int64]:
    """Strata as numbers 0, 1, …, one per person; all 0 if there are none."""
    if strata is None:
        return np.zeros(persons, dtype=np.int64)
    labels = np.asarray(strata)
    if labels.shape != (persons,):
        raise ValueError(f"strata of shape {labels.shape} don't fit {persons} persons")
    if labels.dtype.kind not in "iubUS":
        raise ValueError(f"strata must be whole numbers or text, got {labels.dtype.name}")
    numbers: NDArray[np.int64] = np.unique(labels, return_inverse=True)[1].astype(np.int64)
    return numbers


def checked_groups(in_a: ArrayLike, in_b: ArrayLike, persons: int) -> tuple[BoolArray, BoolArray]:
    """Two groups that don't overlap, each with somebody in it, or an error that says what."""
    groups = (np.asarray(in_a), np.asarray(in_b))
    for name, group in zip(("in_a", "in_b"), groups, strict=True):
        if group.dtype != np.bool_ or group.shape != (persons,):
            raise ValueError(f"{name} must be true or false for each of {persons} persons")
        if not group.any():
            raise ValueError(f"{name} holds nobody")
    if (groups[0] & groups[1]).any():
        raise ValueError("in_a and in_b overlap: nobody can be compared with themselves")
    return groups


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


def _product(counts: NDArray[Any], matrix: Float32Array | None) -> Any:
    return None if matrix is None else counts @ matrix


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
