"""From the port to a worker: what uvicorn makes of a connection that asks for a socket.

The serving process accepts, reads the head of the request under its limits and admits, because
seats are known here alone. Then the connection's descriptor goes to a worker and is closed here.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any, cast

from pulsemeter.service.ports import Clock
from pulsemeter.web.socket import (
    SOCKET_PATH,
    OpenSockets,
    Refusal,
    SocketHandler,
    SocketLimits,
)
from pulsemeter.web.socket_door import Door, read_handshake, short_request
from pulsemeter.web.socket_picows import build_socket_protocol
from pulsemeter.web.workers.pool import WorkerPool
from pulsemeter.web.workers.worker import NoWorkers

START_S_MAX = 60.0
_NO_WORKER = Refusal(503, "The server is just starting again. Please try again.")


def refusal_bytes(refusal: Refusal) -> bytes:
    """A refusal as an HTTP response that ends the connection."""
    body = refusal.text.encode()
    return (
        f"HTTP/1.1 {refusal.status} {HTTPStatus(refusal.status).phrase}\r\n"
        f"content-type: text/plain; charset=utf-8\r\ncontent-length: {len(body)}\r\n"
        "cache-control: no-store\r\nconnection: close\r\n\r\n"
    ).encode() + body


class _HandingOver(asyncio.Protocol):
    """Takes the replayed request, decides, and lets the connection go."""

    door: Door
    pool: WorkerPool

    def __init__(self, config: Any, server_state: Any, app_state: Any) -> None:
        self._connections: set[object] = server_state.connections
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._connections.add(self)

    def data_received(self, request: bytes) -> None:
        transport = self._transport
        assert transport is not None
        transport.pause_reading()  # what comes now is for the worker
        method, handshake = read_handshake(request)
        decision = self.door.decide(handshake)
        if not isinstance(decision, Refusal):
            short = short_request(method, handshake)
            if not self.pool.hand_over(transport, short, decision.key):
                decision = _NO_WORKER
        if isinstance(decision, Refusal):
            transport.write(refusal_bytes(decision))
        transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.discard(self)

    def shutdown(self) -> None:
        """uvicorn is going down."""
        if self._transport is not None:
            self._transport.close()


def build_hand_over(
    handler: SocketHandler, pool: WorkerPool, path: str = SOCKET_PATH
) -> type[asyncio.Protocol]:
    """Make the class for `uvicorn.Config(ws=...)`."""
    shared = Door(handler, path, SocketLimits(), OpenSockets())

    class ParticipantHandOver(_HandingOver):
        door = shared

    ParticipantHandOver.pool = pool
    return ParticipantHandOver


@asynccontextmanager
async def carried(
    handler: SocketHandler, sockets: OpenSockets, workers: int, clock: Clock
) -> AsyncIterator[type[Any]]:
    """The class for `uvicorn.Config(ws=...)`: with fewer than two workers this process carries the
    sockets itself, else that many processes do until the block ends. Their clock must be that of
    the machine, whatever a rehearsal's runs at."""
    if workers < 2:
        yield build_socket_protocol(handler, sockets=sockets)
        return
    pool = WorkerPool(handler, sockets, workers, clock)
    try:
        try:
            async with asyncio.timeout(START_S_MAX):
                await pool.start()
        except TimeoutError:
            raise NoWorkers(
                f"the workers aren't there after {START_S_MAX:g} s: the machine is too busy"
            ) from None
        async with asyncio.TaskGroup() as tasks:
            keeping = [tasks.create_task(pool.keep(place)) for place in range(workers)]
            keeping.append(tasks.create_task(pool.watch()))
            try:
                yield build_hand_over(handler, pool)
            finally:
                for task in keeping:
                    task.cancel()
    finally:
        await pool.close()
