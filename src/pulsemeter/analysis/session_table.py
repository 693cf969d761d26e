"""The session as a whole: each segment's net, by person and by press, who stayed, whose device.

By-press figures stand beside those by person because they can differ in sign: a few busy thumbs
make most presses. This module must not know statements or curves.
"""

from dataclasses import fields
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pulsemeter.analysis.counts import FloatArray
from pulsemeter.analysis.frames import (
    PERSONS,
    PRESENCE,
    PRESENCE_CURVE,
    QUALITY,
    SEGMENTS,
    SESSION,
    frame,
    number,
    rows,
    stacked,
)
from pulsemeter.analysis.judged import judged_columns
from pulsemeter.analysis.measured import Measured
from pulsemeter.analysis.person_classes import own_means, session_classes
from pulsemeter.analysis.persons import PersonClass
from pulsemeter.analysis.presence import (
    PresenceCurve,
    presence_by_segment,
    worst_case_bounds,
)
from pulsemeter.analysis.quality import Indicators, Quality, judge_quality, measure_quality
from pulsemeter.domain.presence import CHOICE_MAX, CHOICE_MIN, SKIPPED


def segment_table(measured: Measured) -> pl.DataFrame:
    """The segments with their sizes, schema `frames.SEGMENTS`."""
    segments = measured.segments
    persons = segments.membership.sum(axis=1)
    present = (segments.membership & segments.there).sum(axis=1)
    n_eff = np.array([segments.effective(place) for place in range(len(persons))])
    return frame(
        SEGMENTS,
        {
            "segment": list(segments.ids),
            "label": [segment.label for segment in segments.segments],
            "attribute": [segment.attribute for segment in segments.segments],
            "persons": persons,
            "present": present,
            "n_eff": n_eff,
            "design_effect": np.where(n_eff > 0, present / np.where(n_eff > 0, n_eff, 1), np.nan),
        },
    )


def session_table(measured: Measured, quality: Quality) -> pl.DataFrame:
    """Net of the whole session per target and segment, schema `frames.SESSION`.

    `net` is by person: (likers − dislikers) / present. `by_press` is (likes − dislikes) /
    (likes + dislikes) over all presses, `mean_own` the mean of the persons' own such figures (of
    a slider both are mean values).
    """
    tables = []
    for target in measured.matrix.targets:
        codes = session_classes(measured.matrix, target, measured.settings)
        own = own_means(measured.matrix, target, measured.settings)
        signs = np.where(codes == PersonClass.ABSENT, np.nan, codes)[:, np.newaxis]
        columns = judged_columns(measured, signs.astype(np.float64))
        if measured.settings.rated:
            there = np.where(np.isnan(signs), np.nan, own[:, np.newaxis])
            columns["mean_score"] = judged_columns(measured, there)["mean_score"]
        columns.update(_by_press(measured, target, own))
        columns.update(_bounds(measured, columns))
        columns["net_without_flagged"] = _without(measured, codes, quality)
        columns.update({"target": target, "segment": list(measured.segments.ids)})
        tables.append(frame(SESSION, columns))
    return stacked(SESSION, tables)


def _by_press(measured: Measured, target: str, own: FloatArray) -> dict[str, Any]:
    matrix, member = measured.matrix, measured.segments.membership.astype(np.float64)
    presses = matrix.presses[target]
    likes, dislikes = (
        member @ np.bincount(presses.rows[side], minlength=matrix.persons)
        for side in (presses.choices > 0, presses.choices < 0)
    )
    pressed = likes + dislikes
    by_press = np.where(pressed > 0, (likes - dislikes) / np.where(pressed > 0, pressed, 1), np.nan)
    if measured.settings.rated:
        codes = matrix.codes[target]
        rated = (codes >= CHOICE_MIN) & (codes <= CHOICE_MAX)
        total = member @ np.where(rated, codes, 0).sum(axis=1, dtype=np.int64)
        count = member @ np.count_nonzero(rated, axis=1)
        by_press = np.where(count > 0, total / (CHOICE_MAX * np.where(count > 0, count, 1)), np.nan)
    known = ~np.isnan(own)
    n = member @ known
    enough = (measured.segments.membership & measured.segments.there).sum(
        axis=1
    ) >= measured.settings.floor
    mean = (member @ np.where(known, own, 0)) / np.where(n > 0, n, 1)
    return {
        "mean_own": np.where(n >= measured.settings.floor, mean, np.nan),
        "presses_like": likes.astype(np.int64),
        "presses_dislike": dislikes.astype(np.int64),
        "by_press": np.where(enough, by_press, np.nan),
    }


def _bounds(measured: Measured, columns: dict[str, Any]) -> dict[str, Any]:
    """What the absent could change at most, with unweighted persons."""
    roster = measured.segments.membership.sum(axis=1)
    counts = (columns["likers"], columns["dislikers"], columns["present"])
    found = worst_case_bounds(*counts, roster)
    enough = columns["present"] >= measured.settings.floor
    return {
        "low_if_absent_dislike": np.where(enough, found.low, np.nan),
        "high_if_absent_like": np.where(enough, found.high, np.nan),
    }


