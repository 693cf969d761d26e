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

from pulsemeter.analysis.counts import BoolArray, FloatArray
from pulsemeter.analysis.resampling import (
    Float32Array,
    NetParts,
    PanelCells,
    PanelMatrix,
    chunk_lengths,
    drawn_counts,
    parts_of,
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
    """Persons of one group who were ever present: cells, strata, own figures, sum of weights and
    number of persons present per interval."""

    panel: PanelCells
    strata: NDArray[np.int64]
    own: NetParts
    whole: FloatArray
    n: NDArray[np.int64]


def group_of(panel: PanelCells, strata: NDArray[np.int64], chosen: BoolArray) -> Group:
    """The persons chosen who were present at least once."""
    rows = panel if chosen.all() else panel.rows(chosen)
    ever = rows.ever()
    if not ever.all():
        rows = rows.rows(ever)
    numbers = np.unique(strata[chosen][ever], return_inverse=True)[1].astype(np.int64)
    totals = rows.totals()
    n = rows.n() if len(totals) > 3 else totals[2].astype(np.int64)
    return Group(rows, numbers, parts_of(totals), totals[2], n)


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
    error = joined([group.own for group in groups]).error.astype(np.float32)
    persons = sum(group.panel.persons for group in groups)
    large = persons > groups[0].panel.intervals
    if large:
        mixed = np.sum([_covariance(group, error) for group in groups], axis=0)
        spread = np.diag(mixed)
    else:
        mixed = np.concatenate([_contributions(group, error) for group in groups])
        spread = np.einsum("ij,ij->j", mixed, mixed)
    # An interval in which nobody differs never strays.
    kept = drawn & (spread > 0)
    intervals = int(np.count_nonzero(kept))
    if not intervals:
        yield np.zeros(replicates, dtype=np.float32)
        return
    factored = persons > intervals
    if not kept.all():
        mixed = mixed[np.ix_(kept, kept)] if large else mixed[:, kept]
    if factored:
        mixed = _factor(mixed if large else mixed.T @ mixed)
    width = intervals if factored else persons
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


def _contributions(group: Group, error: Float32Array) -> Float32Array:
    """Each person's part in net approval minus its mean within strata, in errors."""
    part = _parts_of(group.panel.matrix(), group, _shares(group, error))
    if len(group.strata) and group.strata.max() > 0:
        for stratum in range(int(group.strata.max()) + 1):
            rows = group.strata == stratum
            part[rows] -= part[rows].mean(axis=0)
    return part


def _covariance(group: Group, error: Float32Array) -> Float32Array:
    """Z'Z of the contributions, block by block: Σ z z' − Σ of strata m m' / persons, with m the
    sum of a stratum's."""
    shares = _shares(group, error)
    intervals = group.panel.intervals
    strata = int(group.strata.max(initial=0)) + 1
    found = np.zeros((intervals, intervals), dtype=np.float32)
    sums = np.zeros((strata, intervals))
    for place, block in group.panel.blocks():
        part = _parts_of(block, group, shares)
        found += part.T @ part
        if strata > 1:
            for stratum in range(strata):
                rows = group.strata[place] == stratum
                sums[stratum] += part[rows].sum(axis=0, dtype=np.float64)
    if strata > 1:
        scaled = sums / np.sqrt(np.bincount(group.strata))[:, np.newaxis]
        found -= (scaled.T @ scaled).astype(np.float32)
        # What a stratum explains wholly leaves rounding behind, which is no spread.
        explained = np.diag(found) <= 1e-6 * (scaled**2).sum(axis=0)
        found[explained] = 0
        found[:, explained] = 0
    return found


def _shares(group: Group, error: Float32Array) -> Float32Array:
    """1 over the sum of weights present, in errors; 0 where nobody was there."""
    whole = group.whole
    share = np.where(whole > 0, 1 / np.where(whole > 0, whole, 1), 0)
    return share.astype(np.float32) / error


def _parts_of(panel: PanelMatrix, group: Group, shares: Float32Array) -> Float32Array:
    """(like − dislike − net · present) · share of some of the group's persons."""
    net = np.nan_to_num(group.own.net).astype(np.float32)
    part: Float32Array = panel.present * -net
    part += panel.like
    part -= panel.dislike
    part *= shares
    return part


def joined(parts: list[NetParts]) -> NetParts:
    """The parts of one group, or of the first minus the second."""
    if len(parts) == 1:
        return parts[0]
    a, b = parts
    return NetParts(a.net - b.net, a.centre - b.centre, np.sqrt(a.error**2 + b.error**2))
