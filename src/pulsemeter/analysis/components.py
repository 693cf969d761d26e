"""Where reactions differ: between persons, between statements, or person by statement.

A person may like everything, a statement may please everybody, and some persons may like just
some statements: three variances of one crossed table. This module must not know presses,
segments or verdicts.
"""

from dataclasses import dataclass, replace

import numpy as np
import scipy
from numpy.typing import ArrayLike
from scipy.optimize import minimize, minimize_scalar

from pulsemeter.analysis.counts import FloatArray, checked_share, checked_whole
from pulsemeter.analysis.crossed_likelihood import CrossedParts

LOG_RATIO_MAX = 20.0
"""Highest log of a component's mean square over that of person × statement that is searched."""
GRID = 17
"""Points per side at which the likelihood is taken for the intervals."""
_DROP = 25.0
"""Where −2 log likelihood lies this far above its lowest point, nothing is left to draw."""
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Component:
    """One variance, in squared units of the scores, and its share of the sum of all three.

    Intervals are None unless asked for; everything is None where nothing can be said.
    """

    variance: float | None = None
    share: float | None = None
    variance_low: float | None = None
    variance_high: float | None = None
    share_low: float | None = None
    share_high: float | None = None


@dataclass(frozen=True, slots=True)
class VarianceComponents:
    """The three components of one table of scores.

    `person`: some like more of everything. `statement`: some are liked more by everybody.
    `person_statement`: persons differ in *which* they like; with one score per cell it holds the
    error of measurement too and can't be told from it. `method` is "anova" (complete table: the
    closed form, which is REML), "reml" (gaps, or a component at 0), or "" where `reason` says why
    there is no figure. `persons` and `statements` have a score; `missing` cells between them have
    none. `reason` also says why an interval that was asked for is missing.
    """

    person: Component
    statement: Component
    person_statement: Component
    method: str
    persons: int
    statements: int
    missing: int
    confidence: float
    replicates: int
    seed: int
    reason: str


def variance_components(
    scores: ArrayLike, *, replicates: int = 0, seed: int = 1, confidence: float = 0.95
) -> VarianceComponents:
    """Split the variance of scores into person, statement and person × statement (with error).

    Restricted maximum likelihood (REML) of ``y_ij = μ + p_i + s_j + e_ij``, all three random and
    independent. In a complete table with mean squares MS::

        person_statement = MS_e,  person = (MS_p − MS_e) / S,  statement = (MS_s − MS_e) / P

    and where one of these would be negative it is 0 and its mean square joins MS_e.

    Parameters
    ----------
    scores : array_like of numbers, shape (persons, statements)
        One score per person and statement (classes −1, 0, 1 or mean ratings); NaN where absent.
    replicates : int, optional
        Draws for the intervals: 0 for none, else at least 200.
    seed : int, optional
        Of these draws, 0 or more.
    confidence : float, optional
        Between 0 and 1, of the intervals.

    Returns
    -------
    VarianceComponents
        Shares sum to 1. All figures are None, with a reason, where nobody has a score, with one
        person or one statement, where all scores are the same, or where persons and statements
        overlap too little to be told apart.

    Raises
    ------
    ValueError
        Scores aren't finite numbers (or NaN) of that shape, or a setting is out of its range.

    Notes
    -----
    With gaps, persons are integrated out in closed form and the likelihood needs only tables of
    statements × statements (the smaller side, whichever it is): some hundreds of statements and
    tens of thousands of persons take seconds. It takes absence as unrelated to the score.

    Intervals are percentiles of draws from the restricted likelihood times 1 / (product of the
    three mean squares), the prior under which they are generalised confidence intervals of the
    balanced table. They assume normal effects: for classes they are approximate, and with few
    statements or persons rightly wide. A low end is above 0 by construction, so it is no test.

    References
    ----------
    Searle, S. R., Casella, G., & McCulloch, C. E. (1992). Variance Components. Wiley. Thompson,
    W. A. (1962). The problem of negative estimates of variance components. Annals of Mathematical
    Statistics 33(1), 273-289. Weerahandi, S. (1993). Generalized confidence intervals. Journal of
    the American Statistical Association 88(423), 899-905.

    Examples
    --------
    >>> found = variance_components([[1, 0, -1], [1, 1, -1], [0, -1, -1], [1, 1, 0]])
    >>> found.method, round(found.statement.share, 3), round(found.person_statement.share, 3)
    ('anova', 0.528, 0.222)
    """
    table = _checked_scores(scores)
    draws = checked_whole("replicates", replicates, least=0)
    if 0 < draws < 200:
        raise ValueError(f"replicates must be 0 or at least 200, got {draws}")
    start = checked_whole("seed", seed, least=0)
    share = checked_share("confidence", confidence)
    seen = ~np.isnan(table)
    table = table[seen.any(axis=1)][:, seen.any(axis=0)]
    persons, statements = table.shape
    missing = int(np.isnan(table).sum())
    nothing = Component()
    empty = VarianceComponents(
        nothing, nothing, nothing, "", persons, statements, missing, share, draws, start, ""
    )
    reason = _reason_for_nothing(table)
    if reason:
        return replace(empty, reason=reason)
    scale = float(np.nanstd(table))
    turned = statements > persons  # the smaller side is the inner one
    parts = CrossedParts.of((table.T if turned else table) / scale)
    additive = parts.residual <= _ROUNDING * parts.squares
    if parts.spare < 1 or (additive and not parts.connected):
        return replace(empty, reason="persons and statements overlap too little to be told apart")
    method, variances = "reml", np.zeros(3)
    if missing == 0:
        method, variances = _balanced(parts)
    elif additive:
        variances[:2] = [effects.var(ddof=1) for effects in parts.effects]
    else:
        variances = _unbalanced(parts)
    drawn = None
    if draws and not additive:
        drawn = _drawn(parts, variances, draws, np.random.default_rng(start))
        drawn = drawn[:, [1, 0, 2]] if turned else drawn
    elif draws:
        reason = "person and statement add up exactly: no interval"
    outer, inner, rest = variances * scale**2
    person, statement = (inner, outer) if turned else (outer, inner)
    found = np.array([person, statement, rest])
    made = _components(found, None if drawn is None else drawn * scale**2, share)
    return replace(
        empty,
        person=made[0],
        statement=made[1],
        person_statement=made[2],
        method=method,
        reason=reason,
    )


