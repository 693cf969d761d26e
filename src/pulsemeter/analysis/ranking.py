"""Effect sizes of statements and an order of them that knows its own uncertainty.

The largest of many noisy figures is mostly luck, so figures are shrunk towards their mean before
they are ranked, and each rank has an interval. This module must not know presses, segments or
verdicts.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize_scalar
from scipy.special import stdtrit

from pulsemeter.analysis.counts import (
    FloatArray,
    checked_share,
    checked_whole,
    normal_quantile,
)

REPLICATES = 4_000


@dataclass(frozen=True, slots=True)
class OwnMeanEffect:
    """One statement against each person's own mean; figures are None where there is no value.

    `points` is the mean difference in net points (−200..200) with its interval, `d_z` the mean
    difference in standard deviations of the differences, `persons` the base, `reason` why a
    figure is None.
    """

    points: float | None
    low: float | None
    high: float | None
    d_z: float | None
    persons: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Shrunk estimates and ranks, in the order given; rank 1 is the highest.

    `shrunk` with `low` and `high` are posterior means and intervals; `own_share` is the weight of
    the item's own figure (1: nothing borrowed); `rank` follows `shrunk`, equal ones share the best;
    `rank_low` and `rank_high` hold `confidence` of the drawn ranks. `tau` is the standard
    deviation of true values between items, `centre` their mean, both in the unit of the estimates.
    """

    shrunk: FloatArray
    low: FloatArray
    high: FloatArray
    own_share: FloatArray
    rank: FloatArray
    rank_low: FloatArray
    rank_high: FloatArray
    centre: float
    tau: float
    confidence: float
    seed: int
    replicates: int


def own_mean_effects(scores: ArrayLike, confidence: float = 0.95) -> tuple[OwnMeanEffect, ...]:
    """Compare each statement with the mean of each person's *other* statements.

    Parameters
    ----------
    scores : array_like of numbers, shape (persons, statements)
        A person's own figure for a statement, −1..1 (classes: +1 like, −1 dislike, 0 neither);
        NaN where absent.
    confidence : float, optional
        Between 0 and 1, of the t interval over persons.

    Returns
    -------
    tuple of OwnMeanEffect
        One per statement. Persons count who have the statement and at least one other.

    Raises
    ------
    ValueError
        Scores outside −1..1, another shape, or a confidence outside (0, 1).

    References
    ----------
    Lakens, D. (2013). Calculating and reporting effect sizes to facilitate cumulative science.
    Frontiers in Psychology 4, 863.

    Examples
    --------
    >>> (first, second) = own_mean_effects([[1, 0], [1, 1], [0, 0], [1, -1]])
    >>> first.points, round(first.d_z, 3), first.persons
    (75.0, 0.783, 4)
    """
    own = np.asarray(scores)
    if own.ndim != 2 or own.dtype.kind not in "iuf":
        raise ValueError(f"scores must be numbers of shape (persons, statements), got {own.shape}")
    own = own.astype(np.float64)
    known = ~np.isnan(own)
    if (np.abs(own[known]) > 1).any():
        raise ValueError("scores must lie between -1 and 1, NaN where absent")
    checked_share("confidence", confidence)
    sums, counts = np.where(known, own, 0).sum(axis=1), known.sum(axis=1)
    effects = []
    for column, there in zip(own.T, known.T, strict=True):
        base = there & (counts > 1)
        others = (sums[base] - column[base]) / (counts[base] - 1)
        effects.append(_effect(100 * (column[base] - others), confidence))
    return tuple(effects)


def between_variance(estimates: ArrayLike, standard_errors: ArrayLike) -> tuple[float, float]:
    """Mean and variance τ² of true values between items, by restricted likelihood (REML).

    Parameters
    ----------
    estimates, standard_errors : array_like of numbers, shape (items,)
        Figures with their standard errors (above 0), in one unit; at least 2 items.

    Returns
    -------
    centre, tau_squared : float
        The mean weighted with 1/(se² + τ²), and τ² ≥ 0.

    Raises
    ------
    ValueError
        Fewer than 2 items, figures that are not finite, standard errors not above 0.

    References
    ----------
    Raudenbush, S. W. (2009). Analyzing effect sizes: random-effects models. In The Handbook of
    Research Synthesis and Meta-Analysis, 2nd ed., 295-315.
    """
    y, variances = _checked_items(estimates, standard_errors)
    scale = max(float(y.var(ddof=1)), float(variances.max()))
    # In the unit of the data, on a grid first: the restricted likelihood can have two tops.
    z, v = y / np.sqrt(scale), variances / scale

    def cost(tau_squared: float) -> float:
        total = v + tau_squared
        centre = (z / total).sum() / (1 / total).sum()
        spread = np.log(total).sum() + np.log((1 / total).sum())
        return float(spread + ((z - centre) ** 2 / total).sum())

    grid = np.concatenate([[0.0], np.geomspace(1e-8, 10 * len(z), 200)])
    best = int(np.argmin([cost(float(point)) for point in grid]))
    ends = float(grid[max(best - 1, 0)]), float(grid[min(best + 1, len(grid) - 1)])
    near = minimize_scalar(cost, bounds=ends, method="bounded", options={"xatol": 1e-12})
    tau_squared = float(near.x) if near.fun < cost(0.0) else 0.0
    total = v + tau_squared
    centre = float((z / total).sum() / (1 / total).sum())
    return centre * float(np.sqrt(scale)), tau_squared * scale


