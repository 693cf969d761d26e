"""Answers to questions, in the file of the reactions; words lie there without their author."""

from collections.abc import Mapping, Sequence

from pulsemeter.domain.participant import SeatStep
from pulsemeter.service.answer_ports import Said
from pulsemeter.service.ports import StoreError
from pulsemeter.storage.bodies import from_body, to_body
from pulsemeter.storage.relational.database import Connection, Database
from pulsemeter.storage.relational.queries import load_queries

_SQL = load_queries("answer_book")


class SqlAnswerBook:
    """AnswerBook in the store of the reactions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, session: str, seat: int, part: str, values: Mapping[str, str]) -> None:
        """Keep a seat's answers of one part; of a withdrawn seat nothing is kept."""
        rows = [(seat, part, question, value) for question, value in values.items()]

        def work(connection: Connection) -> None:
            held = connection.execute(_SQL["step"], (seat, session)).fetchone()
            if held is None:
                raise StoreError(f"session {session} has no such seat.")
            if held[0] != SeatStep.WITHDRAWN:
                connection.executemany(_SQL["put"], rows)

        await self._database.write(work)

    async def of_seat(self, session: str, seat: int) -> Mapping[tuple[str, str], str]:
        """A seat's answers by (part, question)."""

        def work(connection: Connection) -> dict[tuple[str, str], str]:
            rows = connection.execute(_SQL["of_seat"], (seat,))
            return {(part, question): value for part, question, value in rows}

        return await self._database.read(work)

    async def all(self, session: str) -> Mapping[int, Mapping[tuple[str, str], str]]:
        """All answers of a session, by seat."""

        def work(connection: Connection) -> dict[int, dict[tuple[str, str], str]]:
            found: dict[int, dict[tuple[str, str], str]] = {}
            for seat, part, question, value in connection.execute(_SQL["all"], (session,)):
                found.setdefault(seat, {})[part, question] = value
            return found

        return await self._database.read(work)

    async def say(self, session: str, said: Sequence[tuple[int, Said]]) -> None:
        """Keep words, each under its own random id."""
        rows = [(number, session, to_body(words)) for number, words in said]

        def work(connection: Connection) -> None:
            connection.executemany(_SQL["say"], rows)

        await self._database.write(work)

    async def said(self, session: str) -> Sequence[Said]:
        """All words of a session, by their random ids."""

        def work(connection: Connection) -> list[str]:
            return [body for (body,) in connection.execute(_SQL["said"], (session,))]

        return [from_body(body, Said) for body in await self._database.read(work)]
