"""Uploaded files of imports in a folder, read by a child with limits: `ImportWorkshop`.

This process never looks into such a file. What the child leaves is plain numbers and JSON of known
shapes; it is read as strictly as what comes from outside.
"""

import asyncio
import logging
import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec
import numpy as np

from pulsemeter.confined.limits import Limits
from pulsemeter.confined.run_module import run_module
from pulsemeter.domain.origin import Origin
from pulsemeter.domain.study import Study
from pulsemeter.intake.import_child import Panel, Wanted
from pulsemeter.service.import_job_ports import ReadFiles
from pulsemeter.service.import_session import ImportedPanel
from pulsemeter.service.ports import StoreError
from pulsemeter.tally.frame import RECORD

_diagnostics = logging.getLogger(__name__)
CHILD = "pulsemeter.intake.import_child"
LIMITS = Limits(wall_s=240, cpu_s=240, memory_bytes=6 * 1024**3, file_bytes=2 * 1024**3)
_PRIVATE = 0o700
_PLAIN = re.compile(r"[\w-]{1,200}")
_FOUND_BYTES_MAX = 20_000_000
_UNUSABLE = "what was read of the files can't be used; bring them again"


class FolderWorkshop:
    """ImportWorkshop over a folder that the server's account alone may read."""

    def __init__(self, folder: Path, limits: Limits = LIMITS) -> None:
        self._folder, self._limits = folder, limits

    def free_bytes(self) -> int:
        """How much room the disk has."""
        folder = self._folder
        while not folder.exists():
            folder = folder.parent
        return shutil.disk_usage(folder).free

    async def keep(self, job: str, name: str, file: BinaryIO) -> None:
        """Copy a file in under a name that has no folders in it."""
        await asyncio.to_thread(self._keep, job, name, file)

    def _keep(self, job: str, name: str, file: BinaryIO) -> None:
        folder = self._of(job) / "files"
        try:
            folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
            file.seek(0)
            with (folder / name).open("xb") as kept:
                shutil.copyfileobj(file, kept, 1_000_000)
        except OSError as error:
            raise StoreError(f"{name} can't be stored: {error.strerror}; make room") from error

    async def read(
        self, job: str, study: Study, files: Sequence[str], mapping: str | None
    ) -> ReadFiles:
        """Read the files by a mapping, guessed where None, for this study."""
        wanted = Wanted(study, tuple(files), mapping)
        return await asyncio.to_thread(self._read, self._of(job), wanted)

    def _read(self, place: Path, wanted: Wanted) -> ReadFiles:
        for name in ("found.json", "panel.json", "records.npy"):
            (place / name).unlink(missing_ok=True)
        (place / "wanted.json").write_bytes(msgspec.json.encode(wanted))
        ended = run_module(CHILD, [str(place.resolve())], self._limits)
        if ended.trouble:
            _diagnostics.warning("an import couldn't be read: %s", ended.errors)
            refused = f"Reading the files {ended.trouble}: one of them is damaged or too large. "
            refused += "Save it again as CSV (UTF-8), or split it."
            return ReadFiles(wanted.mapping or "", refused=refused)
        try:
            held = _bounded(place / "found.json")
            return msgspec.json.decode(held, type=ReadFiles)
        except (OSError, msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            raise StoreError(
                "what was read of the files can't be used; bring them again"
            ) from error

    async def panel(self, job: str) -> tuple[ImportedPanel, Origin]:
        """What the last reading had a preview of."""
        return await asyncio.to_thread(self._panel, self._of(job))

    def _panel(self, place: Path) -> tuple[ImportedPanel, Origin]:
        try:
            held = msgspec.json.decode((place / "panel.json").read_bytes(), type=Panel)
            records = np.load(place / "records.npy", allow_pickle=False)
        except (OSError, ValueError, RecursionError) as error:
            raise StoreError("what was read of the files is gone; bring them again") from error
        if records.dtype != RECORD or records.ndim != 1:
            raise StoreError(_UNUSABLE)
        origin = Origin(held.system, held.digest, held.silence, held.missing, held.unused_percent)
        return ImportedPanel(held.categories, records), origin

    def drop(self, job: str) -> None:
        """Remove the files of a job and all that was made of them."""
        shutil.rmtree(self._of(job), ignore_errors=True)

    def clear(self) -> None:
        """Remove all jobs."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _of(self, job: str) -> Path:
        if _PLAIN.fullmatch(job) is None:
            raise ValueError(f"{job!r} is no name of a job")
        return self._folder / job


def _bounded(path: Path) -> bytes:
    if os.stat(path).st_size > _FOUND_BYTES_MAX:
        raise OSError("too long")
    return path.read_bytes()
