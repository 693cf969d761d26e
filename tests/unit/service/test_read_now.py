"""The last ten minutes of a session, as a view has them."""

import asyncio
from dataclasses import replace

from pulsemeter.domain.session import SessionState
from pulsemeter.domain.statement import Statement
from pulsemeter.release.now_board import NowBoard
from pulsemeter.release.view import EVERYTHING, View
from pulsemeter.service.choose_findings import FRESH_MS, is_fresh
from pulsemeter.service.read_now import read_now


def test_it_tells_what_a_view_shows_of_what_was_said_lately(world, make_study, spoken):
    async def story():
        async with world.running():
            code = await world.session(make_study(), statements=spoken)
            seats = await world.sit_all(code, [{"region": r} for r in ("north", "south")] * 8)
            place = world.conduct.place(code)
            assert (await read_now(world.keeper, place, EVERYTHING)).board == NowBoard()
            await world.go(code, SessionState.RUNNING)
            await world.keeper.tick()
            for at_ms in range(4_000, 25_000, 5_000):
                world.clock.now_ms += 5_000
                for seat in seats:
                    await world.press(seat, at_ms)
            await world.keeper.tick()
            place = world.conduct.place(code)
            now = await read_now(world.keeper, place, EVERYTHING)
            assert [found.release.statement for found in now.board.best] == ["s1", "s2"] or [
                found.release.statement for found in now.board.best
            ] == ["s2", "s1"]
            assert now.is_last_minutes
            assert now.labels["region:north"] == "North"
            own = await read_now(world.keeper, place, View(frozenset({"region:north"})))
            assert {found.figure.cell for found in own.board.best} == {"region:north"}
            assert set(own.labels) == {"region:north"}
            world.clock.now_ms += 2 * FRESH_MS
            late = await read_now(world.keeper, world.conduct.place(code), EVERYTHING)
            assert late.board == NowBoard()

    asyncio.run(story())


def test_ten_minutes_count_from_the_end_of_a_statement(world, make_study):
    async def story():
        async with world.running():
            code = await world.session(make_study())
            place = replace(world.conduct.place(code), session_ms=1_000_000)
            said = Statement("s1", 1, "talk", 0, 1_000_000 - FRESH_MS, "One.")
            assert is_fresh(place, said)
            assert not is_fresh(replace(place, session_ms=1_000_001), said)

    asyncio.run(story())
