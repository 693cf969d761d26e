"""Small segments, modelled: each cell's own figure beside what the rest of the table says of it.

Own empirical Bayes over segments × statements. A modelled figure stands beside the raw one and says
how much of it is the cell's own data; this module must not know verdicts, screens or who may see a
cell.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulsemeter.analysis.counts import (
    BoolArray,
    FloatArray,
    checked_reactions,
    checked_whole,
    normal_quantile,
)
from pulsemeter.analysis.pooling import (
    CellTable,
    PosteriorCells,
    posterior_cells,
    too_little_to_pool,
)
from pulsemeter.analysis.proportion import net_interval

NO_SEGMENT = -1
"""Code of a person who belongs to no segment of the attribute."""
MOSTLY_OWN = 0.5
"""Share of own data from which a modelled figure may carry an unmarked verdict."""


@dataclass(frozen=True, slots=True)
class Pooled:
    """Net approval per segment × statement, modelled beside raw; −1..1, NaN where not `known`.

    `estimate` with `low` and `high` is the modelled figure, `own_share` (0..1) the weight of the
    cell's own data in it, `raw` the cell's own net approval, `n` the persons present (with
    weights: Kish's effective number). Where nobody was present nothing is said (`known` False).
    Without a model (`modelled` False, `reason` says why) estimates are the raw figures with their
    Bonett-Price intervals and own_share is 1. The three spreads are standard deviations of true
    net approval: `between_segments` of the segments' levels, `between_cells` of what is special to
    a segment and a statement, `between_persons` of the persons' levels within a segment.
    """

    estimate: FloatArray
    low: FloatArray
    high: FloatArray
    own_share: FloatArray
    n: FloatArray
    raw: FloatArray
    known: BoolArray
    modelled: bool
    reason: str
    between_segments: float | None
    between_cells: float | None
    between_persons: float | None
    confidence: float

    @property
    def mostly_borrowed(self) -> BoolArray:
        """Cells of whose figure less than half is own data: no unmarked verdict for these."""
        return self.known & (self.own_share < MOSTLY_OWN)

    def label(self, segment: int, statement: int) -> str:
        """How the figure of one cell is to be marked: "" for a raw one."""
        if not self.modelled or not self.known[segment, statement]:
            return ""
        return label(float(self.own_share[segment, statement]))


def label(own_share: float) -> str:
    """The mark of a modelled figure, in steps of 10 %.

    Examples
    --------
    >>> label(0.28), label(0.02)
    ('modelled, 30 % own data', 'modelled, less than 5 % own data')
    """
    if not 0 <= own_share <= 1:
        raise ValueError(f"own_share must lie in 0..1, got {own_share!r}")
    if own_share < 0.05:
        return "modelled, less than 5 % own data"
    # A cell below one half must not be called half its own.
    step = min(round(10 * own_share), 4) if own_share < MOSTLY_OWN else round(10 * own_share)
    return f"modelled, {10 * step} % own data"


def pool_segments(
    classes: ArrayLike,
    segments: ArrayLike,
    *,
    segment_count: int | None = None,
    weights: ArrayLike | None = None,
    confidence: float = 0.95,
) -> Pooled:
    """Net approval of small segments, partially pooled over segments and statements.

    For person i of segment s and statement j::

        y_ij = μ_j + α_s + γ_sj + π_i + ε_ij,   α_s ~ N(0, τ_α²), γ_sj ~ N(0, τ_γ²)

    with μ_j free, π_i the person's own level (shared by all statements, so errors of a segment's
    cells hang together) and ε_ij the rest; both spreads come from the persons. The figure of a
    cell is the posterior mean of θ_sj = μ_j + α_s + γ_sj: what the cell itself says, drawn towards
    statement plus segment, the more so the fewer its persons. τ_α and τ_γ are integrated over
    (uniform on 0..1), not plugged in, so the interval carries that they are estimated.

    Parameters
    ----------
    classes : array_like of numbers, shape (persons, statements)
        +1 like, −1 dislike, 0 neither, NaN where absent.
    segments : array_like of whole numbers, shape (persons,)
        Code 0, 1, … of each person's one segment of *one* attribute; −1 belongs to none and is
        left out.
    segment_count : int, optional
        Rows of the result; by default the highest code + 1.
    weights : array_like of numbers, shape (persons,), optional
        Positive; taken as given.
    confidence : float, optional
        Of the intervals, between 0 and 1.

    Returns
    -------
    Pooled
        Arrays of shape (segments, statements).

    Raises
    ------
    ValueError
        Classes, segments or weights of another shape or range; a confidence outside (0, 1).

    Notes
    -----
    Intervals hold on average over the cells of a table (93 to 97 % at .95 on simulated panels,
    `docs/reference/calibration.md`), not for each cell whatever its truth: a cell quite unlike all
    others is drawn towards them. That is what "modelled" warns of.

    References
    ----------
    Morris, C. N. (1983). Parametric empirical Bayes inference: theory and applications. Journal
    of the American Statistical Association 78(381), 47-55. Ghosh, M., & Rao, J. N. K. (1994).
    Small area estimation: an appraisal. Statistical Science 9(1), 55-76.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> classes = rng.choice([1.0, 0.0, -1.0], size=(64, 6), p=[0.4, 0.4, 0.2])
    >>> pooled = pool_segments(classes, np.repeat([0, 1, 2], [8, 16, 40]))
    >>> pooled.modelled, pooled.label(0, 0), bool(pooled.mostly_borrowed[0, 0])
    (True, 'modelled, 40 % own data', True)
    """
    scores = _checked_classes(classes)
    codes, count = _checked_segments(segments, len(scores), segment_count)
    weight = _checked_weights(weights, len(scores))
    z = normal_quantile(confidence)
    member = codes[None, :] == np.arange(count)[:, None]
    table = CellTable.of(scores, member, weight)
    reason = too_little_to_pool(table)
    if reason:
        return _raw(table, scores, member, weight, confidence, reason)
    return _modelled(table, z, confidence)


def pool_counts(
    likes: ArrayLike, dislikes: ArrayLike, present: ArrayLike, *, confidence: float = 0.95
) -> Pooled:
    """The same from counts of persons per segment × statement: for figures that were released.

    Parameters
    ----------
    likes, dislikes, present : array_like of numbers, shape (segments, statements)
        Of segments of *one* attribute; present is 0 where a cell's figures weren't released.
    confidence : float, optional
        Of the intervals, between 0 and 1.

    Returns
    -------
    Pooled
        As of `pool_segments`. How far a person's answers hang together can't be seen in counts;
        `pooling.LEVEL_SHARE` stands for it.

    Raises
    ------
    ValueError
        Counts that are none, contradict each other or are no table; a confidence outside (0, 1).

    Examples
    --------
    >>> likes, dislikes = [[6, 2, 5], [20, 9, 15], [30, 12, 4]], [[0, 1, 1], [4, 5, 6], [5, 20, 9]]
    >>> pooled = pool_counts(likes, dislikes, [[9, 8, 9], [40, 39, 38], [60, 58, 61]])
    >>> pooled.label(0, 0), *(round(float(f[0, 0]), 2) for f in (pooled.raw, pooled.estimate))
    ('modelled, 50 % own data', 0.67, 0.61)
    """
    liked, disliked, n = checked_reactions(likes, dislikes, present)
    if n.ndim != 2 or not n.size:
        raise ValueError(f"counts must be of shape (segments, statements), got {n.shape}")
    z = normal_quantile(confidence)
    table = CellTable.of_counts(liked, disliked, n)
    reason = too_little_to_pool(table)
    if reason:
        return _as_counted(table, (liked, disliked), confidence, reason)
    return _modelled(table, z, confidence)


def _modelled(table: CellTable, z: float, confidence: float) -> Pooled:
    cells: PosteriorCells = posterior_cells(table)
    half = z * cells.error

    def shown(values: FloatArray) -> FloatArray:
        return np.where(table.known, np.clip(values, -1.0, 1.0), np.nan)

    return Pooled(
        estimate=shown(cells.mean),
        low=shown(cells.mean - half),
        high=shown(cells.mean + half),
        own_share=np.where(table.known, np.clip(cells.own_share, 0.0, 1.0), np.nan),
        n=table.n,
        raw=np.where(table.known, table.mean, np.nan),
        known=table.known,
        modelled=True,
        reason="",
        between_segments=cells.between_segments,
        between_cells=cells.between_cells,
        between_persons=float(np.sqrt(table.person_variance)),
        confidence=confidence,
    )


def _raw(
    table: CellTable,
    scores: FloatArray,
    member: BoolArray,
    weight: FloatArray,
    confidence: float,
    reason: str,
) -> Pooled:
    """The cells' own figures with their Bonett-Price intervals, where nothing can be modelled."""
    side = member * weight
    total = np.where(table.known, side @ np.isfinite(scores), 1.0)
    likes, dislikes = (
        np.minimum(side @ (scores == sign) / total, 1.0) * table.n for sign in (1.0, -1.0)
    )
    sides = likes, np.minimum(dislikes, table.n - likes)
    return _as_counted(table, sides, confidence, reason)


