"""Steps of live words, beside the sessions that they belong to.

A step is never changed; a trigger refuses that by a slip of ours.
"""

from collections.abc import Sequence

from pulsemeter.domain.live_step import Step
from pulsemeter.service.ports import StoreError
from pulsemeter.storage.bodies import from_body, to_body
from pulsemeter.storage.relational.database import Connection, Database
from pulsemeter.storage.relational.queries import load_queries

_SQL = load_queries("live_words_book")


class SqlLiveWordsBook:
    """LiveWordsBook in the store of the studies."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def append(self, session: str, number: int, step: Step) -> bool:
        """Write a step at this place; False where it isn't the next. StoreError where the session
        isn't here, or has a step of this key."""
        row = (session, number, step.key, to_body(step))

        def work(connection: Connection) -> bool:
            if connection.execute(_SQL["session"], (session,)).fetchone() is None:
                raise StoreError(f"there is no session {session}.")
            (held,) = connection.execute(_SQL["length"], (session,)).fetchone()
            if held != number:
                return False
            try:
                connection.execute(_SQL["append"], row)
            except connection.IntegrityError:
                raise StoreError(f"session {session} has a step {step.key} already.") from None
            return True

        return await self._database.write(work)

    async def steps(self, session: str) -> Sequence[Step]:
        """All steps of a session, in order."""

        def work(connection: Connection) -> list[str]:
            return [row[0] for row in connection.execute(_SQL["steps"], (session,))]

        return [from_body(body, Step) for body in await self._database.read(work)]
