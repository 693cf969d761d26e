"""How well persons agree over time: do these people hear the same speech?

Persons are the items (or judges), intervals the things judged. Every figure comes from one pass
over pairs of persons, so that people who came late or left early stay in, each pair on the
intervals that both saw. This module must not know presses, segments or verdicts.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulsemeter.analysis.counts import BoolArray, FloatArray, checked_whole
from pulsemeter.analysis.resampling import CHUNK_CELLS
from pulsemeter.analysis.splithalf import ScoreTable, SplitHalf, checked_scores, split_half

PERSONS_MIN = 2
INTERVALS_MIN = 3
"""Intervals that a person, and a pair of persons, must share: two always correlate at ±1."""
PERSONS_IN_PAIRS_MAX = 2_000
"""With absences, pairs of more persons than this are taken from a seeded sample of persons."""
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Reliability:
    """Agreement of persons over intervals; a figure that has no value is None, never NaN.

    `persons` (k) were present in at least `INTERVALS_MIN` intervals, `too_short` are the rows of
    those who were not (in no figure). `constant` are the rows of persons who never changed: they
    have no correlation and are left out of `mean_r` alone. `pairs` of persons shared enough
    intervals; `persons_in_pairs` is below `persons` only where a sample was taken. `reason` says
    why figures are missing and is empty otherwise. `seed` is that of the sample and the halves.
    """

    persons: int
    intervals: int
    mean_r: float | None
    cronbach_alpha: float | None
    icc_a1: float | None
    icc_ak: float | None
    split_half: SplitHalf | None
    constant: tuple[int, ...]
    too_short: tuple[int, ...]
    pairs: int
    persons_in_pairs: int
    reason: str
    seed: int


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Means over pairs of persons; r and its number of pairs leave constant persons out."""

    pairs: int
    covariance: float
    difference: float
    shared_inverse: float
    r: float | None


def reliability(scores: ArrayLike, *, seed: int = 1, replicates: int = 1_000) -> Reliability:
    """Measure how well persons agree: mean r, Cronbach's α, ICC(A,1), ICC(A,k), split-half.

    With c the mean covariance of two persons over the intervals both saw, v the mean variance of
    a person, e = v − c, and b = mean of (d²/2 − e/m) over pairs, where d is the mean difference
    of two persons over their m shared intervals::

        α = k c / (v + (k − 1) c)
        ICC(A,1) = c / (v + b)          ICC(A,k) = k c / (v + (k − 1) c + b)

    Without absences these are the mean squares of the two-way table, digit for digit.

    Parameters
    ----------
    scores : array_like of numbers, shape (persons, intervals)
        One person's reactions per interval (like +1, dislike −1, none 0, or a slider's value);
        NaN where absent.
    seed : int, optional
        Of the random halves, and of the sample of persons where one is taken.
    replicates : int, optional
        Random halves, at least 500; all halves where there are no more than this.

    Returns
    -------
    Reliability
        All figures; `mean_r` and `split_half` in −1..1, α and ICC at most 1. Figures that don't
        exist are None and `reason` names why: fewer than two persons, too few intervals, nobody
        changed, or no two persons there at the same time.

    Raises
    ------
    ValueError
        ScoreTable aren't numbers of shape (persons, intervals), are infinite, or replicates < 500.

    Notes
    -----
    `mean_r` is Pearson's, the plain mean over pairs. α and ICC(A,k) speak of the mean of *these*
    k persons and come near 1 in any large panel; ICC(A,1) speaks of one person. No intervals of
    confidence are given: neighbouring intervals are almost copies, so the usual F-based ones,
    which count each as new, would be far too narrow.

    References
    ----------
    McGraw, K. O., & Wong, S. P. (1996). Forming inferences about some intraclass correlation
    coefficients. Psychological Methods 1(1), 30-46. doi:10.1037/1082-989X.1.1.30

    Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. Psychometrika
    16(3), 297-334. doi:10.1007/BF02310555

    Examples
    --------
    >>> found = reliability([[1, 0, -1, 0], [1, 1, -1, 0], [0, 0, -1, 1]])
    >>> found.persons, round(found.cronbach_alpha, 3), round(found.icc_a1, 3)
    (3, 0.814, 0.64)
    """
    table = checked_scores(scores)
    checked_whole("seed", seed, least=0)
    checked_whole("replicates", replicates, least=500)
    seen = ~np.isnan(table)
    long_enough = seen.sum(axis=1) >= INTERVALS_MIN
    kept = table if long_enough.all() else table[long_enough]
    k = len(kept)
    changed = _changes(kept)
    rows = np.flatnonzero(long_enough)
    constant = tuple(int(row) for row in rows[~changed])
    too_short = tuple(int(row) for row in np.flatnonzero(~long_enough))
    sample = kept
    if k > PERSONS_IN_PAIRS_MAX and np.isnan(kept).any():
        chosen = np.random.default_rng(seed).choice(k, PERSONS_IN_PAIRS_MAX, replace=False)
        sample, changed = kept[chosen], changed[chosen]
    pairs = _pairs(sample, changed, len(sample) < k) if k >= PERSONS_MIN else None
    reason = _reason(table, k, constant, pairs)
    figures: tuple[float | None, ...] = (None, None, None)
    halves = None
    if pairs is not None and not reason:
        figures = _coefficients(pairs, _mean_variance(kept), k)
        halves = split_half(kept, seed=seed, replicates=replicates)
    return Reliability(
        persons=k,
        intervals=table.shape[1],
        mean_r=pairs.r if pairs is not None and not reason else None,
        cronbach_alpha=figures[0],
        icc_a1=figures[1],
        icc_ak=figures[2],
        split_half=halves,
        constant=constant,
        too_short=too_short,
        pairs=0 if pairs is None else pairs.pairs,
        persons_in_pairs=len(sample),
        reason=reason,
        seed=int(seed),
    )


