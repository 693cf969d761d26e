import asyncio

from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.service.begin_server import bring_to_memory, until_stored


def test_every_session_that_began_stands_in_memory_after_a_restart(world, make_study):
    async def story():
        async with world.running():
            code = await world.session(make_study())
            await world.sit(code, region="north")
            planned = await world.conduct.plan("talk", SessionKind.LIVE)
        again = world.restart()
        await bring_to_memory(again.conduct, again.enrolment, again.keeper)
        assert set(again.keeper.rooms) == {code}
        assert again.conduct.place(planned.code).session.state is SessionState.PLANNED
        assert len(again.enrolment.seats(code)) == 1

    asyncio.run(story())


def test_the_end_waits_for_what_was_taken_but_not_for_ever(world, caplog):
    async def story():
        idle = world.ingest.commits.is_idle
        idle.clear()
        waiting = asyncio.create_task(until_stored(world.ingest))
        await asyncio.sleep(0)
        assert not waiting.done()
        idle.set()
        await waiting
        assert not [record for record in caplog.records if record.name.startswith("pulsemeter")]
        idle.clear()
        await until_stored(world.ingest, 0)
        assert "none of them was acknowledged" in caplog.text

    asyncio.run(story())
