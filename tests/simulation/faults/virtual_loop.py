"""An event loop without threads, sockets or a real clock, in which a seed decides who goes next.

Time stands still while anything is ready and leaps to the next timer when nothing is. Among the
ready a seeded chance chooses, so one seed is one history. What runs in the context of a process
that was killed is never run again, not even to tidy up: that is what `kill -9` means.
"""

import asyncio
import heapq
import random
import struct
import zlib
from collections.abc import Coroutine
from contextvars import Context, ContextVar, copy_context
from typing import Any

PROCESS: ContextVar[int] = ContextVar("process", default=0)
"""The process to which a task belongs; 0 is the world outside."""


class NothingHappens(AssertionError):
    """Everybody waits for somebody else."""


class VirtualLoop(asyncio.BaseEventLoop):
    """Runs what is ready in an order that the seed decides, in time that costs none."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._order = random.Random(f"{seed} order")
        self._now_s = 0.0
        self._ready: list[asyncio.Handle] = []  # type: ignore[assignment]
        self._dead: set[int] = set()
        self._graveyard: list[asyncio.Handle] = []
        self._is_over = False
        self.failures: list[str] = []
        self.steps = 0
        self.fingerprint = 0
        """Of the whole history; the same seed leaves the same."""
        self.set_exception_handler(self._note_failure)

    def _note_failure(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        self.failures.append(f"{context['message']}: {error!r}")

    def time(self) -> float:
        return self._now_s

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> Any:
        raise RuntimeError("a simulated run has no threads")

    def call_soon_threadsafe(self, callback: Any, *args: Any, context: Any = None) -> Any:
        raise RuntimeError("a simulated run has no threads")

    def kill(self, process: int) -> None:
        """Let nothing of this process go on."""
        self._dead.add(process)
        handles = [*self._ready, *self._scheduled]
        self._graveyard += [handle for handle in handles if not self._lives(handle)]
        self._ready = [handle for handle in self._ready if self._lives(handle)]
        self._scheduled = [timer for timer in self._scheduled if self._lives(timer)]
        heapq.heapify(self._scheduled)

    def _lives(self, handle: asyncio.Handle) -> bool:
        return self._is_over or handle._context.get(PROCESS, 0) not in self._dead

    def _may_run(self, handle: asyncio.Handle) -> bool:
        if not self._lives(handle):
            self._graveyard.append(handle)  # else its task would be collected, and complain
            return False
        return not handle._cancelled

    def _run_once(self) -> None:
        if self.failures and not self._is_over:
            raise AssertionError(self.failures[0])
        while self._ready:
            place = 0 if self._is_over else self._order.randrange(len(self._ready))
            handle = self._ready.pop(place)
            if not self._may_run(handle):
                continue
            if not self._is_over:  # how it is tidied up isn't history, and where tasks lie decides
                self.steps += 1
                self.fingerprint = zlib.crc32(struct.pack("d", self._now_s), self.fingerprint)
            handle._run()
            return
        while self._scheduled:
            timer = heapq.heappop(self._scheduled)
            timer._scheduled = False
            if not self._may_run(timer):
                continue
            self._now_s = max(self._now_s, timer._when)
            self._ready.append(timer)
            return
        if not self._stopping:
            raise NothingHappens("nobody will ever wake up again")

    def bury(self) -> None:
        """End whatever is left, the killed too, once nothing of it matters any more."""
        self._is_over = True
        tasks = asyncio.all_tasks(self)
        for task in tasks:
            task.cancel()
        if tasks:
            self.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self.close()


def of_process(process: int) -> Context:
    """A context in which everything belongs to this process."""
    context = copy_context()
    context.run(PROCESS.set, process)
    return context


def simulate(work: Coroutine[Any, Any, Any], loop: VirtualLoop) -> Any:
    """The result of work, done on this loop."""
    try:
        return loop.run_until_complete(work)
    finally:
        loop.bury()
