"""The moderator is told rounded counts, and delays of enough persons only."""

import asyncio

import pytest

from pulsemeter.domain.presence import SKIPPED
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.session import SessionKind, SessionState, ShownIn
from pulsemeter.service.ingest_reaction import Incoming
from pulsemeter.wire.telling import status_message

NORTH, SOUTH = {"region": "north"}, {"region": "south"}


async def live(world, study, shown, count):
    code = await world.session(study, SessionKind.LIVE, (), shown)
    seats = await world.sit_all(code, [NORTH, SOUTH] * (count // 2))
    await world.go(code, SessionState.RUNNING)
    for seat in seats:
        await world.hello(seat, 1)
    await world.keeper.tick()
    return code, seats


async def calibrate(world, code, seats, delays_ms):
    """Three cues, at each of which every seat taps so late as its delay says."""
    for number in (1, 2, 3):
        await world.conduct.ask_cue(code, "Good evening.")
        await world.conduct.mark_cue(code)
        at_ms = world.conduct.place(code).session_ms
        world.clock.now_ms += max(delays_ms)
        for seat, late in zip(seats, delays_ms, strict=False):
            await world.send(seat, 1, Incoming(number, RecordKind.TAP, 0, number, 0, at_ms + late))
    await world.keeper.tick()


def test_who_pressed_is_told_once_figures_have_left_and_not_before(make_world, make_study):
    async def story(world):
        async with world.running():
            code, seats = await live(world, make_study("research"), ShownIn.IN_PAGE, 12)
            room = world.keeper.rooms[code]
            for seat in seats[:9]:
                await world.send(seat, 1, Incoming(1, RecordKind.PRESS, 0, 0, 100, 1_000))
            await room.follower.catch_up()
            assert world.keeper.activity(room).answered_share == 0
            for seat in seats[9:]:
                await world.send(seat, 1, Incoming(1, RecordKind.PRESENCE, 0, 0, SKIPPED, 4_999))
            world.clock.now_ms += 8_000
            await world.keeper.tick()
            assert world.keeper.activity(room).answered_share == 75

    asyncio.run(story(make_world()))


@pytest.mark.parametrize("shown", [ShownIn.IN_PAGE, ShownIn.ONE_ROOM])
def test_where_no_delay_is_measured_nothing_is_told_of_it(make_world, make_study, shown):
    async def story(world):
        async with world.running():
            code, _ = await live(world, make_study(), shown, 12)
            activity = world.keeper.activity(world.keeper.rooms[code])
            assert (activity.calibration, activity.cue) == (None, None)

    asyncio.run(story(make_world()))


def test_calibration_is_told_rounded_and_delays_of_enough_persons(make_world, make_study):
    async def story(world):
        async with world.running():
            study = make_study("standard", cues=("Good evening.",))
            code, seats = await live(world, study, ShownIn.OWN_SCREEN, 24)
            await calibrate(world, code, seats, [1_003 * n for n in range(1, 10)])
            told = world.keeper.activity(world.keeper.rooms[code]).calibration
            assert (told.delay_p50_ms, told.delay_p95_ms) == (None, None), "of nine only"
            assert told.calibrated % 2 == 0
            assert told.calibrated + told.uncalibrated in (22, 24, 26)
            assert told.grace_ms == 15_000, "of which nobody can take off five to get 9,027"
            assert told.last_cue_ms == world.conduct.place(code).session.cues[-1].marked_ms

    asyncio.run(story(make_world()))


def test_an_open_cue_tells_how_many_tapped_and_goes_to_the_screens(make_world, make_study):
    async def story(world):
        async with world.running():
            study = make_study(cues=("Good evening.",))
            code, seats = await live(world, study, ShownIn.OWN_SCREEN, 12)
            await calibrate(world, code, seats, [20_400] * 10 + [20_600, 26_000])
            room = world.keeper.rooms[code]
            room.place = world.conduct.place(code)
            status = status_message(world.keeper.activity(room))
            assert (status.cue.number, status.cue.words, status.cue.taps) == (
                3,
                "Good evening.",
                12,
            )
            assert status.cue.marked_ms == status.calibration.last_cue_ms
            assert (status.calibration.calibrated, status.calibration.coarse) == (12, 0)
            assert status.calibration.delay_p50_ms == 20_000
            await world.conduct.end_cue(code)
            room.place = world.conduct.place(code)
            assert status_message(world.keeper.activity(room)).cue is None

    asyncio.run(story(make_world()))
