"""Curves of an instrument that keeps a value: the mean rating with its band.

The same band as for buttons (see `band`), with the rating's own spread in place of that of likes
and dislikes. This module must not know statements or verdicts.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulsemeter.analysis.band import PERSONS_SIMULTANEOUS_MIN, Band, BandSettings
from pulsemeter.analysis.counts import BoolArray, normal_quantile
from pulsemeter.analysis.curve import FADED_BELOW
from pulsemeter.analysis.resampling import (
    Float32Array,
    NetParts,
    check_codes,
    checked_strata,
    drawn_counts,
    read_panel,
)
from pulsemeter.domain.presence import CHOICE_MAX, CHOICE_MIN


def rating_band(
    codes: NDArray[np.int8],
    *,
    weights: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    settings: BandSettings | None = None,
) -> Band:
    """Mean rating per interval with a band for the whole curve.

    With y a rating as a share of the scale (−1..1), n persons present and s² the mean square of
    all ratings of the session::

        m = Σ y / (n + 2),   e² = ((Σ y² + 2 s²) / (n + 2) − m²) / (n + 2);   band = m ± c e

    two ratings of +s and −s are added, as Bonett and Price add a like and a dislike; where all
    ratings are ±1 (s = 1) this is their interval. c as in `band.simultaneous_band`.

    Parameters
    ----------
    codes : ndarray of int8, shape (persons, intervals)
        Ratings −100..100, carried forward; 102 away, −128 unknown; 101 counts as 0.
    weights, strata, settings
        As in `band.simultaneous_band`; the method is always "resample".

    Returns
    -------
    Band
        `net` is the mean rating, −1..1.

    Raises
    ------
    ValueError
        As `band.simultaneous_band`.
    """
    check_codes(codes)
    way = settings or BandSettings()
    panel = read_panel(codes, weights)
    rated = (codes >= CHOICE_MIN) & (codes <= CHOICE_MAX)
    y = (np.where(rated, codes, 0) / np.float32(100)).astype(np.float32)
    weight = panel.present.max(axis=1, keepdims=True)
    sums = [y * weight, y * y * weight, panel.present, panel.squared]
    ever = panel.present.any(axis=1)
    parts = [None if matrix is None else matrix[ever] for matrix in sums]
    numbers = np.unique(checked_strata(strata, len(codes))[ever], return_inverse=True)[1]
    n = np.count_nonzero(panel.present[ever], axis=0).astype(np.int64)
    spread = float(np.mean(np.square(y[panel.present > 0], dtype=np.float64))) if ever.any() else 0
    own = _parts(np.ones((1, int(ever.sum())), dtype=np.float32), parts, spread)
    drawn = n >= way.floor
    enough = int(ever.sum()) >= PERSONS_SIMULTANEOUS_MIN
    simultaneous = enough and bool(drawn.any()) and way.claim == "simultaneous"
    c = normal_quantile(way.confidence)
    if simultaneous and spread > 0:
        c = max(c, _multiplier(parts, numbers.astype(np.int64), own, drawn, spread, way))
    low, high = (np.clip(own.centre[0] + side * c * own.error[0], -1, 1) for side in (-1, 1))
    return Band(
        net=np.where(drawn, own.net[0], np.nan),
        low=np.where(drawn, low, np.nan),
        high=np.where(drawn, high, np.nan),
        n=n,
        drawn=drawn,
        faded=drawn & (n < FADED_BELOW),
        kind="simultaneous" if simultaneous else "pointwise",
        multiplier=c,
        confidence=way.confidence,
        replicates=way.replicates if simultaneous else 0,
        seed=way.seed,
        persons=int(ever.sum()),
        method="resample",
    )


def _parts(counts: Float32Array, sums: list[Any], spread: float) -> NetParts:
    """Mean, centre and error of draws of the panel."""
    y, y_squared, present, weights_squared = sums
    total, squares, whole = counts @ y, counts @ y_squared, counts @ present
    nobody = whole <= 0
    base = np.where(nobody, 1, whole)
    scale: Any = 1
    if weights_squared is not None:
        scale = base / np.where(nobody, 1, counts @ weights_squared)
    n = np.where(nobody, 0, base * scale) + 2
    centre = total * scale / n
    variance = (squares * scale + 2 * spread) / n - centre * centre
    return NetParts(np.where(nobody, np.nan, total / base), centre, np.sqrt(variance / n))


def _multiplier(
    sums: list[Any],
    strata: NDArray[np.int64],
    own: NetParts,
    drawn: BoolArray,
    spread: float,
    way: BandSettings,
) -> float:
    """The quantile of the largest deviation over the intervals drawn."""
    truth = np.where(drawn, own.net[0], 0)
    worst = []
    rng = np.random.default_rng(way.seed)
    for counts in drawn_counts(strata, way.replicates, len(truth), rng):
        parts = _parts(counts, sums, spread)
        ratio = np.abs(parts.centre - truth) / np.where(drawn, parts.error, 1)
        worst.append(ratio.max(axis=1, where=drawn, initial=0))
    return float(np.quantile(np.concatenate(worst), way.confidence))
