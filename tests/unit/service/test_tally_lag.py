"""The lag of a server is that of its session furthest behind, among those that still count."""

import asyncio

from pulsemeter.domain.session import SessionState
from pulsemeter.service.tally_lag import counting, tally_lag_ms


def test_the_session_furthest_behind_is_told_and_final_ones_arent(world, make_study):
    async def story():
        async with world.running():
            codes = [
                await world.session(make_study(name="one")),
                await world.session(make_study(name="two")),
            ]
            seats = [await world.sit(code, region="north") for code in codes]
            for code in codes:
                await world.go(code, SessionState.RUNNING)
            await world.keeper.tick()
            times, rooms = world.ingest.commit_times, world.keeper.rooms
            assert len(counting(rooms.values())) == 2
            assert tally_lag_ms(times, rooms.values()) == 0
            for seat in seats:
                await world.press(seat, 0)
                world.clock.now_ms += 5_000
            assert tally_lag_ms(times, rooms.values()) // 1_000 == 10
            first = rooms[codes[0]]
            first.releaser.last_word.end()
            assert tally_lag_ms(times, rooms.values()) // 1_000 == 10, "it isn't over"
            await world.go(codes[0], SessionState.CLOSED)
            first.place = world.conduct.place(codes[0])
            assert counting(rooms.values()) == [rooms[codes[1]]]
            assert tally_lag_ms(times, rooms.values()) // 1_000 == 5

    asyncio.run(story())
