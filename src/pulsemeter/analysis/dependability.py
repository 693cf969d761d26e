"""How far a session's figures can be trusted: agreement of persons, sources of variance, lag."""

from dataclasses import replace

import numpy as np
import polars as pl

from pulsemeter.analysis.components import variance_components
from pulsemeter.analysis.frames import (
    LAG,
    LAG_SENSITIVITY,
    RELIABILITY,
    VARIANCE_COMPONENTS,
    number,
    rows,
)
from pulsemeter.analysis.judged import Scores
from pulsemeter.analysis.lag import LAG_MAX_MS, estimate_lag
from pulsemeter.analysis.measured import Measured
from pulsemeter.analysis.person_classes import scores_of, sums_of
from pulsemeter.analysis.reliability import Reliability, reliability
from pulsemeter.analysis.splithalf import ScoreTable
from pulsemeter.analysis.verdict_rule import Verdict
from pulsemeter.analysis.verdict_table import verdict_table
from pulsemeter.domain.presence import CHOICE_MAX, CHOICE_MIN, SKIPPED

TOGETHER = "*"
"""The row that speaks of all targets together, where there are several."""
HALVES = 500
LAG_STEP_MS = 1_000


def interval_scores(measured: Measured, target: str) -> ScoreTable:
    """Each person's reaction in each interval: like 1, dislike −1, none 0 (a slider: its value
    −1..1), NaN where absent; (persons present, intervals), in single precision where that holds
    every value."""
    codes = measured.matrix.codes[target][measured.segments.there]
    present = (codes >= CHOICE_MIN) & (codes <= SKIPPED)
    value = np.where(present & (codes <= CHOICE_MAX), codes, np.int8(0))
    scores: ScoreTable
    if measured.settings.rated:
        scores = value.astype(np.float64) / CHOICE_MAX
    else:
        scores = np.sign(value).astype(np.float32)
    scores[~present] = np.nan
    return scores


def reliability_table(measured: Measured) -> pl.DataFrame:
    """Agreement of persons, persons as items, per target; schema `frames.RELIABILITY`.

    With several targets a first row `*` takes the intervals of all of them.
    """
    targets = measured.matrix.targets
    found = {target: interval_scores(measured, target) for target in targets}
    if len(targets) > 1:
        found = {TOGETHER: np.concatenate(list(found.values()), axis=1), **found}
    entries = []
    for target, scores in found.items():
        told = reliability(scores, seed=measured.settings.seed, replicates=HALVES)
        entries.append(_reliability_row(target, told))
    return rows(RELIABILITY, entries)


def _reliability_row(target: str, told: Reliability) -> dict[str, object]:
    halves = told.split_half
    return {
        "target": target,
        "persons": told.persons,
        "intervals": told.intervals,
        "mean_r": number(told.mean_r),
        "cronbach_alpha": number(told.cronbach_alpha),
        "icc_a1": number(told.icc_a1),
        "icc_ak": number(told.icc_ak),
        "split_half": None if halves is None else number(halves.r),
        "split_half_low": None if halves is None else number(halves.r_low),
        "split_half_high": None if halves is None else number(halves.r_high),
        "spearman_brown": None if halves is None else number(halves.spearman_brown),
        "halves": 0 if halves is None else halves.halves,
        "reason": told.reason,
    }


def component_table(measured: Measured, scores: Scores) -> pl.DataFrame:
    """Variance by person, statement and person × statement; schema `frames.VARIANCE_COMPONENTS`.

    The last holds the error of measurement too. With several targets, a first set of rows `*`
    takes each statement of each target as a statement.
    """
    found = dict(scores)
    if len(found) > 1:
        found = {TOGETHER: np.concatenate(list(found.values()), axis=1), **found}
    entries = []
    for target, own in found.items():
        told = variance_components(own[measured.segments.there])
        entries += [
            {
                "target": target,
                "component": component,
                "variance": number(getattr(told, component).variance),
                "share": number(getattr(told, component).share),
                "reason": told.reason,
            }
            for component in ("person", "statement", "person_statement")
        ]
    return rows(VARIANCE_COMPONENTS, entries)


def lag_table(measured: Measured) -> pl.DataFrame:
    """The lag used, and what the presses themselves say of it; schema `frames.LAG`."""
    entries = []
    onsets = measured.statements["start_ms"].to_numpy()
    for target in measured.matrix.targets:
        presses = measured.matrix.presses[target]
        row: dict[str, object] = {
            "target": target,
            "used_ms": measured.settings.lag_ms,
            "estimated_ms": None,
            "low_ms": None,
            "high_ms": None,
            "onsets": len(onsets),
            "presses": len(presses.rows),
            "reason": "no statements to find onsets in",
        }
        if measured.settings.rated:
            row["reason"] = "a slider's moves are no presses"
        elif measured.matrix.duration_ms <= LAG_MAX_MS:
            row["reason"] = "the stimulus is too short"
        elif len(onsets):
            told = estimate_lag(
                presses.rows,
                presses.stimulus_ms,
                onsets,
                duration_ms=measured.matrix.duration_ms,
                replicates=HALVES,
                seed=measured.settings.seed,
            )
            ends = told.lag_interval_ms or (None, None)
            row |= {
                "estimated_ms": told.lag_ms if told.clear else None,
                "low_ms": ends[0] if told.clear else None,
                "high_ms": ends[1] if told.clear else None,
                "reason": told.reason,
            }
        entries.append(row)
    return rows(LAG, entries)


def lag_sensitivity(measured: Measured) -> pl.DataFrame:
    """How many verdicts of the whole panel would change with another lag, 0 to 6 s.

    Schema `frames.LAG_SENSITIVITY`: `named` statements have a named verdict with this lag,
    `changed` another one than with the lag used.
    """
    settings, entries = measured.settings, []
    windows = [[span] for span in measured.spans_ms]
    unnamed = {str(Verdict.UNDECIDED), str(Verdict.TOO_FEW)}
    for target in measured.matrix.targets if windows else ():
        told, sums = {}, sums_of(measured.matrix, target, settings)
        for lag_ms in sorted({*range(0, LAG_MAX_MS + 1, LAG_STEP_MS), settings.lag_ms}):
            other = replace(settings, lag_ms=lag_ms)
            scores = scores_of(measured.matrix, target, windows, other, sums)
            known = ~np.isnan(scores)
            counts = [np.count_nonzero(side, axis=0) for side in (scores > 0, scores < 0)]
            neither = np.count_nonzero(known, axis=0) - counts[0] - counts[1]
            told[lag_ms] = verdict_table(
                counts[0],
                counts[1],
                neither,
                settings.rule,
                free_pressing=settings.free_pressing,
                settle=False,
            ).names
        for lag_ms, names in told.items():
            entries.append(
                {
                    "target": target,
                    "lag_ms": lag_ms,
                    "named": int(sum(name not in unnamed for name in names.tolist())),
                    "changed": int(np.count_nonzero(names != told[settings.lag_ms])),
                }
            )
    return rows(LAG_SENSITIVITY, entries)
