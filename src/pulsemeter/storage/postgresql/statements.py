"""A connection to PostgreSQL as books know one: placeholders are `?` there and `$1` here."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import psycopg

_PLACE = re.compile(r"\?(\d*)")
_REMARK = re.compile(r"--[^\n]*")


@cache
def in_dialect(query: str) -> str:
    """The statement with PostgreSQL's placeholders; numbers stay, others are counted."""
    count = 0

    def numbered(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return f"${found[1] or count}"

    return _PLACE.sub(numbered, _REMARK.sub("", query))


class Statements:
    """Runs the statements of books inside a transaction."""

    IntegrityError: type[Exception] = psycopg.IntegrityError

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def execute(self, query: str, values: Sequence[Any] = (), /) -> psycopg.Cursor[Any]:
        """Run one statement."""
        return psycopg.RawCursor(self._connection).execute(in_dialect(query).encode(), values)

    def run(self, statement: str, *names: str) -> None:
        """Run a statement in which braces stand for names."""
        quoted = (f'"{name}"' for name in names)
        self._connection.execute(statement.format(*quoted).encode())

    def executemany(self, query: str, rows: Iterable[Sequence[Any]], /) -> psycopg.Cursor[Any]:
        """Run one statement for each of these rows, without waiting for each."""
        cursor = psycopg.RawCursor(self._connection)
        cursor.executemany(in_dialect(query).encode(), rows)
        return cursor
