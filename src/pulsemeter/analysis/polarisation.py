"""Polarisation: opposed reactions within one group, and groups that stand apart.

Within: van der Eijk's agreement A of one distribution. Between: the gap between segments and the
share of the persons' variance that lies between them. The two are different things and are never
made one number. This module must not know presses, time or who may see a figure.
"""

from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulsemeter.analysis.agreement import agreement
from pulsemeter.analysis.counts import (
    BoolArray,
    FloatArray,
    checked_reactions,
    checked_share,
    checked_whole,
)
from pulsemeter.analysis.groups import checked_strata
from pulsemeter.analysis.proportion import Bounds
from pulsemeter.analysis.resampling import drawn_counts

DRAWN_CELLS = 1_000_000
"""Means of one chunk of columns over all draws: 4 MB, which a processor keeps at hand."""
_ALIKE = {"float64": 1e-12, "float32": 1e-6}
"""Share of the squares below which a variance is rounding error."""


@dataclass(frozen=True, slots=True)
class WithinPolarisation:
    """Agreement A on (dislike, none, like), with and without those who pressed nothing.

    1: all the same; 0: spread evenly; −1: two equal opposed camps. NaN where nobody was present
    (`with_none`) or nobody pressed (`without_none`). Silence is in the middle of the scale, so a
    quiet room agrees with itself in `with_none`; `without_none` is the room of the pressers.
    """

    with_none: FloatArray
    without_none: FloatArray


@dataclass(frozen=True, slots=True)
class BetweenPolarisation:
    """How far segments stand apart, per column (statement or interval), with bands over persons.

    `segments` are the names in order; `n` (segments, columns) the persons with a score; `means`
    (segments, columns) their mean scores. `pairs` (p, 2) are places in `segments`; `gap`
    (p, columns) is mean of the first − mean of the second, `gap_band` its pointwise ends.
    `share` (columns,) is η², the part of the persons' variance that lies between segments, as
    seen; `share_adjusted` is ε², with what chance alone puts there taken off, 0 at least;
    `share_band` belongs to ε². Segments of fewer persons than `floor` (`too_few` are so in every
    column) have NaN and no part in a share, which needs two others and persons who differ.
    """

    segments: tuple[str, ...]
    n: NDArray[np.int64]
    means: FloatArray
    pairs: NDArray[np.int64]
    gap: FloatArray
    gap_band: Bounds
    share: FloatArray
    share_adjusted: FloatArray
    share_band: Bounds
    too_few: tuple[str, ...]
    floor: int
    confidence: float
    replicates: int
    seed: int


def within_polarisation(
    likes: ArrayLike, dislikes: ArrayLike, present: ArrayLike
) -> WithinPolarisation:
    """Measure agreement within one group on (dislike, none, like), with and without none.

    Parameters
    ----------
    likes, dislikes, present : array_like of numbers, shapes that broadcast together
        Persons; likes + dislikes ≤ present.

    Returns
    -------
    WithinPolarisation
        Two arrays of the broadcast shape.

    Raises
    ------
    ValueError
        Counts that are negative, not finite or contradictory.

    Examples
    --------
    >>> found = within_polarisation(20, 20, 60)
    >>> round(float(found.with_none), 3), float(found.without_none)
    (0.0, -1.0)
    """
    liked, disliked, there = checked_reactions(likes, dislikes, present)
    # Without its middle the scale keeps three places: like and dislike stay opposite ends.
    empty = np.zeros(there.shape)
    none = np.maximum(there - liked - disliked, 0.0)
    return WithinPolarisation(
        with_none=agreement(np.stack([disliked, none, liked], axis=-1)),
        without_none=agreement(np.stack([disliked, empty, liked], axis=-1)),
    )