def _balanced(parts: CrossedParts) -> tuple[str, FloatArray]:
    """Closed form: a mean square below the residual's joins it, the smallest first."""
    rows, columns = (len(effects) for effects in parts.effects)
    squares = np.array([part @ part for part in parts.effects]) * [columns, rows]
    freedom = np.array([rows - 1, columns - 1])
    residual, spare = parts.residual, parts.spare
    joined = np.zeros(2, dtype=bool)
    for place in np.argsort(squares / freedom):
        if squares[place] / freedom[place] <= residual / spare:
            residual, spare = residual + squares[place], spare + freedom[place]
            joined[place] = True
    rest = residual / spare
    found = np.where(joined, 0.0, (squares / freedom - rest) / [columns, rows])
    return "reml" if joined.any() else "anova", np.array([*found, rest])


def _unbalanced(parts: CrossedParts) -> FloatArray:
    """The lowest point of the cost, in the open and on both edges."""
    rest = parts.residual / parts.spare
    start = np.array([effects.var(ddof=1) for effects in parts.effects]) / rest
    start = np.clip(np.log(np.maximum(start * parts.typical, 1.05)), 0, LOG_RATIO_MAX - 2)
    steps = [min(1.0, 2 / len(effects) ** 0.5) for effects in parts.effects]
    simplex = np.clip(start + np.array([[0, 0], [steps[0], 0], [0, steps[1]]]), 0, LOG_RATIO_MAX)
    bounds = [(0.0, LOG_RATIO_MAX)] * 2
    options = {"initial_simplex": simplex, "xatol": 1e-6, "fatol": 1e-7, "maxiter": 1_000}
    best = minimize(
        lambda at: parts.cost(at)[0], start, method="Nelder-Mead", bounds=bounds, options=options
    )
    found = [(float(best.fun), np.asarray(best.x, dtype=np.float64))]
    # A component at 0 is an end of the search, where a simplex can stick beside it.
    found += [_edge(parts, side) for side in (0, 1) if best.x[side] < 1.0]
    at = min(found, key=lambda point: point[0])[1]
    (variances,) = _variances(parts, at[None, :], np.array([parts.cost(at)[1]]))
    return np.asarray(variances)


