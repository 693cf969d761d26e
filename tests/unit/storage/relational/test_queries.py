"""Named SQL and numbered migrations."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from pulsemeter.storage import relational, sqlite
from pulsemeter.storage.relational.queries import load_migrations, load_queries
from pulsemeter.storage.sqlite.scripts import split_script

BOOKS = {
    "reaction_log": "reactions",
    "seat_book": "reactions",
    "credential_book": "credentials",
    "access_book": "credentials",
    "answer_book": "reactions",
    "erasure_book": "reactions",
    "statement_book": "studies",
    "study_book": "studies",
    "release_book": "studies",
    "decision_book": "studies",
    "brief_book": "studies",
    "live_words_book": "studies",
    "remark_book": "studies",
    "theme_book": "studies",
    "job_book": "studies",
    "staff_book": "studies",
    "audit_book": "audit",
    "sign_in_book": "studies",
    "recording_book": "studies",
    "import_book": "reactions",
}
SQLITES_OWN = {"register_book": "register", "rewriting": "reactions"}
ROOM, SQLITE = (Path(room.__file__).parent for room in (relational, sqlite))


@pytest.fixture(params=sorted(BOOKS | SQLITES_OWN))
def book(request: pytest.FixtureRequest) -> str:
    """Each book in turn."""
    return str(request.param)


@pytest.fixture
def statements(book: str) -> Mapping[str, str]:
    """The statements that SQLite runs for the book."""
    return load_queries(book, (sqlite if book in SQLITES_OWN else relational).__name__)


@pytest.fixture
def tables(book: str) -> Iterator[sqlite3.Connection]:
    """The tables of the book's file, in memory."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for _, script in load_migrations(sqlite.__name__, (BOOKS | SQLITES_OWN)[book]):
        for statement in split_script(script):
            connection.execute(statement)
    yield connection
    connection.close()


def test_every_file_of_sql_belongs_to_a_book() -> None:
    assert {path.stem for path in (ROOM / "sql").glob("*.sql")} == set(BOOKS)
    assert {path.stem for path in (SQLITE / "sql").glob("*.sql")} == set(SQLITES_OWN)


def test_every_statement_fits_the_tables(
    book: str, statements: Mapping[str, str], tables: sqlite3.Connection
) -> None:
    for name, statement in statements.items():
        if "temp.kept" in statement:
            source = name.removeprefix("return_") if name.startswith("return_") else "categories"
            tables.execute(f"CREATE TEMP TABLE kept AS SELECT * FROM {source}")
        places = max(statement.count("?"), 1)
        numbered = [int(number) for number in re.findall(r"\?(\d+)", statement)]
        values = [None] * (max(numbered) if numbered else places)
        try:
            tables.execute(f"EXPLAIN {statement}", values if "?" in statement else ())
        except sqlite3.Error as error:
            pytest.fail(f"sql/{book}.sql, {name}: {error}")
        tables.execute("DROP TABLE IF EXISTS temp.kept")


def test_every_statement_is_used(book: str, statements: Mapping[str, str]) -> None:
    user = {"rewriting": SQLITE / "connection.py", "register_book": SQLITE / "register_book.py"}
    code = user.get(book, ROOM / f"{book}.py").read_text(encoding="utf-8")
    for name in statements:
        tables = "categories|writers|overall_answers|answers|comments|said|margins"
        stem = re.sub(rf"_({tables})$", "_{table}", name)
        assert f'"{name}"' in code or f'"{stem}"' in code, f"sql/{book}.sql: who runs {name}?"


def test_migrations_are_numbered_from_one_without_gaps() -> None:
    for kind in {*BOOKS.values(), *SQLITES_OWN.values()}:
        numbers = [number for number, _ in load_migrations(sqlite.__name__, kind)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert numbers, f"no migrations of {kind}: are they shipped with the package?"
