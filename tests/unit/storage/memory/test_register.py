"""The register in memory locks as the other one does."""

import asyncio

import pytest

from pulsemeter.service.ports import StoreError
from pulsemeter.storage.memory.register import MemoryRegisterBook


def test_a_locked_register_writes_nothing():
    async def story():
        register = MemoryRegisterBook()
        await register.make("words")
        await register.put([])
        register.lock()
        with pytest.raises(StoreError):
            await register.put([])

    asyncio.run(story())
