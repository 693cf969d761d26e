"""A session that another system held enters the store, closed: seats, log, plan, then itself.

Who took part there gets a random pseudonym here; nothing that would lead back is kept, so the same
files taken in again are another session. What is admitted is decided by the rule for every press.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pulsemeter.domain.counted import counted
from pulsemeter.domain.instrument import target_ids
from pulsemeter.domain.origin import Origin
from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.domain.passage import Passage
from pulsemeter.domain.reaction import Admission, admit
from pulsemeter.domain.session import Session, SessionClock, SessionKind, SessionState
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Study, missing_answers
from pulsemeter.domain.wording import wording_of
from pulsemeter.release.analysis_plan import plan_of
from pulsemeter.service.audit_trail import COMMAND_LINE, AuditTrail
from pulsemeter.service.create_study import check_passages, check_statements
from pulsemeter.service.edit_statements import StatementEditing
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.import_ports import ImportedSeat, ImportedSession, MadeStudy
from pulsemeter.service.ports import Chance, Clock, Stores
from pulsemeter.service.wording_ports import SealedPlan
from pulsemeter.tally.frame import RECORD, Frame, Records

SEQUENCE_MAX = 1_000_000
"""As many records as one page may write: a rank holds no larger sequence."""
FRAME_RECORDS = 20_000
_CODE_LENGTH = 6

Tell = Callable[[str], None]
Wrote = Callable[[float], None]


class ImportRefused(ValueError):
    """A session that can't be taken in; the message says why and what to do."""


@dataclass(frozen=True, slots=True, eq=False)
class ImportedPanel:
    """Who took part and what they did. `seat` of a record is the place of its person in
    `categories`, from 1; writer, rank and sequence are given here."""

    categories: Sequence[Mapping[str, str]]
    records: Records


@dataclass(frozen=True, slots=True)
class Said:
    """A transcript that comes along: it becomes the study's, in place of what its stimulus had."""

    statements: Sequence[Statement]
    passages: Sequence[Passage] = ()


@dataclass(frozen=True, slots=True)
class Along:
    """What comes along with a session: `made` is the study where it comes with it, `said` a
    transcript for one that is here, `code` a free one that the session is to have, `actor` whoever
    takes it in. `tell` hears what is done, `wrote` from another thread the share of records that is
    written."""

    made: MadeStudy | None = None
    said: Said | None = None
    code: str = ""
    actor: str = COMMAND_LINE
    tell: Tell = lambda what: None
    wrote: Wrote = lambda share: None


async def take_session_in(
    stores: Stores,
    clock: Clock,
    chance: Chance,
    study: Study,
    panel: ImportedPanel,
    origin: Origin,
    along: Along | None = None,
) -> Session:
    """A closed session of these reactions, with what comes along.

    Raises ImportRefused for a panel that the study can't have; nothing is written then. Cut short,
    it leaves nothing behind but, in the last moment, the transcript.
    """
    along = along or Along()
    made, said, tell = along.made, along.said, along.tell
    check_importable(study)
    check_panel(study, panel)
    if made is not None:
        check_statements(study, made.statements)
        check_passages(study, made.statements, made.passages)
    elif await stores.studies.study(study.name) != study:
        raise ImportRefused(f"study {study.name} was changed meanwhile; import again")
    await sweep_strays(stores)
    code = along.code or await fresh_code(stores, chance)
    tell("giving every participant a random pseudonym")
    seats = _seats(code, study, panel.categories, chance)
    tell(f"writing {counted(len(panel.records), 'record')} of {counted(len(seats), 'participant')}")
    keeping: asyncio.Future[None] | None = None
    try:
        frames = _frames(code, seats, panel.records, chance)
        await stores.imports.keep_persons(seats, _counted(frames, len(panel.records), along.wrote))
        tell("writing the session")
        if said is not None:
            trail = AuditTrail(stores.audit, clock)
            await _take_words_in(StatementEditing(stores.studies, trail, along.actor), study, said)
        imported = await _imported(stores, code, study, origin, made, clock.wall_ms())
        keeping = asyncio.ensure_future(stores.imports.keep_session(imported, made))
        await asyncio.shield(keeping)
    except BaseException:
        await asyncio.shield(_take_back(stores, code, keeping))
        raise
    return imported.session


def _counted(frames: Iterator[Frame], records: int, wrote: Wrote) -> Iterator[Frame]:
    done = 0
    for frame in frames:
        yield frame
        done += len(frame.records)
        wrote(done / records)


async def _take_words_in(editing: StatementEditing, study: Study, said: Said) -> None:
    edition = (await editing.wording(study.name)).edition
    at = study.stimuli[0].id
    await editing.take_in(study.name, edition, at, said.statements, said.passages)


async def sweep_strays(stores: Stores) -> None:
    """Take away what an import left that died before it was through. Imports alone write persons
    before their session, and one at a time: hold the imports of the folder meanwhile."""
    codes = await stores.imports.codes()  # before the sessions: one may be opened right now
    known = {session.code for session in await stores.studies.sessions()}
    for code in sorted(codes - known):
        await stores.erasures.erase_persons(code)
        await stores.erasures.tidy()


async def _take_back(stores: Stores, code: str, keeping: asyncio.Future[None] | None) -> None:
    """Erase the persons of an import that was cut short, unless it was through all the same: what
    a thread has begun goes on though nobody waits for it."""
    if keeping is not None:
        await asyncio.wait({keeping})
        if not keeping.cancelled() and keeping.exception() is None:
            return
    await stores.erasures.erase_persons(code)


