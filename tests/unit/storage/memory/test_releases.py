"""Releases and staff in memory; what every engine must do stands in the contract suite."""

import asyncio
from collections.abc import Sequence

from pulsemeter.release.figures import Release, StatementRelease
from pulsemeter.storage.memory.releases import MemoryReleaseBook, MemoryStaffBook

FIRST = StatementRelease(1, "s1", 1, "final", 0, [])


def test_a_state_does_not_grow_in_the_hands_of_its_reader() -> None:
    book = MemoryReleaseBook()

    async def story() -> Sequence[Release]:
        before = await book.state("K")
        await book.write("K", [FIRST])
        return before.releases

    assert list(asyncio.run(story())) == []


def test_a_burnt_link_is_remembered() -> None:
    book = MemoryStaffBook()

    async def story() -> list[str | None]:
        await book.add_link(b"l", "owner")
        return [await book.use_link(b"l", b"1"), await book.use_link(b"l", b"2")]

    assert asyncio.run(story()) == ["owner", None]
