"""Decisions in memory; what both engines must do is tested by the contract suite."""

import asyncio

from pulsemeter.domain.decision import (
    Author,
    Decision,
    DecisionEntry,
    DecisionKind,
    DecisionState,
)
from pulsemeter.domain.staff import Role
from pulsemeter.storage.memory.decisions import MemoryDecisionBook

ADA = Author("id-ada", "Ada", Role.OWNER)
PROPOSED = DecisionEntry(DecisionState.PROPOSED, ADA, 1_000)
DECISION = Decision("d1", "moon", "KENNEDY", "s1", 1, "all", DecisionKind.HOLD, (PROPOSED,))


def test_what_was_handed_out_does_not_grow() -> None:
    async def story() -> None:
        book = MemoryDecisionBook()
        await book.add(DECISION)
        held = await book.of_session("KENNEDY")
        await book.append("d1", 1, DecisionEntry(DecisionState.DROPPED, ADA, 2_000))
        assert held == [DECISION]
        assert (await book.decision("d1")).state is DecisionState.DROPPED

    asyncio.run(story())
