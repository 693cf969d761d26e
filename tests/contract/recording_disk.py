"""A disk under SQLite that writes down every write, and a connection that lets the program's own
code use it.

Python's `sqlite3` can't be given a file system of one's own; `apsw`, another binding, can. So
while something is recorded, `sqlite3.connect` answers with apsw's connection in the form that the
program knows: its pragmas, its SQL and its transactions run as they stand, word for word.
"""

import contextlib
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import apsw
import pytest

NAME = "recording"


class Write(NamedTuple):
    """Bytes put into a file; they may get lost until its next sync."""

    file: str
    offset: int
    data: bytes


class Truncate(NamedTuple):
    """A file cut to a size; that too may get lost."""

    file: str
    size: int


class Sync(NamedTuple):
    """All writes to this file before are there to stay."""

    file: str


class Delete(NamedTuple):
    """A file removed; it may be back until its folder is synced."""

    file: str


class SyncFolder(NamedTuple):
    """What was removed is removed for good."""


class Told(NamedTuple):
    """The program was told that something is done."""

    what: Any


Event = Write | Truncate | Sync | Delete | SyncFolder | Told


@dataclass
class Recording:
    """What happened, in order. `softens` leaves out what makes commits durable; on a full disk no
    database file takes anything."""

    softens: bool = False
    is_full: bool = False
    events: list[Event] = field(default_factory=list)

    def told(self, what: Any) -> None:
        self.events.append(Told(what))

    @contextmanager
    def under(self) -> Iterator["Recording"]:
        """Every connection opened inside lies on this disk."""
        disk = _Disk(self)
        try:
            with pytest.MonkeyPatch.context() as patched:
                patched.setattr(sqlite3, "connect", self._connect)
                patched.setattr(os, "fsync", self._fsync)
                yield self
        finally:
            disk.unregister()

    def _fsync(self, descriptor: int) -> None:
        """Of folders alone; files are SQLite's affair."""
        assert stat.S_ISDIR(os.fstat(descriptor).st_mode)
        self.events.append(SyncFolder())

    def _connect(self, path: Path, **_options: Any) -> "_Connection":
        return _Connection(path, self.softens)


class _Disk(apsw.VFS):  # type: ignore[misc]
    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        super().__init__(NAME, "")

    def xOpen(self, name: Any, flags: list[int]) -> "_File":
        return _File(name, flags, self._recording)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        super().xDelete(filename, syncdir)
        self._recording.events.append(Delete(Path(filename).name))
        if syncdir:
            self._recording.events.append(SyncFolder())


class _File(apsw.VFSFile):  # type: ignore[misc]
    def __init__(self, name: Any, flags: list[int], recording: Recording) -> None:
        self._events, self._is_full = recording.events, recording.is_full
        path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        self._name = Path(path).name
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        if self._is_full and self._name.endswith(".sqlite"):
            full = apsw.FullError("the disk is full (simulated)")
            full.extendedresult = apsw.SQLITE_FULL
            raise full
        super().xWrite(data, offset)
        self._events.append(Write(self._name, offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:
        super().xTruncate(newsize)
        self._events.append(Truncate(self._name, newsize))

    def xSync(self, flags: int) -> None:
        super().xSync(flags)
        self._events.append(Sync(self._name))


class _Connection:
    """As much of `sqlite3.Connection` as the program uses."""

    def __init__(self, path: Path, softens: bool) -> None:
        self._held = apsw.Connection(str(path), vfs=NAME)
        self._softens = softens

    @property
    def in_transaction(self) -> bool:
        return bool(self._held.in_transaction)

    def execute(self, sql: str, values: Any = ()) -> "_Rows":
        if self._softens and sql == "PRAGMA synchronous = FULL":
            sql = "PRAGMA synchronous = NORMAL"
        try:
            rows = self._held.execute(sql, values).fetchall()
        except apsw.Error as error:
            told = sqlite3.OperationalError(str(error))
            told.sqlite_errorcode = error.extendedresult
            raise told from error
        return _Rows(rows, self._held.last_insert_rowid(), self._held.changes())

    def executemany(self, sql: str, rows: Any) -> None:
        for values in rows:
            self.execute(sql, values)

    def close(self) -> None:
        with contextlib.suppress(apsw.Error):  # as `sqlite3` does
            self._held.close()


class _Rows:
    def __init__(self, rows: list[Any], lastrowid: int, rowcount: int) -> None:
        self._rows, self.lastrowid, self.rowcount = iter(rows), lastrowid, rowcount

    def __iter__(self) -> Iterator[Any]:
        return self._rows

    def fetchone(self) -> Any:
        return next(self._rows, None)

    def fetchall(self) -> list[Any]:
        return list(self._rows)
