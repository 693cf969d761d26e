"""A data folder as its disk sees it: the room that is left, what its files take, its last backup.

Only looks, and keeps the note that a backup was made; what is in the files is the engines' affair.
"""

import asyncio
import shutil
from pathlib import Path

from pulsemeter.service.ports import StoreError
from pulsemeter.service.read_status import FolderLook
from pulsemeter.storage.sqlite.folder_copy import replace_text

BACKUP_MADE = "backup.made"
"""Holds the wall time of the last backup, in milliseconds. No part of a backup."""


def note_backup(folder: Path, wall_ms: int) -> None:
    """Write down that a backup was made. StoreError where that can't be written."""
    replace_text(folder / BACKUP_MADE, f"{wall_ms}\n")


class DataFolder:
    """The folder at a path."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def look(self) -> FolderLook:
        """The folder now. StoreError where it can't be looked at."""
        return await asyncio.to_thread(self._look)

    def _look(self) -> FolderLook:
        try:
            disk = shutil.disk_usage(self._path)
            kept = sum(_size(each) for each in self._path.iterdir())
        except OSError as error:
            raise StoreError(f"{self._path} can't be looked at: {error.strerror}.") from None
        return FolderLook(disk.free, disk.total, kept, self._backup_ms())

    def _backup_ms(self) -> int | None:
        try:
            said = (self._path / BACKUP_MADE).read_bytes()[:20].strip()
        except OSError:
            return None
        # A day after the year 9999 has no words.
        return int(said) if said.isdigit() and len(said) < 15 else None


def _size(path: Path) -> int:
    """A file's bytes; nothing of folders, and of what went away meanwhile."""
    try:
        return path.stat().st_size if path.is_file() else 0
    except FileNotFoundError:
        return 0
