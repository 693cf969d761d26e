"""Verdict tables of a session: statements, passages and the session as a whole, per segment.

Persons are classed once per statement and then counted in every segment. This module must not
know curves, bands or who may see a count.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pulsemeter.analysis.counts import FloatArray
from pulsemeter.analysis.frames import PASSAGES, STATEMENTS, frame, stacked
from pulsemeter.analysis.measured import Measured
from pulsemeter.analysis.person_classes import scores_of
from pulsemeter.analysis.pooled import pool_segments
from pulsemeter.analysis.proportion import net_interval
from pulsemeter.analysis.verdict_table import verdict_table

CONFIDENCE_OF_VERDICTS = 0.95
"""Of the interval that a verdict brings along; other settings have it formed anew."""
Scores = Mapping[str, FloatArray]
"""Per target, persons × statements, −1..1, NaN where absent."""


def statement_scores(measured: Measured) -> Scores:
    """Every person's score for every statement, per target."""
    windows = [[span] for span in measured.spans_ms]
    return {
        target: scores_of(measured.matrix, target, windows, measured.settings)
        for target in measured.matrix.targets
    }


def judged_statements(measured: Measured, scores: Scores) -> pl.DataFrame:
    """Every statement in every segment of every target; schema `frames.STATEMENTS`.

    `net` is (likers − dislikers) / present with its Bonett-Price interval, weighted where there
    are weights; `pooled` is the partially pooled figure of `pooled`, `own_share` the part of it
    that is the segment's own data.
    """
    names = measured.statements["statement"].to_list()
    tables = []
    for target, own in scores.items():
        columns = judged_columns(measured, own)
        columns.update(_pooled(measured, own))
        columns.update(_keys(measured, target, "statement", names))
        tables.append(frame(STATEMENTS, columns))
    return stacked(STATEMENTS, tables if names else [])


def judged_passages(measured: Measured) -> pl.DataFrame:
    """Every passage, judged on the joined time of its statements; schema `frames.PASSAGES`."""
    windows = measured.passages_ms
    tables = []
    for target in measured.matrix.targets if windows else ():
        spans = list(windows.values())
        own = scores_of(measured.matrix, target, spans, measured.settings)
        columns = judged_columns(measured, own)
        columns.update(_keys(measured, target, "passage", list(windows)))
        tables.append(frame(PASSAGES, columns))
    return stacked(PASSAGES, tables)


def judged_columns(measured: Measured, scores: FloatArray) -> dict[str, Any]:
    """Counts, figures and verdicts for scores of shape (persons, columns).

    Returns
    -------
    dict
        Columns of `segments × columns` entries, segment by segment.
    """
    segments, settings = measured.segments, measured.settings
    member = segments.membership.astype(np.float64)
    known = ~np.isnan(scores)
    filled = np.where(known, scores, 0)
    marks = (filled > 0, filled < 0, known & (filled == 0))
    persons = [member @ mark for mark in marks]
    present = np.sum(persons, axis=0)
    n_eff, counts, mean = present, persons, member @ filled
    if segments.weights is not None:
        weighted = member * segments.weights
        whole = weighted @ known
        squared = (member * segments.weights**2) @ known
        n_eff = np.where(squared > 0, whole**2 / np.where(squared > 0, squared, 1), 0)
        # Shares are weighted, the base stays the number of persons.
        scale = present / np.where(whole > 0, whole, 1)
        counts = [(weighted @ mark) * scale for mark in marks]
        mean = (weighted @ filled) * scale
    likers, dislikers, neithers = counts
    found = verdict_table(
        likers,
        dislikers,
        neithers,
        settings.rule,
        np.where(n_eff > 0, n_eff, 1),
        free_pressing=settings.free_pressing,
    )
    shown = found.shown
    base = np.where(present > 0, present, 1)
    low, high = found.net_low, found.net_high
    if settings.confidence != CONFIDENCE_OF_VERDICTS:
        design = np.where(shown, np.minimum(n_eff, present) / base, 0)
        likes, dislikes = (count * design for count in counts[:2])
        ends = net_interval(likes, dislikes, present * design, settings.confidence)
        low, high = np.where(shown, ends.low, np.nan), np.where(shown, ends.high, np.nan)
    return {
        "likers": _whole(persons[0]),
        "dislikers": _whole(persons[1]),
        "neithers": _whole(persons[2]),
        "present": _whole(present),
        "like_share": np.where(shown, likers / base, np.nan).ravel(),
        "dislike_share": np.where(shown, dislikers / base, np.nan).ravel(),
        "n_eff": n_eff.ravel(),
        "net": found.net.ravel(),
        "low": low.ravel(),
        "high": high.ravel(),
        "mean_score": np.where(shown, mean / base, np.nan).ravel(),
        "verdict": found.names.ravel(),
        "p_active": found.p_active.ravel(),
        "p_resonates": found.p_resonates.ravel(),
        "p_falls_flat": found.p_falls_flat.ravel(),
        "p_divides": found.p_divides.ravel(),
        "people_to_settle": pl.Series(found.people_to_settle.ravel()).replace(0, None),
    }


def class_codes(scores: FloatArray) -> NDArray[np.int8]:
    """Scores as cells, so that what compares curves compares statements too: 100 like, −100
    dislike, 101 neither, −128 absent."""
    codes = np.select([np.isnan(scores), scores > 0, scores < 0], [-128, 100, -100], default=101)
    return codes.astype(np.int8)


def value_codes(scores: FloatArray) -> NDArray[np.int8]:
    """Scores −1..1 as a slider's cells, −128 absent."""
    points = np.rint(100 * np.nan_to_num(scores))
    return np.where(np.isnan(scores), -128, points).astype(np.int8)


def _pooled(measured: Measured, scores: FloatArray) -> dict[str, Any]:
    """Partially pooled figures of the segments of each attribute; null for the whole panel."""
    segments = measured.segments
    shape = (len(segments.segments), scores.shape[1])
    held = {name: np.full(shape, np.nan) for name in ("estimate", "low", "high", "own_share")}
    attributes = dict.fromkeys(segment.attribute for segment in segments.segments[1:])
    for attribute in attributes:
        places = [p for p, s in enumerate(segments.segments) if s.attribute == attribute]
        membership = segments.membership[places]
        codes = np.where(membership.any(axis=0), membership.argmax(axis=0), -1)
        kept = codes >= 0
        weights = None if segments.weights is None else segments.weights[kept]
        if not scores.shape[1] or not kept.any():
            continue
        pooled = pool_segments(
            np.sign(scores[kept]), codes[kept], segment_count=len(places), weights=weights
        )
        # A segment too small to speak of isn't spoken of with borrowed figures either.
        n = membership.astype(np.float64) @ ~np.isnan(scores)
        enough = n >= measured.settings.floor
        for name, figures in held.items():
            figures[places] = np.where(enough, getattr(pooled, name), np.nan)
    return {
        "pooled": held["estimate"].ravel(),
        "pooled_low": held["low"].ravel(),
        "pooled_high": held["high"].ravel(),
        "own_share": held["own_share"].ravel(),
    }


def _keys(measured: Measured, target: str, kind: str, names: list[str]) -> dict[str, Any]:
    ids = measured.segments.ids
    return {
        "target": target,
        "segment": [segment for segment in ids for _ in names],
        kind: names * len(ids),
    }


def _whole(counts: FloatArray) -> NDArray[np.int64]:
    return np.rint(counts).astype(np.int64).ravel()
