"""One SQLite file: what it refuses, what it survives, what it never acknowledges."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from pulsemeter.service.credential_ports import Token
from pulsemeter.service.ports import StoreError
from pulsemeter.storage.relational.queries import load_migrations
from pulsemeter.storage.sqlite import SqliteStores, open_stores
from pulsemeter.storage.sqlite.connection import CACHE_KIB, Database

Tell = Callable[[Callable[[SqliteStores], Awaitable[object]]], object]

FAIL = """
import asyncio, resource, sys
from pathlib import Path
import numpy as np
from pulsemeter.service.ports import StoreError
from pulsemeter.storage.sqlite import open_stores
from pulsemeter.tally.frame import RECORD, Frame

async def run():
    opened = open_stores(Path(sys.argv[1]))
    frame = Frame("KENNEDY", 1, 1, np.ones(200, dtype=RECORD))
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
    try:
        while True:
            print("kept", await opened.stores.log.append(frame), flush=True)
    except StoreError as error:
        print("first", error, flush=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, resource.RLIM_INFINITY))
    try:
        print("kept", await opened.stores.log.append(frame), flush=True)
    except StoreError as error:
        print("second", error, flush=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    print("kept", await opened.stores.log.append(frame), flush=True)
    await opened.close()

asyncio.run(run())
"""

OPEN = """
import asyncio, sys
from pathlib import Path
from pulsemeter.storage.sqlite import open_stores
print("ready", flush=True)
sys.stdin.readline()
async def run():
    await open_stores(Path(sys.argv[1])).close()
asyncio.run(run())
"""


@pytest.fixture
def file(data: Path) -> Path:
    """A file of the data folder, brought up to date and closed again."""
    asyncio.run(open_stores(data).close())
    return data / "credentials.sqlite"


def alter(file: Path, *statements: str) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_the_files_are_their_owners_alone(tell: Tell, data: Path) -> None:
    async def story(opened: SqliteStores) -> dict[str, int]:
        await opened.stores.credentials.add([Token(b"1", "K")])
        return {entry.name: entry.stat().st_mode & 0o077 for entry in os.scandir(data)}

    modes = tell(story)
    assert isinstance(modes, dict)
    assert "credentials.sqlite-wal" in modes
    assert set(modes.values()) == {0}


def test_connections_keep_few_pages(tell: Tell) -> None:
    """What they would keep by default is reached after hours, ten times over."""

    def asked(connection: sqlite3.Connection) -> int:
        return int(connection.execute("PRAGMA cache_size").fetchone()[0])

    async def story(opened: SqliteStores) -> list[int]:
        database = opened.stores.log._database
        return [await database.read(asked), await database.write(asked)]

    assert tell(story) == [-CACHE_KIB] * 2


def test_a_commit_is_on_disk_before_it_is_answered(data: Path) -> None:
    data.mkdir()
    database = Database(data, "credentials")

    def pragmas(connection: sqlite3.Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "temp_store")
        return [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names]

    async def story() -> list[object]:
        try:
            return await database.write(pragmas)
        finally:
            await database.close()

    assert asyncio.run(story()) == ["wal", 2, 1, 1, 2]


def test_a_newer_database_is_refused_and_left_alone(file: Path, data: Path) -> None:
    alter(file, "PRAGMA user_version = 99")
    before = file.read_bytes()

    with pytest.raises(StoreError, match=r"newer Pulsemeter \(.*99.*Install the newer program"):
        open_stores(data)
    assert file.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_left_alone(file: Path, data: Path) -> None:
    file.write_bytes(b"Dear diary, today I watched a debate. " * 200)
    before = file.read_bytes()

    with pytest.raises(StoreError, match=r"not a Pulsemeter database.*Move that file away"):
        open_stores(data)
    assert file.read_bytes() == before


def test_a_database_of_another_program_is_refused(data: Path) -> None:
    data.mkdir()
    alter(data / "studies.sqlite", "CREATE TABLE recipes (name TEXT)")

    with pytest.raises(StoreError, match="not Pulsemeter's file of studies"):
        open_stores(data)


def test_files_under_each_others_names_are_refused(file: Path, data: Path) -> None:
    file.rename(data / "reactions.sqlite")

    with pytest.raises(StoreError, match="not Pulsemeter's file of reactions"):
        open_stores(data)


def test_a_damaged_database_is_refused_with_the_remedy(file: Path, tell: Tell) -> None:
    whole = bytearray(file.read_bytes())
    page_size = int.from_bytes(whole[16:18], "big")
    whole[page_size : 2 * page_size] = b"\xff" * page_size
    file.write_bytes(whole)

    with pytest.raises(StoreError, match=r"credentials\.sqlite is damaged.*backup"):
        tell(lambda opened: opened.stores.credentials.find(b"1"))


def test_a_folder_in_place_of_a_file_is_explained(data: Path) -> None:
    (data / "studies.sqlite").mkdir(parents=True)
    with pytest.raises(StoreError, match=r"studies\.sqlite can't be opened"):
        open_stores(data)


def test_a_migration_that_fails_leaves_nothing_behind(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripts = [(1, "CREATE TABLE a (b TEXT);"), (2, "CREATE TABLE c (d TEXT);\nDROP TABLE e;")]
    monkeypatch.setattr("pulsemeter.storage.sqlite.connection.load_migrations", lambda *_: scripts)
    data.mkdir()

    with pytest.raises(StoreError, match="no such table: e"):
        Database(data, "studies")

    connection = sqlite3.connect(data / "studies.sqlite")
    tables = connection.execute("SELECT name FROM sqlite_schema").fetchall()
    version = connection.execute("PRAGMA user_version").fetchone()
    connection.close()
    assert (tables, version) == ([("a",)], (1,))


def test_a_later_migration_finds_what_was_kept(
    file: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alter(file, "INSERT INTO tokens (token_hash, session, is_used) VALUES (x'01', 'KENNEDY', 0)")
    present = [number for number, _ in load_migrations("pulsemeter.storage.sqlite", "credentials")]
    scripts = [
        *((number, "CREATE TABLE never;") for number in present),
        (present[-1] + 1, "ALTER TABLE tokens ADD COLUMN cell TEXT DEFAULT 'north';"),
    ]
    monkeypatch.setattr("pulsemeter.storage.sqlite.connection.load_migrations", lambda *_: scripts)

    database = Database(data, "credentials")

    async def story() -> list[object]:
        try:
            return await database.read(lambda c: c.execute("SELECT * FROM tokens").fetchall())
        finally:
            await database.close()

    assert asyncio.run(story()) == [(b"\x01", "KENNEDY", 0, "{}", None, "north")]


def test_a_full_disk_acknowledges_nothing_and_goes_on_when_there_is_room(data: Path) -> None:
    data.mkdir()
    database = Database(data, "reactions")

    def fill(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO frames (session, frame) VALUES ('K', zeroblob(900000))")

    def room(pages: int) -> Callable[[sqlite3.Connection], object]:
        return lambda connection: connection.execute(f"PRAGMA max_page_count = {pages}").fetchall()

    async def story() -> list[object]:
        await database.write(room(40))
        with pytest.raises(StoreError, match=r"full.*Free some space"):
            await database.write(fill)
        await database.write(room(4_000))
        await database.write(fill)
        found = await database.read(lambda c: c.execute("SELECT count(*) FROM frames").fetchall())
        await database.close()
        return found

    assert asyncio.run(story()) == [(1,)]


def test_after_a_disk_failure_nothing_is_acknowledged_until_it_works_again(
    tell: Callable[[Callable[[SqliteStores], Awaitable[list[int]]]], list[int]], data: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FAIL, str(data)], capture_output=True, text=True, check=True
    )
    lines = [line.split(" ", 1) for line in done.stdout.splitlines()]
    kept = [int(rest) for word, rest in lines if word == "kept"]
    told = [rest for word, rest in lines if word != "kept"]

    assert len(kept) > 3
    assert [word for word, _ in lines[-3:]] == ["first", "second", "kept"]
    assert all("failed (SQLITE_IOERR" in text for text in told), told

    async def story(opened: SqliteStores) -> list[int]:
        return [position for position, _ in await opened.stores.log.read("KENNEDY")]

    assert tell(story) == kept


def test_a_file_that_vanished_with_its_disk_is_not_made_anew(data: Path) -> None:
    data.mkdir()
    database = Database(data, "credentials")
    away = database.path.with_name("elsewhere")

    def fail(_: sqlite3.Connection) -> None:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR
        raise error

    async def story() -> None:
        with pytest.raises(StoreError, match="failed"):
            await database.write(fail)
        database.path.rename(away)
        for _ in range(2):
            with pytest.raises(StoreError, match="is missing, or another file than before"):
                await database.write(lambda c: None)
        assert not database.path.exists()
        away.rename(database.path)
        await database.write(lambda c: None)
        await database.close()

    asyncio.run(story())


def test_a_file_that_a_failed_disk_has_damaged_stays_shut(data: Path) -> None:
    data.mkdir()
    database = Database(data, "credentials")

    def damage(connection: sqlite3.Connection) -> None:
        page_bytes = connection.execute("PRAGMA page_size").fetchone()[0]
        with database.path.open("r+b") as file:
            file.seek(page_bytes)
            file.write(b"\xff" * page_bytes)
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR
        raise error

    async def story() -> None:
        await database.tidy()
        with pytest.raises(StoreError, match="failed"):
            await database.write(damage)
        with pytest.raises(StoreError, match="is damaged"):
            await database.write(lambda c: None)
        await database.close()

    asyncio.run(story())


def test_a_failing_step_takes_its_whole_transaction_back(data: Path) -> None:
    data.mkdir()
    database = Database(data, "credentials")

    def fail(connection: sqlite3.Connection) -> None:
        connection.execute(
            "INSERT INTO tokens (token_hash, session, is_used) VALUES (x'01', 'KENNEDY', 0)"
        )
        raise ZeroDivisionError

    async def story() -> list[object]:
        with pytest.raises(ZeroDivisionError):
            await database.write(fail)
        found = await database.read(lambda c: c.execute("SELECT * FROM tokens").fetchall())
        await database.close()
        return found

    assert asyncio.run(story()) == []


def test_a_lock_that_stays_is_explained(data: Path) -> None:
    data.mkdir()
    database = Database(data, "credentials")
    other = sqlite3.connect(database.path, isolation_level=None)

    async def story() -> None:
        await database.write(lambda c: c.execute("PRAGMA busy_timeout = 1").fetchall())
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match=r"another program has kept .* locked"):
            await database.write(lambda c: None)
        other.execute("ROLLBACK")
        await database.write(lambda c: None)
        await database.close()

    asyncio.run(story())
    other.close()


def test_a_long_read_does_not_hold_up_a_write(data: Path) -> None:
    data.mkdir()
    database = Database(data, "credentials")

    async def story() -> list[object]:
        loop = asyncio.get_running_loop()
        reads, written = asyncio.Event(), asyncio.Event()

        def read(connection: sqlite3.Connection) -> list[object]:
            rows = connection.execute("WITH n (k) AS (VALUES (1), (2)) SELECT k FROM n, tokens")
            loop.call_soon_threadsafe(reads.set)
            asyncio.run_coroutine_threadsafe(written.wait(), loop).result(timeout=60)
            return rows.fetchall()

        reading = asyncio.create_task(database.read(read))
        # A write before the read has begun would be in what it finds.
        await asyncio.wait_for(reads.wait(), timeout=60)
        await database.write(
            lambda c: c.execute(
                "INSERT INTO tokens (token_hash, session, is_used) VALUES (x'01', 'K', 0)"
            )
        )
        written.set()
        found = await reading
        await database.close()
        return found

    assert asyncio.run(story()) == []


def test_what_is_asked_after_closing_is_refused(data: Path) -> None:
    data.mkdir()
    database = Database(data, "credentials")

    async def story() -> None:
        await database.close()
        await database.close()
        for step in (database.read, database.write):
            with pytest.raises(StoreError, match="is closed"):
                await step(lambda c: None)

    asyncio.run(story())


def test_several_programs_may_open_a_new_folder_at_once(data: Path) -> None:
    data.mkdir()
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, str(data)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == b"ready\n"
    outcomes = []
    for program in programs:
        assert program.stdin is not None
        program.stdin.write(b"\n")
        program.stdin.flush()
    for program in programs:
        _, complaint = program.communicate(timeout=60)
        outcomes.append((program.returncode, complaint.decode()[-300:]))
    assert outcomes == [(0, "")] * 4
    assert os.path.getsize(data / "reactions.sqlite") > 0


COUNT = """
import sqlite3, sys
print(sqlite3.connect(sys.argv[1]).execute("SELECT count(*) FROM tokens").fetchone()[0])
"""


def run_program(script: str, path: Path) -> str:
    """What another program says that works on this path."""
    command = [sys.executable, "-c", script, str(path)]
    return subprocess.run(command, input="\n", text=True, check=True, capture_output=True).stdout


def test_another_program_that_comes_and_goes_leaves_the_write_ahead_log_alone(data: Path) -> None:
    """What is acknowledged after a command of the command line has to be found by whoever opens
    the folder when this process is gone without a goodbye."""

    async def run() -> str:
        opened = open_stores(data)
        await opened.stores.credentials.add([Token(b"before", "KENNEDY")])
        run_program(OPEN, data)
        await opened.stores.credentials.add([Token(b"after", "KENNEDY")])
        assert (data / "credentials.sqlite-wal").exists()
        seen = run_program(COUNT, data / "credentials.sqlite")
        await opened.close()
        return seen

    assert asyncio.run(run()).strip() == "2"
