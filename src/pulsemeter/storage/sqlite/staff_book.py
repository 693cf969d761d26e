"""One-time links and sign-ins of staff, as hashes.

Knows roles by name only; what a role may do is decided elsewhere.
"""

import sqlite3

from pulsemeter.service.ports import StoreError
from pulsemeter.storage.sqlite.connection import Database
from pulsemeter.storage.sqlite.queries import load_queries

_SQL = load_queries("staff_book")


class SqliteStaffBook:
    """StaffBook in `studies.sqlite`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add_link(self, link_hash: bytes, role: str) -> None:
        """Write a one-time link. One that exists already, used or not: StoreError."""

        def work(connection: sqlite3.Connection) -> None:
            try:
                connection.execute(_SQL["add_link"], (link_hash, role))
            except sqlite3.IntegrityError:
                raise StoreError("this one-time link exists already.") from None

        await self._database.write(work)

    async def use_link(self, link_hash: bytes, secret_hash: bytes) -> str | None:
        """Burn a link and write a sign-in in one step; the role, or None if it was no good."""

        def work(connection: sqlite3.Connection) -> str | None:
            # fetchall, not fetchone: a RETURNING statement is finished only when it is drained.
            rows = connection.execute(_SQL["use_link"], (link_hash,)).fetchall()
            if not rows:
                return None
            role = str(rows[0][0])
            try:
                connection.execute(_SQL["add_sign_in"], (secret_hash, role))
            except sqlite3.IntegrityError:
                raise StoreError("a sign-in with this secret exists already.") from None
            return role

        return await self._database.write(work)

    async def role_of(self, secret_hash: bytes) -> str | None:
        """The role behind a sign-in's secret."""

        def work(connection: sqlite3.Connection) -> str | None:
            row = connection.execute(_SQL["role_of"], (secret_hash,)).fetchone()
            return None if row is None else str(row[0])

        return await self._database.read(work)