def check_importable(study: Study) -> None:
    """Refuse a study whose sessions no file of reactions can tell wholly."""
    if len(study.stimuli) != 1 or study.arms:
        raise ImportRefused(
            f"study {study.name} has {len(study.stimuli)} stimuli and {len(study.arms)} arms; an "
            "import is of one stimulus shown to everybody. Make a study for each of them"
        )
    if study.stimuli[0].duration_ms <= 0:
        raise ImportRefused(
            f"the length of stimulus {study.stimuli[0].id} isn't known: give duration_ms in the "
            "mapping, or upload the stimulus first"
        )


def check_panel(study: Study, panel: ImportedPanel) -> None:
    """Refuse what no session of this study could hold. ImportRefused."""
    if not len(panel.records) or not panel.categories:
        raise ImportRefused("no reaction of any participant could be used; see --preview")
    for person in panel.categories:
        missing = missing_answers(study, dict(person))
        if missing:
            raise ImportRefused(
                f"a participant has no category of {', '.join(missing)}; say in the mapping which "
                "one stands for a missing value"
            )
    records = panel.records
    most = int(np.bincount(records["seat"].astype(np.int64)).max())
    if most > SEQUENCE_MAX:
        raise ImportRefused(
            f"a participant has {most:,} rows; at most {SEQUENCE_MAX:,} are kept. Thin the file "
            "out: the last row of an interval is what counts in it"
        )
    _check_admitted(study, records)


def _check_admitted(study: Study, records: Records) -> None:
    """Every kind of record that occurs, by the rule that admits a press."""
    admission = Admission(
        state=SessionState.CLOSED,
        is_live=False,
        clock_now_ms=0,
        durations_ms=(study.stimuli[0].duration_ms,),
        targets=len(target_ids(study.instrument)),
        choices=study.instrument.choices(),
    )
    ends = (int(records["clock_ms"].min()), int(records["clock_ms"].max()))
    # One number each: sorting millions of them is quick, sorting records takes a minute.
    sides = records["choice"].astype(np.int64) + 128
    keys = (records["kind"].astype(np.int64) * 256 + records["target"]) * 256 + sides
    for key in np.unique(keys).tolist():
        kind, target, choice = key >> 16, key >> 8 & 255, (key & 255) - 128
        for clock_ms in ends:
            refusal = admit(admission, kind, 0, target, choice, clock_ms)
            if refusal is not None:
                raise ImportRefused(
                    f"a record can't be taken ({refusal.value}): choice {choice}, target {target}, "
                    f"at {clock_ms} ms of study {study.name}"
                )


def _seats(
    code: str, study: Study, categories: Sequence[Mapping[str, str]], chance: Chance
) -> list[ImportedSeat]:
    """Seats of persons who have completed, in the order of their places in the panel."""
    taken: set[int] = set()
    found = []
    for person in categories:
        number = chance.number(63)
        while number in taken:
            number = chance.number(63)
        taken.add(number)
        seat = Seat(
            id=number,
            session=code,
            step=SeatStep.THANKS,
            consent_version=study.consent.version,
            categories={a.id: person[a.id] for a in study.attributes},
            writers=(chance.number(63),),
            stage=1,
        )
        found.append(ImportedSeat(seat, secret_hash(chance.text()), secret_hash(chance.text())))
    return found


def _frames(
    code: str, seats: Sequence[ImportedSeat], rows: Records, chance: Chance
) -> Iterator[Frame]:
    """The log: by the seats' random numbers, so that no place tells of an order of arrival; each
    seat's records in the order of stimulus time, of equal ones the later row last."""
    ids = np.array([0, *(held.seat.id for held in seats)], dtype=np.uint64)
    writers = np.array([0, *(held.seat.writers[0] for held in seats)], dtype=np.uint64)
    person = rows["seat"].astype(np.int64)
    order = np.lexsort((np.arange(len(rows)), rows["clock_ms"], ids[person]))
    gateway = chance.number(63)
    ordered_ids = ids[person[order]]
    sequence = _numbers_within(ordered_ids)
    for number, start in enumerate(range(0, len(order), FRAME_RECORDS), start=1):
        part = order[start : start + FRAME_RECORDS]
        records = np.zeros(len(part), dtype=RECORD)
        for name in ("kind", "target", "choice", "clock_ms"):
            records[name] = rows[name][part]
        records["seat"] = ids[person[part]]
        records["writer"] = writers[person[part]]
        records["writer_rank"] = 1
        records["sequence"] = sequence[start : start + FRAME_RECORDS]
        yield Frame(code, gateway, number, records)


def _numbers_within(keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    """1, 2, 3 … within each run of equal keys."""
    places = np.arange(len(keys))
    begins = np.ones(len(keys), dtype=bool)
    begins[1:] = keys[1:] != keys[:-1]
    return np.asarray(places - np.maximum.accumulate(np.where(begins, places, 0)) + 1)


async def _imported(
    stores: Stores, code: str, study: Study, origin: Origin, made: MadeStudy | None, wall_ms: int
) -> ImportedSession:
    """The session as it is kept: closed now, from when on its persons' data has its time."""
    session = Session(
        code=code,
        study=study.name,
        kind=SessionKind.ON_DEMAND,
        state=SessionState.CLOSED,
        clock=SessionClock(study.stimuli[0].duration_ms, wall_ms, False),
        simulated=study.simulated,
        origin=origin,
    )
    if made is not None:
        wording = wording_of(study, made.statements, made.passages)
    else:
        wording = await stores.studies.wording(study.name) or wording_of(study, ())
    plan = plan_of(study, wording)
    return ImportedSession(session, study, SealedPlan(wording.edition, plan.text, plan.digest))


async def fresh_code(stores: Stores, chance: Chance) -> str:
    """A code that no session has."""
    code = chance.code(_CODE_LENGTH)
    while await stores.studies.session(code) is not None:
        code = chance.code(_CODE_LENGTH)
    return code
