"""Access tokens in memory; what both engines must do is tested by the contract suite."""

import asyncio

from pulsemeter.domain.scope import Scope
from pulsemeter.service.access_ports import AccessToken
from pulsemeter.storage.memory.access import MemoryAccessBook

TOKEN = AccessToken("t1", b"1" * 32, "a", "nightly", (Scope.READ,), "", "2026-11-26", "")


def test_what_was_handed_out_stays() -> None:
    async def story() -> None:
        book = MemoryAccessBook()
        await book.add(TOKEN)
        held = await book.of("a")
        await book.use(TOKEN.token_hash, "2026-11-27")
        await book.drop_all("a")
        assert held == [TOKEN]
        assert await book.of("a") == []

    asyncio.run(story())
