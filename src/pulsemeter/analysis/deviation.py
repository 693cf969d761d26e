"""How far drawn curves stray from the panel's own, at the interval where they stray most.

The quantile of these deviations is the multiplier of a simultaneous band. This module must not
know confidence, floors or what is drawn.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulsemeter.analysis.counts import BoolArray, FloatArray
from pulsemeter.analysis.resampling import (
    Float32Array,
    NetParts,
    PanelMatrix,
    chunk_lengths,
    drawn_counts,
)


@dataclass(frozen=True, slots=True)
class Group:
    """Persons of one group who were ever present: matrix, strata, own figures, persons present."""

    panel: PanelMatrix
    strata: NDArray[np.int64]
    own: NetParts
    n: NDArray[np.int64]


def group_of(panel: PanelMatrix, strata: NDArray[np.int64], chosen: BoolArray) -> Group:
    """The persons chosen who were present at least once."""
    ever = chosen & panel.present.any(axis=1)
    rows = panel if ever.all() else panel.rows(ever)
    n = np.count_nonzero(rows.present, axis=0).astype(np.int64)
    numbers = np.unique(strata[ever], return_inverse=True)[1].astype(np.int64)
    return Group(rows, numbers, rows.parts(), n)


def resampled(
    groups: list[Group],
    net: FloatArray,
    drawn: BoolArray,
    replicates: int,
    rng: np.random.Generator,
) -> Iterator[Float32Array]:
    """Largest |m* − N| / s* of each drawn panel."""
    truth = np.where(drawn, net, 0).astype(np.float32)
    # Each group has a stream of its own, so that the length of the chunks changes nothing.
    streams = rng.spawn(len(groups))
    width = max(max(group.panel.persons, group.panel.intervals) for group in groups)
    draws = (
        drawn_counts(group.strata, replicates, width, stream)
        for group, stream in zip(groups, streams, strict=True)
    )
    for counts in zip(*draws, strict=True):
        parts = [g.panel.drawn_parts(c) for g, c in zip(groups, counts, strict=True)]
        drawn_panel = joined(parts)
        ratio = np.abs(drawn_panel.centre - truth) / drawn_panel.error
        yield ratio.max(axis=1, where=drawn, initial=0).astype(np.float32)


def gaussian(
    groups: list[Group],
    net: FloatArray,
    drawn: BoolArray,
    replicates: int,
    rng: np.random.Generator,
) -> Iterator[Float32Array]:
    """Largest |Σ ξ z| / √Σ z² per replicate: z a person's part in net approval, ξ normal."""
    parts = [_contributions(group) for group in groups]
    spread = np.sqrt(sum(np.square(raw).sum(axis=0, dtype=np.float64) for raw, _ in parts))
    scale = np.where(drawn & (spread > 0), spread, np.inf).astype(np.float32)
    contributions = np.concatenate([within / scale for _, within in parts])
    persons, intervals = contributions.shape
    for length in chunk_lengths(replicates, max(persons, intervals)):
        signs = rng.standard_normal((length, persons), dtype=np.float32)
        yield np.abs(signs @ contributions).max(axis=1)


def _contributions(group: Group) -> tuple[Float32Array, Float32Array]:
    """Each person's part in net approval minus its mean, over all and within strata."""
    panel = group.panel
    net = np.nan_to_num(group.own.net).astype(np.float32)
    whole = panel.present.sum(axis=0, dtype=np.float64)
    share = np.where(whole > 0, 1 / np.where(whole > 0, whole, 1), 0).astype(np.float32)
    raw = (panel.like - panel.dislike - net * panel.present) * share
    if int(group.strata.max()) == 0:
        return raw, raw
    within = raw.copy()
    for stratum in range(int(group.strata.max()) + 1):
        rows = group.strata == stratum
        within[rows] -= within[rows].mean(axis=0)
    return raw, within


def joined(parts: list[NetParts]) -> NetParts:
    """The parts of one group, or of the first minus the second."""
    if len(parts) == 1:
        return parts[0]
    a, b = parts
    return NetParts(a.net - b.net, a.centre - b.centre, np.sqrt(a.error**2 + b.error**2))
