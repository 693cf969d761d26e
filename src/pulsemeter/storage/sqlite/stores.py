"""A data folder opened: its files, the register apart, and the books that lie in them."""

from pathlib import Path

from pulsemeter.service.ports import Stores
from pulsemeter.storage.relational.books import books_over
from pulsemeter.storage.sqlite.connection import Database
from pulsemeter.storage.sqlite.folder_lock import make_folder, opening


class SqliteStores:
    """The open files of a data folder; `stores` is what the service is given."""

    def __init__(
        self, studies: Database, credentials: Database, reactions: Database, audit: Database
    ) -> None:
        self._studies = studies
        self._databases = (studies, credentials, reactions, audit)
        self.stores: Stores = books_over(studies, credentials, reactions, audit)

    async def version(self) -> int:
        """A number that is another one after a different process (the command line) wrote
        studies, sessions, releases or staff. What this process wrote doesn't change it."""
        return await self._studies.foreign_changes()

    async def lead(self) -> None:
        """Nothing is to be written: the lock of the folder holds as long as its process lives."""

    async def still_lead(self) -> None:
        """Nobody else can have led: see `lead`."""

    async def agreed(self) -> tuple[str, str]:
        """Nothing: what a folder holds is of this folder."""
        return "", ""

    async def agree_on_log(self, place: str) -> None:
        """Nothing is to be written: nobody else has this book."""

    async def agree_on_secret(self, digest: str, in_place_of: str) -> None:
        """Nothing is to be written: nobody else has this book."""

    async def close(self) -> None:
        """Finish what is queued and close the files. Closing twice is harmless."""
        for database in self._databases:
            await database.close()


def open_stores(folder: Path) -> SqliteStores:
    """Open a data folder, made if it isn't there; tables are brought up to date.

    Raises StoreError when the folder can't be written, a file is not ours or damaged, or a
    newer program wrote it.
    """
    make_folder(folder)
    opened: list[Database] = []
    try:
        with opening(folder):
            for kind in ("studies", "credentials", "reactions", "audit"):
                opened.append(Database(folder, kind))  # noqa: PERF401 - those opened must be closed
    except BaseException:
        for database in opened:
            database.abandon()
        raise
    return SqliteStores(*opened)
