"""What a session of a study has released, as the tables of an analysis.

Reads what is in the book of releases and computes nothing anew: no figure leaves here that didn't
leave before.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

import polars as pl

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.analysis.data_error import DataError
from pulsemeter.analysis.measured import statement_table
from pulsemeter.analysis.reaction_rows import SPEECH
from pulsemeter.analysis.settings import AnalysisSettings, InstrumentName
from pulsemeter.domain.instrument import Instrument, InstrumentKind, described
from pulsemeter.domain.note import Note, joined
from pulsemeter.domain.session import Session, SessionState
from pulsemeter.domain.study import Stimulus, Study
from pulsemeter.domain.wording import Wording
from pulsemeter.release.answer_figures import (
    OnceRelease,
)
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
from pulsemeter.release.view import EVERYTHING, View
from pulsemeter.service.conduct_session import UnknownStudy
from pulsemeter.service.keep_words_live import shown_wording
from pulsemeter.service.ports import ReleaseState, Stores
from pulsemeter.service.released_passages import passage_rows, passages_of, with_passages
from pulsemeter.service.seal_plan import plan_deviations, sealed_plan
from pulsemeter.service.seen_releases import seen_state
from pulsemeter.service.told_once import with_once

_STATES = {
    SessionState.PLANNED: Note("planned"),
    SessionState.OPEN: Note("open"),
    SessionState.RUNNING: Note("running"),
    SessionState.PAUSED: Note("paused"),
    SessionState.CLOSED: Note("closed"),
    SessionState.RELEASED: Note("released"),
}


async def session_of(stores: Stores, name: str, code: str | None = None) -> Session:
    """A study's newest session, or the one with this code.

    Raises UnknownStudy where there is no such study, DataError where it has no such session.
    """
    if await stores.studies.study(name) is None:
        raise UnknownStudy(f"there is no study {name}; `pulsemeter study list` shows all")
    sessions = [s for s in await stores.studies.sessions() if s.study == name]
    chosen = next((s for s in reversed(sessions) if code in (None, s.code)), None)
    if chosen is None and sessions:
        codes = ", ".join(session.code for session in sessions)
        raise DataError(f"study {name} has no session {code!r}; its sessions: {codes}")
    if chosen is None:
        raise DataError(f"study {name} has no session yet; open one: pulsemeter session open")
    return chosen


async def released_study(
    stores: Stores,
    name: str,
    code: str | None = None,
    stimulus: str | None = None,
    explored: str | None = None,
    view: View = EVERYTHING,
) -> Analysis:
    """The newest released figures of a study's newest session, or of the one with this code: of
    its first stimulus, or of the one with this id. `explored` names a question whose exploratory
    segments have been released and are to stand beside the others. Only what the `view` shows is
    told.

    Raises
    ------
    UnknownStudy
        There is no such study.
    DataError
        It has no such session or stimulus, or the session has released nothing yet.
    """
    chosen = await session_of(stores, name, code)
    frozen = await stores.studies.frozen_study(chosen.code) or await stores.studies.study(name)
    if frozen is None:
        raise UnknownStudy(f"there is no study {name}; `pulsemeter study list` shows all")
    whole = await stores.releases.state(chosen.code)
    state = seen_state(whole, view)
    if not state.releases:
        raise DataError(
            f"session {chosen.code} of study {name} has released nothing that you may see yet"
            if whole.releases
            else f"session {chosen.code} of study {name} has released nothing yet: figures leave "
            "while it runs"
        )
    plan = await sealed_plan(stores.studies, chosen.code)
    held = _Held(
        session=chosen,
        study=frozen,
        stimulus=_stimulus(frozen, stimulus),
        state=state,
        once=await stores.releases.once(chosen.code),
        wording=await shown_wording(stores, chosen.code),
        plan="" if plan is None else plan.digest,
        deviations=await plan_deviations(stores.studies, chosen, whole.releases),
        explored=explored,
        view=view,
    )
    # Two hours of many segments are some ten thousand rows: a server has others to answer.
    return await asyncio.to_thread(_analysis, held)


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """What was read of a session, and how it is to be told."""

    session: Session
    study: Study
    stimulus: Stimulus
    state: ReleaseState
    once: Sequence[OnceRelease]
    wording: Wording | None
    plan: str
    deviations: list[str] | None
    explored: str | None
    view: View


def _analysis(held: _Held) -> Analysis:
    study, wording, shown = held.study, held.wording, held.stimulus
    settings = study_settings(study, shown)
    spoken = statement_table(list(wording.of(shown.id)) if wording else [], settings)
    passages = passages_of(wording, shown.id) if wording else {}
    spoken = with_passages(spoken, passages)
    released = _released(held.session, study, held.state, spoken, shown)
    released = replace(
        released,
        passages=passage_rows(passages, held.state.releases),
        plan=held.plan,
        deviations=held.deviations,
    )
    released = with_once(
        released, held.session, study, shown, held.once, held.view, explored=held.explored
    )
    return released_analysis(settings, released)


def _stimulus(study: Study, name: str | None) -> Stimulus:
    found = next((s for s in study.stimuli if name in (None, s.id)), None)
    if found is None:
        known = ", ".join(s.id for s in study.stimuli)
        raise DataError(f"study {study.name} has no stimulus {name!r}; it has {known}")
    return found


def study_settings(study: Study, stimulus: Stimulus) -> AnalysisSettings:
    """The settings of a study for one of its stimuli, as released figures are read."""
    return AnalysisSettings(
        instrument=_read_as(study.instrument),
        pad=joined("; ", described(study.instrument)),
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
    notes: list[str] = [
        Note("session {code}, {state}", code=session.code, state=_STATES[session.state])
    ]
    newest: list[Release] = [*intervals.values(), *statements.values()]
    if any(release.standing != "final" for release in newest):
        notes.append(Note("preliminary: not every figure is final"))
    if study.simulated or session.simulated:
        notes.append(Note("simulated: nobody was asked"))
    if session.origin is not None:
        notes += session.origin.sentences
    if len(study.stimuli) > 1:
        others = ", ".join(s.id for s in study.stimuli if s is not stimulus)
        notes.append(
            Note(
                "stimulus {stimulus} alone; the study has also {others}",
                stimulus=stimulus.id,
                others=others,
            )
        )
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
