"""Where recipients, rules and briefs are kept.

A brief is written before anything is sent, and only once for what it is about; its tries only
grow.
"""

from collections.abc import Sequence
from typing import Protocol

from pulsemeter.domain.brief import Brief, BriefRule, Recipient, Try


class BriefBook(Protocol):
    """Recipients and rules of studies, and briefs with their tries."""

    async def recipients(self, study: str) -> Sequence[Recipient]:
        """The recipients of a study, in the order in which they were first put."""
        ...

    async def put_recipient(self, recipient: Recipient) -> None:
        """Write a recipient, in place of the one with this id."""
        ...

    async def drop_recipient(self, study: str, recipient: str) -> None:
        """Remove a recipient with the address; briefs that were written stay."""
        ...

    async def rules(self, study: str) -> Sequence[BriefRule]:
        """The rules of a study, in the order in which they were first put."""
        ...

    async def put_rule(self, rule: BriefRule) -> None:
        """Write a rule, in place of the one with this id."""
        ...

    async def drop_rule(self, study: str, rule: str) -> None:
        """Remove a rule; briefs that were written stay."""
        ...

    async def add(self, brief: Brief) -> bool:
        """Write a new brief. False, and nothing written, where its session has a brief with this
        key already."""
        ...

    async def append(self, brief: str, number: int, made: Try) -> bool:
        """Write a try at this place, from 0. False, and nothing written, where it isn't the next,
        or there is no such brief."""
        ...

    async def of_session(self, session: str) -> Sequence[Brief]:
        """All briefs of a session, in the order in which they were written."""
        ...

    async def due(self, at_ms: int, most: int) -> Sequence[Brief]:
        """Briefs that wait and whose next try is due: of each recipient the one that is due
        longest, in the order of their time."""
        ...
