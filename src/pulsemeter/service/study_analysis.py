"""What a session of a study has released, as the tables of an analysis.

Reads what is in the book of releases and computes nothing anew: no figure leaves here that didn't
leave before.
"""

from typing import cast

import polars as pl

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.analysis.data_error import DataError
from pulsemeter.analysis.measured import statement_table
from pulsemeter.analysis.reaction_rows import SPEECH
from pulsemeter.analysis.settings import AnalysisSettings, InstrumentName
from pulsemeter.domain.instrument import Instrument, InstrumentKind, described
from pulsemeter.domain.session import Session
from pulsemeter.domain.study import Stimulus, Study
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


async def released_study(
    stores: Stores, name: str, code: str | None = None, stimulus: str | None = None
) -> Analysis:
    """The newest released figures of a study's newest session, or of the one with this code: of
    its first stimulus, or of the one with this id.

    Raises
    ------
    UnknownStudy
        There is no such study.
    DataError
        It has no such session or stimulus, or the session has released nothing yet.
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
    shown = _stimulus(frozen, stimulus)
    settings = _settings(frozen, shown)
    spoken = statement_table([s for s in statements if s.stimulus == shown.id], settings)
    return released_analysis(settings, _released(chosen, frozen, state, spoken, shown))


def _stimulus(study: Study, name: str | None) -> Stimulus:
    found = next((s for s in study.stimuli if name in (None, s.id)), None)
    if found is None:
        known = ", ".join(s.id for s in study.stimuli)
        raise DataError(f"study {study.name} has no stimulus {name!r}; it has {known}")
    return found


def _settings(study: Study, stimulus: Stimulus) -> AnalysisSettings:
    return AnalysisSettings(
        instrument=_read_as(study.instrument),
        pad="; ".join(described(study.instrument)),
        start=study.instrument.start,
        interval_ms=study.instrument.cadence_ms,
        duration_ms=stimulus.duration_ms or None,
        lag_ms=study.lag_ms,
        seed=study.seed,
        floor=study.profile.smallest_roster,
        thresholds=study.verdict,
        like=study.instrument.like,
        dislike=study.instrument.dislike,
    )


def _read_as(instrument: Instrument) -> InstrumentName:
    """Released figures count persons, of a slider those who moved it to either side. They are no
    mean ratings, so they are not read as those of a slider."""
    is_slider = instrument.kind is InstrumentKind.SLIDER
    return cast("InstrumentName", "two_buttons" if is_slider else instrument.analysis_name)


def _released(
    session: Session, study: Study, state: ReleaseState, spoken: pl.DataFrame, stimulus: Stimulus
) -> Released:
    """The newest release of each interval and statement of a stimulus."""
    index = study.stimulus_index(stimulus.id)
    intervals = {
        release.interval: release
        for release in state.releases
        if isinstance(release, IntervalRelease) and release.stimulus == index
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
        others = ", ".join(s.id for s in study.stimuli if s is not stimulus)
        notes.append(f"stimulus {stimulus.id} alone; the study has also {others}")
    return Released(
        profile=study.profile.name,
        notes=notes,
        interval_ms=cadence_ms,
        duration_ms=stimulus.duration_ms or cadence_ms * (max(intervals, default=0) + 1),
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
