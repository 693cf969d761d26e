"""Do coders give statements the same codes? Krippendorff's α, with any number of coders and gaps.

It speaks of the coding of statements (topic, attack, promise …), never of the panel's reactions.
This module must not know what the codes are used for.
"""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulsemeter.analysis.counts import FloatArray, checked_share, checked_whole

Level = Literal["nominal", "ordinal", "interval", "ratio"]
LEVELS: tuple[str, ...] = get_args(Level)

UNDEFINED_SHARE_MAX = 0.05
"""If more draws than this hold only one value, the rest no longer stand for all: no interval."""


@dataclass(frozen=True, slots=True)
class CoderAgreement:
    """Krippendorff's α of one coded variable; None where it has no value, `reason` says why.

    1: coders always agree; 0: no better than chance; below 0: they disagree systematically.
    `low` and `high` are an interval over units, None unless asked for and to be had. `coders`
    gave at least one value that counts, `units` have at least two values, `values` is the number
    of values on them; `unpaired` units have fewer than two values and count for nothing.
    """

    alpha: float | None
    low: float | None
    high: float | None
    level: Level
    coders: int
    units: int
    values: int
    unpaired: int
    reason: str
    confidence: float
    replicates: int
    seed: int


def coder_agreement(
    values: ArrayLike,
    level: Level = "nominal",
    *,
    replicates: int = 0,
    seed: int = 1,
    confidence: float = 0.95,
) -> CoderAgreement:
    """Measure how far coders agree beyond chance, by Krippendorff's α.

    With n_uc the number of coders who gave unit u the value c, m_u = Σ_c n_uc ≥ 2,
    n_c = Σ_u n_uc, n = Σ_c n_c and δ²_ck the squared distance of two values::

        α = 1 − (n − 1) · Σ_u Σ_ck n_uc (n_uk − [c = k]) δ²_ck / (m_u − 1) / Σ_ck n_c n_k δ²_ck

    δ² is 1 unless equal (nominal), the squared number of values ranked from c to k with the ends
    counted half (ordinal), (c − k)² (interval), or ((c − k) / (c + k))² (ratio).

    Parameters
    ----------
    values : array_like, shape (coders, units)
        Numbers, NaN where a coder gave none; at the nominal level also texts, None or "" where
        a coder gave none.
    level : {"nominal", "ordinal", "interval", "ratio"}, optional
        What distance between two values means.
    replicates : int, optional
        Draws of units for the interval: 0 for no interval, else at least 100.
    seed : int, optional
        Of the draws, 0 or more; the same seed gives the same interval.
    confidence : float, optional
        Between 0 and 1, of the interval.

    Returns
    -------
    CoderAgreement
        α is None with a reason where no unit has two values, or where all values are the same
        (agreement on something that never varies shows nothing).

    Raises
    ------
    ValueError
        Fewer than two coders, values of another shape, texts at a level that needs numbers,
        infinite values, negative values at the ratio level, an unknown level, replicates 1..99.

    Notes
    -----
    The interval draws units with replacement, with all their values (percentiles). It takes
    statements as drawn from more of their kind and coders as given, and is rough below some 20
    units.

    References
    ----------
    Krippendorff, K. (2011). Computing Krippendorff's Alpha-Reliability. University of
    Pennsylvania, Annenberg School for Communication.

    Examples
    --------
    >>> found = coder_agreement([["a", "b", "b", None], ["a", "b", "a", "b"]])
    >>> round(found.alpha, 3), found.units, found.unpaired
    (0.444, 3, 1)
    """
    if level not in LEVELS:
        raise ValueError(f"level must be one of {', '.join(LEVELS)}, got {level!r}")
    draws = checked_whole("replicates", replicates, least=0)
    if 0 < draws < 100:
        raise ValueError(f"replicates must be 0 or at least 100, got {draws}")
    start = checked_whole("seed", seed, least=0)
    share = checked_share("confidence", confidence)
    kinds, place = _checked_values(values, level)
    paired = (place >= 0).sum(axis=0) >= 2
    counts = _counts(place[:, paired], len(kinds))
    alpha, low, high, reason = None, None, None, ""
    if not paired.any():
        reason = "no unit has values of two coders"
    elif (counts.sum(axis=0) > 0).sum() < 2:
        reason = "all coders gave the same value to every unit: nothing varies to agree on"
    else:
        alpha = float(_alphas(counts, np.ones((1, len(counts))), kinds, level)[0])
        if draws:
            random = np.random.default_rng(start)
            often = random.multinomial(len(counts), np.full(len(counts), 1 / len(counts)), draws)
            found = _alphas(counts, often.astype(np.float64), kinds, level)
            found = found[~np.isnan(found)]
            if len(found) < (1 - UNDEFINED_SHARE_MAX) * draws:
                reason = "too few units differ for an interval"
            else:
                low, high = (float(np.quantile(found, (1 + s * share) / 2)) for s in (-1, 1))
    return CoderAgreement(
        alpha=alpha,
        low=low,
        high=high,
        level=level,
        coders=int((place[:, paired] >= 0).any(axis=1).sum()),
        units=len(counts),
        values=int(counts.sum()),
        unpaired=int((~paired).sum()),
        reason=reason,
        confidence=share,
        replicates=draws,
        seed=start,
    )


