"""Releases in memory; what every engine must do stands in the contract suite."""

import asyncio
from collections.abc import Sequence

from pulsemeter.release.figures import Release, StatementRelease
from pulsemeter.storage.memory.releases import MemoryReleaseBook

FIRST = StatementRelease(1, "s1", 1, "final", 0, [])


def test_a_state_does_not_grow_in_the_hands_of_its_reader() -> None:
    book = MemoryReleaseBook()

    async def story() -> Sequence[Release]:
        before = await book.state("K")
        await book.write("K", [FIRST])
        return before.releases

    assert list(asyncio.run(story())) == []
