"""Remarks in memory; what both engines must do is tested by the contract suite."""

import asyncio

from pulsemeter.domain.decision import Author
from pulsemeter.domain.remark import Remark, RemarkKind
from pulsemeter.domain.staff import Role
from pulsemeter.storage.memory.remarks import MemoryRemarkBook

ADA = Author("id-ada", "Ada", Role.OWNER)
REMARK = Remark("r1", "KENNEDY", RemarkKind.NOTE, ADA, 0, 0, 1_000, "words")


def test_what_was_handed_out_stays() -> None:
    async def story() -> None:
        book = MemoryRemarkBook()
        await book.add(REMARK)
        held = await book.of_session("KENNEDY")
        await book.remove("KENNEDY", "r1")
        assert held == [REMARK]
        assert await book.of_session("KENNEDY") == []

    asyncio.run(story())
