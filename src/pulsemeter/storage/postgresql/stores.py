"""A book opened: its schemas, and the books that lie in them."""

import asyncio

from pulsemeter.service.ports import Stores
from pulsemeter.storage.postgresql.connection import Database
from pulsemeter.storage.postgresql.schema import KINDS, agree, agreed, prepare, schema_of
from pulsemeter.storage.relational.books import books_over


class PostgresStores:
    """The schemas of a book; `stores` is what the service is given, `id` what this book is called
    and no other."""

    def __init__(self, address: str, book: str) -> None:
        self.id = book
        self._address = address
        self._databases = {kind: Database(address, schema_of(kind)) for kind in KINDS}
        self.stores: Stores = books_over(**self._databases)

    async def version(self) -> int:
        """A number that is another one after a different process wrote studies, sessions, releases
        or staff. What this process wrote doesn't change it."""
        return await self._databases["studies"].foreign_changes()

    async def lead(self) -> None:
        """Be the one server that leads: whoever led before writes nothing more, whether it knows or
        not. For who holds the book."""
        for database in self._databases.values():
            await database.lead()

    async def still_lead(self) -> None:
        """See that nobody has led since `lead`. LeadLost where another server has."""
        for database in self._databases.values():
            await database.write(lambda _: None)

    async def agreed(self) -> tuple[str, str]:
        """Where the log of this book lies, and a digest of the secret that its servers sign with;
        each empty where nobody said so."""
        return await asyncio.to_thread(agreed, self._address)

    async def agree_on_log(self, place: str) -> None:
        """Say to every server of this book where its log lies."""
        await asyncio.to_thread(agree, self._address, "agree_on_log", place)

    async def agree_on_secret(self, digest: str, in_place_of: str) -> None:
        """Say by what secret they sign, unless somebody has said something else meanwhile."""
        await asyncio.to_thread(agree, self._address, "agree_on_secret", digest, in_place_of)

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