def _as_counted(
    table: CellTable, sides: tuple[FloatArray, FloatArray], confidence: float, reason: str
) -> Pooled:
    low, high = net_interval(*sides, table.n, confidence)
    own = np.where(table.known, 1.0, np.nan)
    raw = np.where(table.known, table.mean, np.nan)
    return Pooled(
        estimate=raw,
        low=np.where(table.known, low, np.nan),
        high=np.where(table.known, high, np.nan),
        own_share=own,
        n=table.n,
        raw=raw,
        known=table.known,
        modelled=False,
        reason=reason,
        between_segments=None,
        between_cells=None,
        between_persons=None,
        confidence=confidence,
    )


def _checked_classes(classes: ArrayLike) -> FloatArray:
    own = np.asarray(classes)
    if own.ndim != 2 or own.dtype.kind not in "iuf" or not own.size:
        raise ValueError(
            f"classes must be numbers of shape (persons, statements), got {own.dtype.name} of "
            f"shape {own.shape}"
        )
    own = own.astype(np.float64)
    if not (np.isnan(own) | (own == 0) | (np.abs(own) == 1)).all():
        raise ValueError("classes must be 1, 0 or -1, NaN where absent")
    return own


def _checked_segments(
    segments: ArrayLike, persons: int, segment_count: int | None
) -> tuple[NDArray[np.int64], int]:
    codes = np.asarray(segments)
    if codes.shape != (persons,) or codes.dtype.kind not in "iu":
        raise ValueError(
            f"segments must be one whole number for each of {persons} persons, got "
            f"{codes.dtype.name} of shape {codes.shape}"
        )
    codes = codes.astype(np.int64)
    if codes.min() < NO_SEGMENT:
        raise ValueError(f"segments must not be below {NO_SEGMENT}, got {codes.min()}")
    most = int(codes.max()) + 1
    count = max(most, 1) if segment_count is None else segment_count
    if checked_whole("segment_count", count, least=1) < most:
        raise ValueError(f"segment_count is {count}, but a person has segment {most - 1}")
    return codes, count


def _checked_weights(weights: ArrayLike | None, persons: int) -> FloatArray:
    if weights is None:
        return np.ones(persons)
    own = np.asarray(weights)
    if own.shape != (persons,) or own.dtype.kind not in "iuf":
        raise ValueError(f"weights must be one number for each of {persons} persons")
    own = own.astype(np.float64)
    if not np.isfinite(own).all() or (own <= 0).any():
        raise ValueError("weights must be finite and above 0")
    scaled: FloatArray = own / own.mean()
    return scaled
