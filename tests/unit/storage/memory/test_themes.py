"""Themes in memory; what both engines must do is tested by the contract suite."""

import asyncio

from pulsemeter.domain.theme import Theme, ThemeSheet
from pulsemeter.storage.memory.themes import MemoryThemeBook


def test_a_refused_edition_changes_nothing() -> None:
    async def story() -> None:
        book, first = MemoryThemeBook(), ThemeSheet("S", (Theme((0,)),))
        await book.put(first)
        assert not await book.put(ThemeSheet("S", (Theme((0,), "other"),), edition=7))
        assert await book.sheet("S") == first

    asyncio.run(story())
