"""Tokens by their hash, in a file of their own.

Knows no seat and no time, so that nothing here says which reactions a token led to.
"""

import sqlite3
from collections.abc import Sequence

from pulsemeter.service.ports import StoreError, Token
from pulsemeter.storage.sqlite.connection import Database
from pulsemeter.storage.sqlite.queries import load_queries

_SQL = load_queries("credential_book")


class SqliteCredentialBook:
    """CredentialBook in `credentials.sqlite`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, tokens: Sequence[Token]) -> None:
        """Write tokens, all or none. One that exists already: StoreError."""
        rows = [(token.token_hash, token.session, token.is_used) for token in tokens]

        def work(connection: sqlite3.Connection) -> None:
            try:
                connection.executemany(_SQL["add"], rows)
            except sqlite3.IntegrityError:
                raise StoreError("one of these tokens exists already; none was added.") from None

        await self._database.write(work)

    async def find(self, token_hash: bytes) -> Token | None:
        """The token of this hash."""

        def work(connection: sqlite3.Connection) -> Token | None:
            row = connection.execute(_SQL["find"], (token_hash,)).fetchone()
            return None if row is None else Token(row[0], row[1], bool(row[2]))

        return await self._database.read(work)

    async def burn(self, token_hash: bytes) -> None:
        """Mark a token as used; burning twice is harmless."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(_SQL["burn"], (token_hash,))

        await self._database.write(work)
