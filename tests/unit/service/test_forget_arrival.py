"""Files are written anew once at each of a session's two moments, and again after a refusal."""

import asyncio
from dataclasses import replace

import pytest

from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.service.forget_arrival import AT_END, AT_START, RETRY_MS, ArrivalForgetting
from pulsemeter.service.ports import StoreError
from pulsemeter.storage.memory import memory_stores


class Files:
    """The erasures of memory, counting how often files are written anew."""

    def __init__(self, erasures):
        self._erasures, self.times, self.is_held = erasures, 0, False

    def __getattr__(self, name):
        return getattr(self._erasures, name)

    async def forget_arrival(self):
        if self.is_held:
            raise StoreError("another program is reading.")
        self.times += 1


@pytest.fixture
def counted(make_world):
    """A world whose files count, and what lets them forget."""
    stores = memory_stores()
    files = Files(stores.erasures)
    world = make_world(replace(stores, erasures=files))
    return world, files


def forgetting_of(world):
    return ArrivalForgetting(world.stores, world.keeper, world.clock)


async def enough(world, study, kind=SessionKind.LIVE):
    code = await world.session(study, kind)
    await world.sit_all(code, [{"region": "north"}, {"region": "south"}] * 6)
    return code


def test_a_live_session_forgets_at_its_start_and_at_its_end(counted, make_study):
    world, files = counted

    async def story():
        async with world.running():
            forgetting = forgetting_of(world)
            code = await enough(world, make_study())
            await world.keeper.tick()
            await forgetting.tick()
            assert files.times == 0, "before the start people still come"
            await world.go(code, SessionState.RUNNING)
            for _ in range(3):
                await world.keeper.tick()
                await forgetting.tick()
            assert files.times == 1
            world.clock.now_ms += 31_000
            await world.go(code, SessionState.CLOSED)
            for _ in range(3):
                await world.keeper.tick()
                world.clock.now_ms += 3_000
                await forgetting.tick()
            assert files.times == 2
            assert await world.stores.erasures.steps(code) == {AT_START, AT_END}

            again = world.restart()
            async with again.running():
                await forgetting_of(again).tick()
            assert files.times == 2, "a restart remembers"

    asyncio.run(story())


def test_on_demand_it_waits_for_the_end(counted, make_study):
    world, files = counted

    async def story():
        async with world.running():
            code = await enough(world, make_study(), SessionKind.ON_DEMAND)
            for seat in world.enrolment.seats(code):
                await world.done(world.enrolment.watched(seat))
            await world.keeper.tick()
            assert world.keeper.rooms[code].plan is not None
            await forgetting_of(world).tick()
            assert files.times == 0

    asyncio.run(story())


def test_files_that_another_program_holds_are_tried_again_after_a_while(counted, make_study):
    world, files = counted

    async def story():
        async with world.running():
            forgetting, code = forgetting_of(world), await enough(world, make_study())
            await world.go(code, SessionState.RUNNING)
            await world.keeper.tick()
            files.is_held = True
            with pytest.raises(StoreError):
                await forgetting.tick()
            files.is_held = False
            await forgetting.tick()
            assert files.times == 0
            world.clock.now_ms += RETRY_MS
            await forgetting.tick()
            assert files.times == 1

    asyncio.run(story())
