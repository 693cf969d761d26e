"""One server per data folder: two would each believe their own live tally.

The lock is the server's alone and apart from SQLite's, so that the command line can write
studies and sessions into the folder of a running server.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from pulsemeter.service.ports import FolderHeld, StoreError

LOCK_NAME = "server.lock"
IMPORT_LOCK_NAME = "import.lock"
TALLY_LOCK_NAME = "tally.lock"


def make_folder(folder: Path) -> None:
    """Make the data folder, readable by its owner alone, or say why it can't be one."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"{folder} can't be made a data folder: {error.strerror}. "
            "Name another one with --data, or give this account the right to write there."
        ) from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise StoreError(
            f"the data folder {folder} can't be written. "
            "Give this account the right to write there, or name another one with --data."
        )


@contextlib.contextmanager
def opening(folder: Path) -> Iterator[None]:
    """Let one program at a time open the files of a folder: switching a new file to its
    write-ahead log fails, without waiting, when two do it at once."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


class FolderLock:
    """A data folder held by this process; the system lets go of it when the process ends."""

    def __init__(self, descriptor: int, folder: Path) -> None:
        self._descriptor: int | None = descriptor
        self.folder = folder

    def release(self) -> None:
        """Let go. Doing so twice is harmless."""
        if self._descriptor is not None:
            # The file stays: removing it would let two servers hold two files of one name.
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def lock_folder(folder: Path) -> FolderLock:
    """Hold a data folder for one server. FolderHeld naming the other's process if it is held."""
    return _locked(
        folder,
        LOCK_NAME,
        "another Pulsemeter server ({holder}) serves {folder} already. Stop it, or name another "
        "data folder with --data.",
    )


def share_folder(folder: Path) -> FolderLock:
    """Hold a data folder as one of several servers that share it. FolderHeld where one holds it
    alone."""
    return _locked(
        folder,
        LOCK_NAME,
        "a Pulsemeter server ({holder}) holds {folder} for itself. Stop it, or start it with a "
        "--role.",
        fcntl.LOCK_SH,
    )


def lock_tally(folder: Path) -> FolderLock:
    """Be the one of several servers that tallies. FolderHeld while another is; the system lets go
    of the lock when its process ends, however it ends."""
    return _locked(folder, TALLY_LOCK_NAME, "another server ({holder}) tallies {folder}.")


def lock_imports(folder: Path) -> FolderLock:
    """Hold the imports of a data folder for one of them, beside a server. FolderHeld naming the
    other's process if there is one: it would take this one's persons for those of a dead import."""
    return _locked(
        folder,
        IMPORT_LOCK_NAME,
        "another import ({holder}) into {folder} is under way. Wait until it is through.",
    )


def _locked(folder: Path, name: str, held: str, how: int = fcntl.LOCK_EX) -> FolderLock:
    make_folder(folder)
    path = folder / name
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(
            f"{path} can't be opened: {error.strerror}. Give this account the right to write "
            "there, or name another data folder with --data."
        ) from None
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except OSError:
        holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
        os.close(descriptor)
        called = f"process {holder}" if holder else "just starting"
        raise FolderHeld(held.format(holder=called, folder=folder)) from None
    with contextlib.suppress(OSError):  # a full disk: the lock holds, only the number is lost
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode("ascii"), 0)
    return FolderLock(descriptor, folder)
