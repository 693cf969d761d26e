"""One SQLite file: a thread that writes and a thread that reads, each with its connection.

Readers see the last committed state and never hold up the writer (WAL). Every write is one
transaction that is on disk before it is answered. What the tables mean is the books' affair.
"""

import asyncio
import contextlib
import errno
import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from pulsemeter.service.ports import StoreError
from pulsemeter.storage.relational.queries import load_migrations, load_queries
from pulsemeter.storage.sqlite.scripts import split_script
from pulsemeter.storage.sqlite.steady import settle, verify, which_file
from pulsemeter.storage.sqlite.trouble import explain, is_disk_failure

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]
_SQL = load_queries("rewriting", __package__)

BUSY_TIMEOUT_MS = 5_000
CACHE_KIB = 512
"""Of pages that each of ten connections keeps. What is written goes to the end of a file, so more
is of no use; by default it would be four times as much, and be reached after hours."""
APPLICATION_ID = {
    "studies": 0x504D_5354,
    "credentials": 0x504D_4352,
    "reactions": 0x504D_5245,
    "audit": 0x504D_4155,
    "register": 0x504D_5247,
}
"""Written into each file's header, so that files put under a wrong name are noticed."""


class Database:
    """One file of the data folder, opened and brought up to date."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.path = folder / f"{kind}.sqlite"
        self._failure: StoreError | None = None
        self._writer = _connect(self.path)
        self._is_which = which_file(self.path)
        try:
            _prepare(self._writer, self.path, kind)
            settle(self._writer, self.path)
            self._reader = _connect(self.path)
            self._reader.execute("PRAGMA query_only = ON")
        except sqlite3.Error as error:
            self._writer.close()
            raise explain(error, self.path) from None
        except BaseException:
            self._writer.close()
            raise
        self._writing = ThreadPoolExecutor(1, thread_name_prefix=f"{kind}-writer")
        self._reading = ThreadPoolExecutor(1, thread_name_prefix=f"{kind}-reader")

    async def write(self, work: Work[T]) -> T:
        """Run this in a transaction of its own; returns once it is on disk."""
        return await self._on(self._writing, lambda: self._transact(work))

    async def read(self, work: Work[T]) -> T:
        """Run this on the reading connection."""
        return await self._on(self._reading, lambda: self._look(work))

    @property
    def place(self) -> str:
        """Where it lies, for messages."""
        return str(self.path)

    def write_table_anew(self, connection: sqlite3.Connection, table: str) -> None:
        """In a writing transaction: write a whole table anew.

        `secure_delete` zeroes the row that is deleted, but where pages were split earlier, copies
        of it may stand in their unused space; pages given back whole are zeroed whole.
        """
        for query in (f"keep_{table}", f"drop_{table}", f"return_{table}", "forget_kept"):
            connection.execute(_SQL[query])

    async def tidy(self) -> None:
        """Bring the write-ahead log home and empty it, so that nothing erased lies on in it."""
        return await self._on(self._writing, self._checkpoint)

    async def write_anew(self) -> None:
        """Write all tables anew, in the order of their keys, and empty the write-ahead log. Takes
        about a second for 200 MB, in which nothing else is written."""
        await self._on(self._writing, self._vacuum)
        await self.tidy()

    async def foreign_changes(self) -> int:
        """A number that is another one after somebody else's process wrote to this file."""
        # The writing connection's view: own commits don't count, so a server isn't woken by
        # what it wrote itself.
        return await self._on(self._writing, self._data_version)

    async def close(self) -> None:
        """Finish what is queued and close. Closing twice is harmless."""
        try:
            await self._on(self._reading, self._reader.close)
            await self._on(self._writing, self._writer.close)
        except StoreError:
            return
        self._reading.shutdown()
        self._writing.shutdown()

    def abandon(self) -> None:
        """Close at once, before anything was queued."""
        self._reader.close()
        self._writer.close()

    async def _on(self, thread: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        try:
            future = asyncio.get_running_loop().run_in_executor(thread, work)
        except RuntimeError:
            raise StoreError(f"{self.path} is closed; the server is stopping.") from None
        return await future

    def _transact(self, work: Work[T]) -> T:
        self._recover()
        connection = self._writer
        try:
            connection.execute("BEGIN IMMEDIATE")
            result = work(connection)
            connection.execute("COMMIT")
        except BaseException as error:
            self._roll_back()
            if isinstance(error, sqlite3.Error):
                raise self._explained(error) from None
            raise
        return result

    def _recover(self) -> None:
        """After the disk failed: open the same file anew, bring everything home, read it through
        and write something. Raises as long as any of that fails, for nobody knows what a disk kept
        that failed; afterwards all that was acknowledged is there, and writing goes on."""
        if self._failure is None:
            return
        try:
            if which_file(self.path) != self._is_which:
                raise StoreError(
                    f"{self.path} is missing, or another file than before. Bring the disk back, or "
                    "start the server again with the data folder that is meant."
                )
            # The reading connection stays: what SQLite keeps in memory of the write-ahead log stays
            # with it, and no commit that failed can come to life again.
            with contextlib.suppress(sqlite3.Error):
                self._writer.close()
            self._writer = _connect(self.path)
            verify(self._writer, self.path)
        except StoreError as error:
            self._failure = error
            raise
        except sqlite3.Error as error:
            self._failure = explain(error, self.path)
            raise self._failure from None
        self._failure = None

    def _roll_back(self) -> None:
        try:
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")
        except sqlite3.Error as error:
            # A transaction that can't be taken back would swallow the next writes.
            self._failure = explain(error, self.path)

    def _look(self, work: Work[T]) -> T:
        try:
            # One transaction, so that all that is read is of one moment.
            self._reader.execute("BEGIN")
            try:
                return work(self._reader)
            finally:
                self._reader.execute("COMMIT")
        except sqlite3.Error as error:
            raise explain(error, self.path) from None

    def _vacuum(self) -> None:
        try:
            self._writer.execute("VACUUM")
        except sqlite3.Error as error:
            raise self._explained(error) from None

    def _checkpoint(self) -> None:
        try:
            row = self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error as error:
            raise self._explained(error) from None
        if row[0]:
            raise StoreError(
                f"what was erased is gone from {self.path} but may still stand in "
                f"{self.path.name}-wal, because another program is reading. Close that program "
                "and erase once more."
            )

    def _data_version(self) -> int:
        try:
            row = self._writer.execute("PRAGMA data_version").fetchone()
        except sqlite3.Error as error:
            raise explain(error, self.path) from None
        return int(row[0])

    def _explained(self, error: sqlite3.Error) -> StoreError:
        explained = explain(error, self.path)
        if is_disk_failure(error):
            self._failure = explained
        return explained


def _make_file(path: Path) -> None:
    """Make a missing file ours alone, because SQLite gives its other files the same mode."""
    # One that exists must not be opened, however shortly: closing it would let go of all locks
    # that this process holds on it, and the next program to close the folder would take itself
    # for the last and remove the write-ahead log under our feet.
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    if not os.access(path, os.R_OK | os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def _connect(path: Path) -> sqlite3.Connection:
    try:
        _make_file(path)
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    except OSError as error:
        raise StoreError(
            f"{path} can't be opened: {error.strerror}. Give this account the right to read "
            "and write that folder, or name another data folder with --data."
        ) from None
    except sqlite3.Error as error:
        raise explain(error, path) from None
    try:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        if mode != "wal":
            raise StoreError(
                f"{path} lies on a disk that can't share memory between programs (a network "
                "drive?). Name a data folder on a local disk with --data."
            )
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA foreign_keys = ON")
        # What is erased must not pass through a temporary file.
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    except sqlite3.Error as error:
        connection.close()
        raise explain(error, path) from None
    except StoreError:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path, kind: str) -> None:
    """Check whose file this is and bring its tables to this program's state."""
    migrations = load_migrations(__package__, kind)
    found = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if found != APPLICATION_ID[kind] and (found or version or tables):
        raise StoreError(
            f"{path} is not Pulsemeter's file of {kind}. "
            "Move it away, or name another data folder with --data."
        )
    if version > len(migrations):
        raise StoreError(
            f"{path} was written by a newer Pulsemeter (its tables are of version {version}, "
            f"this program knows {len(migrations)}). Install the newer program again, or name "
            "another data folder with --data."
        )
    for number, script in migrations:
        _migrate(connection, number, script, APPLICATION_ID[kind])


def _migrate(connection: sqlite3.Connection, number: int, script: str, application: int) -> None:
    """Run one migration in one transaction, unless another process was there first."""
    if connection.execute("PRAGMA user_version").fetchone()[0] >= number:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        if connection.execute("PRAGMA user_version").fetchone()[0] < number:
            for statement in split_script(script):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {application}")
            connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