def rank_shrunk(
    estimates: ArrayLike,
    standard_errors: ArrayLike,
    *,
    seed: int,
    replicates: int = REPLICATES,
    confidence: float = 0.95,
) -> Ranking:
    """Shrink figures by a normal-normal model and rank them with intervals of rank.

    With τ² and the centre μ of `between_variance` and B = τ² / (τ² + se²)::

        shrunk = μ + B (y − μ),  variance = B se² + (1 − B)² var(μ)

    Parameters
    ----------
    estimates, standard_errors : array_like of numbers, shape (items,)
        As in `between_variance`.
    seed : int
        Of the draws for the intervals of rank, 0 or more.
    replicates : int, optional
        Draws, at least 100.
    confidence : float, optional
        Between 0 and 1, of the intervals of values and ranks.

    Returns
    -------
    Ranking
        The same seed gives the same ranks. At τ = 0 all shrunk values are equal, all ranks are 1
        and every interval of rank is whole: the data tell no order.

    Raises
    ------
    ValueError
        As `between_variance`; a seed or number of replicates that isn't whole or too small.

    Notes
    -----
    Draws share the uncertain centre but hold τ fixed, so intervals are a little narrow with few
    items. Net approval of one panel's statements shares persons; their errors are taken as
    independent here.

    References
    ----------
    Efron, B., & Morris, C. (1975). Data analysis using Stein's estimator and its generalizations.
    Journal of the American Statistical Association 70(350), 311-319. Goldstein, H., &
    Spiegelhalter, D. J. (1996). League tables and their limitations. Journal of the Royal
    Statistical Society A 159(3), 385-443.

    Examples
    --------
    >>> found = rank_shrunk([30.0, 10.0, -20.0], [5.0, 5.0, 5.0], seed=1)
    >>> found.rank.tolist(), found.rank_high.tolist()
    ([1.0, 2.0, 3.0], [1.0, 2.0, 3.0])
    """
    y, variances = _checked_items(estimates, standard_errors)
    z = normal_quantile(confidence)
    start = checked_whole("seed", seed, least=0)
    draws = checked_whole("replicates", replicates, least=100)
    centre, tau_squared = between_variance(estimates, standard_errors)
    own_share = tau_squared / (tau_squared + variances)
    shrunk = centre + own_share * (y - centre)
    own_variance = own_share * variances
    centre_variance = float(1 / (1 / (variances + tau_squared)).sum())
    half = z * np.sqrt(own_variance + (1 - own_share) ** 2 * centre_variance)
    items = len(y)
    if tau_squared == 0:
        rank_low, rank_high = np.ones(items), np.full(items, float(items))
    else:
        random = np.random.default_rng(start)
        shift = random.standard_normal((draws, 1)) * np.sqrt(centre_variance)
        values = random.standard_normal((draws, items)) * np.sqrt(own_variance)
        values += shrunk + (1 - own_share) * shift
        ranks = np.argsort(np.argsort(-values, axis=1), axis=1) + 1
        tail = (1 - confidence) / 2
        rank_low = np.quantile(ranks, tail, axis=0, method="inverted_cdf").astype(np.float64)
        rank_high = np.quantile(ranks, 1 - tail, axis=0, method="inverted_cdf").astype(np.float64)
    return Ranking(
        shrunk=shrunk,
        low=shrunk - half,
        high=shrunk + half,
        own_share=own_share,
        rank=1.0 + (shrunk[None, :] > shrunk[:, None]).sum(axis=1),
        rank_low=rank_low,
        rank_high=rank_high,
        centre=centre,
        tau=float(np.sqrt(tau_squared)),
        confidence=confidence,
        seed=start,
        replicates=draws,
    )


def _effect(differences: FloatArray, confidence: float) -> OwnMeanEffect:
    persons = len(differences)
    if not persons:
        return OwnMeanEffect(None, None, None, None, 0, "nobody was there for another statement")
    points = float(differences.mean())
    if persons == 1:
        return OwnMeanEffect(points, None, None, None, 1, "one person shows no spread")
    spread = float(differences.std(ddof=1))
    if spread <= 1e-9:
        return OwnMeanEffect(points, None, None, None, persons, "all persons differ by the same")
    half = float(stdtrit(persons - 1, (1 + confidence) / 2)) * spread / persons**0.5
    low, high = max(points - half, -200.0), min(points + half, 200.0)
    return OwnMeanEffect(points, low, high, points / spread, persons)


def _checked_items(
    estimates: ArrayLike, standard_errors: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    y, errors = np.asarray(estimates), np.asarray(standard_errors)
    if y.ndim != 1 or y.shape != errors.shape or len(y) < 2:
        raise ValueError(
            f"estimates and standard_errors need one number each for at least 2 items, got shapes "
            f"{y.shape} and {errors.shape}"
        )
    if y.dtype.kind not in "iuf" or errors.dtype.kind not in "iuf":
        raise ValueError("estimates and standard_errors must be numbers")
    if not np.isfinite(y).all() or not np.isfinite(errors).all() or (errors <= 0).any():
        raise ValueError("estimates must be finite and standard_errors finite and above 0")
    return y.astype(np.float64), errors.astype(np.float64) ** 2
