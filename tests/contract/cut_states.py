"""What a disk may hold after a power cut: everything that was synced, and of the rest any part.

A write lasts from its sync on. Before that each of its sectors may have reached the disk or not,
whatever came before or after it, so pages are torn and later writes outlive earlier ones.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.contract.recording_disk import Delete, Event, Sync, SyncFolder, Truncate, Write

SECTOR = 512


@dataclass
class Disk:
    """The files at one moment: what lasts, and what may still be lost."""

    lasting: dict[str, bytearray] = field(default_factory=dict)
    loose: dict[str, list[Write | Truncate]] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    """Files that may be back, as they were."""

    def take(self, event: Event) -> None:
        """Let the next thing happen."""
        if isinstance(event, Delete):
            self.removed.add(event.file)
        elif isinstance(event, SyncFolder):
            for name in self.removed:
                self.lasting.pop(name, None)
                self.loose.pop(name, None)
            self.removed.clear()
        elif isinstance(event, Write):
            # SQLite syncs the folder of a file that it makes.
            self.removed.discard(event.file)
            self.loose.setdefault(event.file, []).extend(_sectors(event))
        elif isinstance(event, Truncate):
            self.loose.setdefault(event.file, []).append(event)
        elif isinstance(event, Sync):
            held = self.lasting.setdefault(event.file, bytearray())
            for change in self.loose.pop(event.file, ()):
                _apply(held, change)

    @property
    def is_loose(self) -> bool:
        """Whether a power cut could take anything."""
        return any(self.loose.values())

    def whole(self) -> dict[str, bytes]:
        """The files as programs see them while the power is on."""
        files = self._with(lambda changes: changes)
        return {name: files[name] for name in files.keys() - self.removed}

    def after_a_cut(self, chance: random.Random) -> dict[str, bytes]:
        """The files after one of the possible power cuts."""
        share = chance.choice((0.0, 0.1, 0.5, 0.9, 1.0))

        def kept(changes: Sequence[Write | Truncate]) -> list[Write | Truncate]:
            if chance.random() < 0.2:  # in order, up to some point
                return list(changes[: chance.randint(0, len(changes))])
            return [change for change in changes if chance.random() < share]

        files = self._with(kept)
        gone = {name for name in sorted(self.removed) if chance.random() < 0.5}
        return {name: files[name] for name in files.keys() - gone}

    def _with(self, keep) -> dict[str, bytes]:  # type: ignore[no-untyped-def]
        found = {}
        for name in sorted(self.lasting.keys() | self.loose.keys()):
            held = bytearray(self.lasting.get(name, b""))
            for change in keep(self.loose.get(name, [])):
                _apply(held, change)
            found[name] = bytes(held)
        return found


def _sectors(write: Write) -> Iterator[Write]:
    """A write as the sectors that it touches."""
    start, end = write.offset, write.offset + len(write.data)
    while start < end:
        edge = min(end, start - start % SECTOR + SECTOR)
        yield Write(write.file, start, write.data[start - write.offset : edge - write.offset])
        start = edge


def _apply(held: bytearray, change: Write | Truncate) -> None:
    if isinstance(change, Truncate):
        del held[change.size :]
        held.extend(bytes(change.size - len(held)))
        return
    if len(held) < change.offset:
        held.extend(bytes(change.offset - len(held)))
    held[change.offset : change.offset + len(change.data)] = change.data


def put(folder: Path, files: dict[str, bytes]) -> None:
    """Write these files, and nothing else, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, content in files.items():
        if content or name.endswith(".sqlite"):
            (folder / name).write_bytes(content)