def _reason(table: ScoreTable, k: int, constant: tuple[int, ...], pairs: _Pairs | None) -> str:
    if table.shape[1] < INTERVALS_MIN:
        return f"too few intervals: {table.shape[1]}, at least {INTERVALS_MIN} are needed"
    if k < PERSONS_MIN:
        return (
            f"too few persons: {k} present in at least {INTERVALS_MIN} intervals, "
            f"at least {PERSONS_MIN} are needed"
        )
    if len(constant) == k:
        return "nobody's reactions changed: every person is constant"
    if pairs is None or not pairs.pairs:
        return f"no two persons were present in {INTERVALS_MIN} intervals together"
    return ""


def _changes(table: ScoreTable) -> BoolArray:
    """Who has more than one value; every row holds at least one."""
    if not len(table):
        return np.zeros(0, dtype=np.bool_)
    # fmax and fmin pass over NaN, and need no copy of the table as nanmax does.
    return np.asarray(np.fmax.reduce(table, axis=1) != np.fmin.reduce(table, axis=1))


def _centred(table: ScoreTable) -> Iterator[tuple[slice, FloatArray, FloatArray]]:
    """Some persons at a time: where they stand, their scores minus their own mean (NaN where
    absent), and these means. A person's own mean goes out first: what large values share must
    not cost digits."""
    length = max(1, CHUNK_CELLS // table.shape[1])
    for first in range(0, len(table), length):
        place = slice(first, min(first + length, len(table)))
        part = table[place].astype(np.float64)
        there = ~np.isnan(part)
        means = np.sum(part, axis=1, where=there) / np.count_nonzero(there, axis=1)
        part -= means[:, None]
        yield place, part, means


def _mean_variance(table: ScoreTable) -> float:
    total = 0.0
    for _, part, _ in _centred(table):
        there = ~np.isnan(part)
        squares = np.sum(np.square(part), axis=1, where=there)
        total += float((squares / (np.count_nonzero(there, axis=1) - 1)).sum())
    return total / len(table)


def _coefficients(
    pairs: _Pairs, variance: float, k: int
) -> tuple[float | None, float | None, float | None]:
    """α, ICC(A,1) and ICC(A,k); see `reliability` for the formulas."""
    c, error = pairs.covariance, variance - pairs.covariance
    between = pairs.difference - error * pairs.shared_inverse
    whole = variance + (k - 1) * c
    tiny = _ROUNDING * variance * k

    def ratio(part: float, base: float) -> float | None:
        # A base of 0 or less: the persons cancel each other out and no share can be formed.
        return part / base if base > tiny else None

    return ratio(k * c, whole), ratio(c, variance + between), ratio(k * c, whole + between)


def _pairs(table: ScoreTable, changed: BoolArray, sampled: bool) -> _Pairs:
    if np.isnan(table).any():
        parts = [(part, means) for _, part, means in _centred(table)]
        centred, centres = (np.concatenate(held) for held in zip(*parts, strict=True))
        return _pairs_with_absences(centred, centres, changed, sampled)
    k, m = table.shape
    sums, standardised = np.zeros(m), np.zeros(m)
    squared, centres = 0.0, np.empty(k)
    for place, part, means in _centred(table):
        squares = np.einsum("ij,ij->i", part, part)
        some = changed[place]
        centres[place] = means
        squared += float(squares.sum())
        sums += part.sum(axis=0)
        # The sum of standardised series, without a table of them.
        standardised += (1 / np.sqrt(squares[some])) @ part[some]
    pairs = k * (k - 1) // 2
    covariance = ((sums**2).sum() - squared) / (m - 1) / (2 * pairs)
    # The mean of d²/2 over all pairs is the variance of the persons' means.
    difference = float(centres.var(ddof=1))
    count, r = int(changed.sum()), None
    if count >= PERSONS_MIN:
        r = float(((standardised**2).sum() - count) / (count * (count - 1)))
    return _Pairs(pairs, float(covariance), difference, 1 / m, r)


def _pairs_with_absences(
    centred: FloatArray, centres: FloatArray, changed: BoolArray, sampled: bool
) -> _Pairs:
    """Sums over pairs as matrices (first person, second person), each pair in them twice."""
    # Where persons are sampled, the digits beyond single precision are the sample's anyway.
    precision: type[np.floating] = np.float32 if sampled else np.float64
    rounding = 1e-6 if sampled else _ROUNDING
    seen = ~np.isnan(centred)
    there, y = seen.astype(precision), np.where(seen, centred, 0.0).astype(precision)
    shared = there @ there.T
    usable = shared >= INTERVALS_MIN
    np.fill_diagonal(usable, False)
    if not usable.any():
        return _Pairs(0, 0.0, 0.0, 0.0, None)
    inverse = 1 / np.maximum(shared, 1)
    sums = y @ there.T
    means = sums * inverse
    products = y @ y.T - sums * means.T
    own = np.square(y) @ there.T - sums * means
    level = means + centres.astype(precision)[:, np.newaxis]
    largest = np.square(np.abs(y).max(axis=1))[:, np.newaxis]
    varies = changed[:, np.newaxis] & (own > rounding * shared * largest)
    both = usable & varies & varies.T
    r = None
    if both.any():
        r = float(np.mean((products[both] / np.sqrt((own * own.T)[both])), dtype=np.float64))
    return _Pairs(
        pairs=int(np.count_nonzero(usable)) // 2,
        covariance=_mean_of(products / np.maximum(shared - 1, 1), usable),
        difference=_mean_of(np.square(level - level.T), usable) / 2,
        shared_inverse=_mean_of(inverse, usable),
        r=r,
    )


def _mean_of(matrix: NDArray[np.floating], usable: BoolArray) -> float:
    return float(np.mean(matrix[usable], dtype=np.float64))
