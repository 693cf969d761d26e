"""A book opened: its schemas, and the books that lie in them."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from pulsemeter.service.ports import FolderHeld, Stores
from pulsemeter.storage.postgresql.address import connect, place_of
from pulsemeter.storage.postgresql.connection import Database
from pulsemeter.storage.postgresql.schema import KINDS, SERVER_LOCK, prepare, schema_of
from pulsemeter.storage.relational.books import books_over


class PostgresStores:
    """The schemas of a book; `stores` is what the service is given, `id` what this book is called
    and no other."""

    def __init__(self, address: str, book: str) -> None:
        self.id = book
        self._databases = {kind: Database(address, schema_of(kind)) for kind in KINDS}
        self.stores: Stores = books_over(**self._databases)

    async def version(self) -> int:
        """A number that is another one after a different process wrote studies, sessions, releases
        or staff. What this process wrote doesn't change it."""
        return await self._databases["studies"].foreign_changes()

    async def close(self) -> None:
        """Finish what is queued and close the connections. Closing twice is harmless."""
        for database in self._databases.values():
            await database.close()


async def open_book(address: str) -> PostgresStores:
    """Open a book; its tables are made or brought up to date.

    Raises StoreError when it can't be reached, lacks a right, would lose what it acknowledges, or
    was written by a newer program.
    """
    return PostgresStores(address, await asyncio.to_thread(prepare, address))


@contextmanager
def hold_book(address: str) -> Iterator[None]:
    """Hold a book for one server, as long as its connection lasts. FolderHeld where another has
    it: two would each believe their own live tally."""
    connection = connect(address)
    try:
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", (SERVER_LOCK,)).fetchone()
        if row is None or not row[0]:
            raise FolderHeld(
                f"another Pulsemeter server works with {place_of(address)} already. Stop it, or "
                "name another book with --book."
            )
        yield
    finally:
        connection.close()
