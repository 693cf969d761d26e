"""PostgreSQL is killed while frames are appended: what was acknowledged is there, once."""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

from pulsemeter.service.ports import ReactionLog, StoreError
from pulsemeter.storage.postgresql import open_book
from pulsemeter.tally.frame import Frame

KILLS, BETWEEN = 3, 20


def test_no_acknowledged_frame_is_lost_or_there_twice(
    postgres_server: Any, frame_of: Callable[..., Frame]
) -> None:
    address = postgres_server.emptied()

    async def story() -> None:
        opened = await open_book(address)
        try:
            await appended(opened.stores.log)
        finally:
            await opened.close()

    async def appended(log: ReactionLog) -> None:
        acknowledged: list[int] = []
        refused = kills = offered = 0
        killing: asyncio.Task[None] | None = None
        while kills < KILLS or len(acknowledged) < (KILLS + 1) * BETWEEN:
            offered += 1
            try:
                await log.append(frame_of([7], number=offered))
                acknowledged.append(offered)
            except StoreError:
                refused += 1
            if killing is None and kills < KILLS and len(acknowledged) > BETWEEN * (kills + 1):
                killing = asyncio.create_task(asyncio.to_thread(kill))
            if killing is not None and killing.done():
                killing.result()
                killing, kills = None, kills + 1
        held = Counter(f.gateway_sequence for _, f in await log.read("KENNEDY", 0, offered))
        assert refused
        assert {held[number] for number in acknowledged} == {1}
        assert max(held.values()) == 1

    def kill() -> None:
        postgres_server.halt()
        postgres_server.start()

    asyncio.run(story())
