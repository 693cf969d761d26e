"""A session of another system enters the store like one of ours, whole or not at all."""

import asyncio
from dataclasses import replace

import numpy as np
import pytest

from pulsemeter.channel.local import LocalChannel
from pulsemeter.domain.origin import Origin
from pulsemeter.domain.participant import SeatStep
from pulsemeter.domain.playlist import Arm
from pulsemeter.domain.presence import SKIPPED
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Stimulus
from pulsemeter.service.import_ports import MadeStudy
from pulsemeter.service.import_session import (
    SEQUENCE_MAX,
    Along,
    ImportedPanel,
    ImportRefused,
    check_importable,
    check_panel,
    sweep_strays,
    take_session_in,
)
from pulsemeter.service.ports import StoreError
from pulsemeter.service.release_closed import release_closed
from pulsemeter.service.run_analysis import analyse_session, read_records
from pulsemeter.service.seal_plan import sealed_plan
from pulsemeter.storage.memory.imports import MemoryImportBook
from pulsemeter.tally.frame import RECORD

ORIGIN = Origin("dials", "ab" * 32, "unknown", "unknown")
REGIONS = [{"region": "north"}] * 6 + [{"region": "south"}] * 6


def panel(*rows: tuple[int, int, int], kind: int = RecordKind.PRESS) -> ImportedPanel:
    """Rows of (person from 1, clock_ms, choice)."""
    records = np.zeros(len(rows), dtype=RECORD)
    for name, values in zip(("seat", "clock_ms", "choice"), zip(*rows, strict=True), strict=True):
        records[name] = values
    records["kind"] = kind
    return ImportedPanel(REGIONS, records)


PRESSES = panel(*((n, 1_000 * n, 100 if n % 3 else -100) for n in range(1, 13)), (1, 500, 100))


async def taken_in(world, study, **changes):
    return await take_session_in(
        changes.pop("stores", world.stores), world.clock, world.chance, study,
        changes.pop("panel", PRESSES), ORIGIN, Along(**changes),
    )  # fmt: skip


def test_seats_log_and_session_are_those_of_a_closed_session(make_world, make_study):
    async def story():
        world, study = make_world(), make_study()
        heard: list[str] = []
        shares: list[float] = []
        made = MadeStudy(study, "[study]", [Statement("s1", 1, study.stimuli[0].id, 0, 9_000, "A")])
        session = await taken_in(world, study, made=made, tell=heard.append, wrote=shares.append)
        assert (session.kind, session.state) == (SessionKind.ON_DEMAND, SessionState.CLOSED)
        assert session.clock.anchor_wall_ms == world.clock.wall_ms()
        assert await world.stores.studies.frozen_study(session.code) == study
        seats = {r.seat.id: r.seat for r in await world.stores.seats.all(session.code)}
        assert len(seats) == 12
        assert all(seat.step is SeatStep.THANKS and seat.may_react for seat in seats.values())
        records, _ = await read_records(world.stores.log, session.code)
        assert set(records["seat"].tolist()) == set(seats)
        assert not records["received_ms"].any()
        for number, seat in seats.items():
            mine = records[records["seat"] == number]
            assert mine["sequence"].tolist() == list(range(1, len(mine) + 1))
            assert np.all(np.diff(mine["clock_ms"]) >= 0)
            assert set(mine["writer"].tolist()) == set(seat.writers)
        assert sorted(records["clock_ms"].tolist()) == [500, *(1_000 * n for n in range(1, 13))]
        assert "13 records of 12 participants" in heard[-2]
        assert (heard[-1], shares) == ("writing the session", [1.0])
        assert (await world.stores.studies.wording_of_session(session.code)).statements

    asyncio.run(story())


def test_the_order_of_the_files_is_in_no_place_of_the_log(make_world, make_study):
    async def story():
        world, study = make_world(), make_study()
        session = await taken_in(world, study, made=MadeStudy(study, ""))
        records, _ = await read_records(world.stores.log, session.code)
        assert np.all(np.diff(records["seat"].astype(object)) >= 0)

    asyncio.run(story())


def test_the_same_files_again_are_another_session_of_other_pseudonyms(make_world, make_study):
    async def story():
        world, study = make_world(), make_study()
        first = await taken_in(world, study, made=MadeStudy(study, ""))
        second = await taken_in(world, study)
        assert first.code != second.code
        one, two = [
            {r.seat.id for r in await world.stores.seats.all(s.code)} for s in (first, second)
        ]
        assert not one & two

    asyncio.run(story())


def test_figures_leave_through_the_gate_and_are_those_of_the_log(make_world, make_study):
    async def story():
        world, study = make_world(), make_study()
        session = await taken_in(world, study, made=MadeStudy(study, ""))
        released = release_closed(
            world.stores, session.code, world.clock, world.chance, LocalChannel()
        )
        assert await world.done(released)
        state = await world.stores.releases.state(session.code)
        assert {release.standing for release in state.releases[-1:]} == {"final"}
        floor = study.profile.smallest_roster
        assert all(cell.roster >= floor or cell.withheld for cell in state.cells)
        analysis = await analyse_session(world.stores.log, session.code, study)
        codes = analysis.tally.cells[0, 0].codes
        assert np.count_nonzero(np.abs(codes.astype(int)) == 100) == 12
        assert await sealed_plan(world.stores.studies, session.code) is None

    asyncio.run(story())


class FailingImports(MemoryImportBook):
    """A disk that is full when the session is to be written."""

    def __init__(self, stores) -> None:
        super().__init__(stores.log, stores.seats, stores.studies)
        self.waits = asyncio.Event()

    async def keep_session(self, imported, made) -> None:
        self.waits.set()
        raise StoreError("the disk is full")