def _edge(parts: CrossedParts, side: int) -> tuple[float, FloatArray]:
    """The lowest cost where the component of one side is 0, and its place."""
    free = np.eye(2)[1 - side]
    best = minimize_scalar(
        lambda u: parts.cost(u * free)[0],
        bounds=(0.0, LOG_RATIO_MAX),
        method="bounded",
        options={"xatol": 1e-7},
    )
    corner = parts.cost(0 * free)[0]
    return (corner, 0 * free) if corner <= best.fun else (float(best.fun), best.x * free)


def _variances(parts: CrossedParts, at: FloatArray, rest: FloatArray) -> FloatArray:
    """Rows of (outer, inner, residual) variance at points (u_row, u_column)."""
    return np.column_stack([np.expm1(at) / parts.typical * rest[:, None], rest])


def _drawn(
    parts: CrossedParts, variances: FloatArray, draws: int, random: np.random.Generator
) -> FloatArray:
    """Draws of (outer, inner, residual) from the restricted likelihood, flat in u and log σ²."""
    top = np.log1p(variances[:2] / variances[2] * parts.typical)
    lowest = parts.cost(top)[0]
    axes = [_range(parts, top, side, lowest) for side in (0, 1)]
    coarse = np.array([[parts.cost(np.array([u, v])) for v in axes[1]] for u in axes[0]])
    # The surface is smooth: few points carry it, many are drawn from.
    fine = [np.linspace(axis[0], axis[-1], 400) for axis in axes]
    costs = scipy.interpolate.RectBivariateSpline(axes[0], axes[1], coarse[:, :, 0] - lowest)
    surface = costs(*fine)
    weights = np.exp(-np.clip(surface, -1.0, None) / 2).ravel()
    places = random.choice(weights.size, draws, p=weights / weights.sum())
    cells = np.stack(np.unravel_index(places, surface.shape), axis=1)
    width = np.array([axis[1] - axis[0] for axis in fine])
    inside = random.uniform(-0.5, 0.5, (draws, 2))
    at = np.array([axis[0] for axis in fine]) + np.abs(cells + inside) * width
    logs = scipy.interpolate.RectBivariateSpline(axes[0], axes[1], np.log(coarse[:, :, 1]))
    rest = np.exp(logs.ev(at[:, 0], at[:, 1]))
    freedom = parts.scores - 1
    return _variances(parts, at, rest * freedom / random.chisquare(freedom, draws))


def _range(parts: CrossedParts, top: FloatArray, side: int, lowest: float) -> FloatArray:
    """Points of one axis, from where the likelihood has vanished to where it has again."""
    ends = []
    for sign in (-1, 1):
        step = 0.02
        while True:
            at = top.copy()
            at[side] = np.clip(top[side] + sign * step, 0.0, LOG_RATIO_MAX)
            if at[side] in (0.0, LOG_RATIO_MAX) or parts.cost(at)[0] > lowest + _DROP:
                break
            step *= 1.5
        ends.append(float(at[side]))
    return np.linspace(ends[0], ends[1], GRID)


def _components(
    variances: FloatArray, drawn: FloatArray | None, confidence: float
) -> list[Component]:
    shares = variances / variances.sum()
    made = [Component(float(v), float(s)) for v, s in zip(variances, shares, strict=True)]
    if drawn is None:
        return made
    ends = [(1 - confidence) / 2, (1 + confidence) / 2]
    low, high = np.quantile(drawn, ends, axis=0)
    share_low, share_high = np.quantile(drawn / drawn.sum(axis=1, keepdims=True), ends, axis=0)
    return [
        replace(
            one,
            variance_low=float(low[k]),
            variance_high=float(high[k]),
            share_low=float(share_low[k]),
            share_high=float(share_high[k]),
        )
        for k, one in enumerate(made)
    ]


def _reason_for_nothing(table: FloatArray) -> str:
    persons, statements = table.shape
    if not persons:
        return "nobody has a score"
    if persons == 1:
        return "one person shows no difference between persons"
    if statements == 1:
        return "one statement shows no difference between statements"
    if np.nanmax(table) - np.nanmin(table) <= _ROUNDING * np.nanmax(np.abs(table)):
        return "all scores are the same"
    return ""


def _checked_scores(scores: ArrayLike) -> FloatArray:
    table = np.asarray(scores)
    if table.ndim != 2 or table.dtype.kind not in "iuf":
        raise ValueError(
            f"scores must be numbers of shape (persons, statements), got {table.dtype.name} "
            f"values of shape {table.shape}"
        )
    if np.isinf(table).any():
        raise ValueError("scores must be finite, or NaN where a person was absent")
    return table.astype(np.float64)
