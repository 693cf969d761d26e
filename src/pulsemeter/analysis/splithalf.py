"""Split-half reliability: do two halves of a panel draw the same curve?

Persons are split, never time; each half's curve is the mean of those present. This module must
not know presses, segments or verdicts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from math import comb
from typing import Literal

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from pulsemeter.analysis.counts import BoolArray, FloatArray, checked_whole

REPLICATES_MIN = 500
_INTERVALS_MIN = 3
_AT_ONCE = 128
_DIGITS = 12
_EXACT = 2**24

Correlation = Literal["pearson", "spearman"]
ScoreTable = NDArray[np.float32] | NDArray[np.float64]
"""Persons × intervals, NaN where absent."""


@dataclass(frozen=True, slots=True)
class SplitHalf:
    """Correlation of the curves of two halves of the panel, over many ways to halve it.

    `r` is the mean over `halves` splits, for a panel of half the size; `r_low` and `r_high` hold
    the middle 95 % of the splits (how much the halving matters, no interval of confidence). `r` is
    None if no split had a correlation. `spearman_brown` = 2r / (1 + r) steps `r` up to the whole
    panel; None where r is negative. `undefined` splits had a constant half or halves that shared
    too few intervals. `exhaustive` says that every possible split was taken.
    """

    r: float | None
    r_low: float | None
    r_high: float | None
    spearman_brown: float | None
    halves: int
    undefined: int
    exhaustive: bool
    correlation: Correlation
    seed: int


def split_half(
    scores: ArrayLike,
    *,
    halves: Sequence[Sequence[int]] | None = None,
    replicates: int = 1_000,
    correlation: Correlation = "spearman",
    seed: int = 1,
) -> SplitHalf:
    """Correlate the mean curve of one half of the persons with that of the other half.

    Parameters
    ----------
    scores : array_like of numbers, shape (persons, intervals)
        NaN where a person was absent; a half's curve is the mean of its members present.
    halves : sequence of sequences of int, optional
        The rows of one half per split, the others being its complement. Without it all distinct
        halves of ⌊persons / 2⌋ are taken if there are at most `replicates`, else random ones.
    replicates : int, optional
        Number of random halves, at least 500.
    correlation : {"spearman", "pearson"}, optional
        Spearman's gives ties their mean rank.
    seed : int, optional
        Of the random halves.

    Returns
    -------
    SplitHalf
        Correlations in −1..1; None where there is no value, never NaN.

    Raises
    ------
    ValueError
        ScoreTable aren't numbers of shape (persons, intervals) or infinite; fewer than two persons;
        replicates below 500; a given half that is empty, holds everybody, names a row twice or
        one that isn't there; another correlation.

    Notes
    -----
    Curves of a panel rest on all persons, not on half: r understates and Spearman-Brown, which
    takes halves to be alike and equally large, estimates what the whole would reach. Both are
    given, and which one is quoted should be said.

    References
    ----------
    Spearman, C. (1910). Correlation calculated from faulty data. British Journal of Psychology
    3(3), 271-295. Brown, W. (1910). Some experimental results in the correlation of mental
    abilities. British Journal of Psychology 3(3), 296-322.

    Examples
    --------
    >>> found = split_half([[1, 0, -1, 0], [1, 1, -1, 0], [0, 0, -1, 1]], correlation="pearson")
    >>> found.halves, found.exhaustive, round(found.r, 3), round(found.spearman_brown, 3)
    (3, True, 0.678, 0.808)
    """
    table = checked_scores(scores)
    if len(table) < 2:
        raise ValueError(f"two halves need at least 2 persons, got {len(table)}")
    if correlation not in ("pearson", "spearman"):
        raise ValueError(f"correlation must be pearson or spearman, got {correlation!r}")
    times = checked_whole("replicates", replicates, least=REPLICATES_MIN)
    start = checked_whole("seed", seed, least=0)
    if halves is None:
        members, exhaustive = _halves(len(table), times, start)
    else:
        members, exhaustive = _given(halves, len(table)), False
    panel = _read(table)
    r = np.concatenate(
        [
            _correlations(panel, members[first : first + _AT_ONCE], correlation)
            for first in range(0, len(members), _AT_ONCE)
        ]
    )
    return _summary(r, exhaustive, correlation, start)


def checked_scores(scores: ArrayLike) -> ScoreTable:
    """Scores as floats of shape (persons, intervals), NaN for absent, or an error naming why."""
    array = np.asarray(scores)
    if array.dtype.kind not in "iuf":
        raise ValueError(f"scores must be numbers, got {array.dtype.name} values")
    if array.ndim != 2:
        raise ValueError(f"scores must be of shape (persons, intervals), got shape {array.shape}")
    if np.isinf(array).any():
        raise ValueError("scores must be finite, or NaN where a person was absent")
    # Nobody writes into it: a copy would cost as much memory as the table, and single precision
    # that was given stays, because what is reckoned from it is reckoned in double.
    return array if array.dtype == np.float32 else array.astype(np.float64, copy=False)


def _summary(r: FloatArray, exhaustive: bool, correlation: Correlation, seed: int) -> SplitHalf:
    known = r[~np.isnan(r)]
    mean = float(known.mean()) if known.size else None
    low, high = np.quantile(known, [0.025, 0.975]) if known.size else (None, None)
    return SplitHalf(
        r=mean,
        r_low=None if low is None else float(low),
        r_high=None if high is None else float(high),
        spearman_brown=None if mean is None or mean < 0 else 2 * mean / (1 + mean),
        halves=len(r),
        undefined=len(r) - len(known),
        exhaustive=exhaustive,
        correlation=correlation,
        seed=seed,
    )


def _halves(persons: int, replicates: int, seed: int) -> tuple[BoolArray, bool]:
    """All distinct halves, or random ones; bool of shape (splits, persons)."""
    size = persons // 2
    # Of an even panel each split comes twice, once from either side: the first half of
    # the combinations, those with person 0, has each once.
    ways = comb(persons, size) // (2 if persons % 2 == 0 else 1)
    if ways <= replicates:
        members = np.zeros((ways, persons), dtype=np.bool_)
        for split, rows in enumerate(islice(combinations(range(persons), size), ways)):
            members[split, list(rows)] = True
        return members, True
    order = np.tile(np.arange(persons, dtype=np.int32), (replicates, 1))
    return np.random.default_rng(seed).permuted(order, axis=1) < size, False


def _given(halves: Sequence[Sequence[int]], persons: int) -> BoolArray:
    if not len(halves):
        raise ValueError("halves must hold at least one half")
    members = np.zeros((len(halves), persons), dtype=np.bool_)
    for split, rows in enumerate(halves):
        named = [checked_whole("a row of a half", row, least=0) for row in rows]
        if len(set(named)) != len(named):
            raise ValueError(f"half {split} names a person twice")
        if any(row >= persons for row in named):
            raise ValueError(f"half {split} names a row beyond the {persons} persons")
        if not 0 < len(named) < persons:
            raise ValueError(f"half {split} leaves one side without persons")
        members[split, named] = True
    return members


@dataclass(frozen=True, slots=True)
class _Panel:
    """ScoreTable with 0 for the absent, who was there (None: everybody always), sums over all, the
    largest score."""

    y: NDArray[np.floating]
    there: NDArray[np.floating] | None
    sums: FloatArray
    counts: FloatArray
    largest: float


def _read(table: ScoreTable) -> _Panel:
    seen = ~np.isnan(table)
    complete = bool(seen.all())
    y: ScoreTable = table if complete else np.where(seen, table, table.dtype.type(0))
    sums = y.sum(axis=0, dtype=np.float64)
    counts = np.count_nonzero(seen, axis=0).astype(np.float64)
    there: NDArray[np.floating] | None = None if complete else seen.astype(np.float32)
    largest = _largest(y)
    # Sums of whole numbers up to 2²⁴ are exact in single precision, which is twice as fast.
    if max(largest, 1.0) * len(y) < _EXACT and _are_whole(y):
        y = y.astype(np.float32, copy=False)
    else:
        y = y.astype(np.float64, copy=False)
        there = None if there is None else there.astype(np.float64)
    return _Panel(y, there, sums, counts, largest)


def _largest(y: ScoreTable) -> float:
    return max(float(y.max(initial=0)), -float(y.min(initial=0)))


def _are_whole(y: ScoreTable) -> bool:
    return all(bool((np.rint(row) == row).all()) for row in y)


def _correlations(panel: _Panel, members: BoolArray, correlation: Correlation) -> FloatArray:
    """One correlation per split, NaN where there is none."""
    one = members.astype(panel.y.dtype)
    sums = (one @ panel.y).astype(np.float64)
    if panel.there is None:
        counts = np.count_nonzero(members, axis=1).astype(np.float64)[:, np.newaxis]
    else:
        counts = (one @ panel.there).astype(np.float64)
    first = _means(sums, counts)
    second = _means(panel.sums - sums, panel.counts - counts)
    # Sums in another order differ in their last digit; equal means must stay ties.
    scale = panel.largest or 1.0
    first, second = np.round(first / scale, _DIGITS), np.round(second / scale, _DIGITS)
    both = ~(np.isnan(first) | np.isnan(second))
    r = np.full(len(members), np.nan)
    whole = both.all(axis=1)
    if whole.any():
        r[whole] = _row_correlations(first[whole], second[whole], correlation)
    for split in np.flatnonzero(~whole):
        kept = both[split]
        r[split] = _row_correlations(
            first[split, kept][None], second[split, kept][None], correlation
        )[0]
    return r


def _means(sums: FloatArray, counts: FloatArray) -> FloatArray:
    return np.asarray(sums / np.where(counts > 0, counts, np.nan))


def _row_correlations(
    first: FloatArray, second: FloatArray, correlation: Correlation
) -> FloatArray:
    if first.shape[1] < _INTERVALS_MIN:
        return np.full(len(first), np.nan)
    changing = (np.ptp(first, axis=1) > 0) & (np.ptp(second, axis=1) > 0)
    if correlation == "spearman":
        first, second = (scipy.stats.rankdata(half, axis=1) for half in (first, second))
    one = first - first.mean(axis=1, keepdims=True)
    other = second - second.mean(axis=1, keepdims=True)
    base = np.sqrt((one**2).sum(axis=1) * (other**2).sum(axis=1))
    r = (one * other).sum(axis=1) / np.where(changing, base, np.nan)
    return np.asarray(np.clip(r, -1.0, 1.0))
