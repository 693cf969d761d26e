"""A data folder's files copied while a server may run, and put back.

Each copy is written anew by SQLite from one moment of its file (`VACUUM INTO`): consistent, and
without anything that was erased. Credentials are copied before reactions, so that no copy holds a
burnt token without its seat; studies before reactions too, so that no release rests on a later log.
"""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from pulsemeter.service.ports import StoreError
from pulsemeter.storage.sqlite.connection import APPLICATION_ID, BUSY_TIMEOUT_MS
from pulsemeter.storage.sqlite.trouble import explain, primary_code

IN_ORDER = ("register", "credentials", "studies", "audit", "reactions")
"""The files of a data folder, in the order of copying."""


UNDER_WAY = "restore.under-way"
"""Lies in a folder into which a backup is being put back, until it is free of what was erased."""


def begin_restore(folder: Path) -> None:
    """Mark a folder as one that may not be served yet."""
    replace_text(folder / UNDER_WAY, "A backup is being restored into this folder.\n")


def end_restore(folder: Path) -> None:
    """The folder is whole, and nobody is in it who withdrew."""
    (folder / UNDER_WAY).unlink()
    _sync(folder)


def check_restored(folder: Path) -> None:
    """Refuse a folder in which people may be back who withdrew. StoreError."""
    if (folder / UNDER_WAY).exists():
        raise StoreError(
            f"a restore into {folder} was cut short, and who withdrew may be back in it. Remove "
            "the folder and restore the backup again."
        )


def copy_files(folder: Path, target: Path) -> list[str]:
    """Copy every file of a data folder into another folder; their names. StoreError where it can't
    be read or written."""
    if set(IN_ORDER) != set(APPLICATION_ID):
        raise AssertionError("a new file of the data folder has no place in the order of copying")
    names = [f"{kind}.sqlite" for kind in IN_ORDER if (folder / f"{kind}.sqlite").exists()]
    for name in names:
        _copy_file(folder / name, target / name)
    _sync(target)
    return names


def _copy_file(path: Path, copy: Path) -> None:
    try:
        # Made first, so that nobody else may read it at any moment.
        os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
            connection.execute("VACUUM INTO ?", (str(copy),))
        finally:
            connection.close()
        _sync(copy)
    except sqlite3.Error as error:
        if primary_code(error) == sqlite3.SQLITE_FULL:  # the file that is copied takes no room
            raise _no_place(copy, "No space left on device") from None
        raise explain(error, path) from None
    except OSError as error:
        raise _no_place(copy, error.strerror) from None


def _no_place(path: Path, why: str | None) -> StoreError:
    return StoreError(
        f"{path} can't be written: {why}. Make room there, or name a folder in which this account "
        "may write."
    )


def put_back(backup: Path, folder: Path, names: Mapping[str, str]) -> None:
    """Copy a backup's files into an empty folder, each held against its digest."""
    check_whole(backup, names)
    for name in names:
        try:
            shutil.copyfile(backup / name, folder / name)
            os.chmod(folder / name, 0o600)
            _sync(folder / name)
        except OSError as error:
            raise _no_place(folder / name, error.strerror) from None
    _sync(folder)


def check_whole(backup: Path, names: Mapping[str, str]) -> None:
    """StoreError where a backup's files aren't those of these digests any more."""
    for name, digest in names.items():
        source = backup / name
        if not source.is_file() or digest_of(source) != digest:
            raise StoreError(
                f"{source} is missing or isn't what was backed up: the backup is damaged. Restore "
                "from another one."
            )


def replace_text(path: Path, text: str) -> None:
    """Put a text into a file that is whole at every moment. StoreError where that can't be."""
    new = path.with_name(f"{path.name}.new")
    try:
        new.write_text(text, "utf-8")
        _sync(new)
        new.replace(path)
        _sync(path.parent)
    except OSError as error:
        raise _no_place(path, error.strerror) from None


def digest_of(path: Path) -> str:
    """A file's SHA-256, in hexadecimal digits. StoreError where it can't be read."""
    try:
        with path.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise StoreError(f"{path} can't be read: {error.strerror}.") from None


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
