"""The model behind pooled figures: sufficient figures of a table, and its posterior.

Cells are segments × statements. Everything is linear and normal once the two spreads between cells
are fixed, so the posterior is closed on a grid of them. This module must not know classes of
persons beyond their means and variances, labels or verdicts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np

from pulsemeter.analysis.counts import BoolArray, FloatArray

CELL_FREEDOM_MIN = 3
"""Fewest degrees of freedom, (segments − 1)(statements − 1), from which cells are pooled."""
LEVEL_SHARE = 0.2
"""Share of the spread within a segment that is taken to be persons' levels where only counts are
known: of 76 to 84 % that published studies find to be person × statement, what is left."""
_PRIOR_PERSONS = 2.0
_PRIOR_FREEDOM = 20.0
_POINTS = 17
_ROUNDS = 4
_DEPTH = 9.0
"""Grid points whose log density lies this far below the top carry no mass."""
_LEAST = 1e-9
_CHUNK_CELLS = 400_000


@dataclass(frozen=True, slots=True)
class CellTable:
    """What the model needs of the persons, per segment × statement.

    `mean` (0 where not `known`), `n` effective persons, `shared` the variance of a segment's mean
    of persons' levels (segments,), `own_error` the variance of a cell's mean beside that (both
    with n − 1 for n).
    `person_variance` is the variance of persons' levels within a segment.
    """

    mean: FloatArray
    n: FloatArray
    known: BoolArray
    shared: FloatArray
    own_error: FloatArray
    person_variance: float
    within_variance: float

    @classmethod
    def of(cls, scores: FloatArray, member: BoolArray, weight: FloatArray) -> Self:
        """From scores (persons, statements), NaN absent, and membership (segments, persons)."""
        there = np.isfinite(scores).astype(np.float64)
        filled = np.where(there > 0, scores, 0.0)
        side = member * weight
        total, squares = side @ there, (side * weight) @ there
        known: BoolArray = np.greater(total, 0)
        safe = np.where(known, total, 1.0)
        mean = side @ filled / safe
        n = np.where(known, total**2 / np.where(known, squares, 1.0), 0.0)
        # Persons of no segment have no residual; argmax would put them into the first.
        belongs: BoolArray = np.logical_or.reduce(member, axis=0)
        deviation = (filled - mean[member.argmax(axis=0)]) * there * belongs[:, None]
        freedom = np.where(known, total - squares / safe, 0.0)
        variance, level = _within(deviation, side, weight * belongs, there, freedom, n)
        return cls._of(mean, n, known, variance, level)

    @classmethod
    def of_counts(cls, likes: FloatArray, dislikes: FloatArray, n: FloatArray) -> Self:
        """From counts per segment × statement, where the persons behind them aren't known: their
        levels are taken to have `LEVEL_SHARE` of the spread."""
        known: BoolArray = np.greater(n, 0)
        safe = np.where(known, n, 1.0)
        mean = (likes - dislikes) / safe
        sums = np.maximum(likes + dislikes - mean**2 * safe, 0.0) * known
        variance, overall = _smoothed(sums, np.maximum(n - 1, 0.0))
        return cls._of(mean, n, known, variance, LEVEL_SHARE * overall)

    @classmethod
    def _of(
        cls, mean: FloatArray, n: FloatArray, known: BoolArray, variance: FloatArray, level: float
    ) -> Self:
        # Over n − 1: with 8 persons a normal interval with s²/n holds too rarely.
        base = np.maximum(n - 1, 0.5)
        shared = level / base.max(axis=1, keepdims=True)
        least = 0.1 * variance / base
        own = np.where(known, variance / base - shared, 1.0)
        overall = float(variance[known].mean()) if known.any() else 0.0
        return cls(mean, n, known, shared[:, 0], np.maximum(own, least), level, overall)


def _within(
    deviation: FloatArray,
    side: FloatArray,
    weight: FloatArray,
    there: FloatArray,
    freedom: FloatArray,
    n: FloatArray,
) -> tuple[FloatArray, float]:
    """Variance of one person in each cell, and of persons' levels."""
    squares = deviation**2
    smoothed, overall = _smoothed(side @ squares, freedom)
    if overall <= 0:
        return smoothed, 0.0
    # Pairs of statements of one person: what their deviations have in common is the level.
    pairs = weight @ (deviation.sum(axis=1) ** 2 - squares.sum(axis=1))
    # A deviation from the own cell's mean is too small by 1/n; so is what two have in common.
    kept = np.where(n > 1, 1 - 1 / np.maximum(n, 1.0), 0.0)
    count = side @ (there * (there.sum(axis=1, keepdims=True) - 1))
    base = float((count * kept).sum())
    level = max(float(pairs) / base, 0.0) if base > 0 else 0.0
    return smoothed, min(level, overall)


