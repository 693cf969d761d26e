"""A report gives the gate's attacker nothing that left nowhere else.

Of whole simulated sessions reports are composed for several views. Every count and every net
approval in them must stand in what that view was shown of the book of releases; so the attack on
everything in the book (`test_gate_attack`) is an attack on the reports, too.
"""

import re

import pytest
from tests.simulation.attacked_sessions import STATEMENTS, sessions_with_statements
from tests.simulation.test_hand_over_tells_nothing_new import views_of

from pulsemeter.analysis.measured import statement_table
from pulsemeter.analysis.reaction_rows import SPEECH
from pulsemeter.analysis.settings import AnalysisSettings
from pulsemeter.domain.session import Session, SessionKind
from pulsemeter.release.figures import IntervalRelease, StatementRelease
from pulsemeter.release.released_tables import (
    STATEMENTS as STATEMENT_COLUMNS,
)
from pulsemeter.release.released_tables import (
    Released,
    interval_rows,
    judged_rows,
    released_analysis,
    segment_rows,
)
from pulsemeter.release.rounding import rounded
from pulsemeter.release.view import View
from pulsemeter.release.viewed_analysis import of_view
from pulsemeter.release.words import ENGLISH
from pulsemeter.report.outline import Picture, Report, Table
from pulsemeter.report.study_findings import StudyFindings
from pulsemeter.report.study_outline import compose_study

SEEDS = range(6)


def analysis_of(held):
    """The newest figures of a simulated session, as `study_analysis` puts them together."""
    study, cells = held.study, held.follower.cells()
    releases = held.releaser.releases
    step, cadence_ms = study.profile.rounding_step, study.instrument.cadence_ms
    intervals = {r.interval: r for r in releases if isinstance(r, IntervalRelease)}
    statements = {r.statement: r for r in releases if isinstance(r, StatementRelease)}
    settings = AnalysisSettings(duration_ms=study.stimuli[0].duration_ms, lag_ms=study.lag_ms)
    return released_analysis(
        settings,
        Released(
            profile=study.profile.name,
            notes=[],
            interval_ms=cadence_ms,
            duration_ms=study.stimuli[0].duration_ms,
            segments=segment_rows(cells, {c.id: rounded(c.roster, step) for c in cells}),
            statement_list=statement_table(list(STATEMENTS), settings),
            curve=[
                row
                for number, release in sorted(intervals.items())
                for row in interval_rows(SPEECH, number, cadence_ms, release.figures)
            ],
            statements=[
                row
                for name, release in statements.items()
                for row in judged_rows(
                    STATEMENT_COLUMNS, {"target": SPEECH, "statement": name}, release.figures
                )
            ],
        ),
    )


def composed(held, analysis, view) -> Report | None:
    seen = of_view(analysis, view)
    if seen.segments.is_empty() or seen.curve.is_empty():
        return None
    return compose_study(
        StudyFindings(
            analysis=seen,
            study=held.study,
            session=Session("ATTACK", "attacked", SessionKind.LIVE),
            stimulus="talk",
            made="today",
        ),
        ENGLISH,
    )


def told_nets(held, view) -> set[str]:
    """Net approvals in whole points that the view was shown."""
    nets = set()
    for release in held.releaser.releases:
        seen = view.of_release(release)
        for figure in seen.figures if seen is not None else ():
            nets |= {ENGLISH.net(n / 100) for n in (figure.net, figure.low, figure.high)
                     if n is not None}  # fmt: skip
    return nets


def matrix_nets(report: Report) -> set[str]:
    section = next(s for s in report.sections if s.key == "verdicts")
    return {
        found
        for block in section.blocks
        if isinstance(block, Table)
        for row in block.rows
        for cell in row[1:]
        for found in re.findall(r"[+−]?\d+", cell.text)
    }


def check(held, view, report: Report) -> int:
    nets = matrix_nets(report)
    assert nets <= told_nets(held, view)
    points = {
        round(point, 1)
        for part in (report.lead, *(s.blocks for s in report.sections))
        for block in part
        if isinstance(block, Picture)
        for one in block.chart.series
        for point in one.points
        if point is not None
    }
    shown = {
        round(figure.net, 1)
        for release in held.releaser.releases
        if (seen := view.of_release(release)) is not None
        for figure in seen.figures
        if figure.net is not None
    }
    assert points <= shown
    return len(nets) + len(points)


@pytest.fixture(scope="module")
def sessions():
    """Whole sessions of which something about a statement left."""
    return sessions_with_statements(SEEDS)


def test_reports_repeat_the_book_for_cells_of_the_view(sessions):
    checked = 0
    for held in sessions:
        analysis = analysis_of(held)
        for view in views_of(held.follower.cells()):
            report = composed(held, analysis, view)
            if report is not None:
                checked += check(held, view, report)
    assert checked > 100


def test_a_report_that_forgets_the_view_is_found_out(sessions):
    held = next(h for h in sessions if len(h.follower.cells()) > 2)
    report = composed(held, analysis_of(held), View())
    with pytest.raises(AssertionError):
        check(held, View(frozenset({"nobody"})), report)