def _alphas(counts: FloatArray, often: FloatArray, kinds: FloatArray, level: Level) -> FloatArray:
    """α of each draw (draws,), NaN where only one value was drawn.

    `counts` (units, values) says how many coders gave which value, `often` (draws, units) how
    often each unit is in a draw.
    """
    sizes = counts.sum(axis=1)
    share = often / (sizes - 1)
    drawn = often @ counts
    n = drawn.sum(axis=1)
    if level == "nominal":
        observed = share @ (sizes**2 - (counts**2).sum(axis=1))
        expected = n**2 - (drawn**2).sum(axis=1)
    elif level == "ratio":
        observed, expected = _ratio_disagreement(counts, share, drawn, kinds)
    else:
        # Ordinal distances are distances of the values' middle ranks, which a draw moves.
        at = np.broadcast_to(kinds - kinds.mean(), drawn.shape)
        if level == "ordinal":
            at = np.cumsum(drawn, axis=1) - drawn / 2 - n[:, None] / 2
        within = sizes * (at**2 @ counts.T) - (at @ counts.T) ** 2
        observed = 2 * (share * within).sum(axis=1)
        expected = 2 * (n * (drawn * at**2).sum(axis=1) - (drawn * at).sum(axis=1) ** 2)
    varied = (drawn > 0).sum(axis=1) > 1
    return np.asarray(1 - (n - 1) * observed / np.where(varied, expected, np.nan))


def _ratio_disagreement(
    counts: FloatArray, share: FloatArray, drawn: FloatArray, kinds: FloatArray
) -> tuple[FloatArray, FloatArray]:
    total = kinds[:, None] + kinds
    squared = ((kinds[:, None] - kinds) / np.where(total > 0, total, 1)) ** 2
    within = ((counts @ squared) * counts).sum(axis=1)
    return share @ within, ((drawn @ squared) * drawn).sum(axis=1)


def _counts(place: NDArray[np.int64], kinds: int) -> FloatArray:
    """How many coders gave each value to each unit, (units, values)."""
    counts = np.zeros((place.shape[1], kinds))
    units = np.broadcast_to(np.arange(place.shape[1]), place.shape)
    given = place >= 0
    np.add.at(counts, (units[given], place[given]), 1)
    return counts


def _checked_values(values: ArrayLike, level: Level) -> tuple[FloatArray, NDArray[np.int64]]:
    """The values that occur in order (texts: 0, 1, …); where each cell has its own, −1 if none."""
    table = np.asarray(values)
    if table.ndim != 2:
        raise ValueError(f"values must be of shape (coders, units), got {table.shape}")
    if len(table) < 2:
        raise ValueError(f"agreement needs at least two coders, got {len(table)}")
    if table.dtype.kind in "OU":
        given = ~np.array([_is_missing(v) for v in table.ravel()], dtype=bool).reshape(table.shape)
        if all(isinstance(v, str) for v in table[given]):
            if level != "nominal":
                raise ValueError(f"texts have no {level} level: give numbers in their order")
            names, at = np.unique(table[given].astype(str), return_inverse=True)
            return np.arange(float(len(names))), _placed(given, at)
        try:
            table = np.where(given, table, np.nan).astype(np.float64)
        except (TypeError, ValueError):
            raise ValueError("values must be all numbers or all texts") from None
    if table.dtype.kind not in "iuf":
        raise ValueError(f"values must be numbers or texts, got {table.dtype.name} values")
    numbers = table.astype(np.float64)
    given = ~np.isnan(numbers)
    if np.isinf(numbers).any():
        raise ValueError("values must be finite, or NaN where a coder gave none")
    if level == "ratio" and (numbers[given] < 0).any():
        raise ValueError("the ratio level knows no values below 0")
    kinds, at = np.unique(numbers[given], return_inverse=True)
    return kinds, _placed(given, at)


def _is_missing(value: object) -> bool:
    return value is None or value == "" or (isinstance(value, float) and np.isnan(value))


def _placed(given: NDArray[np.bool_], at: NDArray[np.int64]) -> NDArray[np.int64]:
    place = np.full(given.shape, -1, dtype=np.int64)
    place[given] = at
    return place
