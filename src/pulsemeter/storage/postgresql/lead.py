"""Who leads over a book: one server, as long as a connection of its own lasts.

The lock is PostgreSQL's: it goes when the connection does, however its process ends. A server
whose connection broke tries to take the lock again; if somebody else has it by then, it has to
end. What keeps two from writing is the term in each schema: the lock says who may begin one.
"""

from typing import Any, Self

import psycopg

from pulsemeter.service.ports import FolderHeld, LeadLost
from pulsemeter.storage.postgresql.address import connect, place_of
from pulsemeter.storage.postgresql.schema import SERVER_LOCK
from pulsemeter.storage.postgresql.trouble import explain

# The machine of a leader may die without a word. Half a minute later its lock is free; without
# this the server would believe in the connection for hours. Ignored where no network lies between.
_NOTICED = (
    "SET tcp_keepalives_idle = 10",
    "SET tcp_keepalives_interval = 5",
    "SET tcp_keepalives_count = 3",
    "SET tcp_user_timeout = 25000",
)


class BookHold:
    """A book held for one server. FolderHeld where another has it."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._line: psycopg.Connection[Any] | None = None
        self._take()

    def _take(self) -> None:
        line = connect(self._address)
        try:
            for setting in _NOTICED:
                line.execute(setting.encode())
            row = line.execute("SELECT pg_try_advisory_lock(%s)", (SERVER_LOCK,)).fetchone()
        except psycopg.Error as error:
            line.close()
            raise explain(error, place_of(self._address)) from None
        if row is None or not row[0]:
            line.close()
            raise FolderHeld(
                f"another Pulsemeter server works with {place_of(self._address)} already. Stop "
                "it, or name another book with --book."
            )
        self._line = line

    def keep(self) -> bool:
        """See that the lock is still held; where its connection broke, take it anew, and answer
        True: somebody may have led meanwhile. LeadLost where another server has it, StoreError
        while the database doesn't answer."""
        if self._line is not None:
            try:
                self._line.execute("SELECT 1")
                return False
            except psycopg.Error:
                self.let_go()
        try:
            self._take()
        except FolderHeld:
            raise LeadLost(
                f"the connection that held {place_of(self._address)} broke, and another server "
                "leads now; this one ends."
            ) from None
        return True

    def let_go(self) -> None:
        """Let another server have it. Doing so twice is harmless."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.let_go()


def hold_book(address: str) -> BookHold:
    """Hold a book for one server: two would each believe their own live tally."""
    return BookHold(address)
