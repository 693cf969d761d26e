"""What is kept coarse in memory can't be changed by who still holds the value."""

import asyncio

from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.service.ports import SeatRecord
from pulsemeter.storage.memory import memory_stores


def test_a_profile_is_a_copy():
    async def story():
        stores, categories = memory_stores(), {"region": "north"}
        seat = Seat(1, "KENNEDY", SeatStep.STIMULUS, 1, categories)
        await stores.seats.add([SeatRecord(seat, b"s", b"r")])
        await stores.erasures.coarsen("KENNEDY", [seat], {})
        categories["region"] = "south"
        (held,) = await stores.seats.all("KENNEDY")
        assert held.seat.categories == {"region": "north"}
        assert await stores.erasures.steps("KENNEDY") == set()

    asyncio.run(story())
