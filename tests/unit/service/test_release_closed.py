"""The last figures of a closed session, where no server runs."""

import asyncio

from pulsemeter.channel.local import LocalChannel
from pulsemeter.domain.session import SessionState
from pulsemeter.service.release_closed import release_closed


def test_last_figures_leave_once(make_world, make_study):
    async def story():
        world = make_world()
        async with world.running():
            code = await world.session(make_study())
            seats = await world.sit_all(code, [{"region": "north"}] * 6)
            await world.go(code, SessionState.RUNNING)
            await world.keeper.tick()
            await world.press(seats[0], 1_000)
            await world.go(code, SessionState.CLOSED)
        arguments = (world.stores, code, world.clock, world.chance, LocalChannel())
        assert await world.done(release_closed(*arguments))
        state = await world.stores.releases.state(code)
        assert state.releases[-1].standing == "final"
        assert await world.done(release_closed(*arguments))
        assert len((await world.stores.releases.state(code)).releases) == len(state.releases)

    asyncio.run(story())


def test_a_session_that_never_opened_has_none(make_world, make_study):
    async def story():
        world = make_world()
        await world.stores.studies.add_study(make_study(), "", [])
        planned = await world.conduct.plan(make_study().name, "live")
        assert not await world.done(
            release_closed(world.stores, planned.code, world.clock, world.chance, LocalChannel())
        )

    asyncio.run(story())
