"""What every book of imports must do."""

from dataclasses import replace
from typing import Any

import pytest

from pulsemeter.domain.origin import Origin
from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.domain.session import Session, SessionKind, SessionState
from pulsemeter.service.import_ports import ImportedSeat, ImportedSession, MadeStudy
from pulsemeter.service.ports import StoreError, Stores
from pulsemeter.service.wording_ports import SealedPlan

ENGINES = ("memory", "sqlite", "postgresql", "jetstream")
ORIGIN = Origin("dials – “A”", "ab" * 32, "unknown", "not there", 3)
SESSION = Session(
    "IMPORT", "moon", SessionKind.ON_DEMAND, SessionState.CLOSED, simulated=True, origin=ORIGIN
)
PLAN = SealedPlan(0, "[plan]\n", "digest")


def seats(*numbers: int) -> list[ImportedSeat]:
    return [
        ImportedSeat(
            Seat(n, "IMPORT", SeatStep.THANKS, 1, {"region": "north"}, writers=(n + 70,), stage=1),
            b"secret %d" % n,
            b"recovery %d" % n,
        )
        for n in numbers
    ]


def test_persons_are_kept_with_their_records(engine: Any, frame_of: Any) -> None:
    frames = [frame_of([1, 2], "IMPORT"), frame_of([2], "IMPORT", 2)]
    engine.tell(lambda stores: stores.imports.keep_persons(seats(1, 2), iter(frames)))
    held = engine.tell(lambda stores: stores.seats.all("IMPORT"))
    assert [record.seat for record in held] == [one.seat for one in seats(1, 2)]
    assert [record.enters for record in held] == [None, None]
    read = engine.tell(lambda stores: stores.log.read("IMPORT"))
    assert [frame.records["seat"].tolist() for _, frame in read] == [[1, 2], [2]]
    assert engine.tell(lambda stores: stores.imports.codes()) == {"IMPORT"}


def test_persons_are_kept_whole_or_not_at_all(engine: Any, frame_of: Any) -> None:
    async def story(stores: Stores) -> None:
        await stores.imports.keep_persons(seats(1), [frame_of([1], "IMPORT")])
        with pytest.raises(StoreError, match="exists already"):
            await stores.imports.keep_persons(seats(2, 1), [frame_of([2, 1], "OTHER")])
        with pytest.raises(StoreError, match="session code"):
            await stores.imports.keep_persons(seats(3), [frame_of([3], "É")])

    engine.tell(story)
    assert len(engine.tell(lambda stores: stores.seats.all("IMPORT"))) == 1
    assert engine.tell(lambda stores: stores.imports.codes()) == {"IMPORT"}


def test_a_session_comes_with_its_study_and_its_plan(
    engine: Any, study: Any, statements: Any
) -> None:
    made = MadeStudy(study, "[study]", statements[:3])
    engine.tell(
        lambda stores: stores.imports.keep_session(ImportedSession(SESSION, study, PLAN), made)
    )
    assert engine.tell(lambda stores: stores.studies.session("IMPORT")) == SESSION
    assert engine.tell(lambda stores: stores.studies.frozen_study("IMPORT")) == study
    assert engine.tell(lambda stores: stores.studies.plan("IMPORT")) == PLAN
    wording = engine.tell(lambda stores: stores.studies.wording_of_session("IMPORT"))
    assert {one.id for one in wording.statements} == {"s1", "s2", "s3"}


def test_a_session_of_a_study_that_is_here(engine: Any, study: Any, statements: Any) -> None:
    async def story(stores: Stores) -> None:
        await stores.studies.add_study(study, "", statements)
        await stores.imports.keep_session(ImportedSession(SESSION, study, PLAN), None)

    engine.tell(story)
    assert engine.tell(lambda stores: stores.studies.session("IMPORT")) == SESSION


def test_nothing_is_left_of_a_session_that_cannot_be_kept(
    engine: Any, study: Any, statements: Any
) -> None:
    async def story(stores: Stores) -> None:
        imported = ImportedSession(SESSION, study, PLAN)
        with pytest.raises(StoreError, match="which is not here"):
            await stores.imports.keep_session(imported, None)
        await stores.studies.add_study(study, "", statements)
        other = MadeStudy(replace(study, title="Another"), "", ())
        with pytest.raises(StoreError, match="came into the store meanwhile"):
            await stores.imports.keep_session(imported, other)

    engine.tell(story)
    assert list(engine.tell(lambda stores: stores.studies.sessions())) == []
    assert engine.tell(lambda stores: stores.studies.study("moon")) == study


def test_erasing_persons_takes_what_was_imported(engine: Any, frame_of: Any) -> None:
    engine.tell(lambda s: s.imports.keep_persons(seats(1), [frame_of([1], "IMPORT")]))
    engine.tell(lambda stores: stores.erasures.erase_persons("IMPORT"))
    assert engine.tell(lambda stores: stores.imports.codes()) == set()
