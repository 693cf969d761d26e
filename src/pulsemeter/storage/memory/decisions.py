"""Decisions and their histories in memory."""

from collections.abc import Sequence

from pulsemeter.domain.decision import Decision, DecisionEntry
from pulsemeter.service.ports import StoreError


class MemoryDecisionBook:
    """DecisionBook."""

    def __init__(self) -> None:
        self._decisions: dict[str, Decision] = {}

    async def add(self, decision: Decision) -> None:
        """Write a new decision with its entries. StoreError where its id was written before."""
        if decision.id in self._decisions:
            raise StoreError(f"decision {decision.id} was written before.")
        self._decisions[decision.id] = decision

    async def append(self, decision: str, number: int, entry: DecisionEntry) -> bool:
        """Write an entry at this place of a history; False where it isn't the next."""
        held = self._decisions.get(decision)
        if held is None or len(held.entries) != number:
            return False
        self._decisions[decision] = held.with_entry(entry)
        return True

    async def decision(self, decision: str) -> Decision | None:
        """A decision by its id."""
        return self._decisions.get(decision)

    async def of_session(self, session: str) -> Sequence[Decision]:
        """All decisions of a session, in the order of their proposals."""
        return [held for held in self._decisions.values() if held.session == session]
