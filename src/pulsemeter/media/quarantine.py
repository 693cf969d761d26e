"""Quarantine in a folder: each arriving file as NAME.part beside NAME.json, readable by us alone.

Never looks into a file; that is done by a limited child.
"""

import asyncio
import contextlib
import os
import shutil
from collections.abc import AsyncIterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

import msgspec

from pulsemeter.service.ports import StoreError
from pulsemeter.service.stimulus_ports import Arrival

_PRIVATE_FILE = 0o600
_PRIVATE_FOLDER = 0o700


class FolderQuarantine:
    """Quarantine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def arrivals(self) -> Sequence[Arrival]:
        """All that is here, oldest first; bytes that nobody knows are removed."""
        found = []
        for path in sorted(self._folder.glob("*.json"), key=lambda p: p.stat().st_mtime_ns):
            with contextlib.suppress(msgspec.MsgspecError, UnicodeError, RecursionError):
                found.append(msgspec.json.decode(path.read_bytes(), type=Arrival))
        known = {arrival.id for arrival in found}
        for path in self._folder.glob("*"):
            if path.stem not in known:
                path.unlink(missing_ok=True)
        return found

    def put(self, arrival: Arrival) -> None:
        """Note an arrival, or its present state. A refused one keeps no bytes."""
        self._folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        note = self._note(arrival)
        draft = note.with_suffix(".new")
        with _opened(draft, os.O_TRUNC) as file:
            file.write(msgspec.json.encode(asdict(arrival)))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(note)
        if arrival.refused:
            self.path(arrival).unlink(missing_ok=True)

    def offset(self, arrival: Arrival) -> int:
        """How many bytes of it are here."""
        try:
            return self.path(arrival).stat().st_size
        except FileNotFoundError:
            return 0

    async def append(self, arrival: Arrival, pieces: AsyncIterable[bytes]) -> int:
        """Add bytes to its end as they come; how many are here then, durably. Whatever breaks
        off the pieces, those that came stay."""
        try:
            with await asyncio.to_thread(_opened, self.path(arrival), os.O_APPEND) as file:
                async for piece in pieces:
                    await asyncio.to_thread(file.write, piece)
                file.flush()
                await asyncio.to_thread(os.fsync, file.fileno())
        except OSError as error:
            raise StoreError(
                f"{arrival.name} can't be stored: {error.strerror}; the upload goes on once there "
                "is room"
            ) from error
        return self.offset(arrival)

    def path(self, arrival: Arrival) -> Path:
        """Where its bytes lie."""
        return self._folder / f"{arrival.id}.part"

    def _note(self, arrival: Arrival) -> Path:
        return self._folder / f"{arrival.id}.json"

    def touched_ms(self, arrival: Arrival) -> int:
        """Wall time at which it last changed."""
        times = [0]
        for path in (self.path(arrival), self._note(arrival)):
            with contextlib.suppress(FileNotFoundError):
                times.append(path.stat().st_mtime_ns // 1_000_000)
        return max(times)

    def remove(self, arrival: Arrival) -> None:
        """Forget it and its bytes."""
        self._note(arrival).unlink(missing_ok=True)
        self.path(arrival).unlink(missing_ok=True)

    def free_bytes(self) -> int:
        """How much room the disk has."""
        folder = self._folder
        while not folder.exists():
            folder = folder.parent
        return shutil.disk_usage(folder).free


def _opened(path: Path, flag: int) -> BinaryIO:
    """A file of ours that nobody else reads, opened for writing."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | flag, _PRIVATE_FILE)
    return os.fdopen(descriptor, "ab" if flag == os.O_APPEND else "wb")
