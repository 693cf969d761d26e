"""SQLite's errors in words, from errors that SQLite really raised."""

import sqlite3
from pathlib import Path

import pytest

from pulsemeter.storage.sqlite.trouble import explain, is_disk_failure, primary_code

FILE = Path("data/reactions.sqlite")


def error_of(connection: sqlite3.Connection, statement: str) -> sqlite3.Error:
    with pytest.raises(sqlite3.Error) as caught:
        connection.execute(statement)
    return caught.value


def test_a_full_disk_says_so_and_how_it_goes_on() -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (b BLOB)")
    connection.execute("PRAGMA max_page_count = 5")
    error = error_of(connection, "INSERT INTO t VALUES (zeroblob(100000))")
    connection.close()

    message = str(explain(error, FILE))
    assert "disk that holds data/reactions.sqlite is full" in message
    assert "Free some space" in message
    assert not is_disk_failure(error)


def test_a_lock_says_that_another_program_holds_it(tmp_path: Path) -> None:
    first = sqlite3.connect(tmp_path / "a", isolation_level=None)
    second = sqlite3.connect(tmp_path / "a", isolation_level=None, timeout=0)
    first.execute("BEGIN EXCLUSIVE")
    error = error_of(second, "BEGIN EXCLUSIVE")
    first.close()
    second.close()

    assert "another program" in str(explain(error, FILE))


def test_a_failing_disk_is_told_apart() -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
    error.sqlite_errorname = "SQLITE_IOERR_FSYNC"

    assert is_disk_failure(error)
    assert primary_code(error) == sqlite3.SQLITE_IOERR
    assert "failed (SQLITE_IOERR_FSYNC)" in str(explain(error, FILE))


def test_anything_else_names_file_and_error() -> None:
    connection = sqlite3.connect(":memory:")
    error = error_of(connection, "SELECT * FROM nowhere")
    connection.close()

    message = str(explain(error, FILE))
    assert "data/reactions.sqlite" in message
    assert "no such table: nowhere" in message
    assert primary_code(sqlite3.ProgrammingError("closed")) == 0
