"""Remarks of staff, beside the decisions of the same session."""

from collections.abc import Sequence
from typing import Any

from pulsemeter.domain.remark import Remark
from pulsemeter.service.ports import StoreError
from pulsemeter.storage.bodies import from_body, to_body
from pulsemeter.storage.relational.database import Connection, Database
from pulsemeter.storage.relational.queries import load_queries

_SQL = load_queries("remark_book")


class SqlRemarkBook:
    """RemarkBook in the store of the studies."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, remark: Remark) -> None:
        """Write a remark. StoreError where its id was written before."""
        row = (remark.id, remark.session, to_body(remark))

        def work(connection: Connection) -> None:
            try:
                connection.execute(_SQL["add"], row)
            except connection.IntegrityError:
                raise StoreError(f"remark {remark.id} was written before.") from None

        await self._database.write(work)

    async def remove(self, session: str, remark: str) -> None:
        """Take a remark away; one that isn't there is no matter."""

        def work(connection: Connection) -> None:
            connection.execute(_SQL["remove"], (session, remark))

        await self._database.write(work)

    async def of_session(self, session: str) -> Sequence[Remark]:
        """All remarks of a session, in the order of their writing."""

        def work(connection: Connection) -> list[tuple[Any, ...]]:
            return connection.execute(_SQL["of_session"], (session,)).fetchall()

        return [from_body(body, Remark) for (body,) in await self._database.read(work)]
