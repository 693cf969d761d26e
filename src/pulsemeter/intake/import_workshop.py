"""Uploaded files of imports in a folder, read by a child with limits: `ImportWorkshop`.

Each import has a folder of its own: a note, `files`, and what a child made of them.

This process never looks into such a file. What the child leaves is plain numbers and JSON of known
shapes; it is read as strictly as what comes from outside.
"""

import asyncio
import contextlib
import logging
import os
import re
import shutil
import threading
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import IO

import msgspec
import numpy as np

from pulsemeter.confined.limits import Limits
from pulsemeter.confined.run_module import run_module
from pulsemeter.confined.stoppable import stoppable
from pulsemeter.domain.origin import Origin
from pulsemeter.domain.study import Study
from pulsemeter.intake.import_child import Panel, Wanted
from pulsemeter.service.import_job_ports import Hear, ReadFiles, WaitingImport
from pulsemeter.service.import_session import ImportedPanel
from pulsemeter.service.ports import StoreError
from pulsemeter.tally.frame import RECORD

_diagnostics = logging.getLogger(__name__)
CHILD = "pulsemeter.intake.import_child"
LIMITS = Limits(wall_s=240, cpu_s=240, memory_bytes=6 * 1024**3, file_bytes=2 * 1024**3)
_PRIVATE = 0o700
_PRIVATE_FILE = 0o600
_NOTE, _WORDS = "note.json", "transcript.txt"
_MADE = ("found.json", "panel.json", "records.npy")
_STAGE_MAX = 80
_PLAIN = re.compile(r"[\w-]{1,200}")
_FOUND_BYTES_MAX = 20_000_000
_UNUSABLE = "what was read of the files can't be used; bring them again"