def _without(measured: Measured, codes: NDArray[np.int8], quality: Quality) -> FloatArray:
    kept = ~quality.flagged & (codes != PersonClass.ABSENT)
    member = measured.segments.membership.astype(np.float64)
    weights = measured.segments.weights
    if weights is not None:
        member = member * weights
    n = member @ kept
    balance = member @ np.where(kept, np.sign(codes), 0)
    persons = measured.segments.membership.astype(np.int64) @ kept.astype(np.int64)
    enough = persons >= measured.settings.floor
    return np.where(enough, balance / np.where(n > 0, n, 1), np.nan)


def judged_devices(measured: Measured) -> Quality:
    """Signs of devices and bored thumbs, over the first target."""
    target = measured.matrix.targets[0]
    found = measure_quality(
        measured.matrix.codes[target],
        measured.matrix.offset_ms[target],
        measured.matrix.interval_ms,
    )
    if measured.settings.rated:
        # A kept value is no press: runs and beats of a slider say nothing about its holder.
        nothing = np.full(measured.matrix.persons, np.nan)
        kept = {f.name: nothing for f in fields(Indicators)} | {"hidden_share": found.hidden_share}
        found = Indicators(**kept)
    return judge_quality(found)


def quality_table(quality: Quality) -> pl.DataFrame:
    """One row per indicator, schema `frames.QUALITY`."""
    entries = [
        {
            "indicator": limit.indicator,
            "side": limit.side,
            "at": number(limit.at),
            "persons_out": int(np.count_nonzero(out)),
            "judged": int(np.count_nonzero(quality.judged)),
            "flagged": int(np.count_nonzero(quality.flagged)),
        }
        for limit, out in zip(quality.limits, quality.out, strict=True)
    ]
    return rows(QUALITY, entries)


def person_table(measured: Measured, quality: Quality) -> pl.DataFrame:
    """One row per person, schema `frames.PERSONS`: for the analyst, never for a report."""
    matrix = measured.matrix
    first = matrix.codes[matrix.targets[0]]
    present = np.count_nonzero((first >= CHOICE_MIN) & (first <= SKIPPED), axis=1)
    presses = sum(
        np.bincount(held.rows, minlength=matrix.persons) for held in matrix.presses.values()
    )
    weights = measured.segments.weights
    return frame(
        PERSONS,
        {
            "participant": list(matrix.participants),
            "present_share": present / matrix.intervals,
            "presses": np.asarray(presses, dtype=np.int64),
            "weight": np.ones(matrix.persons) if weights is None else weights,
            "judged": quality.judged,
            "flagged": quality.flagged,
        },
    )


def presence_tables(measured: Measured) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Who stayed to the end, and Kaplan and Meier's curve of presence, per segment.

    Returns
    -------
    presence, presence_curve : polars.DataFrame
        Schemas of these names in `frames`; empty where presence wasn't recorded. The curve has a
        row for every time at which somebody left, none below the floor.
    """
    matrix, segments = measured.matrix, measured.segments
    if not matrix.presence_known:
        return rows(PRESENCE, []), rows(PRESENCE_CURVE, [])
    members = dict(zip(segments.ids, segments.membership, strict=True))
    found = presence_by_segment(
        matrix.codes[matrix.targets[0]], members, measured.settings.confidence
    )
    entries, curves = [], []
    for segment, leavers in found.items():
        told = leavers.persons - leavers.never >= measured.settings.floor
        curve = leavers.curve if told else None
        # Where nobody left, the curve has no step: all are there at the end.
        stepped = curve is not None and len(curve.share) > 0
        ends: tuple[float | None, ...] = (1.0 if told else None, None, None)
        if curve is not None and stepped:
            ends = tuple(number(float(e[-1])) for e in (curve.share, curve.low, curve.high))
            curves.append(_presence_steps(segment, curve, matrix.interval_ms))
        entries.append(
            {
                "segment": segment,
                "persons": leavers.persons,
                "never": leavers.never,
                "left": leavers.left if told else None,
                "stayed": leavers.stayed if told else None,
                **dict(zip(("share_at_end", "low", "high"), ends, strict=True)),
            }
        )
    return rows(PRESENCE, entries), stacked(PRESENCE_CURVE, curves)


def _presence_steps(segment: str, curve: PresenceCurve, interval_ms: int) -> pl.DataFrame:
    """One row per step; times are ends of intervals."""
    columns = {
        name: getattr(curve, name) for name in ("at_risk", "leavers", "share", "low", "high")
    }
    times = (curve.times * interval_ms).astype(np.int64)
    return frame(PRESENCE_CURVE, {"segment": segment, "time_ms": times, **columns})
