"""Comparisons that were asked for: two segments over the curve and statement by statement, and
how far the segments of each attribute stand apart."""

from itertools import combinations

import numpy as np
import polars as pl

from pulsemeter.analysis.agreement import agreement
from pulsemeter.analysis.arms import ArmDifference, arm_difference
from pulsemeter.analysis.band import BandSettings, difference_band, simultaneous_band
from pulsemeter.analysis.contrast import Contrast, contrast_curves
from pulsemeter.analysis.counts import BoolArray, FloatArray
from pulsemeter.analysis.data_error import DataError
from pulsemeter.analysis.frames import (
    ARMS,
    CONTRAST_CURVE,
    CONTRAST_STATEMENTS,
    CONTRASTS,
    POLARISATION,
    frame,
    rows,
    stacked,
)
from pulsemeter.analysis.judged import Scores, class_codes, value_codes
from pulsemeter.analysis.measured import Measured
from pulsemeter.analysis.polarisation import between_polarisation
from pulsemeter.analysis.rating import rating_band, rating_difference_band
from pulsemeter.analysis.segments import category_column
from pulsemeter.analysis.settings import Comparison

POLARISED_REPLICATES = 500


class _Pair:
    """The two groups of one comparison, over those who were ever present."""

    def __init__(self, measured: Measured, comparison: Comparison) -> None:
        held = category_column(measured.panel, comparison.attribute)
        for category in (comparison.a, comparison.b):
            if category not in held:
                there = ", ".join(sorted(set(held.tolist()) - {""}))
                raise DataError(
                    f"contrast {comparison.attribute}={comparison.name}: nobody has the category "
                    f"{category!r}; there are: {there}"
                )
        present = measured.segments.there
        self.comparison = comparison
        self.a: BoolArray = (held == comparison.a) & present
        self.b: BoolArray = (held == comparison.b) & present
        self.persons = int(self.a.sum()), int(self.b.sum())
        least = measured.settings.floor
        small = min(self.persons) < least
        self.reason = f"too few: fewer than {least} persons in a group" if small else ""


