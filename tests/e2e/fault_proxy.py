"""A network between a page and the server that misbehaves when told to: it delays, drips, cuts,
resets, swallows one direction, or is gone. Knows bytes and nothing of what they say."""

import asyncio
import random
import threading
from collections.abc import Coroutine
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

T = TypeVar("T")
_READ_BYTES = 65_536


class Fault(StrEnum):
    """What a network does to the connections that go through it."""

    NONE = "none"
    DELAY = "delay"  # everything comes, up to a second late
    DRIP = "drip"  # a few bytes at a time
    CUT = "cut"  # connections end, new ones are taken
    RESET = "reset"  # connections are broken without a goodbye, new ones are taken
    DEAF = "deaf"  # the page's bytes arrive, nothing comes back; connections stay open
    PARTITION = "partition"  # nothing passes, nobody is told; new connections get no answer


@dataclass(frozen=True, slots=True)
class Spell:
    """A fault for some time."""

    fault: Fault
    length_s: float


def weather(chance: random.Random, spells: int) -> list[Spell]:
    """A sequence of faults, each kind as often as the others, with calm between."""
    kinds = [fault for fault in Fault if fault is not Fault.NONE]
    drawn = [kind for _ in range(-(-spells // len(kinds))) for kind in chance.sample(kinds, 6)]
    found = []
    for kind in drawn[:spells]:
        found += [Spell(kind, chance.uniform(0.5, 2.5)), Spell(Fault.NONE, chance.uniform(0, 0.8))]
    return found


class FaultProxy:
    """Listens on a port of its own and carries every connection to the server's; its loop runs in
    a thread."""

    def __init__(self, port_behind: int, seed: int) -> None:
        self.port = 0
        self.played: list[str] = []
        self._port_behind = port_behind
        self._chance = random.Random(seed)
        self._fault = Fault.NONE
        self._streams: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> "FaultProxy":
        self._thread.start()
        self._ask(self._listen())
        return self

    def __exit__(self, *_: object) -> None:
        self._ask(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(30)
        self._loop.close()

    def set(self, fault: Fault) -> None:
        """From now on the network does this."""
        self.played.append(fault.value)
        self._ask(self._set(fault))

    def _ask(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _end(self) -> None:
        self._server.close()
        self._break_all(abort=True)
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _set(self, fault: Fault) -> None:
        was, self._fault = self._fault, fault
        # What was swallowed is missing in the stream: such a connection never comes to itself.
        if was in (Fault.DEAF, Fault.PARTITION) or fault in (Fault.CUT, Fault.RESET):
            self._break_all(abort=fault is Fault.RESET)

    def _break_all(self, *, abort: bool) -> None:
        for stream in self._streams:
            if abort:
                stream.transport.abort()
            else:
                stream.close()
        self._streams.clear()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._streams.add(writer)
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self._port_behind)
            self._streams.add(back)
            await asyncio.gather(
                self._pipe(reader, back, is_answer=False), self._pipe(there, writer, is_answer=True)
            )
        except OSError:
            pass
        finally:
            writer.close()
            self._streams.discard(writer)
            self._tasks.discard(task)

    async def _pipe(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, is_answer: bool
    ) -> None:
        try:
            while data := await source.read(_READ_BYTES):
                if self._fault is Fault.PARTITION or (self._fault is Fault.DEAF and is_answer):
                    continue
                if self._fault is Fault.DELAY:
                    await asyncio.sleep(self._chance.uniform(0, 1))
                while self._fault is Fault.DRIP and data:
                    size = self._chance.randrange(1, 32)
                    sink.write(data[:size])
                    data = data[size:]
                    await asyncio.sleep(0.003)
                sink.write(data)
                await sink.drain()
        except OSError:
            pass
        finally:
            sink.close()
            self._streams.discard(sink)
