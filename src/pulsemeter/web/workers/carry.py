"""The program of a worker: holds sockets, moves their messages, and decides nothing.

    python -m pulsemeter.web.workers.carry LINE DOOR

LINE and DOOR are descriptors of sockets to the process that serves. Connections come in by the
door, each with the head of its request; what phones say goes up the line and answers come down.
The worker ends when the line does: then its server is gone, and phones are told to come back.
"""

import asyncio
import contextlib
import gc
import logging
import select
import signal
import socket
import sys
from types import SimpleNamespace
from typing import Any

from pulsemeter.web.descriptors import take_all_descriptors
from pulsemeter.web.diagnostics import set_up_diagnostics
from pulsemeter.web.socket import (
    CLOSE_RESTART,
    Greeting,
    Handshake,
    OpenSockets,
    Refusal,
    Socket,
    SocketLimits,
)
from pulsemeter.web.socket_picows import build_socket_protocol
from pulsemeter.web.workers.line import (
    ARRIVAL_BYTES_MAX,
    Incoming,
    Kind,
    Outgoing,
    read_arrival,
    read_close,
)

_diagnostics = logging.getLogger("pulsemeter.workers")
_READ_BYTES = 1 << 18
_AT_ONCE = 64


class Carrier:
    """The sockets of one worker: a `SocketHandler` that hands everything up the line."""

    def __init__(
        self, line: socket.socket, door: socket.socket, limits: SocketLimits | None = None
    ) -> None:
        self._line = line
        self._door = door
        self._loop = asyncio.get_running_loop()
        self._room = select.poll()  # not `select`, which knows no descriptor above 1,023
        self._room.register(line, select.POLLOUT)
        self._up = Outgoing(self._send, self._loop)
        self._down = Incoming(self._heard)
        self._open: dict[int, Socket] = {}
        self._limits = limits or SocketLimits()
        self._sockets = OpenSockets()
        self._protocol = build_socket_protocol(self, limits=self._limits, sockets=self._sockets)
        self._state = SimpleNamespace(connections=set())
        self._arriving = 0
        self._connecting: set[asyncio.Task[None]] = set()
        self._is_full = False
        self._ended = asyncio.Event()
        self._all_gone = asyncio.Event()

    async def run(self) -> None:
        """Carry until the line ends, then let the phones go."""
        for end in (self._line, self._door):
            end.setblocking(False)
        self._loop.add_reader(self._line.fileno(), self._read_line)
        self._loop.add_reader(self._door.fileno(), self._read_door)
        self._up.put(Kind.READY, 0)
        await self._ended.wait()
        self._loop.remove_reader(self._line.fileno())
        self._loop.remove_reader(self._door.fileno())
        self._sockets.close_all(CLOSE_RESTART, "the server restarts")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._limits.close_s_max):
                if self._open:
                    await self._all_gone.wait()

    # SocketHandler

    def admit(self, handshake: Handshake) -> Greeting | Refusal:
        """The server has admitted it, else it weren't here."""
        return Greeting(self._arriving)

    def opened(self, socket: Socket) -> None:
        """A phone is connected."""
        self._open[self._number(socket)] = socket
        self._up.put(Kind.OPENED, self._number(socket))

    def received(self, socket: Socket, frame: bytes) -> None:
        """A phone says something."""
        self._up.put(Kind.FRAME, self._number(socket), frame)

    def closed(self, socket: Socket) -> None:
        """A phone is gone."""
        self._open.pop(self._number(socket), None)
        self._up.put(Kind.CLOSED, self._number(socket))
        if self._ended.is_set() and not self._open:
            self._all_gone.set()

    @staticmethod
    def _number(socket: Socket) -> int:
        number = socket.key
        assert isinstance(number, int)
        return number

    # the line

    def _heard(self, kind: int, connection: int, payload: bytes) -> None:
        if kind == Kind.ALIVE:
            self._up.put(Kind.ALIVE, 0)
            return
        held = self._open.get(connection)
        if held is None:
            return  # it has gone meanwhile, which was said
        if kind == Kind.FRAME:
            held.send(payload)
        elif kind == Kind.CLOSE:
            held.close(*read_close(payload))

    def _read_line(self) -> None:
        try:
            data = self._line.recv(_READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self._down.feed(data)
        else:
            self._ended.set()

    def _send(self, data: bytes) -> None:
        """Write all of it. While the server is too busy to read, this worker reads nothing either:
        what phones send then waits in their own connections."""
        rest = memoryview(data)
        while rest and not self._ended.is_set():
            try:
                rest = rest[self._line.send(rest) :]
            except BlockingIOError:
                self._room.poll()
            except OSError:
                self._ended.set()

    # the door

    def _read_door(self) -> None:
        for _ in range(_AT_ONCE):
            try:
                arrival, descriptors, _, _ = socket.recv_fds(self._door, ARRIVAL_BYTES_MAX, 1)
            except OSError:  # nothing more for now
                return
            if not arrival:  # the server is gone; the line says so, too
                self._loop.remove_reader(self._door.fileno())
                return
            if not descriptors:
                self._turn_away(arrival)
                continue
            self._is_full = False
            task = self._loop.create_task(self._take_in(arrival, descriptors[0]))
            self._connecting.add(task)
            task.add_done_callback(self._connecting.discard)

    def _turn_away(self, arrival: bytes) -> None:
        """Say that a connection is gone, whose descriptor found no place here: the system closed
        it, and its phone comes back later."""
        if not self._is_full:
            _diagnostics.error(
                "a worker has no descriptor left for another phone: raise LimitNOFILE= of the "
                "service (`ulimit -n`), or serve with more --workers"
            )
        self._is_full = True
        self._up.put(Kind.CLOSED, read_arrival(arrival)[0])

    async def _take_in(self, arrival: bytes, descriptor: int) -> None:
        """Let a connection that was handed over go through its handshake here."""
        number, request = read_arrival(arrival)
        connection = socket.socket(fileno=descriptor)
        connection.setblocking(False)
        try:
            transport, protocol = await self._loop.connect_accepted_socket(
                lambda: self._protocol(None, self._state, None), connection
            )
        except OSError:
            connection.close()
        else:
            self._arriving = number  # `admit` is called on the way, before anything else is
            protocol.data_received(request)
            if number in self._open:
                return
            transport.close()
        self._up.put(Kind.CLOSED, number)


async def _carry(line: int, door: int) -> None:
    with socket.socket(fileno=line) as up, socket.socket(fileno=door) as down:
        carrier = Carrier(up, down)
        gc.freeze()
        gc.set_threshold(100_000, 50, 1_000)
        await carrier.run()


def main(arguments: list[str]) -> None:
    """Carry for the server at the other end of these descriptors."""
    # Who stops the server (Ctrl-C, a service manager) may mean all its processes; this one goes
    # last, when what was pressed is answered.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
    take_all_descriptors()
    set_up_diagnostics()
    line, door = (int(number) for number in arguments)
    runner: Any = asyncio
    with contextlib.suppress(ImportError):
        import uvloop as runner  # noqa: PLW0127, RUF100 - as the server itself runs
    runner.run(_carry(line, door))


if __name__ == "__main__":
    main(sys.argv[1:])
