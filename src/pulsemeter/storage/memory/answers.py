"""Answers to questions in memory."""

from collections.abc import Mapping, Sequence

from pulsemeter.service.answer_ports import Said
from pulsemeter.storage.memory.reactions import MemorySeatBook


class MemoryAnswerBook:
    """AnswerBook beside the seats of the same store."""

    def __init__(self, seats: MemorySeatBook) -> None:
        self._seats = seats
        self._said: dict[int, tuple[str, Said]] = {}

    async def put(self, session: str, seat: int, part: str, values: Mapping[str, str]) -> None:
        """Keep a seat's answers of one part; of a withdrawn seat nothing is kept."""
        if self._seats.takes_answers(seat):
            held = self._seats.answers_of.setdefault(seat, {})
            held.update({(part, question): value for question, value in values.items()})

    async def of_seat(self, session: str, seat: int) -> Mapping[tuple[str, str], str]:
        """A seat's answers by (part, question)."""
        return dict(self._seats.answers_of.get(seat, {}))

    async def all(self, session: str) -> Mapping[int, Mapping[tuple[str, str], str]]:
        """All answers of a session, by seat."""
        seats = sorted(record.seat.id for record in await self._seats.all(session))
        held = self._seats.answers_of
        return {seat: dict(held[seat]) for seat in seats if seat in held}

    async def say(self, session: str, said: Sequence[tuple[int, Said]]) -> None:
        """Keep words, each under its own random id."""
        for number, words in said:
            self._said.setdefault(number, (session, words))

    def erase(self, session: str) -> None:
        """Drop all words of a session."""
        self._said = {n: held for n, held in self._said.items() if held[0] != session}

    async def said(self, session: str) -> Sequence[Said]:
        """All words of a session, by their random ids."""
        return [words for _, (of, words) in sorted(self._said.items()) if of == session]
