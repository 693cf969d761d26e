"""Jobs in memory; what both engines must do is tested by the contract suite."""

import asyncio

from pulsemeter.service.job_ports import JobNote
from pulsemeter.storage.memory.jobs import MemoryJobBook


def test_a_list_that_was_read_stays_as_it_was() -> None:
    async def story() -> None:
        book = MemoryJobBook()
        await book.put(JobNote("a", "film", "k", "moon", "KENNEDY", 1))
        held = await book.all()
        await book.remove("a")
        assert [note.id for note in held] == ["a"]

    asyncio.run(story())
