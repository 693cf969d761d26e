"""The audit log in a file of its own, so that it outlives what it tells of."""

from collections.abc import Sequence
from typing import Any

from pulsemeter.domain.audit import AuditEntry, Deed, chained
from pulsemeter.storage.relational.database import Connection, Database
from pulsemeter.storage.relational.queries import load_queries

_SQL = load_queries("audit_book")


class SqlAuditBook:
    """AuditBook in a store of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def append(self, deed: Deed) -> AuditEntry:
        """Chain a deed to the newest entry; returns once it is on disk."""

        def work(connection: Connection) -> AuditEntry:
            # Read inside the writing transaction: a command beside a running server writes too.
            row = connection.execute(_SQL["newest"]).fetchone()
            entry = chained(None if row is None else _entry(row), deed)
            values = (entry.number, deed.wall_ms, deed.actor, deed.act, deed.subject, deed.detail)
            connection.execute(_SQL["append"], (*values, entry.link))
            return entry

        return await self._database.write(work)

    async def entries(self, after: int = 0, limit: int = 1_000) -> Sequence[AuditEntry]:
        """Entries with a number above `after`, in order, at most `limit`."""

        def work(connection: Connection) -> list[AuditEntry]:
            rows = connection.execute(_SQL["entries"], (after, max(limit, 0)))
            return [_entry(row) for row in rows]

        return await self._database.read(work)


def _entry(row: tuple[Any, ...]) -> AuditEntry:
    number, wall_ms, actor, act, subject, detail, link = row
    return AuditEntry(number, Deed(wall_ms, actor, act, subject, detail), link)
