"""What books ask of an engine: transactions that write, transactions that read, and forgetting.

A connection is as Python's database interface has it (PEP 249, with its exceptions as attributes),
so that SQLite's own fits as it is. Placeholders are `?`, or `?1` for one that is used twice.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Cursor(Protocol):
    """Rows of a statement."""

    @property
    def rowcount(self) -> int:
        """How many rows were written."""
        ...

    def fetchone(self) -> Any:
        """The next row, or None."""
        ...

    def fetchall(self) -> list[Any]:
        """The rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """Runs statements inside a transaction that somebody else begins and ends."""

    @property
    def IntegrityError(self) -> type[Exception]:  # noqa: N802 - as PEP 249 calls it
        """Raised where a row breaks a rule of its table: it is there already, or its owner isn't.
        Nothing more can be written in this transaction then."""
        ...

    def execute(self, query: str, values: Sequence[Any] = ..., /) -> Cursor:
        """Run one statement."""
        ...

    def executemany(self, query: str, rows: Iterable[Sequence[Any]], /) -> Cursor:
        """Run one statement for each of these rows."""
        ...


Work = Callable[[Connection], T]


class Database(Protocol):
    """One of the stores: its tables in their present state."""

    @property
    def place(self) -> str:
        """Where it lies, for messages."""
        ...

    async def write(self, work: Work[T], /) -> T:
        """Run this in a transaction of its own; returns once it is durable. Nobody else writes
        here meanwhile, in this process or another, so what is read in it holds until its end."""
        ...

    async def read(self, work: Work[T], /) -> T:
        """Run this on one moment of the tables; writers go on."""
        ...

    def write_table_anew(self, connection: Any, table: str, /) -> None:
        """In a writing transaction: rows of this table were erased or made coarser, and after the
        next `tidy` nothing of them may lie on in unused space."""
        ...

    async def tidy(self) -> None:
        """Let nothing of what was erased lie on in files that help to write. StoreError where
        another program's reading keeps it."""
        ...

    async def write_anew(self) -> None:
        """Write all tables anew, in the order of their keys, and tidy."""
        ...
