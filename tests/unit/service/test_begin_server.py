import asyncio
import sys

from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.service.begin_server import (
    ENGINE_EVERY_MS,
    bring_to_memory,
    load_engine,
    until_stored,
)
from pulsemeter.tally import engine


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


def test_numba_is_loaded_aside_once_a_session_is_worth_it(world, monkeypatch):
    monkeypatch.setattr(engine, "_choice", engine._Choice())

    async def story():
        loading = asyncio.create_task(load_engine(world.clock))
        await asyncio.sleep(0)
        assert engine.kernels(engine.WORTH_LOADING - 1).NAME == "numpy"
        assert not engine.is_wanted()
        assert engine.kernels(engine.WORTH_LOADING).NAME == "numpy"  # nobody waits for it
        assert engine.is_wanted()
        await world.clock.advance(ENGINE_EVERY_MS)
        await loading
        assert engine.kernels(1).NAME == "numba"
        assert not engine.is_wanted()

    asyncio.run(story())


def test_a_numba_that_does_not_work_is_told_once_and_numpy_goes_on(world, monkeypatch, caplog):
    monkeypatch.setattr(engine, "_choice", engine._Choice(is_wanted=True))
    monkeypatch.delitem(sys.modules, "pulsemeter.tally.numba_kernels", raising=False)
    monkeypatch.setattr("numba.njit", None)

    async def story():
        await load_engine(world.clock)
        assert "numba doesn't work here (TypeError" in caplog.text
        assert caplog.text.rstrip().endswith("; NumPy counts")
        assert engine.kernels(engine.WORTH_LOADING).NAME == "numpy"
        assert not engine.is_wanted()

    asyncio.run(story())


def test_without_numba_nothing_waits(world, monkeypatch):
    monkeypatch.setattr(engine, "_choice", engine._Choice(is_wanted=True))
    monkeypatch.delitem(sys.modules, "pulsemeter.tally.numba_kernels", raising=False)
    monkeypatch.setitem(sys.modules, "numba", None)
    asyncio.run(load_engine(world.clock))
    assert engine.load() == "numba isn't installed"
