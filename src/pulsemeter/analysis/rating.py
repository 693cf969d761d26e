"""Curves of an instrument that keeps a value: the mean rating with its band.

The same band as for buttons (see `band`), with the rating's own spread in place of that of likes
and dislikes. This module must not know statements or verdicts.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulsemeter.analysis.band import (
    PERSONS_SIMULTANEOUS_MIN,
    Band,
    BandSettings,
    drawn_around,
)
from pulsemeter.analysis.counts import BoolArray, normal_quantile
from pulsemeter.analysis.deviation import joined
from pulsemeter.analysis.groups import checked_groups, checked_strata
from pulsemeter.analysis.resampling import (
    Float32Array,
    NetParts,
    PanelMatrix,
    check_codes,
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
    everyone = np.ones(len(codes), dtype=np.bool_)
    return _band(_groups(codes, [everyone], weights, strata), settings or BandSettings())


def rating_difference_band(
    codes: NDArray[np.int8],
    in_a: ArrayLike,
    in_b: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    settings: BandSettings | None = None,
) -> Band:
    """Mean rating of group a minus that of group b per interval, with a band of its own.

    Errors of the groups add as √(e_a² + e_b²) and each group is drawn by itself; the rest is as in
    `rating_band`. Parameters as in `band.difference_band`; ValueError as there.

    Returns
    -------
    Band
        Differences, −2..2.
    """
    chosen = checked_groups(in_a, in_b, len(codes))
    return _band(_groups(codes, list(chosen), weights, strata), settings or BandSettings())


def read_ratings(codes: NDArray[np.int8]) -> PanelMatrix:
    """Ratings as a panel whose net is the mean rating: what lies above 0 as like, below as dislike.

    Parameters
    ----------
    codes : ndarray of int8, shape (persons, intervals)
        As in `rating_band`.
    """
    panel = read_panel(codes)
    y = _ratings(codes)
    return replace(panel, like=np.maximum(y, 0), dislike=np.maximum(-y, 0))


@dataclass(frozen=True, slots=True)
class _Group:
    """Persons of one group who were ever present: sums to draw, strata, numbers present."""

    sums: list[Any]
    strata: NDArray[np.int64]
    n: NDArray[np.int64]
    persons: int


def _ratings(codes: NDArray[np.int8]) -> Float32Array:
    rated = (codes >= CHOICE_MIN) & (codes <= CHOICE_MAX)
    return (np.where(rated, codes, 0) / np.float32(CHOICE_MAX)).astype(np.float32)


def _groups(
    codes: NDArray[np.int8],
    chosen: list[BoolArray],
    weights: ArrayLike | None,
    strata: ArrayLike | None,
) -> tuple[list[_Group], float]:
    """The groups, and the mean square of all ratings."""
    check_codes(codes)
    panel, y = read_panel(codes, weights), _ratings(codes)
    weight = panel.present.max(axis=1, keepdims=True)
    sums = [y * weight, y * y * weight, panel.present, panel.squared]
    numbers = checked_strata(strata, len(codes))
    ever = panel.present.any(axis=1)
    spread = float(np.mean(np.square(y[panel.present > 0], dtype=np.float64))) if ever.any() else 0
    groups = []
    for members in chosen:
        rows = members & ever
        own = [None if matrix is None else matrix[rows] for matrix in sums]
        layers = np.unique(numbers[rows], return_inverse=True)[1].astype(np.int64)
        n = np.count_nonzero(panel.present[rows], axis=0).astype(np.int64)
        groups.append(_Group(own, layers, n, int(rows.sum())))
    return groups, spread


def _band(found: tuple[list[_Group], float], way: BandSettings) -> Band:
    """The band of one group, or of the difference of two."""
    groups, spread = found
    once = [np.ones((1, group.persons), dtype=np.float32) for group in groups]
    parts = [_parts(o, g.sums, spread) for o, g in zip(once, groups, strict=True)]
    own = NetParts(*(part[0] for part in joined(parts)))
    n = np.minimum.reduce([group.n for group in groups])
    drawn = n >= way.floor
    persons = min(group.persons for group in groups)
    enough = persons >= PERSONS_SIMULTANEOUS_MIN
    simultaneous = enough and bool(drawn.any()) and way.claim == "simultaneous"
    c = normal_quantile(way.confidence)
    if simultaneous and spread > 0:
        c = max(c, _multiplier(groups, own, drawn, spread, way))
    basis = persons, len(groups)
    return drawn_around(own, n, way, c, simultaneous=simultaneous, basis=basis, method="resample")


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
    groups: list[_Group], own: NetParts, drawn: BoolArray, spread: float, way: BandSettings
) -> float:
    """The quantile of the largest deviation over the intervals drawn."""
    truth = np.where(drawn, own.net, 0)
    rng = np.random.default_rng(way.seed)
    streams = [rng] if len(groups) == 1 else rng.spawn(len(groups))
    width = max(len(truth), *(group.persons for group in groups))
    draws = (
        drawn_counts(group.strata, way.replicates, width, stream)
        for group, stream in zip(groups, streams, strict=True)
    )
    worst = []
    for counts in zip(*draws, strict=True):
        parts = joined([_parts(c, g.sums, spread) for c, g in zip(counts, groups, strict=True)])
        ratio = np.abs(parts.centre - truth) / np.where(drawn, parts.error, 1)
        worst.append(ratio.max(axis=1, where=drawn, initial=0))
    return float(np.quantile(np.concatenate(worst), way.confidence))
