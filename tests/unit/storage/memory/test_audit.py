"""The audit log in memory; what both engines must do is tested by the contract suite."""

import asyncio

from pulsemeter.domain.audit import Deed
from pulsemeter.storage.memory.audit import MemoryAuditBook


def test_what_was_handed_out_does_not_grow() -> None:
    book = MemoryAuditBook()
    asyncio.run(book.append(Deed(0, "Ada", "invite", "moon")))
    held = asyncio.run(book.entries())
    asyncio.run(book.append(Deed(1, "Ada", "remove", "moon")))
    assert len(held) == 1
