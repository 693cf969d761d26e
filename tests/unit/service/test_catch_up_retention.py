"""A folder that no server holds catches up by itself."""

import asyncio

from pulsemeter.channel.local import LocalChannel
from pulsemeter.domain.retention import DAY_MS, Piece
from pulsemeter.domain.session import SessionState
from pulsemeter.service.catch_up_retention import catch_up_retention


def test_what_is_due_goes_and_the_last_figures_come_first(make_world, make_study):
    async def story():
        world = make_world()
        stores, clock = world.stores, world.clock
        async with world.running():
            code = await world.session(make_study())
            seats = await world.sit_all(code, [{"region": "north"}] * 6)
            await world.go(code, SessionState.RUNNING)
            await world.keeper.tick()
            await world.press(seats[0], 1_000)
            await world.go(code, SessionState.CLOSED)
        clock.now_ms += 2 * DAY_MS
        await world.done(catch_up_retention(stores, None, clock, world.chance, LocalChannel()))
        assert (await stores.releases.state(code)).releases[-1].standing == "final"
        assert Piece.PROFILES in await stores.erasures.steps(code)
        assert len(await stores.seats.all(code)) == 6
        clock.now_ms += 100 * DAY_MS
        await world.done(catch_up_retention(stores, None, clock, world.chance, LocalChannel()))
        assert await stores.seats.all(code) == []
        frames = await stores.log.read(code)
        assert frames == []

    asyncio.run(story())


def test_nothing_due_is_nothing_done(make_world, make_study):
    async def story():
        world = make_world()
        async with world.running():
            await world.session(make_study())
        await world.done(
            catch_up_retention(world.stores, None, world.clock, world.chance, LocalChannel())
        )
        assert await world.stores.audit.entries(0, 9) == []

    asyncio.run(story())
