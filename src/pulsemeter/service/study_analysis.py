"""What a session of a study has released, as the tables of an analysis.

Reads what is in the book of releases and computes nothing anew: no figure leaves here that didn't
leave before.
"""

import polars as pl

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.analysis.data_error import DataError
from pulsemeter.analysis.measured import statement_table
from pulsemeter.analysis.reaction_rows import SPEECH
from pulsemeter.analysis.settings import AnalysisSettings
from pulsemeter.domain.session import Session
from pulsemeter.domain.study import Study
from pulsemeter.release.figures import IntervalRelease, Release, StatementRelease
from pulsemeter.release.released_tables import (
    STATEMENTS,
    Released,
    interval_rows,
    judged_rows,
    released_analysis,
    segment_rows,
)
from pulsemeter.release.rounding import rounded
from pulsemeter.service.conduct_session import UnknownStudy
from pulsemeter.service.ports import ReleaseState, Stores


async def released_study(stores: Stores, name: str, code: str | None = None) -> Analysis:
    """The newest released figures of a study's newest session, or of the one with this code.

    Raises
    ------
    UnknownStudy
        There is no such study.
    DataError
        It has no such session, or the session has released nothing yet.
    """
    study = await stores.studies.study(name)
    if study is None:
        raise UnknownStudy(f"there is no study {name}; `pulsemeter study list` shows all")
    sessions = [s for s in await stores.studies.sessions() if s.study == name]
    chosen = next((s for s in reversed(sessions) if code in (None, s.code)), None)
    if chosen is None:
        named = f" with the code {code}" if code else ""
        raise DataError(f"study {name} has no session{named}; open one: pulsemeter session open")
    frozen = await stores.studies.frozen_study(chosen.code) or study
    state = await stores.releases.state(chosen.code)
    if not state.releases:
        raise DataError(
            f"session {chosen.code} of study {name} has released nothing yet: figures leave while "
            "it runs"
        )
    statements = await stores.studies.statements(name)
    first = frozen.stimuli[0]
    settings = _settings(frozen)
    spoken = statement_table([s for s in statements if s.stimulus == first.id], settings)
    return released_analysis(settings, _released(chosen, frozen, state, spoken))


def _settings(study: Study) -> AnalysisSettings:
    return AnalysisSettings(
        interval_ms=study.instrument.cadence_ms,
        duration_ms=study.stimuli[0].duration_ms or None,
        lag_ms=study.lag_ms,
        seed=study.seed,
        floor=study.profile.smallest_roster,
        thresholds=study.verdict,
        like=study.instrument.like,
        dislike=study.instrument.dislike,
    )


def _released(
    session: Session, study: Study, state: ReleaseState, spoken: pl.DataFrame
) -> Released:
    """The newest release of each interval and statement of the first stimulus."""
    intervals = {
        release.interval: release
        for release in state.releases
        if isinstance(release, IntervalRelease) and release.stimulus == 0
    }
    statements = {
        release.statement: release
        for release in state.releases
        if isinstance(release, StatementRelease)
    }
    cadence_ms, step = study.instrument.cadence_ms, study.profile.rounding_step
    known = set(spoken["statement"].to_list())
    notes = [f"session {session.code}, {session.state.value}"]
    newest: list[Release] = [*intervals.values(), *statements.values()]
    if any(release.standing != "final" for release in newest):
        notes.append("preliminary: not every figure is final")
    if study.simulated:
        notes.append("simulated: nobody was asked")
    if len(study.stimuli) > 1:
        notes.append(f"only the first of {len(study.stimuli)} stimuli")
    return Released(
        profile=study.profile.name,
        notes=notes,
        interval_ms=cadence_ms,
        duration_ms=study.stimuli[0].duration_ms or cadence_ms * (max(intervals, default=0) + 1),
        segments=segment_rows(
            state.cells, {cell.id: rounded(cell.roster, step) for cell in state.cells}
        ),
        statement_list=spoken,
        curve=[
            row
            for number, release in sorted(intervals.items())
            for row in interval_rows(SPEECH, number, cadence_ms, release.figures)
        ],
        statements=[
            row
            for name, release in statements.items()
            if name in known
            for row in judged_rows(
                STATEMENTS, {"target": SPEECH, "statement": name}, release.figures
            )
        ],
    )
