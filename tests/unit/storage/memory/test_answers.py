"""Answers in memory; what every engine must do stands in the contract suite."""

import asyncio
from collections.abc import Mapping

from pulsemeter.domain.participant import Seat
from pulsemeter.service.ports import SeatRecord
from pulsemeter.storage.memory.answers import MemoryAnswerBook
from pulsemeter.storage.memory.reactions import MemorySeatBook


def test_answers_do_not_grow_in_the_hands_of_their_reader() -> None:
    seats = MemorySeatBook()
    book = MemoryAnswerBook(seats)

    async def story() -> tuple[Mapping[tuple[str, str], str], int]:
        await seats.add([SeatRecord(Seat(31, "MOON22"), b"a", b"A")])
        await book.put("MOON22", 31, "before", {"mood": "3"})
        of_seat, every = await book.of_seat("MOON22", 31), await book.all("MOON22")
        await book.put("MOON22", 31, "after", {"mood": "4"})
        return of_seat, len(every[31])

    assert asyncio.run(story()) == ({("before", "mood"): "3"}, 1)
