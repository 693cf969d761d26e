"""Whether a file is the one it was, can be trusted after its disk failed, and stays as it is read.

What is in it is not its affair.
"""

import contextlib
import os
import sqlite3
from pathlib import Path

from pulsemeter.storage.sqlite.trouble import explain_damage, primary_code


def which_file(path: Path) -> tuple[int, int]:
    """Device and number of a file; zeros where it isn't there."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_dev, found.st_ino


def verify(connection: sqlite3.Connection, path: Path) -> None:
    """Whether a file can be trusted again. sqlite3.Error or StoreError where it can't."""
    connection.execute("PRAGMA wal_checkpoint(FULL)").fetchall()
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise explain_damage(path)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(f"PRAGMA user_version = {version}")  # writes and syncs a page as it was
    connection.execute("COMMIT")


def settle(connection: sqlite3.Connection, path: Path) -> None:
    """Let a power cut from here on take nothing that is read here: neither what a killed process
    wrote and didn't come to sync, nor that the journal of the first step is gone."""
    try:
        # Syncs the write-ahead log before it brings anything home.
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    except sqlite3.OperationalError as error:
        if primary_code(error) not in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY):
            raise
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with contextlib.suppress(OSError):  # not every file system syncs folders
            os.fsync(folder)
    finally:
        os.close(folder)
