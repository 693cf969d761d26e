"""A disk that keeps what was synced and forgets what it likes of the rest, and stores upon it.

The stores are the memory engine, the reference of the contract suite. Below them each file of a
data folder is a journal of its writes: a write is put into the file, synced, applied, answered, in
this order, and the power may go between any two of these. Whoever opens the disk again gets new
stores made of the journals' whole entries; a torn one ends its file.
"""

import asyncio
import pickle
import random
import struct
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import fields
from inspect import iscoroutinefunction
from itertools import pairwise
from typing import Any

from pulsemeter.service.ports import StoreError, Stores
from pulsemeter.storage.memory import memory_stores

SECTOR = 512
HEAD = struct.Struct("<II")
FILES = {
    "reactions": ("log", "seats", "answers", "erasures"),
    "credentials": ("credentials",),
    "studies": ("studies", "releases", "live_words"),
}
READS = {
    "log": {"read"},
    "seats": {"all", "answers", "impressions"},
    "answers": {"of_seat", "all", "said"},
    "erasures": {"withdrawals", "unfinished", "margins", "steps"},
    "credentials": {"find", "vouchers"},
    "studies": {
        "consents", "study", "studies", "statements", "wording", "statement_revision",
        "wording_of_session", "plan", "session", "sessions", "frozen_study",
    },
    "releases": {"state", "once"},
    "live_words": {"steps"},
}  # fmt: skip
"""What only looks. Everything else that a book can be asked writes."""

Entry = tuple[str, str, tuple[Any, ...], dict[str, Any]]
STEPS = ("begun", "written", "synced", "applied")
"""The moments of a write at which the power may go."""


class File:
    """The bytes of one file: what is surely on the disk, and what the machine believes is."""

    def __init__(self) -> None:
        self.durable = b""
        self.seen = b""

    def sync(self) -> None:
        self.durable = self.seen

    def lose_power(self, chance: random.Random) -> bool:
        """Of what wasn't synced each sector stays or doesn't; whether an entry was torn so."""
        start, rest = len(self.durable), self.seen[len(self.durable) :]
        kept = bytearray()
        first = SECTOR - start % SECTOR
        edges = [0, *range(first, len(rest), SECTOR), len(rest)]
        parts = [rest[a:b] for a, b in pairwise(edges)]
        stays = [chance.random() < 0.5 for _ in parts]
        for part, stay in zip(parts, stays, strict=True):
            kept += part if stay else bytes(len(part))
        if rest and chance.random() < 0.6:
            del kept[chance.randrange(len(kept)) :]
        self.durable = self.durable + bytes(kept)
        self.seen = self.durable
        return bool(rest) and bytes(kept) != rest and any(kept)

    def opened(self, is_synced: bool) -> list[bytes]:
        """The whole entries; the file is cut behind the last of them, and synced. Without that a
        power cut could still take what a killed process wrote and the next one has read."""
        found, place = [], 0
        while place + HEAD.size <= len(self.seen):
            length, checksum = HEAD.unpack_from(self.seen, place)
            body = self.seen[place + HEAD.size : place + HEAD.size + length]
            if not length or len(body) < length or zlib.crc32(body) != checksum:
                break
            found.append(body)
            place += HEAD.size + length
        self.seen, self.durable = self.seen[:place], self.durable[:place]
        if is_synced:
            self.sync()
        return found