def contrast_tables(
    measured: Measured, scores: Scores
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The comparisons of the settings: counts, curves and statements.

    Returns
    -------
    contrasts, contrast_curve, contrast_statements : polars.DataFrame
        Schemas of these names in `frames`. Counts are of intervals that differ at .05: by
        themselves (`raw`), with Benjamini-Hochberg, Benjamini-Yekutieli, Holm, and by permutation
        of the largest (`max_t`); `by_chance` is how many `raw` would show if nothing differed.
        Weights are used in no test.
    """
    counts, curves, statements = [], [], []
    for comparison in measured.settings.contrasts:
        pair = _Pair(measured, comparison)
        for target in measured.matrix.targets:
            found = None if pair.reason else _contrast(measured, target, pair)
            counts.append(_counts(measured, target, pair, found))
            if found is not None:
                curves.append(_curve(measured, target, pair, found))
                if len(measured.statements):
                    statements.append(_statements(measured, target, pair, scores[target]))
    return (
        rows(CONTRASTS, counts),
        stacked(CONTRAST_CURVE, curves),
        stacked(CONTRAST_STATEMENTS, statements),
    )


def _contrast(measured: Measured, target: str, pair: _Pair) -> Contrast:
    settings = measured.settings
    return contrast_curves(
        measured.matrix.codes[target],
        pair.a,
        pair.b,
        strata=measured.strata,
        replicates=settings.replicates,
        seed=settings.seed,
        rated=settings.rated,
    )


def _counts(
    measured: Measured, target: str, pair: _Pair, found: Contrast | None
) -> dict[str, object]:
    differing = dict.fromkeys(("raw", "bh", "by", "holm", "max_t"))
    told = differing if found is None else found.differing
    return {
        "target": target,
        "contrast": measured.settings.contrast_name(pair.comparison),
        "attribute": pair.comparison.attribute,
        "a": pair.comparison.a,
        "b": pair.comparison.b,
        "persons_a": pair.persons[0],
        "persons_b": pair.persons[1],
        "intervals": 0 if found is None else int(np.count_nonzero(found.tested)),
        **told,
        "by_chance": None if found is None else found.by_chance,
        "anywhere_p": None if found is None else found.anywhere_p,
        "reason": pair.reason,
    }


def _curve(measured: Measured, target: str, pair: _Pair, found: Contrast) -> pl.DataFrame:
    settings, matrix = measured.settings, measured.matrix
    compare = rating_difference_band if settings.rated else difference_band
    band = compare(
        matrix.codes[target],
        pair.a,
        pair.b,
        weights=measured.segments.weights,
        strata=measured.strata,
        settings=BandSettings(
            confidence=settings.confidence,
            replicates=settings.replicates,
            seed=settings.seed,
            floor=settings.floor,
            claim=settings.band,
        ),
    )
    steps = np.arange(matrix.intervals)
    return frame(
        CONTRAST_CURVE,
        {
            "target": target,
            "contrast": measured.settings.contrast_name(pair.comparison),
            "interval": steps,
            "start_ms": steps * matrix.interval_ms,
            "difference": band.net,
            "low": band.low,
            "high": band.high,
            **_p_values(found),
        },
    )


def _p_values(found: Contrast, *, curve: bool = True) -> dict[str, FloatArray]:
    told = {"p_raw": found.raw, "p_bh": found.bh, "p_by": found.by, "p_holm": found.holm}
    return {**told, "p_max_t": found.max_t} if curve else told


def _statements(measured: Measured, target: str, pair: _Pair, scores: FloatArray) -> pl.DataFrame:
    """Each statement's difference with its interval, and p values over all statements."""
    settings, weights = measured.settings, measured.segments.weights
    codes = value_codes(scores) if settings.rated else class_codes(scores)
    found = contrast_curves(
        codes,
        pair.a,
        pair.b,
        strata=measured.strata,
        replicates=settings.replicates,
        seed=settings.seed,
        rated=settings.rated,
    )
    # Statements in place of intervals: each by itself, for the p values answer for all of them.
    alone = BandSettings(settings.confidence, floor=settings.floor, claim="pointwise")
    single = rating_band if settings.rated else simultaneous_band
    compare = rating_difference_band if settings.rated else difference_band
    nets = [
        single(
            codes[group],
            weights=None if weights is None else weights[group],
            settings=alone,
        ).net
        for group in (pair.a, pair.b)
    ]
    band = compare(codes, pair.a, pair.b, weights=weights, settings=alone)
    figures = {
        "net_a": nets[0],
        "net_b": nets[1],
        "difference": band.net,
        "low": band.low,
        "high": band.high,
        **_p_values(found, curve=False),
    }
    return frame(
        CONTRAST_STATEMENTS,
        {
            "target": target,
            "contrast": measured.settings.contrast_name(pair.comparison),
            "statement": measured.statements["statement"].to_list(),
            **{name: np.where(band.drawn, values, np.nan) for name, values in figures.items()},
        },
    )


def polarisation_table(measured: Measured, scores: Scores) -> pl.DataFrame:
    """Per statement and attribute how divided the room is and how far its segments stand apart.

    `agreement` is van der Eijk's A of the whole panel, with and without those who gave no sign;
    `gap` the largest difference between two segments with its interval (that of this pair alone:
    the largest of several gaps is partly luck), `share` the share of variance between segments
    (ε², freed of what chance gives). Schema `frames.POLARISATION`.
    """
    names = measured.statements["statement"].to_list()
    attributes = [a for a in measured.segments.categories if len(names)]
    tables = []
    for target, own in scores.items():
        marks = [np.count_nonzero(side, axis=0) for side in (own < 0, own == 0, own > 0)]
        there = sum(marks) >= measured.settings.floor
        none = np.zeros(len(names))
        both = agreement(np.stack(marks, axis=-1))
        pressed = agreement(np.stack([marks[0], none, marks[2]], axis=-1))
        for attribute in attributes:
            columns = _between(measured, own, attribute)
            if columns is None:
                continue
            told = {
                "target": target,
                "statement": names,
                "attribute": attribute,
                "agreement": np.where(there, both, np.nan),
                "agreement_of_pressers": np.where(there, pressed, np.nan),
            }
            tables.append(frame(POLARISATION, {**told, **columns}))
    return stacked(POLARISATION, tables)


def _between(measured: Measured, scores: FloatArray, attribute: str) -> dict[str, object] | None:
    held = measured.segments.categories[attribute]
    kept = (held != "") & measured.segments.there
    if len(set(held[kept].tolist())) < 2:
        return None
    found = between_polarisation(
        scores[kept],
        held[kept],
        floor=max(measured.settings.floor, 2),
        replicates=POLARISED_REPLICATES,
        seed=measured.settings.seed,
    )
    size = np.abs(np.nan_to_num(found.gap))
    widest, columns = size.argmax(axis=0), np.arange(scores.shape[1])
    sign = np.where(found.gap[widest, columns] < 0, -1.0, 1.0)
    ends = [sign * end[widest, columns] for end in found.gap_band]
    between = []
    for pair, turn in zip(found.pairs[widest], sign, strict=True):
        a, b = (found.segments[code] for code in (pair if turn > 0 else pair[::-1]))
        between.append(f"{a}:{b}")
    return {
        "gap": sign * found.gap[widest, columns],
        "gap_low": np.minimum(*ends),
        "gap_high": np.maximum(*ends),
        "between": between,
        "share": found.share_adjusted,
        "share_low": found.share_band.low,
        "share_high": found.share_band.high,
    }


def arm_table(measured: Measured, scores: Scores) -> pl.DataFrame:
    """Differences between the arms of the session, statement by statement; schema `frames.ARMS`."""
    if measured.settings.arm is None or not len(measured.statements):
        return rows(ARMS, [])
    held = category_column(measured.panel, measured.settings.arm)
    names = sorted(set(held[measured.segments.there].tolist()) - {""})
    if len(names) < 2:
        raise DataError(
            f"arm {measured.settings.arm!r} holds {len(names)} arm; a comparison needs two"
        )
    entries = []
    for target, own in scores.items():
        for a, b in combinations(names, 2):
            found = arm_difference(
                own,
                (held == a) & measured.segments.there,
                (held == b) & measured.segments.there,
                strata=measured.strata,
                confidence=measured.settings.confidence,
            )
            for statement, difference in zip(measured.statements["statement"], found, strict=True):
                entries.append(_arm_row(target, a, b, statement, difference))
    return rows(ARMS, entries)


def _arm_row(
    target: str, a: str, b: str, statement: str, found: ArmDifference
) -> dict[str, object]:
    return {
        "target": target,
        "arm_a": a,
        "arm_b": b,
        "statement": statement,
        "persons_a": found.persons_a,
        "persons_b": found.persons_b,
        "difference": found.difference,
        "low": found.low,
        "high": found.high,
        "reason": found.reason,
    }