def _smoothed(sums: FloatArray, freedom: FloatArray) -> tuple[FloatArray, float]:
    """Variance of one person in each cell from sums of squares, and that of all cells together.

    A cell of eight persons doesn't know its own variance (all may have done the same), so it is
    the statement's, times a factor of the segment.
    """
    if freedom.sum() <= 0 or sums.sum() <= 0:
        return np.zeros_like(freedom), 0.0
    overall = float(sums.sum() / freedom.sum())
    statement = (sums.sum(axis=0) + _PRIOR_PERSONS * overall) / (
        freedom.sum(axis=0) + _PRIOR_PERSONS
    )
    expected = (freedom * statement).sum(axis=1)
    prior = _PRIOR_FREEDOM * overall
    factor = (sums.sum(axis=1) + prior) / (expected + prior)
    return np.outer(factor, statement), overall


def too_little_to_pool(table: CellTable) -> str:
    """Why the table can't be modelled, "" if it can."""
    segments = int(table.known.any(axis=1).sum())
    statements = int(table.known.any(axis=0).sum())
    if segments < 2:
        return "one segment only: nothing to borrow from"
    if (segments - 1) * (statements - 1) < CELL_FREEDOM_MIN:
        return f"{segments} segments and {statements} statements are too few to learn from"
    if table.within_variance <= 0:
        return "within each cell all persons did the same: no spread to judge by"
    return ""


class PosteriorCells(NamedTuple):
    """Posterior of the true cell means, (segments, statements), and of the two spreads."""

    mean: FloatArray
    error: FloatArray
    own_share: FloatArray
    between_segments: float
    between_cells: float


def posterior_cells(table: CellTable) -> PosteriorCells:
    """Integrate over both spreads on a grid that closes in on where the mass is.

    Parameters
    ----------
    table : CellTable
        Of at least two segments; cells without persons are predicted like all others.

    Returns
    -------
    PosteriorCells
        Means and standard errors with the uncertainty of the spreads in them.
    """
    ranges = [(0.0, 1.0), (0.0, 1.0)]
    for _ in range(_ROUNDS):
        axes = [np.linspace(low, high, _POINTS) for low, high in ranges]
        alpha, gamma = (axis.ravel() for axis in np.meshgrid(*axes, indexing="ij"))
        density = np.concatenate(
            [_Given.of(table, *part).log_density for part in _parts(table, alpha, gamma)]
        )
        near = density > density.max() - _DEPTH
        ranges = [
            (max(float(values[near].min() - step), 0.0), min(float(values[near].max() + step), 1.0))
            for values, step in zip(
                (alpha, gamma), (axis[1] - axis[0] for axis in axes), strict=True
            )
        ]
    mass = np.exp(density - density.max())
    mass[~near] = 0.0
    for values, axis in zip((alpha, gamma), axes, strict=True):
        mass[(values == axis[0]) | (values == axis[-1])] /= 2
    mass, alpha, gamma = mass[near] / mass.sum(), alpha[near], gamma[near]
    first, second, own_share = (np.zeros(table.mean.shape) for _ in range(3))
    start = 0
    for part in _parts(table, alpha, gamma):
        given, share = _Given.of(table, *part), mass[start : start + len(part[0])]
        mean, variance, own = given.cells(table)
        first += np.tensordot(share, mean, 1)
        second += np.tensordot(share, variance + mean**2, 1)
        own_share += np.tensordot(share, own, 1)
        start += len(share)
    return PosteriorCells(
        mean=first,
        error=np.sqrt(np.maximum(second - first**2, 0.0)),
        own_share=own_share,
        between_segments=float(mass @ alpha),
        between_cells=float(mass @ gamma),
    )


