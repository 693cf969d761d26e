"""The beat under a clock that the test turns."""

import asyncio

from tests.conftest import settle

from pulsemeter.domain.session import SessionKind
from pulsemeter.service.ports import StoreError
from pulsemeter.service.server_beat import ANNOUNCE_TICKS, TICK_MS, beat


def test_it_follows_takes_over_does_its_duties_and_outlives_a_full_disk(
    world, make_study, monkeypatch
):
    async def story():
        done, announced, numbers = [], [], iter([1, 1, 1, 2, *[2] * 50])
        monkeypatch.setattr(world.keeper, "announce", lambda: announced.append(1))

        async def version():
            return next(numbers)

        async def duty():
            done.append(1)
            if len(done) in (2, ANNOUNCE_TICKS):  # the second time as screens are told
                raise StoreError("the disk is full")

        async with world.running():
            await world.stores.studies.add_study(make_study(), "", [])
            other = world.restart()  # the command line, with its own view of the same stores
            await other.conduct.refresh()
            planned = await other.conduct.plan("talk", SessionKind.LIVE)
            task = asyncio.create_task(
                beat(version, world.conduct, world.keeper, world.clock, (duty,))
            )
            await settle()
            assert [p.session.code for p in world.conduct.places()] == []
            await world.clock.advance(2 * TICK_MS)
            assert [p.session.code for p in world.conduct.places()] == [planned.code]
            await world.clock.advance(ANNOUNCE_TICKS * TICK_MS)
            assert len(done) == 3 + ANNOUNCE_TICKS
            assert announced == [1]
            assert world.keeper.figures_wait == ""
            task.cancel()

    asyncio.run(story())


def test_a_server_that_does_not_lead_has_every_session_at_hand_and_releases_nothing(
    world, make_study, monkeypatch
):
    async def story():
        announced, ticked = [], []
        monkeypatch.setattr(world.keeper, "announce", lambda: announced.append(1))

        async def tick():
            ticked.append(1)

        monkeypatch.setattr(world.keeper, "tick", tick)

        async def version():
            return 1

        async with world.running():
            code = await world.session(make_study())
            task = asyncio.create_task(
                beat(version, world.conduct, world.keeper, world.clock, (), leads=False)
            )
            await world.clock.advance(2 * ANNOUNCE_TICKS * TICK_MS)
            assert list(world.keeper.rooms) == [code]
            assert not announced
            assert not ticked
            task.cancel()

    asyncio.run(story())
