"""Packages that wait to be taken away, as ZIP files in a folder: the adapter behind DataShelf.

Each is written in a thread of its own, so that no screen waits for it. Who may have a package is
decided elsewhere.
"""

import asyncio
import contextlib
import re
import shutil
import threading
from collections.abc import Callable, Collection
from pathlib import Path

from pulsemeter.confined.stoppable import stoppable
from pulsemeter.packing.package_files import rows_to_write, write_zip
from pulsemeter.report.data_table import DataPackage

_PLAIN = re.compile(r"[\w-]{1,200}")


class _Stopped(Exception):
    """Nobody waits for the package any more."""


class FolderShelf:
    """DataShelf over a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def rows(self, package: DataPackage, formats: Collection[str]) -> int:
        """How many rows `tell` will have heard of at the end."""
        return rows_to_write(package, formats)

    async def make(
        self, job: str, package: DataPackage, formats: Collection[str], tell: Callable[[int], None]
    ) -> int:
        """Write a package; its size in bytes. Cancelled, it ends at the next batch."""
        path = self.path(job)

        def work(stop: threading.Event) -> int:
            def told(rows: int) -> None:
                if stop.is_set():
                    raise _Stopped
                tell(rows)

            return write_zip(package, formats, path, told)

        try:
            return await stoppable(work)
        except asyncio.CancelledError:
            self.drop(job)
            raise

    def path(self, job: str) -> Path:
        """Where the package of a job lies. ValueError for what can be no name of a file."""
        if _PLAIN.fullmatch(job) is None:
            raise ValueError(f"{job!r} is no name of a job")
        return self._folder / f"{job}.zip"

    def drop(self, job: str) -> None:
        """Remove the package of a job, if it is there."""
        with contextlib.suppress(OSError):
            self.path(job).unlink()

    def clear(self) -> None:
        """Remove all packages."""
        shutil.rmtree(self._folder, ignore_errors=True)
