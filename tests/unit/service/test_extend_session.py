"""A session that goes on: the tally grows, presses after the old end count, pages are led back."""

import asyncio

from pulsemeter.domain.participant import SeatStep
from pulsemeter.domain.session import SessionState
from pulsemeter.domain.study import Stimulus
from pulsemeter.release.figures import IntervalRelease

NORTH_SOUTH = [{"region": r} for r in ("north", "south")] * 8


def intervals_told(room):
    return {r.interval for r in room.releaser.releases if isinstance(r, IntervalRelease)}


def run(world, study, story):
    async def whole():
        async with world.running():
            code = await world.session(study)
            seats = await world.sit_all(code, NORTH_SOUTH)
            await world.go(code, SessionState.RUNNING)
            await world.keeper.tick()
            await story(code, seats)

    asyncio.run(whole())


async def press_all(world, seats, at_ms):
    for seat in seats:
        await world.press(seat, at_ms)


def test_presses_after_the_old_end_count_and_leave(world, make_study):
    study = make_study(stimuli=(Stimulus("talk", "A talk", 30_000),))

    async def story(code, seats):
        world.clock.now_ms += 20_000
        await press_all(world, seats, 19_000)
        await world.keeper.tick()
        room = world.keeper.rooms[code]
        assert room.follower.tally.cells[0, 0].intervals == 6
        before = room.follower.interval_counts(0, 3)[0].tolist()
        await world.conduct.extend(code, 60_000)
        await world.keeper.tick()
        assert room.follower.tally.cells[0, 0].intervals == 18
        assert room.follower.interval_counts(0, 3)[0].tolist() == before
        world.clock.now_ms += 30_000  # at 50 s, beyond the old end
        await press_all(world, seats, 49_000)
        world.clock.now_ms += 10_000
        await world.keeper.tick()
        assert {3, 9} <= intervals_told(room)
        likes = room.follower.interval_counts(0, 9)[0]
        assert likes.sum(axis=0)[0] == len(seats)

    run(world, study, story)


def test_a_restart_after_an_extension_knows_the_later_end(world, make_study):
    study = make_study(stimuli=(Stimulus("talk", "A talk", 30_000),))

    async def story(code, seats):
        world.clock.now_ms += 20_000
        await world.conduct.extend(code, 60_000)
        world.clock.now_ms += 30_000
        await press_all(world, seats, 49_000)
        again = world.restart()
        async with again.running():
            room = await again.keeper.room(code)
            assert again.conduct.place(code).study.stimuli[0].duration_ms == 90_000
            assert room.follower.tally.cells[0, 0].intervals == 18
            assert room.follower.tally.cells[0, 0].ranks[9].all()

    run(world, study, story)


def test_a_page_with_the_old_end_is_led_back_and_with_the_new_one_goes_on(world, make_study):
    study = make_study(stimuli=(Stimulus("talk", "A talk", 30_000),))

    async def story(code, seats):
        world.clock.now_ms += 20_000
        await world.conduct.extend(code, 60_000)
        world.clock.now_ms += 10_000
        back = await world.done(world.enrolment.watched(seats[0], 0))
        assert back.step is SeatStep.STIMULUS
        world.clock.now_ms += 60_000
        on = await world.done(world.enrolment.watched(seats[0], 0))
        assert on.step is SeatStep.CLOSING

    run(world, study, story)
