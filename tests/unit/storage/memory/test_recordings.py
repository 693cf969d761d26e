"""Recordings in memory; what both engines must do is tested by the contract suite."""

import asyncio

from pulsemeter.domain.recording import Recording, RecordingStep
from pulsemeter.storage.memory.recordings import MemoryRecordingBook

FIRST = Recording("ROOM01", "talk", 1, RecordingStep.FILE, "Ada", 1_000, "r.mp4")


def test_what_was_handed_out_does_not_grow() -> None:
    async def story() -> None:
        book = MemoryRecordingBook()
        await book.add(FIRST)
        held = await book.editions("ROOM01")
        await book.add(FIRST.removed("Ada", 2_000))
        assert held == [FIRST]
        assert await book.newest("ROOM01") == []

    asyncio.run(story())
