"""One schema: a thread that writes and a thread that reads, each with a connection of its own.

Every write is one transaction that is durable before it is answered. It begins by counting itself
in the schema's one row of `state`, which holds back every other writer until its end: so what a
book reads there still holds when it writes, whichever process it runs in. Connections are made
when they are needed, and made anew when one broke.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import psycopg

from pulsemeter.service.ports import LeadLost, StoreError
from pulsemeter.storage.postgresql.address import connect, place_of
from pulsemeter.storage.postgresql.statements import Statements
from pulsemeter.storage.postgresql.trouble import explain, is_lost
from pulsemeter.storage.postgresql.upkeep import clear_dead_rows, renew_rows, sort_tables
from pulsemeter.storage.relational.queries import load_queries

T = TypeVar("T")
Work = Callable[[Statements], T]
_SQL = load_queries("transactions", __package__)


class Line:
    """A connection to a schema that is made when it is needed. For one thread."""

    def __init__(self, address: str, schema: str, place: str) -> None:
        self._address = address
        self._schema = schema
        self._place = place
        self._held: psycopg.Connection[Any] | None = None

    def begin(self, *steps: str) -> psycopg.Connection[Any]:
        """Run what begins a transaction; a line that broke meanwhile is made anew, once."""
        is_new = self._held is None
        if self._held is None:
            self._held = connect(self._address, self._schema)
        try:
            for step in steps:
                self._held.execute(step.encode())
        except psycopg.Error as error:
            self.let_go()
            if is_new or not is_lost(error):
                raise explain(error, self._place) from None
            return self.begin(*steps)
        return self._held

    def roll_back(self) -> None:
        """Take back what isn't committed; where that fails, let go: the server takes it back."""
        if self._held is None:
            return
        try:
            self._held.execute("ROLLBACK")
        except psycopg.Error:
            self.let_go()

    def let_go(self) -> None:
        """Close the connection, if there is one."""
        if self._held is not None:
            self._held.close()
            self._held = None


class Database:
    """One schema of the book, in its present state."""

    def __init__(self, address: str, schema: str) -> None:
        self.place = f"{place_of(address)} (schema {schema})"
        self._schema = schema
        self._writing_line = Line(address, schema, self.place)
        self._reading_line = Line(address, schema, self.place)
        self._written = 0
        self._term: int | None = None
        self._writing = ThreadPoolExecutor(1, thread_name_prefix=f"{schema}-writer")
        self._reading = ThreadPoolExecutor(1, thread_name_prefix=f"{schema}-reader")

    async def write(self, work: Work[T]) -> T:
        """Run this in a transaction of its own; returns once it is durable."""
        return await self._on(self._writing, lambda: self._transact(work))

    async def read(self, work: Work[T]) -> T:
        """Run this on one moment of the tables."""
        return await self._on(self._reading, lambda: self._look(work))

    async def lead(self) -> None:
        """Begin a new term of leading: whoever led before writes nothing more here."""
        self._term = None
        self._term = await self.write(_begin_term)

    def write_table_anew(self, connection: Statements, table: str) -> None:
        """Nothing to do inside a transaction: `tidy` writes the tables' files anew."""

    async def tidy(self) -> None:
        """Write the tables of persons anew without their dead rows."""
        await self._on(self._writing, lambda: self._keep_up(clear_dead_rows))

    async def write_anew(self) -> None:
        """Write every row anew in one transaction, and the tables in the order of their keys."""
        await self.write(lambda connection: renew_rows(connection, self._schema))
        await self._on(self._writing, lambda: self._keep_up(sort_tables))

    async def foreign_changes(self) -> int:
        """A number that is another one after somebody else's process wrote to this schema."""
        return await self._on(self._writing, self._count_foreign)

    async def close(self) -> None:
        """Finish what is queued and close. Closing twice is harmless."""
        try:
            await self._on(self._reading, self._reading_line.let_go)
            await self._on(self._writing, self._writing_line.let_go)
        except StoreError:
            return
        self._reading.shutdown()
        self._writing.shutdown()

    async def _on(self, thread: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        try:
            future = asyncio.get_running_loop().run_in_executor(thread, work)
        except RuntimeError:
            raise StoreError(f"{self.place} is closed; the server is stopping.") from None
        return await future

    def _transact(self, work: Work[T]) -> T:
        line, is_ending = self._writing_line, False
        connection = line.begin("BEGIN", *([] if self._term else [_SQL["count_write"]]))
        try:
            statements = Statements(connection)
            self._check_term(statements)
            result = work(statements)
            is_ending = True
            if connection.execute("COMMIT").statusmessage != "COMMIT":
                raise StoreError(f"{self.place} took this step back; nothing of it was written.")
        except BaseException as error:
            line.roll_back()
            if isinstance(error, psycopg.Error):
                raise explain(error, self.place, is_ending=is_ending) from None
            raise
        self._written += 1
        return result

    def _check_term(self, connection: Statements) -> None:
        """Count a write of the server that leads. LeadLost where another one has led since."""
        if self._term is None:
            return
        if not connection.execute(_SQL["count_write_in_term"], (self._term,)).rowcount:
            raise LeadLost(f"another server leads in {self.place} since; this one writes no more.")

    def _look(self, work: Work[T]) -> T:
        line = self._reading_line
        connection = line.begin(_SQL["begin_reading"])
        try:
            result = work(Statements(connection))
            connection.execute("COMMIT")
        except BaseException as error:
            line.roll_back()
            if isinstance(error, psycopg.Error):
                raise explain(error, self.place) from None
            raise
        return result

    def _keep_up(self, work: Callable[[Statements, str], None]) -> None:
        line = self._writing_line
        connection = line.begin("SELECT 1")
        try:
            work(Statements(connection), self._schema)
        except psycopg.Error as error:
            line.let_go()
            raise explain(error, self.place) from None

    def _count_foreign(self) -> int:
        connection = self._writing_line.begin("SELECT 1")
        try:
            ((writes,),) = Statements(connection).execute(_SQL["writes"]).fetchall()
        except psycopg.Error as error:
            self._writing_line.let_go()
            raise explain(error, self.place) from None
        return int(writes) - self._written


def _begin_term(connection: Statements) -> int:
    ((term,),) = connection.execute(_SQL["begin_term"]).fetchall()
    return int(term)
