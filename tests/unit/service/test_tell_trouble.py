"""A store that takes nothing is told to the staff, whichever writer it concerns."""

import asyncio

import pytest

from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.session import SessionState
from pulsemeter.service.ingest_reaction import Incoming
from pulsemeter.service.ports import StoreError
from pulsemeter.service.tell_trouble import storing_trouble
from pulsemeter.wire.telling import status_message


@pytest.mark.parametrize(
    ("part", "writer"),
    [
        ("ingest", "commits"),
        ("ingest", "claims"),
        ("enrolment", "births"),
        ("enrolment", "writes"),
        ("enrolment", "token_claims"),
        ("enrolment", "burns"),
    ],
)
def test_whatever_waits_for_the_disk_is_told(world, part, writer):
    assert storing_trouble(world.ingest, world.enrolment) == ""
    getattr(getattr(world, part), writer).trouble = "the disk is full"
    assert storing_trouble(world.ingest, world.enrolment) == "the disk is full"


def test_the_live_room_is_told_while_presses_wait_and_no_longer(world, make_study, monkeypatch):
    async def story():
        async with world.running():
            code = await world.session(make_study())
            (seat,) = await world.sit_all(code, [{"region": "north"}])
            await world.go(code, SessionState.RUNNING)
            room = await world.keeper.room(code)
            append, full = world.stores.log.append, [True]

            async def append_if_there_is_room(frame):
                if full[0]:
                    raise StoreError("the disk is full")
                return await append(frame)

            monkeypatch.setattr(world.stores.log, "append", append_if_there_is_room)
            await world.hello(seat, 1)
            acknowledged = []
            press = Incoming(1, RecordKind.PRESS, 0, 0, 100, 0)
            world.ingest.take(seat, 1, (press,), acknowledged.append)
            await world.clock.advance(2_500)
            assert not acknowledged
            assert status_message(world.keeper.activity(room)).trouble == "the disk is full"
            full[0] = False
            await world.clock.advance(1_500)
            assert [one.upto for one in acknowledged] == [1]
            assert status_message(world.keeper.activity(room)).trouble == ""

    asyncio.run(story())
