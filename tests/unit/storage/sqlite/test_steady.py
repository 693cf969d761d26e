import sqlite3

import pytest

from pulsemeter.service.ports import StoreError
from pulsemeter.storage.sqlite.steady import settle, verify, which_file


@pytest.fixture
def path(tmp_path):
    """A file of two tables in write-ahead mode."""
    path = tmp_path / "studies.sqlite"
    with sqlite3.connect(path) as file:
        file.execute("PRAGMA journal_mode = WAL")
        file.execute("CREATE TABLE one (a TEXT)")
        file.execute("CREATE INDEX by_a ON one (a)")
        file.executemany("INSERT INTO one VALUES (?)", [(f"{n:04}" * 50,) for n in range(200)])
        file.execute("PRAGMA user_version = 3")
    file.close()
    return path


def opened(path):
    return sqlite3.connect(path, isolation_level=None)


def test_another_file_of_the_same_name_is_another_one(path):
    before = which_file(path)
    assert which_file(path) == before
    held = path.rename(path.with_name("kept"))
    assert which_file(path) == (0, 0)
    path.write_bytes(held.read_bytes())
    assert which_file(path) != before


def test_a_whole_file_is_trusted_and_stays_as_it_is(path):
    file = opened(path)
    verify(file, path)
    assert file.execute("PRAGMA user_version").fetchone() == (3,)
    assert file.execute("SELECT count(*) FROM one").fetchone() == (200,)
    file.close()


def test_a_damaged_file_is_not(path):
    held = bytearray(path.read_bytes())
    held[3 * 4096 : 3 * 4096 + 400] = bytes(400)
    path.write_bytes(held)
    file = opened(path)
    with pytest.raises((StoreError, sqlite3.DatabaseError)):
        verify(file, path)
    file.close()


def test_settling_brings_home_what_another_process_left(path):
    writer = opened(path)
    writer.execute("INSERT INTO one VALUES ('late')")
    log = path.with_name(path.name + "-wal")
    assert log.stat().st_size > 0
    file = opened(path)
    settle(file, path)
    # The file itself holds it now: read without its log.
    alone = path.with_name("alone.sqlite")
    alone.write_bytes(path.read_bytes())
    copy = opened(alone)
    assert copy.execute("SELECT count(*) FROM one WHERE a = 'late'").fetchone() == (1,)
    for one in (copy, file, writer):
        one.close()