def test_an_import_that_fails_leaves_nothing_behind(make_world, make_study):
    async def story():
        world, study = make_world(), make_study()
        stores = replace(world.stores, imports=FailingImports(world.stores))
        with pytest.raises(StoreError, match="the disk is full"):
            await taken_in(world, study, made=MadeStudy(study, ""), stores=stores)
        assert await world.stores.imports.codes() == set()
        assert list(await world.stores.studies.studies()) == []

    asyncio.run(story())


class SlowImports(MemoryImportBook):
    """A disk that takes its time over the persons, until somebody gives up."""

    def __init__(self, stores) -> None:
        super().__init__(stores.log, stores.seats, stores.studies)
        self.begun = asyncio.Event()

    async def keep_persons(self, seats, frames) -> None:
        await super().keep_persons(seats, frames)
        self.begun.set()
        await asyncio.Event().wait()


def test_an_import_that_is_interrupted_leaves_nothing_behind(make_world, make_study):
    async def story():
        world, study = make_world(), make_study()
        slow = SlowImports(world.stores)
        stores = replace(world.stores, imports=slow)
        importing = asyncio.create_task(
            taken_in(world, study, made=MadeStudy(study, ""), stores=stores)
        )
        await slow.begun.wait()
        assert await world.stores.imports.codes()
        importing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await importing
        assert await world.stores.imports.codes() == set()
        assert list(await world.stores.studies.studies()) == []

    asyncio.run(story())


class LastMoment(MemoryImportBook):
    """A disk that writes the session while somebody gives up."""

    def __init__(self, stores) -> None:
        super().__init__(stores.log, stores.seats, stores.studies)
        self.begun, self.goes_on = asyncio.Event(), asyncio.Event()

    async def keep_session(self, imported, made) -> None:
        self.begun.set()
        await self.goes_on.wait()
        await super().keep_session(imported, made)


def test_an_import_that_is_through_all_the_same_keeps_its_persons(make_world, make_study):
    async def story():
        world, study = make_world(), make_study()
        last = LastMoment(world.stores)
        stores = replace(world.stores, imports=last)
        importing = asyncio.create_task(
            taken_in(world, study, made=MadeStudy(study, ""), stores=stores)
        )
        await last.begun.wait()
        importing.cancel()
        await asyncio.sleep(0)
        last.goes_on.set()
        with pytest.raises(asyncio.CancelledError):
            await importing
        (session,) = await world.stores.studies.sessions()
        assert len(await world.stores.seats.all(session.code)) == 12

    asyncio.run(story())


def test_what_a_killed_import_left_goes_with_the_next_one(make_world, make_study):
    async def story():
        world, study = make_world(), make_study()
        held = await taken_in(world, study, made=MadeStudy(study, ""))
        seats = await world.stores.seats.all(held.code)
        stray = replace(seats[0].seat, id=5, session="STRAY")
        await world.stores.seats.add(
            [replace(seats[0], seat=stray, secret_hash=b"x", recovery_hash=b"y")]
        )
        await sweep_strays(world.stores)
        assert await world.stores.imports.codes() == {held.code}
        assert len(await world.stores.seats.all(held.code)) == 12

    asyncio.run(story())


def test_a_study_that_changed_meanwhile_is_refused(make_world, make_study):
    async def story():
        world, study = make_world(), make_study()
        await world.stores.studies.add_study(study, "", [])
        with pytest.raises(ImportRefused, match="was changed meanwhile"):
            await taken_in(world, replace(study, title="Another"))

    asyncio.run(story())


def test_studies_that_no_file_tells_wholly_are_refused(make_study):
    study = make_study()
    check_importable(study)
    two = replace(study, stimuli=(*study.stimuli, Stimulus("b", "B", 1_000)))
    with pytest.raises(ImportRefused, match="2 stimuli and 0 arms"):
        check_importable(two)
    with pytest.raises(ImportRefused, match="1 stimuli and 1 arms"):
        check_importable(replace(study, arms=(Arm("a", "A"),)))
    unmeasured = replace(study.stimuli[0], duration_ms=0)
    with pytest.raises(ImportRefused, match="length of stimulus"):
        check_importable(replace(study, stimuli=(unmeasured,)))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (panel((1, 1_000, 50)), "impossible_choice"),
        (panel((1, -1, 100)), "outside_stimulus"),
        (panel((1, 10**9, 100)), "outside_stimulus"),
        (panel((1, 0, SKIPPED), kind=RecordKind.TAP), "unknown_cue"),
        (panel((1, 0, 100), kind=77), "unknown_kind"),
        (ImportedPanel(REGIONS, np.zeros(0, dtype=RECORD)), "no reaction of any participant"),
        (ImportedPanel([{}], PRESSES.records), "has no category of region"),
    ],
)
def test_records_are_admitted_by_the_rule_for_every_press(make_study, wrong, message):
    with pytest.raises(ImportRefused, match=message):
        check_panel(make_study(), wrong)


def test_more_records_of_one_person_than_a_rank_holds_are_refused(make_study):
    records = np.zeros(SEQUENCE_MAX + 1, dtype=RECORD)
    records["seat"], records["kind"], records["choice"] = 1, RecordKind.PRESS, 100
    with pytest.raises(ImportRefused, match="1,000,001 rows; at most 1,000,000"):
        check_panel(make_study(), ImportedPanel(REGIONS[:1], records))
