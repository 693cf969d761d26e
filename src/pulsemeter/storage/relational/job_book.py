"""Jobs that were asked for and haven't ended, beside the studies they are about."""

from collections.abc import Sequence

from pulsemeter.service.job_ports import JobNote
from pulsemeter.storage.bodies import from_body, to_body
from pulsemeter.storage.relational.database import Connection, Database
from pulsemeter.storage.relational.queries import load_queries

_SQL = load_queries("job_book")


class SqlJobBook:
    """JobBook in the store of the studies."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, note: JobNote) -> None:
        """Write a note, in place of the one with its id."""
        body = to_body(note)

        def work(connection: Connection) -> None:
            connection.execute(_SQL["put"], (note.id, note.asked_ms, body))

        await self._database.write(work)

    async def remove(self, job: str) -> None:
        """Take a note away; one that isn't there is no matter."""

        def work(connection: Connection) -> None:
            connection.execute(_SQL["remove"], (job,))

        await self._database.write(work)

    async def all(self) -> Sequence[JobNote]:
        """Every note, in the order in which they were asked for."""

        def work(connection: Connection) -> list[JobNote]:
            return [from_body(body, JobNote) for (body,) in connection.execute(_SQL["all"])]

        return await self._database.read(work)