class Disk:
    """All files of one machine, and what is wrong with them at the moment."""

    def __init__(self, seed: int, happened: Counter[str]) -> None:
        self.chance = random.Random(f"{seed} disk")
        self.happened = happened
        self.files = {name: File() for name in FILES}
        self.is_full = False
        self.slow_s = 0.0
        self.failing_sync = ""
        self.syncs_at_open = self.syncs_writes = True
        self.crash_at = ""
        """The step at which the power goes next, "" for none."""
        self.lose_power: Callable[[], None] = lambda: None
        self.chronicle: list[Entry] = []
        """Every write that came to stay, in order; a torn or lost one never happened."""
        self.lost: list[str] = []
        self._told = dict.fromkeys(FILES, 0)

    def power_cut(self) -> None:
        """What the files are after it."""
        for file in self.files.values():
            if file.lose_power(self.chance):
                self.happened["torn write"] += 1

    def open(self) -> "Opened":
        """New stores of what the files hold."""
        stores = memory_stores()
        held = {
            name: [pickle.loads(body) for body in file.opened(self.syncs_at_open)]
            for name, file in self.files.items()
        }
        for entries in held.values():
            for book, method, args, options in entries:
                _replay(getattr(getattr(stores, book), method)(*args, **options))
        for name, entries in held.items():
            # What was synced stays; something behind it may have come through as well.
            if len(entries) < self._told[name]:
                lost = self._told[name] - len(entries)
                self.lost.append(f"{lost} writes of {name} are gone that were there to stay")
            self.chronicle += entries[self._told[name] :]
            self._told[name] = len(entries)
        return Opened(self, stores)

    def note(self, file: str, entry: Entry) -> None:
        """This write is on the disk for good."""
        self.chronicle.append(entry)
        self._told[file] += 1


def _replay(work: Any) -> None:
    """Do again what memory does without waiting."""
    try:
        work.send(None)
    except (StopIteration, StoreError):
        return
    raise AssertionError("a book in memory waited")


class Opened:
    """The disk as one server process has it open."""

    def __init__(self, disk: Disk, memory: Stores) -> None:
        self.memory = memory
        self._disk = disk
        self._turns = {name: asyncio.Lock() for name in FILES}
        self.failed: dict[str, StoreError] = {}
        """Files whose sync failed: nobody knows what they hold until they are opened again."""
        file_of = {book: name for name, books in FILES.items() for book in books}
        self.stores = Stores(
            **{
                f.name: _Book(self, f.name, getattr(memory, f.name), file_of.get(f.name))
                for f in fields(memory)
            }  # type: ignore[arg-type]
        )

    async def read(self, work: Callable[[], Any]) -> Any:
        """Look at what is committed."""
        await self._wait(0.002)
        return await work()

    async def write(self, file: str, entry: Entry, work: Callable[[], Any]) -> Any:
        """One transaction: in the file, synced, applied, answered."""
        async with self._turns[file]:
            result = await self._transact(file, entry, work)
        await self._wait(0.002)
        return result

    async def _transact(self, file: str, entry: Entry, work: Callable[[], Any]) -> Any:
        disk = self._disk
        if file in self.failed:
            raise self.failed[file]
        await self._step("begun")
        if disk.is_full:
            disk.happened["full disk"] += 1
            raise StoreError("the disk is full (simulated)")
        body = pickle.dumps(entry)
        disk.files[file].seen += HEAD.pack(len(body), zlib.crc32(body)) + body
        await self._step("written")
        if disk.failing_sync == file:
            disk.failing_sync = ""
            disk.happened["failed fsync"] += 1
            self.failed[file] = StoreError(f"fsync of {file} failed (simulated)")
            raise self.failed[file]
        if disk.syncs_writes:
            disk.files[file].sync()
        disk.note(file, entry)
        await self._step("synced")
        result = await work()
        await self._step("applied")
        return result

    async def _step(self, step: str) -> None:
        disk = self._disk
        if disk.crash_at == step:
            disk.crash_at = ""
            disk.happened[f"crash when {step}"] += 1
            disk.lose_power()
        await self._wait(0.004)

    async def _wait(self, up_to_s: float) -> None:
        disk = self._disk
        if disk.slow_s:
            disk.happened["slow disk"] += 1
        await asyncio.sleep(disk.chance.uniform(0, up_to_s) + disk.slow_s)


class _Book:
    """One book in memory, whose writes go through a file first."""

    def __init__(self, opened: Opened, name: str, book: Any, file: str | None) -> None:
        self._opened, self._name, self._book, self._file = opened, name, book, file

    def __getattr__(self, method: str) -> Any:
        act = getattr(self._book, method)
        if not iscoroutinefunction(act):
            return act
        if self._file is None:
            raise AssertionError(f"say in which file {self._name} lies: {method} is asked of it")
        is_read = method in READS[self._name]

        async def call(*args: Any, **options: Any) -> Any:
            if is_read:
                return await self._opened.read(lambda: act(*args, **options))
            entry = (self._name, method, args, options)
            return await self._opened.write(self._file, entry, lambda: act(*args, **options))

        return call
