"""Briefs in memory; what both engines must do is tested by the contract suite."""

import asyncio

from pulsemeter.domain.brief import Brief, BriefState, Try, TryOutcome
from pulsemeter.storage.memory.briefs import MemoryBriefBook

BRIEF = Brief("m1", "moon", "KENNEDY", "r1", "Edda", "b1", "k", 1_000, "subject", "text")


def test_what_was_handed_out_does_not_grow() -> None:
    async def story() -> None:
        book = MemoryBriefBook()
        await book.add(BRIEF)
        held = await book.of_session("KENNEDY")
        await book.append("m1", 0, Try(2_000, TryOutcome.ARRIVED, "250 OK"))
        assert held == [BRIEF]
        assert [brief.state for brief in await book.of_session("KENNEDY")] == [BriefState.ARRIVED]

    asyncio.run(story())
