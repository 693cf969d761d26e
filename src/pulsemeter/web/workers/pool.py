"""The workers of a serving process: as many as were asked for, looked at, and replaced.

It must not know what a message means (that is the handler's affair), nor who may connect: a
connection comes here when it was admitted.
"""

import asyncio
import logging
import os
from itertools import count

from pulsemeter.service.ports import Clock
from pulsemeter.web.socket import OpenSockets, SocketHandler
from pulsemeter.web.workers.worker import NoWorkers, Worker

_diagnostics = logging.getLogger("pulsemeter.workers")
RESTART_MS = 500
"""Between the end of a worker and the next in its place: a broken program must not spin."""
LOOK_MS = 5_000
"""How often each worker is asked for a sign of life."""


class WorkerPool:
    """As many workers as were asked for; one that ends is replaced."""

    def __init__(
        self, handler: SocketHandler, sockets: OpenSockets, size: int, clock: Clock
    ) -> None:
        self._handler = handler
        self._sockets = sockets
        self._clock = clock
        self._numbers = count(1)
        self._closing = asyncio.Event()
        self.size = size
        self.workers: list[Worker] = []

    async def start(self) -> None:
        """All workers, ready. NoWorkers where they can't be had."""
        self.workers = [self._new() for _ in range(self.size)]
        try:
            for worker in self.workers:
                await worker.start()
        except OSError as error:
            raise NoWorkers(
                f"no worker can be started ({error.strerror}): serve with fewer --workers, or let "
                "this account have more processes and descriptors (`ulimit -u`, `ulimit -n`)"
            ) from error
        for worker in self.workers:
            await worker.ready()

    def _new(self) -> Worker:
        return Worker(self._handler, self._sockets, self._numbers)

    async def keep(self, place: int) -> None:
        """Put another worker in the place of one that ended, until this is cancelled."""
        while True:
            ended = await self.workers[place].ended()
            if self._closing.is_set():
                return
            _diagnostics.error(
                "a worker ended (%d); another takes its place, its phones come back", ended
            )
            await self._clock.pause(RESTART_MS)
            await self._replace(place)

    async def watch(self) -> None:
        """Look now and again whether all workers live, until this is cancelled: one that hangs
        doesn't end by itself."""
        while True:
            await self._clock.pause(LOOK_MS)
            for worker in self.workers:
                worker.look()

    async def _replace(self, place: int) -> None:
        """Start another worker in this place. Where the machine has no room for one just now, the
        other workers go on, and it is tried again."""
        told = ""
        while not self._closing.is_set():
            fresh = self._new()
            try:
                await fresh.start()
            except OSError as error:
                if not told:
                    _diagnostics.error("no worker can be started (%s); tried again", error.strerror)
                told = str(error)
                await self._clock.pause(RESTART_MS)
            else:
                self.workers[place] = fresh
                return

    def hand_over(self, transport: asyncio.Transport, request: bytes, key: object) -> bool:
        """Give a connection to the worker that has the fewest, if possible one that was heard of
        lately; False when none can take it."""
        ready = [worker for worker in self.workers if worker.is_ready.is_set()]
        if not ready:
            return False
        held = transport.get_extra_info("socket")
        try:
            descriptor = os.dup(held.fileno())
        except OSError:
            return False
        chosen = min(ready, key=lambda worker: (worker.unheard > 1, worker.load))
        chosen.take_over(request, key, descriptor)
        return True

    async def close(self) -> None:
        """End all workers."""
        self._closing.set()
        for worker in self.workers:
            await worker.stop()
