"""Imports in memory; what every engine must do stands in tests/contract."""

import asyncio

from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.service.import_ports import ImportedSeat
from pulsemeter.storage.memory import memory_stores


def test_imported_persons_are_among_the_other_seats() -> None:
    stores = memory_stores()
    seat = Seat(1, "IMPORT", SeatStep.THANKS)

    async def story() -> None:
        await stores.imports.keep_persons([ImportedSeat(seat, b"a", b"b")], [])
        assert [record.seat for record in await stores.seats.all("IMPORT")] == [seat]
        assert await stores.imports.codes() == {"IMPORT"}

    asyncio.run(story())
