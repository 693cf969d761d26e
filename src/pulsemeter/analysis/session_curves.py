"""The curves of a session: every target, every segment, every interval, with bands and marks."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pulsemeter.analysis.band import Band, BandSettings, simultaneous_bands
from pulsemeter.analysis.counts import FloatArray
from pulsemeter.analysis.curve import FADED_BELOW
from pulsemeter.analysis.frames import CURVE, frame, stacked
from pulsemeter.analysis.majority import MAJORITIES, majority
from pulsemeter.analysis.measured import Measured
from pulsemeter.analysis.proportion import approval_among_pressers
from pulsemeter.analysis.rating import rating_band
from pulsemeter.analysis.resampling import Float32Array, read_cells

Bands = Mapping[tuple[str, str], Band]
"""Band of a target and a segment."""


def session_curves(measured: Measured) -> tuple[pl.DataFrame, Bands]:
    """Curve of every target and segment as a table, and the bands behind it.

    Returns
    -------
    curve : polars.DataFrame
        Schema `frames.CURVE`. `likes`, `dislikes` and `present` count persons; `net` is net
        approval (of a slider: the mean rating), weighted where there are weights; null below the
        floor. `band` says "simultaneous", "pointwise" or "none".
    bands : mapping
        By (target, segment).
    """
    tables, bands = [], {}
    ids = measured.segments.ids
    for target in measured.matrix.targets:
        found = _bands(measured, target)
        tables.append(_table(measured, target, found))
        bands.update({(target, ids[place]): band for place, band in enumerate(found)})
    return stacked(CURVE, tables), bands


def _bands(measured: Measured, target: str) -> list[Band]:
    """A band for each segment."""
    settings = measured.settings
    way = BandSettings(
        confidence=settings.confidence,
        replicates=settings.replicates,
        seed=settings.seed,
        floor=settings.floor,
        claim=settings.band,
    )
    codes, weights, strata = (
        measured.matrix.codes[target],
        measured.segments.weights,
        measured.strata,
    )
    membership = measured.segments.membership
    if settings.rated:
        return [
            rating_band(
                codes[members],
                weights=measured.counted_weights(place),
                strata=None if strata is None else strata[members],
                settings=way,
            )
            for place, members in enumerate(membership)
        ]
    return simultaneous_bands(codes, membership, weights=weights, strata=strata, settings=way)


def _table(measured: Measured, target: str, bands: list[Band]) -> pl.DataFrame:
    matrix, segments, settings = measured.matrix, measured.segments, measured.settings
    member = segments.membership.astype(np.float32)
    likes, dislikes, present = read_cells(matrix.codes[target]).sums(member)
    used: tuple[Any, ...] = likes, dislikes, present
    if segments.weights is not None:
        used = _effective(member, measured, target)
    rule = settings.rule
    marks = majority(
        *used,
        floor=rule.floor,
        threshold_a=rule.a_free if settings.free_pressing else rule.a,
    )
    drawn = np.stack([band.drawn for band in bands])
    # A base of its own: of two pressers it would say 50 or 100 % about single persons.
    pressers = likes + dislikes
    approval = approval_among_pressers(used[0], used[1])
    steps = np.arange(matrix.intervals)
    count = len(bands)
    return frame(
        CURVE,
        {
            "target": target,
            "segment": np.repeat(np.array(segments.ids), matrix.intervals),
            "interval": np.tile(steps, count),
            "start_ms": np.tile(steps * matrix.interval_ms, count),
            "likes": _whole(likes),
            "dislikes": _whole(dislikes),
            "present": _whole(present),
            "net": np.concatenate([band.net for band in bands]),
            "low": np.concatenate([band.low for band in bands]),
            "high": np.concatenate([band.high for band in bands]),
            "approval": np.where(pressers >= settings.floor, approval, np.nan).ravel(),
            "majority": np.array([name.value for name in MAJORITIES])[marks.code.ravel()],
            "strength": marks.strength.ravel(),
            "band": np.where(drawn, np.array([[b.kind] for b in bands]), "none").ravel(),
            "faded": (drawn & (present < FADED_BELOW)).ravel(),
        },
    )


def _effective(member: Float32Array, measured: Measured, target: str) -> tuple[FloatArray, ...]:
    """Weighted counts, scaled to the effective number of those present."""
    panel = read_cells(measured.matrix.codes[target], measured.segments.weights)
    *sums, squared = panel.sums(member)
    scale = sums[2] / np.where(squared > 0, squared, 1)
    like, dislike, there = (part * scale for part in sums)
    # Sums of float32 differ in their last digits: nobody reacts who isn't there.
    return like, dislike, np.maximum(there, like + dislike)


def _whole(counts: FloatArray) -> NDArray[np.int64]:
    return np.rint(counts).astype(np.int64).ravel()
