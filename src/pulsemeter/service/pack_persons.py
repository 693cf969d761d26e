"""Persons' own reactions become a data package: the one logged exception to the release gate.

Refused where the study's profile, the asker's role or time forbids it, with the reason. Numbers of
persons are drawn anew for each package, and profiles are at least as coarse as they will be kept.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulsemeter import __version__
from pulsemeter.analysis.analysis import Analysis
from pulsemeter.domain.assignment import segment_attributes
from pulsemeter.domain.instrument import target_ids
from pulsemeter.domain.participant import SeatStep
from pulsemeter.domain.persons_export import why_not_exported
from pulsemeter.domain.retention import Piece
from pulsemeter.domain.session import OVER, Session
from pulsemeter.domain.staff import Role
from pulsemeter.domain.study import Study
from pulsemeter.domain.wording import Wording
from pulsemeter.release.comments import masked
from pulsemeter.release.plan import SettledPlan, resettle_plan
from pulsemeter.report.data_table import DataPackage
from pulsemeter.report.headlines import Told, headlines_table, segments_of, segments_table
from pulsemeter.report.person_rows import persons_table
from pulsemeter.report.persons_package import (
    ABOUT,
    comments_table,
    person_statement_table,
    presence_table,
    reactions_table,
    statements_table,
    stimuli_table,
)
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.conduct_session import UnknownStudy
from pulsemeter.service.keep_words_live import shown_wording
from pulsemeter.service.pack_released import method_note
from pulsemeter.service.persons_rows import coarse_seats, persons_of
from pulsemeter.service.persons_watched import exact_settings, watched_by
from pulsemeter.service.ports import Chance, SeatRecord, Stores
from pulsemeter.service.run_analysis import analysed, read_records
from pulsemeter.service.study_analysis import released_study, session_of
from pulsemeter.tally.frame import Records

SCRIPTS = ("recompute.py", "recompute.R")
ACT = "persons exported"
_FROM_THE_START = 1
"""The book keeps the first interval that counts and one more, negative for the whole panel only."""


class ExportRefused(ValueError):
    """Persons may not be exported; the message says why and what can be had instead."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for a package of persons, as what, why, and in which forms."""

    actor: str
    role: Role | None
    reason: str = ""
    formats: tuple[str, ...] = ()


async def pack_persons(
    stores: Stores,
    trail: AuditTrail,
    chance: Chance,
    name: str,
    code: str | None,
    asked: Asked,
) -> DataPackage:
    """Package B of a study's newest session, or of the one with this code. That it is made is in
    the audit log before anything is read.

    Raises
    ------
    UnknownStudy, DataError
        There is no such study or session.
    ExportRefused
        The profile, the role, a missing reason, a session that isn't over, persons who are gone
        or too few.
    """
    session = await session_of(stores, name, code)
    study = await stores.studies.frozen_study(session.code) or await stores.studies.study(name)
    if study is None:
        raise UnknownStudy(f"there is no study {name}; `pulsemeter study list` shows all")
    refusal = why_not_exported(study.profile, asked.role, asked.reason)
    refusal = refusal or await why_not_there(stores, study, session)
    if refusal:
        raise ExportRefused(refusal)
    plan = resettle_plan((await stores.releases.state(session.code)).cells)
    roster = await _roster(stores, session.code)
    floor = study.profile.smallest_roster
    if not plan.cells or len(roster) < floor:
        raise ExportRefused(
            f"fewer than {floor} persons of session {session.code} can be told, so that nothing "
            "about persons leaves"
        )
    detail = f"forms: {', '.join(asked.formats) or 'csv'}"
    if asked.reason.strip():
        detail += f"; reason: {asked.reason.strip()}"
    await trail.note(asked.actor, ACT, session.code, detail)
    shuffled = [roster[place] for place in chance.order(len(roster))]
    held = await _gathered(stores, study, session, plan, shuffled)
    return await asyncio.to_thread(_package, held)


async def why_not_there(stores: Stores, study: Study, session: Session) -> str:
    """Why there is nothing of persons to export, "" where there is."""
    if session.state not in OVER:
        return f"session {session.code} is not over; persons are exported after its close"
    if Piece.PERSONS in await stores.erasures.steps(session.code):
        return (
            f"the persons of session {session.code} are gone: what was known of them was erased, "
            f"at the latest {study.retention.persons_days} days after the close as the study's "
            "retention says. Kept are released figures, the statements and the audit log: export "
            "the package “released”"
        )
    return ""


async def _roster(stores: Stores, code: str) -> list[SeatRecord]:
    """Who takes part and counts; nobody who withdrew."""
    return [
        record
        for record in await stores.seats.all(code)
        if record.enters is not None
        and record.seat.may_react
        and record.seat.step is not SeatStep.WITHDRAWN
    ]


