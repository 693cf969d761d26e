"""Recipients, rules and briefs in memory."""

from collections.abc import Sequence

from pulsemeter.domain.brief import Brief, BriefRule, BriefState, Recipient, Try
from pulsemeter.service.ports import StoreError


class MemoryBriefBook:
    """BriefBook."""

    def __init__(self) -> None:
        self._recipients: dict[tuple[str, str], Recipient] = {}
        self._rules: dict[tuple[str, str], BriefRule] = {}
        self._briefs: dict[str, Brief] = {}

    async def recipients(self, study: str) -> Sequence[Recipient]:
        """The recipients of a study, in the order in which they were first put."""
        return [held for (named, _), held in self._recipients.items() if named == study]

    async def put_recipient(self, recipient: Recipient) -> None:
        """Write a recipient, in place of the one with this id."""
        self._recipients[recipient.study, recipient.id] = recipient

    async def drop_recipient(self, study: str, recipient: str) -> None:
        """Remove a recipient with the address."""
        self._recipients.pop((study, recipient), None)

    async def rules(self, study: str) -> Sequence[BriefRule]:
        """The rules of a study, in the order in which they were first put."""
        return [held for (named, _), held in self._rules.items() if named == study]

    async def put_rule(self, rule: BriefRule) -> None:
        """Write a rule, in place of the one with this id."""
        self._rules[rule.study, rule.id] = rule

    async def drop_rule(self, study: str, rule: str) -> None:
        """Remove a rule."""
        self._rules.pop((study, rule), None)

    async def add(self, brief: Brief) -> bool:
        """Write a new brief; False where its session has one with this key already."""
        if brief.id in self._briefs:
            raise StoreError(f"brief {brief.id} was written before.")
        if any((b.session, b.key) == (brief.session, brief.key) for b in self._briefs.values()):
            return False
        self._briefs[brief.id] = brief
        return True

    async def append(self, brief: str, number: int, made: Try) -> bool:
        """Write a try at this place; False where it isn't the next."""
        held = self._briefs.get(brief)
        if held is None or len(held.tries) != number:
            return False
        self._briefs[brief] = held.with_try(made)
        return True

    async def of_session(self, session: str) -> Sequence[Brief]:
        """All briefs of a session, in the order in which they were written."""
        return [held for held in self._briefs.values() if held.session == session]

    async def due(self, at_ms: int, most: int) -> Sequence[Brief]:
        """Of each recipient the brief that is due longest, those due longest first."""
        waiting = [b for b in self._briefs.values() if b.state is BriefState.WAITING]
        first: dict[str, Brief] = {}
        for brief in sorted((b for b in waiting if b.due_ms <= at_ms), key=lambda b: b.due_ms):
            first.setdefault(brief.recipient, brief)
        return list(first.values())[:most]