def _parts(
    table: CellTable, alpha: FloatArray, gamma: FloatArray
) -> Iterator[tuple[FloatArray, FloatArray]]:
    """The grid in pieces whose working arrays stay small."""
    step = max(1, _CHUNK_CELLS // table.mean.size)
    for start in range(0, len(alpha), step):
        yield alpha[start : start + step], gamma[start : start + step]


@dataclass(frozen=True, slots=True)
class _Given:
    """The posterior for fixed spreads; the first axis of every array counts points of the grid.

    With a_s = α_s plus the mean of the levels of the segment's persons, and weights
    w = 1 / (τ_γ² + own error): given a, each μ_j is a weighted mean, and a itself has precision
    `Q` of segments × segments. All that is larger stays a sum over statements.
    """

    alpha_squared: FloatArray
    gamma_squared: FloatArray
    weight: FloatArray
    statement_weight: FloatArray
    centre: FloatArray
    level_variance: FloatArray
    level: FloatArray
    covariance: FloatArray
    log_density: FloatArray

    @classmethod
    def of(cls, table: CellTable, alpha: FloatArray, gamma: FloatArray) -> Self:
        """Restricted log likelihood and the segments' levels."""
        variance = (gamma**2)[:, None, None] + table.own_error
        weight = table.known / variance
        total = weight.sum(axis=1)
        seen = np.where(total > 0, total, 1.0)
        centre = (weight * table.mean).sum(axis=1) / seen
        rest = table.mean - centre[:, None, :]
        level_variance = np.maximum((alpha**2)[:, None] + table.shared, _LEAST)
        precision = -weight @ (weight / seen[:, None, :]).transpose(0, 2, 1)
        diagonal = np.arange(table.mean.shape[0])
        precision[:, diagonal, diagonal] += weight.sum(axis=2) + 1 / level_variance
        pull = (weight * rest).sum(axis=2)
        covariance: FloatArray = np.linalg.inv(precision).astype(np.float64)
        level = (covariance @ pull[:, :, None])[:, :, 0]
        log_density = -0.5 * (
            (np.log(variance) * table.known).sum(axis=(1, 2))
            + np.log(seen).sum(axis=1)
            + np.log(level_variance).sum(axis=1)
            + np.linalg.slogdet(precision)[1]
            + (weight * rest**2).sum(axis=(1, 2))
            - (pull * level).sum(axis=1)
        )
        return cls(
            alpha_squared=(alpha**2)[:, None, None],
            gamma_squared=(gamma**2)[:, None, None],
            weight=weight,
            statement_weight=seen[:, None, :],
            centre=centre[:, None, :],
            level_variance=level_variance[:, :, None],
            level=level[:, :, None],
            covariance=covariance,
            log_density=log_density,
        )

    def cells(self, table: CellTable) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Mean and variance of θ, and the derivative of the mean by the cell's own figure."""
        own = self.gamma_squared * self.weight
        away = 1 - own
        kept = self.alpha_squared / self.level_variance
        part = self.weight / self.statement_weight
        turn = kept - own
        spread = np.diagonal(self.covariance, axis1=1, axis2=2)[:, :, None]
        across = self.covariance @ part
        both = (part * across).sum(axis=1, keepdims=True)
        mean = own * table.mean + turn * self.level
        mean += away * (self.centre - (part * self.level).sum(axis=1, keepdims=True))
        variance = self.alpha_squared * (1 - kept) + self.gamma_squared * away
        variance += away**2 * (1 / self.statement_weight + both)
        variance += turn**2 * spread - 2 * turn * away * across
        share = own + away * part
        share += self.weight * (turn * (spread - across) - away * (across - both))
        return mean, variance, share
