"""How far drawn curves stray from the panel's own, at the interval where they stray most.

The quantile of these deviations is the multiplier of a simultaneous band. This module must not
know confidence, floors or what is drawn.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import LinAlgError, cholesky
from scipy.linalg.blas import strmm

from pulsemeter.analysis.counts import BoolArray
from pulsemeter.analysis.resampling import (
    Float32Array,
    NetParts,
    PanelMatrix,
    chunk_lengths,
    drawn_counts,
)

_TRIFLES = (
    (np.float32, 1e-5),
    (np.float64, 1e-5),
    (np.float64, 1e-4),
    (np.float64, 1e-3),
    (np.float64, 1e-2),
)
"""Shares of variance added to a correlation until it has a factor: bands get wider, if anything."""


@dataclass(frozen=True, slots=True)
class Group:
    """Persons of one group who were ever present: matrix, strata, own figures, persons present."""

    panel: PanelMatrix
    strata: NDArray[np.int64]
    own: NetParts
    n: NDArray[np.int64]


def group_of(panel: PanelMatrix, strata: NDArray[np.int64], chosen: BoolArray) -> Group:
    """The persons chosen who were present at least once."""
    rows = panel if chosen.all() else panel.rows(chosen)
    ever: BoolArray = np.asarray(rows.present.any(axis=1))
    if not ever.all():
        rows = rows.rows(ever)
    numbers = np.unique(strata[chosen][ever], return_inverse=True)[1].astype(np.int64)
    return Group(rows, numbers, rows.parts(), rows.n())


def resampled(
    groups: list[Group],
    drawn: BoolArray,
    replicates: int,
    rng: np.random.Generator,
) -> Iterator[Float32Array]:
    """Largest |m* − N| / s* of each drawn panel."""
    truth = joined([group.own for group in groups]).net[drawn].astype(np.float32)
    panels = [group.panel.intervals_of(drawn) for group in groups]
    # Each group has a stream of its own, so that the length of the chunks changes nothing.
    streams = rng.spawn(len(groups))
    width = max(max(group.panel.persons, group.panel.intervals) for group in groups)
    draws = (
        drawn_counts(group.strata, replicates, width, stream)
        for group, stream in zip(groups, streams, strict=True)
    )
    for counts in zip(*draws, strict=True):
        centre, square = panels[0].drawn_spread(counts[0])
        for panel, others in zip(panels[1:], counts[1:], strict=True):
            other_centre, other_square = panel.drawn_spread(others)
            centre -= other_centre
            square += other_square
        centre -= truth
        centre *= centre
        centre /= square
        yield np.sqrt(centre.max(axis=1, initial=0))


def gaussian(
    groups: list[Group],
    drawn: BoolArray,
    replicates: int,
    rng: np.random.Generator,
) -> Iterator[Float32Array]:
    """Largest |Σ ξ z| / s per replicate: z a person's part in net approval, ξ normal.

    s is the standard error of the band, not √Σ z²: where the two differ (weights that go with
    reactions), it is s by which the band is wide. Sums over more persons than intervals are drawn
    from their covariance Z'Z instead, which is the same chance for less work.
    """
    error = joined([group.own for group in groups]).error
    parts = [_contributions(group) for group in groups]
    for part in parts:
        part /= error.astype(np.float32)
    spread = sum(np.einsum("ij,ij->j", part, part) for part in parts)
    # An interval in which nobody differs never strays.
    kept = drawn & (spread > 0)
    if not kept.all():
        parts = [part[:, kept] for part in parts]
    persons, intervals = sum(len(part) for part in parts), parts[0].shape[1]
    if not intervals:
        yield np.zeros(replicates, dtype=np.float32)
        return
    factored = persons > intervals
    if factored:
        products: list[Float32Array] = [part.T @ part for part in parts]
        mixed, width = _factor(np.sum(products, axis=0)), intervals
    else:
        mixed, width = np.concatenate(parts), persons
    for length in chunk_lengths(replicates, max(width, intervals)):
        chance = rng.standard_normal((length, width), dtype=np.float32)
        sums = _times_upper(chance, mixed) if factored else chance @ mixed
        yield np.abs(sums, out=sums).max(axis=1)


def _times_upper(chance: Float32Array, upper: Float32Array) -> Float32Array:
    """chance @ upper in the place of chance: half the work, as half of `upper` is zero."""
    turned = strmm(1.0, np.asfortranarray(upper), chance.T, trans_a=1, overwrite_b=1)
    product: Float32Array = turned.T
    return product


def _factor(covariance: Float32Array) -> Float32Array:
    """An upper triangle F with F'F = covariance, up to a trifle that makes it of full rank."""
    scale = np.sqrt(np.diag(covariance))
    correlation = covariance / scale / scale[:, np.newaxis]
    for precision, trifle in _TRIFLES:
        raised = correlation.astype(precision)
        raised.flat[:: len(raised) + 1] = 1 + trifle
        try:
            upper = cholesky(raised, lower=False, overwrite_a=True, check_finite=False)
        except LinAlgError:
            continue
        factor: Float32Array = upper.astype(np.float32) * (scale / np.sqrt(1 + trifle))
        return factor
    raise LinAlgError("the covariance of the contributions has no factor")


def _contributions(group: Group) -> Float32Array:
    """Each person's part in net approval minus its mean, within strata."""
    panel = group.panel
    net = np.nan_to_num(group.own.net).astype(np.float32)
    whole = panel.present.sum(axis=0, dtype=np.float64)
    share = np.where(whole > 0, 1 / np.where(whole > 0, whole, 1), 0).astype(np.float32)
    part: Float32Array = panel.present * -net
    part += panel.like
    part -= panel.dislike
    part *= share
    if len(group.strata) and group.strata.max() > 0:
        for stratum in range(int(group.strata.max()) + 1):
            rows = group.strata == stratum
            part[rows] -= part[rows].mean(axis=0)
    return part


def joined(parts: list[NetParts]) -> NetParts:
    """The parts of one group, or of the first minus the second."""
    if len(parts) == 1:
        return parts[0]
    a, b = parts
    return NetParts(a.net - b.net, a.centre - b.centre, np.sqrt(a.error**2 + b.error**2))
