"""Brings a file of the data folder up to date from every earlier state, and dies at every step.

    python tests/faults/migration_deaths.py KIND FOLDER EVERY

For each number of migrations that a file may have behind it, a process is killed (SIGKILL) before
each statement of those that follow, and before each commit; with EVERY above 1 at every so manieth
of these steps only. Then the file is opened again. One JSON
line tells how many deaths there were, what was wrong after which, and which columns or tables had
lost something.
"""

import json
import os
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

from pulsemeter.storage import sqlite
from pulsemeter.storage.relational.queries import load_migrations
from pulsemeter.storage.sqlite import connection as opening
from pulsemeter.storage.sqlite.scripts import split_script

VALUES = {"INTEGER": 7, "TEXT": "seven", "BLOB": b"7", "REAL": 7.0}
Rows = dict[str, list[dict[str, object]]]


def made_before(path: Path, kind: str, migrations: int) -> None:
    """A file as a program left it that knew so many migrations, with a row in every table that
    takes one."""
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("PRAGMA journal_mode = WAL")
        for number, script in load_migrations(sqlite.__name__, kind)[:migrations]:
            file.executescript(script)
            file.execute(f"PRAGMA user_version = {number}")
            file.execute(f"PRAGMA application_id = {opening.APPLICATION_ID[kind]}")
        file.execute("PRAGMA foreign_keys = ON")
        for table in tables(file):
            columns = file.execute(f"PRAGMA table_info({table})").fetchall()
            names = ", ".join(name for _, name, *_ in columns)
            try:
                file.execute(
                    f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})",
                    [VALUES[kind] for _, _, kind, *_ in columns],
                )
            except sqlite3.IntegrityError:
                continue  # a table with a rule of its own stays empty


def tables(file: sqlite3.Connection) -> list[str]:
    """The tables of a file."""
    return [
        name
        for (name,) in file.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
    ]


def held(path: Path) -> Rows:
    """All rows of a file, as values by their columns."""
    with closing(sqlite3.connect(path)) as file:
        file.row_factory = sqlite3.Row
        return {
            name: [dict(row) for row in file.execute(f"SELECT * FROM {name}")]
            for name in tables(file)
        }


def laid_out(path: Path) -> tuple[object, ...]:
    """Version and schema of a file, and whether it is whole."""
    with closing(sqlite3.connect(path)) as file:
        schema = file.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY 1, 2").fetchall()
        version = file.execute("PRAGMA user_version").fetchone()[0]
        whole = file.execute("PRAGMA integrity_check").fetchone()[0]
        broken = file.execute("PRAGMA foreign_key_check").fetchall()
    return version, tuple(schema), whole, tuple(broken)


def die_at(step: int, folder: Path, kind: str) -> bool:
    """Open the file in a process that is killed at this step; False if it came to its end."""
    child = os.fork()
    if child:
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])
    steps = count()

    def dying(script: str) -> Iterator[str]:
        for statement in (*split_script(script), None):  # the last step is before the commit
            if next(steps) == step:
                os.kill(os.getpid(), signal.SIGKILL)
            if statement is not None:
                yield statement

    opening.split_script = dying  # type: ignore[attr-defined]
    opening.Database(folder, kind).abandon()
    os._exit(0)


def lost(before: Rows, after: Rows) -> list[str]:
    """Columns of which a row has lost what it held, and tables that have lost rows; what the newest
    file has no more isn't looked for."""
    found = []
    for name in before.keys() & after.keys():
        if len(after[name]) != len(before[name]):
            found.append(name)
        for old, new in zip(before[name], after[name], strict=False):
            found += [f"{name}.{c}" for c in old.keys() & new.keys() if old[c] != new[c]]
    return found


def main(kind: str, folder: Path, every: int) -> None:
    """All deaths of one file."""
    newest = folder / "newest"
    newest.mkdir()
    opening.Database(newest, kind).abandon()
    wanted = laid_out(newest / f"{kind}.sqlite")
    deaths, kept, wrong, gone = 0, 0, [], set()
    for migrations in range(len(load_migrations(sqlite.__name__, kind))):
        for step in count(migrations % every, every):
            own = folder / f"{migrations}-{step}"
            own.mkdir()
            path = own / f"{kind}.sqlite"
            made_before(path, kind, migrations)
            before = held(path)
            has_died = die_at(step, own, kind)
            opening.Database(own, kind).abandon()
            if laid_out(path) != wanted:
                wrong.append(f"{migrations} migrations, death at step {step}: {laid_out(path)}")
            gone.update(lost(before, held(path)))
            kept += sum(map(len, before.values()))
            if not has_died:
                break
            deaths += 1
    found = {"deaths": deaths, "kept": kept, "wrong": wrong[:5], "lost": sorted(gone)}
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
