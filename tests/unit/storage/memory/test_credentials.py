"""Tokens in memory; what every engine must do stands in the contract suite."""

import asyncio

from pulsemeter.service.credential_ports import Token
from pulsemeter.storage.memory.credentials import MemoryCredentialBook


def test_burning_does_not_change_a_token_that_was_handed_out() -> None:
    book = MemoryCredentialBook()

    async def story() -> Token | None:
        await book.add([Token(b"1", "K")])
        found = await book.find(b"1")
        await book.burn([b"1"])
        return found

    assert asyncio.run(story()) == Token(b"1", "K", is_used=False)
