"""One call, one value: everything the methods say of a session.

The live screen, the report and the command line call the same estimates; this is the call for
whoever has a whole session as tables. It must not know files, stores or screens.
"""

from collections.abc import Sequence

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
from pulsemeter.analysis.judged import judged_passages, judged_statements, statement_scores
from pulsemeter.analysis.measured import Table, measure
from pulsemeter.analysis.session_curves import session_curves
from pulsemeter.analysis.session_table import (
    judged_devices,
    person_table,
    presence_table,
    quality_table,
    segment_table,
    session_table,
)
from pulsemeter.analysis.settings import AnalysisSettings
from pulsemeter.analysis.standouts import moment_table, ranking_table
from pulsemeter.domain.statement import Statement


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
    measured = measure(reactions, panel, statements, settings or AnalysisSettings())
    quality = judged_devices(measured)
    scores = statement_scores(measured)
    curve, bands = session_curves(measured)
    contrasts, contrast_curve, contrast_statements = contrast_tables(measured, scores)
    change, turnover = change_tables(measured)
    return Analysis(
        settings=measured.settings,
        notes=measured.notes,
        interval_ms=measured.matrix.interval_ms,
        duration_ms=measured.matrix.duration_ms,
        segments=segment_table(measured),
        curve=curve,
        session=session_table(measured, quality),
        statement_list=measured.statements,
        statements=judged_statements(measured, scores),
        passages=judged_passages(measured),
        ranking=ranking_table(measured, scores),
        moments=moment_table(measured, bands),
        contrasts=contrasts,
        contrast_curve=contrast_curve,
        contrast_statements=contrast_statements,
        polarisation=polarisation_table(measured, scores),
        arms=arm_table(measured, scores),
        reliability=reliability_table(measured),
        variance_components=component_table(measured, scores),
        lag=lag_table(measured),
        lag_sensitivity=lag_sensitivity(measured),
        quality=quality_table(quality),
        presence=presence_table(measured),
        change=change,
        turnover=turnover,
        codes=code_table(measured, scores),
        persons=person_table(measured, quality),
    )
