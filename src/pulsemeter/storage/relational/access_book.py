"""Access tokens of staff by their hash, beside the tokens of participants.

Knows days only, no times of use. Who the member is stands in another file.
"""

from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

from pulsemeter.domain.scope import Scope
from pulsemeter.service.access_ports import AccessToken
from pulsemeter.service.ports import StoreError
from pulsemeter.storage.relational.database import Connection, Database
from pulsemeter.storage.relational.queries import load_queries

_SQL = load_queries("access_book")


class SqlAccessBook:
    """AccessBook in the store of the credentials."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, token: AccessToken) -> None:
        """Write a token. StoreError where its id or its hash is here already."""
        first, scopes, rest = astuple(token)[:4], " ".join(token.scopes), astuple(token)[5:]

        def work(connection: Connection) -> None:
            try:
                connection.execute(_SQL["add"], (*first, scopes, *rest))
            except connection.IntegrityError:
                raise StoreError("this access token exists already.") from None

        await self._database.write(work)

    async def find(self, token_hash: bytes) -> AccessToken | None:
        """The token of this hash, ended or not."""
        rows = await self._rows("find", token_hash)
        return _token(rows[0]) if rows else None

    async def of(self, member: str) -> Sequence[AccessToken]:
        """The tokens of a member, by the day they were made, then by label and id."""
        return [_token(row) for row in await self._rows("of", member)]

    async def use(self, token_hash: bytes, day: str) -> None:
        """Note the last day of use."""
        await self._run("use", day, token_hash)

    async def drop(self, member: str, token: str) -> None:
        """Remove a token of this member by its id."""
        await self._run("drop", member, token)

    async def drop_all(self, member: str) -> None:
        """Remove every token of a member."""
        await self._run("drop_all", member)

    async def forget(self) -> None:
        """Remove every token of everybody."""
        await self._run("forget")

    async def _rows(self, query: str, key: str | bytes) -> list[tuple[Any, ...]]:
        return await self._database.read(lambda c: c.execute(_SQL[query], (key,)).fetchall())

    async def _run(self, query: str, *values: object) -> None:
        def work(connection: Connection) -> None:
            connection.execute(_SQL[query], values)

        await self._database.write(work)


def _token(row: tuple[Any, ...]) -> AccessToken:
    values = list(row)
    values[4] = tuple(Scope(word) for word in row[4].split())
    return AccessToken(*values)
