"""The log and the seats in memory hold nothing that somebody else can still change."""

import asyncio
from collections.abc import Callable

from pulsemeter.domain.participant import Seat
from pulsemeter.service.ports import SeatRecord
from pulsemeter.storage.memory.reactions import MemoryReactionLog, MemorySeatBook
from pulsemeter.tally.frame import Frame


def test_records_that_were_read_can_be_changed_without_the_log(
    frame_of: Callable[..., Frame],
) -> None:
    log = MemoryReactionLog()

    async def story() -> int:
        await log.append(frame_of([11]))
        ((_, frame),) = await log.read("KENNEDY")
        frame.records["choice"] = -100
        ((_, again),) = await log.read("KENNEDY")
        return int(again.records["choice"][0])

    assert asyncio.run(story()) == 100


def test_categories_are_kept_apart_from_those_handed_over() -> None:
    book = MemorySeatBook()
    categories = {"region": "north"}

    async def story() -> dict[str, str]:
        await book.add([SeatRecord(Seat(1, "K", categories=categories), b"s", b"r")])
        categories["region"] = "south"
        (first,) = await book.all("K")
        first.seat.categories["region"] = "west"
        (second,) = await book.all("K")
        return second.seat.categories

    assert asyncio.run(story()) == {"region": "north"}