@dataclass(frozen=True, slots=True, eq=False)
class _Gathered:
    """All that a package is made of, so that it can be made beside the event loop."""

    study: Study
    session: Session
    plan: SettledPlan
    roster: Sequence[SeatRecord]
    records: Records
    position: int
    answers: Mapping[int, Mapping[tuple[str, str], str]]
    comments: Sequence[tuple[str, str]]
    wording: Wording | None
    released: Told
    note: str
    simulated: bool


async def _gathered(
    stores: Stores,
    study: Study,
    session: Session,
    plan: SettledPlan,
    roster: Sequence[SeatRecord],
) -> _Gathered:
    simulated = session.simulated or study.simulated
    records, position = await read_records(stores.log, session.code)
    released, found = await _released(stores, study, session)
    note = ""
    if found is not None:
        note = await method_note(stores, study, session, found, simulated=simulated)
    return _Gathered(
        study=study,
        session=session,
        plan=plan,
        roster=roster,
        records=records,
        position=position,
        answers=await stores.answers.all(session.code),
        comments=await _comments(stores, study, session),
        wording=await shown_wording(stores, session.code),
        released=released,
        note=note,
        simulated=simulated,
    )


def _package(held: _Gathered) -> DataPackage:
    study, session = held.study, held.session
    seats, notes = coarse_seats(study, held.plan, held.roster)
    cues = session.cues if session.is_delayed else None
    whole = analysed(held.records, held.position, study, cues)
    pairs = watched_by(study, whole, seats, held.wording)
    watched = [each for each, _ in pairs]
    persons = persons_of(study, seats, watched, held.answers)
    attributes = segment_attributes(study)
    segments = segments_of(attributes, persons)
    names = dict(zip(target_ids(study.instrument), study.instrument.targets, strict=True))
    settings = exact_settings(study, 0)
    told = {name: getattr(settings, name) for name in ("lag_ms", "instrument", "start")}
    classes = [whole_classes for _, whole_classes in pairs]
    simulated = ("simulated: nobody was asked",) if held.simulated else ()
    return DataPackage(
        name=f"{study.name}-{session.code}-persons",
        title=f"{study.title}: persons of session {session.code}",
        about=ABOUT,
        version=__version__,
        tables=(
            stimuli_table(watched, told),
            statements_table(watched),
            segments_table(segments, persons),
            persons_table(study, attributes, persons, session.questions),
            person_statement_table(watched, names),
            headlines_table(watched, classes, segments, persons, held.released, names),
            reactions_table(watched, names),
            presence_table(watched, names),
            comments_table(held.comments),
        ),
        simulated=held.simulated,
        notes=(*simulated, *notes, *_limits(session, held.roster)),
        texts={"method_note.md": held.note} if held.note else {},
        scripts=SCRIPTS,
    )


def _limits(session: Session, roster: Sequence[SeatRecord]) -> list[str]:
    """In what numbers made of the package differ from released ones, beside rounding."""
    found = [
        "released figures are rounded; those made of this package are exact and belong to its "
        "holder alone. Persons who withdrew after the release are in released figures, not here"
    ]
    if any(record.enters != _FROM_THE_START for record in roster):
        found.append(
            "late-comers count in released figures from the moment on at which enough of them had "
            "come, some in the whole panel only; here they count from their first record"
        )
    if session.is_delayed:
        found.append(
            "times are in stimulus time by each person's measured delay; who has none is absent, "
            "and who has a coarse one is in no interval here"
        )
    return found


async def _comments(stores: Stores, study: Study, session: Session) -> list[tuple[str, str]]:
    """All words, with what was asked; what they were said about is left away: with few reactions
    it would tell whose they are."""
    if not study.profile.comments:
        return []
    asked = {question.id: question.text for question in study.questionnaire.questions}
    why = study.questionnaire.why
    found = [
        (asked.get(said.question, why.text if why else said.question), said.words)
        for said in await stores.answers.said(session.code)
    ]
    for answers in await stores.seats.answers(session.code):
        found.append((study.questions.overall, answers.overall.replace("_", " ")))
        found.append((study.questions.comment, answers.comment))
    mask = masked if study.profile.masks_comments else str
    return [(about, mask(words.strip())) for about, words in found if words.strip()]


async def _released(stores: Stores, study: Study, session: Session) -> tuple[Told, Analysis | None]:
    """Net approval as it was released, and what the method note tells of."""
    told: dict[tuple[str, str, str], float | None] = {}
    first: Analysis | None = None
    for stimulus in study.stimuli if await _any_released(stores, session) else ():
        found = await released_study(stores, study.name, session.code, stimulus.id)
        first = first or found
        for row in found.statements.iter_rows(named=True):
            told[stimulus.id, row["statement"], row["segment"]] = row["net"]
    return told, first


async def _any_released(stores: Stores, session: Session) -> bool:
    return bool((await stores.releases.state(session.code)).releases)
