"""Editions of recordings, beside the sessions that they are of.

That no two members write the same edition is decided here, in the writing transaction.
"""

from collections.abc import Sequence

from pulsemeter.domain.recording import Recording
from pulsemeter.storage.bodies import from_body, to_body
from pulsemeter.storage.relational.database import Connection, Database
from pulsemeter.storage.relational.queries import load_queries

_SQL = load_queries("recording_book")


class SqlRecordingBook:
    """RecordingBook in the store of the studies."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, edition: Recording) -> bool:
        """Write the next edition; False where its number isn't the next."""
        place = (edition.session, edition.stimulus)
        body = to_body(edition)

        def work(connection: Connection) -> bool:
            (held,) = connection.execute(_SQL["length"], place).fetchone()
            if edition.number != held + 1:
                return False
            connection.execute(_SQL["add"], (*place, edition.number, body))
            return True

        return await self._database.write(work)

    async def editions(self, session: str) -> Sequence[Recording]:
        """Every edition of a session's recordings: by stimulus, each in order."""
        return await self._read("editions", session)

    async def newest(self, session: str) -> Sequence[Recording]:
        """The newest edition of each stimulus' recording, without those that are removed."""
        return [edition for edition in await self._read("newest", session) if edition.file]

    async def _read(self, query: str, session: str) -> list[Recording]:
        def work(connection: Connection) -> list[tuple[str]]:
            return connection.execute(_SQL[query], (session,)).fetchall()

        return [from_body(body, Recording) for (body,) in await self._database.read(work)]
