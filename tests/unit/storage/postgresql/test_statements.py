"""Statements of books as PostgreSQL takes them."""

from importlib.resources import files
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pulsemeter.storage import postgresql, relational
from pulsemeter.storage.postgresql.address import connect
from pulsemeter.storage.postgresql.schema import KINDS, schema_of
from pulsemeter.storage.postgresql.statements import Statements, in_dialect
from pulsemeter.storage.relational import load_queries


def test_places_are_numbered() -> None:
    assert in_dialect("SELECT a FROM b WHERE c = ? AND d > ?") == (
        "SELECT a FROM b WHERE c = $1 AND d > $2"
    )
    assert in_dialect("UPDATE a SET b = ?2 WHERE c = ?1 AND b = ?2") == (
        "UPDATE a SET b = $2 WHERE c = $1 AND b = $2"
    )


def test_a_remark_is_not_sent() -> None:
    assert in_dialect("-- whose? mine\nSELECT ?").strip() == "SELECT $1"


def test_every_statement_fits_the_tables(address: str) -> None:
    """Each is prepared in the schema that knows its tables."""
    books = sorted(entry.name for entry in (files(relational) / "sql").iterdir())
    lines = {kind: connect(address, schema_of(kind)) for kind in KINDS}
    tried = 0
    for book in books:
        for name, statement in load_queries(book.removesuffix(".sql")).items():
            refusals = []
            for line in lines.values():
                try:
                    line.execute(f"PREPARE tried AS {in_dialect(statement)}".encode())
                    line.execute("DEALLOCATE tried")
                    break
                except psycopg.Error as error:
                    refusals.append(str(error))
            else:
                pytest.fail(f"sql/{book}, {name}: {refusals}")
            tried += 1
    assert tried > 150
    for line in lines.values():
        line.close()


def test_every_statement_of_its_own_is_used() -> None:
    """The engine's own SQL stands beside the module that runs it, or names it."""
    room = Path(postgresql.__file__).parent
    code = "".join(path.read_text("utf-8") for path in room.glob("*.py"))
    for file in (room / "sql").glob("*.sql"):
        assert f'load_queries("{file.stem}", __package__)' in code
        for name in load_queries(file.stem, postgresql.__name__):
            assert f'"{name}"' in code, f"{file.name}: who runs {name}?"


def test_rows_are_written_and_read(address: str) -> None:
    line = connect(address, schema_of("studies"))
    statements: Any = Statements(line)
    statements.executemany("INSERT INTO plans VALUES (?, ?)", [("A", "[]"), ("B", "[1]")])
    assert statements.execute("SELECT cells FROM plans ORDER BY session").fetchall() == [
        ("[]",),
        ("[1]",),
    ]
    assert statements.execute("DELETE FROM plans WHERE session = ?", ("A",)).rowcount == 1
    statements.run("UPDATE {} SET {} = '[2]'", "plans", "cells")
    assert statements.execute("SELECT cells FROM plans").fetchone() == ("[2]",)
    with pytest.raises(statements.IntegrityError):
        statements.execute("INSERT INTO plans VALUES (?, ?)", ("B", "[]"))
    line.close()
