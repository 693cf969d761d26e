"""One call, one value: everything the methods say of a session.

The live screen, the report and the command line call the same estimates; this is the call for
whoever has a whole session as tables. It must not know files, stores or screens.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import polars as pl
from threadpoolctl import threadpool_limits

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.analysis.before_after import change_tables
from pulsemeter.analysis.coded import code_table
from pulsemeter.analysis.comparisons import arm_table, contrast_tables, polarisation_table
from pulsemeter.analysis.dependability import (
    component_table,
    lag_sensitivity,
    lag_table,
    reliability_table,
)
from pulsemeter.analysis.frames import ANSWERS, rows
from pulsemeter.analysis.judged import Scores, judged_passages, judged_statements, statement_scores
from pulsemeter.analysis.measured import Measured, Table, measure
from pulsemeter.analysis.quality import Quality
from pulsemeter.analysis.session_curves import session_curves
from pulsemeter.analysis.session_table import (
    judged_devices,
    person_table,
    presence_tables,
    quality_table,
    segment_table,
    session_table,
)
from pulsemeter.analysis.settings import AnalysisSettings
from pulsemeter.analysis.standouts import moment_table, ranking_table
from pulsemeter.domain.statement import Statement

WORKERS = 2
"""Parts of the work that run side by side; results don't depend on it."""


def _silent(part: str) -> None:
    """Tell nobody."""


def analyse(
    reactions: Table,
    panel: Table | None = None,
    statements: Table | Sequence[Statement] | None = None,
    settings: AnalysisSettings | None = None,
) -> Analysis:
    """Analyse one session: curves, verdicts, moments, reliability and whatever was asked for.

    Parameters
    ----------
    reactions : polars or pandas DataFrame, or mapping of columns
        One row per record: `participant`, `stimulus_ms` (from 0), `choice` (−100..100; buttons
        ±100), perhaps `target` and `kind` (press, undo, skipped, away). Without skipped or away
        records everybody with a record counts as present from begin to end.
    panel : DataFrame or mapping, optional
        One row per person: `participant` and one column per attribute.
    statements : DataFrame, mapping or sequence of Statement, optional
        `start_ms`, `end_ms`, perhaps `statement` (id), `words`, `speaker`, `topic`, `passage` and
        coded attributes. They must not overlap or pass the end.
    settings : AnalysisSettings, optional
        Instrument, cadence, lag, segments, contrasts, weights, thresholds, seed.

    Returns
    -------
    Analysis
        Tables for everything; an analysis without statements has empty ones for them.

    Raises
    ------
    DataError
        Data that can't be analysed: no rows, impossible times, choices the instrument can't give,
        several instruments, overlapping statements, columns that aren't there. The message says
        what, where and how to mend it.
    ValueError
        Settings out of range, or margins that weights can't reach.

    Examples
    --------
    >>> reactions = {
    ...     "participant": [f"p{i}" for i in range(40) for _ in range(3)],
    ...     "stimulus_ms": [4_000, 9_000, 14_000] * 40,
    ...     "choice": [100, 100, -100] * 30 + [-100, 100, 100] * 10,
    ... }
    >>> spoken = {"start_ms": [0, 5_000], "end_ms": [5_000, 10_000]}
    >>> found = analyse(reactions, statements=spoken, settings=AnalysisSettings(lag_ms=3_000))
    >>> found.statements["verdict"].to_list()
    ['resonates', 'resonates']
    """
    return analyse_measured(measure(reactions, panel, statements, settings or AnalysisSettings()))


def analyse_measured(measured: Measured, tell: Callable[[str], None] = _silent) -> Analysis:
    """Analyse a session that was brought together by `measure`.

    Parameters
    ----------
    measured : Measured
        Matrix, segments, statements and settings.
    tell : callable, optional
        Told the name of each part of the work as it is done.
    """
    # BLAS threads of its own wait for each other on a machine that others use too (a Cholesky
    # factor took a hundred times as long); parts of the work that run side by side don't.
    with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(WORKERS) as workers:
        tell("persons and statements")
        # The longest part waits for nothing, so it begins at once.
        longest = workers.submit(_curves, measured)
        quality = workers.submit(judged_devices, measured)
        scores = statement_scores(measured)
        tell("curves, moments, verdicts and how far to trust them")
        others = _parts(measured, scores, quality.result())
        parts = {
            "curves and moments": longest,
            **{name: workers.submit(make) for name, make in others.items()},
        }
        found: dict[str, Any] = {}
        for name, part in parts.items():
            found.update(part.result())
            tell(name)
    return Analysis(
        settings=measured.settings,
        notes=(*measured.notes, *measured.person_notes),
        interval_ms=measured.matrix.interval_ms,
        duration_ms=measured.matrix.duration_ms,
        statement_list=measured.statements,
        **found,
    )


def _curves(measured: Measured) -> dict[str, pl.DataFrame]:
    """Curves with their bands, and the moments that stand out of them."""
    curve, bands = session_curves(measured)
    return {"curve": curve, "moments": moment_table(measured, bands)}


def _parts(
    measured: Measured, scores: Scores, quality: Quality
) -> dict[str, Callable[[], dict[str, pl.DataFrame]]]:
    """The other parts of the work, which don't wait for each other, the longest first."""

    def comparisons() -> dict[str, pl.DataFrame]:
        names = ("contrasts", "contrast_curve", "contrast_statements")
        found = dict(zip(names, contrast_tables(measured, scores), strict=True))
        return {
            **found,
            "polarisation": polarisation_table(measured, scores),
            "arms": arm_table(measured, scores),
            "codes": code_table(measured, scores),
        }

    def trust() -> dict[str, pl.DataFrame]:
        presence, presence_curve = presence_tables(measured)
        return {
            "reliability": reliability_table(measured),
            "variance_components": component_table(measured, scores),
            "lag": lag_table(measured),
            "lag_sensitivity": lag_sensitivity(measured),
            "quality": quality_table(quality),
            "presence": presence,
            "presence_curve": presence_curve,
        }

    def judged() -> dict[str, pl.DataFrame]:
        change, turnover = change_tables(measured)
        return {
            "statements": judged_statements(measured, scores),
            "passages": judged_passages(measured),
            "ranking": ranking_table(measured, scores),
            "segments": segment_table(measured),
            "session": session_table(measured, quality),
            "persons": person_table(measured, quality),
            # Answers are asked by a study; a file's columns are attributes, or before and after.
            "answers": rows(ANSWERS, []),
            "change": change,
            "turnover": turnover,
        }

    return {
        "how far to trust them": trust,
        "verdicts": judged,
        "comparisons": comparisons,
    }
