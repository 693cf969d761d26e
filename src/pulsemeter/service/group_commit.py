"""Many small writes as few durable ones: whatever arrives while a write is under way, or
within a short window, goes into the next.

A write that fails is tried again with the same items. Nobody is told of success before it
is true, so a full disk silences acknowledgements and loses nothing.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from pulsemeter.service.ports import Clock, StoreError

Item = TypeVar("Item")
Result = TypeVar("Result")

_diagnostics = logging.getLogger(__name__)
_RETRY_MS = 1_000


class GroupCommit(Generic[Item, Result]):
    """One writer for many offers. `run` must be running for anything to be written."""

    def __init__(
        self,
        write: Callable[[list[Item]], Awaitable[Sequence[Result]]],
        clock: Clock,
        *,
        window_ms: int = 10,
        items_max: int = 2_000,
    ) -> None:
        self._write = write
        self._clock = clock
        self._window_ms = window_ms
        self._items_max = items_max
        self._pending: list[tuple[Item, Callable[[Result], None]]] = []
        self._wake = asyncio.Event()
        self.is_idle = asyncio.Event()
        self.is_idle.set()
        self.trouble = ""
        self.written = 0
        """Batches that became durable since the start."""
        self.written_ms: int | None = None
        """When the last of them did, by the clock that never steps."""

    @property
    def waiting(self) -> int:
        """How many offers are not durable yet and not being written."""
        return len(self._pending)

    def offer(self, item: Item, done: Callable[[Result], None]) -> None:
        """Have an item written; `done` is called with its result once it is durable."""
        if not self._pending:
            self.is_idle.clear()
            self._wake.set()
        self._pending.append((item, done))

    async def put(self, item: Item) -> Result:
        """Have an item written and wait until it is durable."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()

        def done(result: Result) -> None:
            if not future.done():
                future.set_result(result)

        self.offer(item, done)
        return await future

    async def run(self) -> None:
        """Write batches until cancelled."""
        while True:
            await self._wake.wait()
            if len(self._pending) < self._items_max and self._window_ms:
                await self._clock.pause(self._window_ms)
            batch, self._pending = (
                self._pending[: self._items_max],
                self._pending[self._items_max :],
            )
            if not self._pending:
                self._wake.clear()
            results = await self._write_surely([item for item, _ in batch])
            self.written += 1
            self.written_ms = self._clock.elapsed_ms()
            for (_, done), result in zip(batch, results, strict=True):
                done(result)
            if not self._pending:
                self.is_idle.set()

    async def _write_surely(self, items: list[Item]) -> Sequence[Result]:
        while True:
            try:
                results = await self._write(items)
            except StoreError as error:
                if not self.trouble:
                    _diagnostics.error("nothing is acknowledged until this is mended: %s", error)
                self.trouble = str(error)
                await self._clock.pause(_RETRY_MS)
            else:
                if self.trouble:
                    _diagnostics.warning("it is mended: what waited is stored and acknowledged")
                self.trouble = ""
                return results