class FolderWorkshop:
    """ImportWorkshop over a folder that the server's account alone may read."""

    def __init__(self, folder: Path, limits: Limits = LIMITS) -> None:
        self._folder, self._limits = folder, limits

    def waiting(self) -> Sequence[WaitingImport]:
        """All that is here, oldest first; a folder without a note is no import."""
        found = []
        for note in self._folder.glob(f"*/{_NOTE}"):
            with contextlib.suppress(OSError, msgspec.MsgspecError, UnicodeError, RecursionError):
                held = msgspec.json.decode(_bounded(note), type=WaitingImport)
                if held.id == note.parent.name:
                    found.append(held)
        return sorted(found, key=lambda each: (each.begun_ms, each.id))

    def sweep(self, known: Collection[str]) -> None:
        """Remove what belongs to none of these."""
        for folder in self._folder.glob("*"):
            if folder.name not in known:
                shutil.rmtree(folder, ignore_errors=True)

    def put(self, waiting: WaitingImport) -> None:
        """Note an import, or its present state."""
        _written(self._of(waiting.id) / _NOTE, msgspec.json.encode(waiting))

    def free_bytes(self) -> int:
        """How much room the disk has."""
        folder = self._folder
        while not folder.exists():
            folder = folder.parent
        return shutil.disk_usage(folder).free

    def size_bytes(self, job: str) -> int:
        """How much of it is taken by the files of an import."""
        return sum(path.stat().st_size for path in (self._of(job) / "files").glob("*"))

    async def keep(self, job: str, name: str, file: IO[bytes]) -> None:
        """Copy a file in under a name that has no folders in it, in place of one of that name."""
        await asyncio.to_thread(self._keep, job, name, file)

    def _keep(self, job: str, name: str, file: IO[bytes]) -> None:
        folder = self._of(job) / "files"
        try:
            folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
            file.seek(0)
            with (folder / name).open("wb") as kept:
                shutil.copyfileobj(file, kept, 1_000_000)
                kept.flush()
                os.fsync(kept.fileno())
        except OSError as error:
            raise StoreError(f"{name} can't be stored: {error.strerror}; make room") from error

    def take_away(self, job: str, name: str) -> None:
        """Remove a file; one that isn't there is no matter."""
        (self._of(job) / "files" / Path(name).name).unlink(missing_ok=True)

    def put_words(self, job: str, text: str) -> None:
        """Keep the text of a transcript, in place of the one before; none with ""."""
        path = self._of(job) / _WORDS
        if text:
            _written(path, text.encode("utf-8", "surrogatepass"))
        else:
            path.unlink(missing_ok=True)

    def words(self, job: str) -> str:
        """The text of the transcript."""
        try:
            return (self._of(job) / _WORDS).read_bytes().decode("utf-8", "surrogatepass")
        except OSError as error:
            raise StoreError("the transcript is gone; bring it again") from error

    def unread(self, job: str) -> None:
        """Forget what came of reading the files last."""
        for name in _MADE:
            (self._of(job) / name).unlink(missing_ok=True)

    def found(self, job: str) -> ReadFiles | None:
        """What came of reading the files last, None where nothing is known of it."""
        with contextlib.suppress(OSError, msgspec.MsgspecError, UnicodeError, RecursionError):
            return msgspec.json.decode(_bounded(self._of(job) / "found.json"), type=ReadFiles)
        return None

    async def read(
        self, job: str, study: Study, files: Sequence[str], mapping: str | None, hear: Hear
    ) -> ReadFiles:
        """Read the files by a mapping, guessed where None, for this study; `hear` hears how far it
        is. Cancelled, the child is killed before this ends."""
        wanted = Wanted(study, tuple(files), mapping)
        return await stoppable(lambda stop: self._read(job, wanted, hear, stop))

    def _read(self, job: str, wanted: Wanted, hear: Hear, stop: threading.Event) -> ReadFiles:
        place = self._of(job)
        self.unread(job)
        (place / "wanted.json").write_bytes(msgspec.json.encode(wanted))
        arguments = [str(place.resolve())]

        def on_line(line: str) -> None:
            told = _heard(line)
            if told is not None:
                hear(*told)

        ended = run_module(CHILD, arguments, self._limits, on_line=on_line, stop=stop)
        if ended.trouble:
            _diagnostics.warning("an import couldn't be read: %s", ended.errors)
            refused = f"Reading the files {ended.trouble}: one of them is damaged or too large. "
            refused += "Save it again as CSV (UTF-8), or split it."
            found = ReadFiles(wanted.mapping or "", refused=refused)
            _written(place / "found.json", msgspec.json.encode(found))
            return found
        try:
            return msgspec.json.decode(_bounded(place / "found.json"), type=ReadFiles)
        except (OSError, msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            raise StoreError(_UNUSABLE) from error

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

    def empty(self, job: str) -> None:
        """Remove the files of an import and all that was made of them; its note stays."""
        for path in self._of(job).glob("*"):
            if path.name == "files":
                shutil.rmtree(path, ignore_errors=True)
            elif path.name != _NOTE:
                path.unlink(missing_ok=True)

    def drop(self, job: str) -> None:
        """Remove an import and all that belongs to it."""
        shutil.rmtree(self._of(job), ignore_errors=True)

    def _of(self, job: str) -> Path:
        if _PLAIN.fullmatch(job) is None:
            raise ValueError(f"{job!r} is no name of an import")
        return self._folder / job


def _heard(line: str) -> tuple[float, str] | None:
    """How far a child says that it is; None where it says something else."""
    share, _, stage = line.partition(" ")
    try:
        done = float(share)
    except ValueError:
        return None
    if not 0 <= done <= 1 or not stage.isprintable():
        return None
    return done, stage[:_STAGE_MAX]


def _written(path: Path, content: bytes) -> None:
    """Write a file of ours that nobody else reads, whole or not at all."""
    try:
        path.parent.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE_FILE)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise StoreError(f"an import can't be noted: {error.strerror}; make room") from error


def _bounded(path: Path) -> bytes:
    if os.stat(path).st_size > _FOUND_BYTES_MAX:
        raise OSError("too long")
    return path.read_bytes()
