"""Where the steps of live words are kept, and how open screens hear of them.

Steps are only added: what was noted stays, also where a later step takes it back.
"""

from collections.abc import Sequence
from typing import Protocol

from pulsemeter.domain.live_step import Step
from pulsemeter.domain.statement import Statement
from pulsemeter.transcript.live_words import LiveWords


class LiveWordsBook(Protocol):
    """The steps of sessions, in order."""

    async def append(self, session: str, number: int, step: Step) -> bool:
        """Write a step at this place, from 0. False, and nothing written, where it isn't the next.
        StoreError where the session isn't here, or has a step of this key."""
        ...

    async def steps(self, session: str) -> Sequence[Step]:
        """All steps of a session, in order."""
        ...


class WordsFeed(Protocol):
    """Live messages about words to the open screens of a session."""

    def words(self, session: str, words: LiveWords, changed: Sequence[Statement]) -> None:
        """Offer what the words are now, and the statements that are new or revised."""
        ...
