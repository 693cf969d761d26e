"""Where answers to questions are kept: choices with their seat, words without an author."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Said:
    """Words of a participant without their author: the answer to a question, or what made them
    press `choice` at a statement."""

    question: str
    words: str
    stimulus: str = ""
    statement: str = ""
    choice: int = 0


class AnswerBook(Protocol):
    """Answers to questions, in the reaction store: choices and numbers with their seat, words
    under random ids of their own."""

    async def put(self, session: str, seat: int, part: str, values: Mapping[str, str]) -> None:
        """Keep a seat's answers of one part; sent again, they take the place of the first. Of a
        withdrawn seat nothing is kept."""
        ...

    async def of_seat(self, session: str, seat: int) -> Mapping[tuple[str, str], str]:
        """A seat's answers by (part, question)."""
        ...

    async def all(self, session: str) -> Mapping[int, Mapping[tuple[str, str], str]]:
        """All answers of a session: by seat, then by (part, question)."""
        ...

    async def say(self, session: str, said: Sequence[tuple[int, Said]]) -> None:
        """Keep words, each under its own random id; an id that is there already is left alone."""
        ...

    async def said(self, session: str) -> Sequence[Said]:
        """All words of a session by their random ids, so that nobody's stand together."""
        ...