def between_polarisation(
    scores: ArrayLike,
    segments: ArrayLike,
    *,
    floor: int,
    confidence: float = 0.95,
    replicates: int = 2_000,
    seed: int = 1,
) -> BetweenPolarisation:
    """Measure how far segments stand apart, with bands from drawing persons anew.

    Parameters
    ----------
    scores : array_like of numbers, shape (persons,) or (persons, columns)
        One score per person (and statement or interval), formed per person first, such as the
        class +1, −1 or 0; NaN where absent.
    segments : array_like of str or int, shape (persons,)
        The one segment of each person; segments must not overlap.
    floor : int
        Smallest number of persons of a segment of whom anything is said, at least 2.
    confidence : float, optional
        Of the bands, which hold for each column by itself.
    replicates : int, optional
        Draws of persons with replacement within each segment, whole rows kept; at least 100.
    seed : int, optional
        Of the draws.

    Returns
    -------
    BetweenPolarisation
        Figures per column; a single column for one score per person.

    Raises
    ------
    ValueError
        Scores of another shape or infinite, segments that don't fit or of which there is only
        one, floor below 2, replicates below 100, confidence outside (0, 1).

    Notes
    -----
    η² is above 0 by chance alone, the more so the more segments and the fewer persons; ε² =
    (between − (G − 1) within) / whole, with within the mean square, takes that off. Draws carry
    the excess twice, so the band of ε² is the percentiles of its draws moved down by η² − ε².
    An end at 0 says that no difference between segments is shown.

    References
    ----------
    Kelley, T. L. (1935). An unbiased correlation ratio measure. Proceedings of the National
    Academy of Sciences 21(9), 554-559. doi:10.1073/pnas.21.9.554

    Examples
    --------
    >>> scores = [1, 1, 0, 1, -1, 0, -1, -1]
    >>> found = between_polarisation(scores, list("aaaabbbb"), floor=3)
    >>> found.gap.tolist(), found.share.round(3).tolist()
    ([[1.5]], [0.75])
    """
    table = _checked_scores(scores)
    codes = checked_strata(segments, len(table))
    least = checked_whole("floor", floor, least=2)
    draws = checked_whole("replicates", replicates, least=100)
    start = checked_whole("seed", seed, least=0)
    tail = (1 - checked_share("confidence", confidence)) / 2
    names = tuple(str(name) for name in np.unique(np.asarray(segments)))
    if len(names) < 2:
        raise ValueError("polarisation between segments needs at least two segments")
    # Gaps and shares don't depend on where 0 is, their digits do.
    centre = _column_means(table)
    # Segments in order are slices; a stable order draws the same persons.
    order = np.argsort(codes, kind="stable")
    codes = codes[order]
    parts = _Parts(table[order] - centre, codes, len(names))
    once = np.ones((1, len(table)))
    n = np.rint(parts.sums(once)[0][:, :, 0]).astype(np.int64)
    enough = n >= least
    means, share, adjusted = (figure[..., 0] for figure in parts.figures(once, enough))
    pairs = np.array(list(combinations(range(len(names)), 2)), dtype=np.int64)
    drawn = drawn_counts(codes, draws, len(codes), np.random.default_rng(start))
    gap_band, share_band = _bands(parts, np.concatenate(list(drawn)), enough, pairs, tail)
    excess = share - adjusted
    return BetweenPolarisation(
        segments=names,
        n=n,
        means=means + centre,
        pairs=pairs,
        gap=means[pairs[:, 0]] - means[pairs[:, 1]],
        gap_band=gap_band,
        share=share,
        share_adjusted=np.clip(adjusted, 0.0, 1.0),
        share_band=Bounds(*(np.clip(end - excess, 0.0, 1.0) for end in share_band)),
        too_few=tuple(
            name for name, some in zip(names, enough.any(axis=1), strict=True) if not some
        ),
        floor=least,
        confidence=float(confidence),
        replicates=draws,
        seed=start,
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    """Scores in the order of segments, and the figures of any draw of their persons."""

    table: NDArray[Any]
    codes: NDArray[np.int64]
    segments: int

    def sums(self, counts: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        """Persons, sums and sums of squares, each (segments, columns, draws)."""
        columns, precision = self.table.shape[1], self.table.dtype
        found = np.empty((3, self.segments, columns, len(counts)), dtype=precision)
        ends = np.searchsorted(self.codes, np.arange(self.segments + 1))
        for code, (first, last) in enumerate(pairwise(ends)):
            scores = self.table[first:last].T
            drawn = counts[:, first:last].T
            absent = np.isnan(scores)
            if absent.any():
                scores = np.where(absent, 0, scores)
                found[0, code] = (~absent).astype(precision) @ drawn
            else:
                found[0, code] = drawn.sum(axis=0)
            found[1, code] = scores @ drawn
            found[2, code] = (scores * scores) @ drawn
        return found[0], found[1], found[2]

    def figures(
        self, counts: NDArray[Any], enough: BoolArray
    ) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        """Means (segments, columns, draws), η² and ε² (columns, draws) of segments that count."""
        n, sums, squares = self.sums(counts)
        # Segments that don't count are made empty: no mean, and nothing in any sum.
        for part in (n, sums, squares):
            part *= enough[:, :, None]
        persons, groups = n.sum(axis=0), (n > 0).sum(axis=0).astype(n.dtype)
        grand = sums.sum(axis=0) / np.where(persons > 0, persons, np.nan)
        means = np.divide(sums, n, out=np.full_like(sums, np.nan), where=n > 0)
        total = squares.sum(axis=0)
        whole = total - persons * grand**2
        apart = np.where(n > 0, means - grand, 0.0)
        apart *= apart
        apart *= n
        within_df = persons - groups
        known = (groups > 1) & (within_df > 0)
        # All persons alike: there is no variance to share out.
        known &= whole > _ALIKE[n.dtype.name] * total
        share = np.clip(apart.sum(axis=0) / np.where(known, whole, np.nan), 0.0, 1.0)
        adjusted = share - (groups - 1) * (1 - share) / np.where(known, within_df, np.nan)
        return means, share, adjusted


def _bands(
    parts: _Parts,
    counts: NDArray[np.float32],
    enough: BoolArray,
    pairs: NDArray[np.int64],
    tail: float,
) -> tuple[Bounds, Bounds]:
    """Percentiles of the gaps and of ε² over the draws, some columns at a time."""
    columns = parts.table.shape[1]
    at_once = max(1, DRAWN_CELLS // (len(counts) * parts.segments))
    gaps, shares = np.empty((2, len(pairs), columns)), np.empty((2, columns))
    once = np.ones((1, len(parts.table)), dtype=np.float32)
    for first in range(0, columns, at_once):
        span = slice(first, first + at_once)
        some = _Parts(parts.table[:, span].astype(np.float32), parts.codes, parts.segments)
        means, _, adjusted = some.figures(counts, enough[:, span])
        n, (middle, *_) = some.sums(once)[0], some.figures(once, enough[:, span])
        # Draws of n persons vary as if by n, not n − 1: too little by just this factor.
        means -= middle
        means *= np.sqrt(n / np.maximum(n - 1, 1))
        means += middle
        for place, (one, other) in enumerate(pairs):
            gaps[:, place, span] = _ends(means[one] - means[other], tail)
        shares[:, span] = _ends(adjusted, tail)
    return Bounds(gaps[0], gaps[1]), Bounds(shares[0], shares[1])


def _ends(draws: NDArray[Any], tail: float) -> FloatArray:
    """The two percentiles of each row over the draws that have a value; NaN where none has."""
    in_order = np.sort(draws, axis=1)  # NaN comes last
    known = np.count_nonzero(~np.isnan(draws), axis=1)
    rows = np.arange(len(draws))
    found = np.empty((2, len(draws)))
    for end, share in enumerate((tail, 1 - tail)):
        place = share * np.maximum(known - 1, 0)
        below = np.floor(place).astype(np.int64)
        above = np.minimum(below + 1, np.maximum(known - 1, 0))
        low = in_order[rows, below].astype(np.float64)
        found[end] = low + (in_order[rows, above] - low) * (place - below)
    return found


def _column_means(table: FloatArray) -> FloatArray:
    """Mean of those present per column, 0 where nobody is."""
    n = np.count_nonzero(~np.isnan(table), axis=0)
    return np.asarray(np.nansum(table, axis=0) / np.maximum(n, 1))


def _checked_scores(scores: ArrayLike) -> FloatArray:
    array = np.asarray(scores)
    if array.dtype.kind not in "iuf":
        raise ValueError(f"scores must be numbers, got {array.dtype.name} values")
    if array.ndim not in (1, 2):
        raise ValueError(
            f"scores must be of shape (persons,) or (persons, columns), got {array.shape}"
        )
    if np.isinf(array).any():
        raise ValueError("scores must be finite, or NaN where a person was absent")
    return array.astype(np.float64).reshape(len(array), -1 if array.ndim == 2 else 1)
