"""Where decisions are kept, and how open screens hear of them.

A history only grows. What of a decision a screen may be told is the adapter's affair, by the view
of whoever looks.
"""

from collections.abc import Sequence
from typing import Protocol

from pulsemeter.domain.decision import Decision, DecisionEntry


class DecisionBook(Protocol):
    """Decisions with their histories."""

    async def add(self, decision: Decision) -> None:
        """Write a new decision with its entries. StoreError where its id was written before."""
        ...

    async def append(self, decision: str, number: int, entry: DecisionEntry) -> bool:
        """Write an entry at this place of a history, from 0. False, and nothing written, where
        it isn't the next: somebody else's came first, or there is no such decision."""
        ...

    async def decision(self, decision: str) -> Decision | None:
        """A decision by its id."""
        ...

    async def of_session(self, session: str) -> Sequence[Decision]:
        """All decisions of a session, in the order of their proposals."""
        ...


class DecisionFeed(Protocol):
    """Live messages about decisions to the open screens of a session."""

    def decision(self, session: str, decision: Decision) -> None:
        """Offer a decision, already written down, as it is now."""
        ...
