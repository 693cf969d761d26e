"""The participant's outbox as `frontend/src/participant/outbox.ts`, `deliver.ts` and
`record_store.ts` have it: numbered, kept in the browser, forgotten only when it is answered."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

import msgspec

from pulsemeter.wire.participant import Records, WireRecord

RECORDS_MAX = 24
_encode = msgspec.json.Encoder().encode


class Kept(NamedTuple):
    """A record in the browser's database."""

    writer: int
    record: WireRecord


class BrowserStore:
    """The browser's database: writes take a moment, and a page that dies may take one along."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.held: dict[tuple[int, int], Kept] = {}
        self._under_way: dict[tuple[int, int], Kept] = {}

    def keep(self, kept: Kept) -> None:
        key = kept.writer, kept.record.sequence
        self._under_way[key] = kept
        asyncio.get_running_loop().call_later(self._chance.uniform(0.001, 0.03), self._done, key)

    def _done(self, key: tuple[int, int]) -> None:
        if kept := self._under_way.pop(key, None):
            self.held[key] = kept

    def forget(self, gone: list[Kept]) -> None:
        for kept in gone:
            key = kept.writer, kept.record.sequence
            self._under_way.pop(key, None)
            self.held.pop(key, None)

    def page_dies(self) -> set[tuple[int, int]]:
        """What was being written comes in or is lost; the lost (writer, sequence)."""
        lost = {key for key in list(self._under_way) if self._chance.random() < 0.5}
        for key in lost:
            del self._under_way[key]
        return lost

    def all(self) -> list[Kept]:
        return sorted([*self.held.values(), *self._under_way.values()], key=lambda k: k[1].sequence)


class Outbox:
    """Numbers every record of one page load and keeps it until the server has it for good."""

    def __init__(self, writer: int, store: BrowserStore) -> None:
        self.writer = writer
        self.acknowledged_keys: set[tuple[int, int]] = set()
        """Every (writer, sequence) that an answer said is durable."""
        self.refused: dict[tuple[int, int], str] = {}
        self.set_aside: list[int] = []
        self._store = store
        self._waiting: dict[int, list[Kept]] = {}
        self._sequence = 0
        for kept in store.all():
            self._hold(kept)

    @property
    def size(self) -> int:
        return sum(len(kept) for kept in self._waiting.values())

    def add(self, kind: Any, clock_ms: int, choice: int) -> WireRecord:
        self._sequence += 1
        record = WireRecord(self._sequence, kind, clock_ms, choice)
        kept = Kept(self.writer, record)
        self._hold(kept)
        self._store.keep(kept)
        return record

    def earlier_writers(self) -> list[int]:
        return [writer for writer in self._waiting if writer != self.writer]

    def next(self, writer: int | None = None) -> Records | None:
        writer = self.writer if writer is None else writer
        kept = self._waiting.get(writer, [])[:RECORDS_MAX]
        return Records(writer, [k.record for k in kept]) if kept else None

    def frames(self) -> list[Records]:
        """Everything, for the moment in which the page is hidden."""
        return [
            Records(writer, [k.record for k in kept[start : start + RECORDS_MAX]])
            for writer, kept in self._waiting.items()
            for start in range(0, len(kept), RECORDS_MAX)
        ]

    def acknowledged(self, message: dict[str, Any]) -> None:
        """The server has all of a writer's records up to `upto`; the refused it never takes."""
        writer, upto = message["writer"], message["upto"]
        refused = {r["sequence"]: r["reason"] for r in message.get("refused", ())}
        self.refused.update({(writer, n): reason for n, reason in refused.items()})
        self._release(writer, lambda n: n <= upto or n in refused)

    def delivered(self, frame: Records) -> None:
        """A frame of an earlier writer was answered though an older record of it is lost."""
        sent = {record.sequence for record in frame.records}
        self._release(frame.writer, lambda n: n in sent)

    def put_aside(self, writer: int) -> None:
        self.set_aside.append(writer)
        self._waiting.pop(writer, None)

    def _hold(self, kept: Kept) -> None:
        self._waiting.setdefault(kept.writer, []).append(kept)

    def _release(self, writer: int, is_gone: Callable[[int], bool]) -> None:
        held = self._waiting.get(writer, [])
        gone = [kept for kept in held if is_gone(kept.record.sequence)]
        if not gone:
            return
        left = [kept for kept in held if not is_gone(kept.record.sequence)]
        if left:
            self._waiting[writer] = left
        else:
            del self._waiting[writer]
        keys = {(writer, kept.record.sequence) for kept in gone}
        self.acknowledged_keys |= keys - self.refused.keys()
        self._store.forget(gone)


Post = Callable[[bytes], Awaitable[tuple[int, dict[str, Any] | None]]]


async def deliver(outbox: Outbox, post: Post) -> None:
    """Hand over by POST what earlier page loads left; one try."""
    for writer in outbox.earlier_writers():
        while frame := outbox.next(writer):
            try:
                status, message = await post(_encode(frame))
            except ConnectionError:
                return
            if message and message.get("type") == "ack":
                outbox.acknowledged(message)
                outbox.delivered(frame)
            elif 400 <= status < 500:
                outbox.put_aside(writer)
                break
            else:
                return
