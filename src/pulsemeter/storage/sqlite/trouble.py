"""What SQLite's errors mean to the person who runs the server: what, where, how to mend.

Translates and nothing else; no traceback's text ever reaches a message.
"""

import sqlite3
from pathlib import Path

from pulsemeter.service.ports import StoreError

_MEANING = {
    sqlite3.SQLITE_FULL: (
        "the disk that holds {path} is full; nothing of this step was written. "
        "Free some space: writing goes on by itself then."
    ),
    sqlite3.SQLITE_BUSY: (
        "another program has kept {path} locked for too long. "
        "Close the other program (a backup? a database viewer?) and try again."
    ),
    sqlite3.SQLITE_NOTADB: (
        "{path} is not a Pulsemeter database. "
        "Move that file away, or name another data folder with --data."
    ),
    sqlite3.SQLITE_CORRUPT: (
        "{path} is damaged. Stop the server, keep a copy of the data folder, and restore the "
        "file from a backup, or save what is whole with: sqlite3 FILE .recover"
    ),
    sqlite3.SQLITE_READONLY: (
        "{path} can't be written: it or its folder is read-only. "
        "Give this account the right to write there, or name another data folder with --data."
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "{path} can't be opened. Give this account the right to read and write that folder, "
        "or name another data folder with --data."
    ),
    sqlite3.SQLITE_IOERR: (
        "the disk that holds {path} failed ({code}); nothing of this step counts as written. "
        "Check the disk: once it works again, the file is read through and writing goes on by "
        "itself."
    ),
}
_MEANING[sqlite3.SQLITE_LOCKED] = _MEANING[sqlite3.SQLITE_BUSY]
_MEANING[sqlite3.SQLITE_PERM] = _MEANING[sqlite3.SQLITE_CANTOPEN]
_MEANING[sqlite3.SQLITE_AUTH] = _MEANING[sqlite3.SQLITE_CANTOPEN]


def primary_code(error: sqlite3.Error) -> int:
    """SQLite's primary result code; 0 when the error came from somewhere else."""
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF


def is_disk_failure(error: sqlite3.Error) -> bool:
    """Whether the disk itself failed. After that nobody knows what it kept, so no further
    write may be acknowledged before the file was opened anew and read through."""
    return primary_code(error) == sqlite3.SQLITE_IOERR


def explain_damage(path: Path) -> StoreError:
    """That a file isn't whole any more."""
    return StoreError(_MEANING[sqlite3.SQLITE_CORRUPT].format(path=path))


def explain(error: sqlite3.Error, path: Path) -> StoreError:
    """The error in words, for the file it happened in."""
    code = getattr(error, "sqlite_errorname", None) or type(error).__name__
    meaning = _MEANING.get(primary_code(error))
    if meaning is None:
        return StoreError(f"{path} did not take this step: {error} ({code}).")
    return StoreError(meaning.format(path=path, code=code))
