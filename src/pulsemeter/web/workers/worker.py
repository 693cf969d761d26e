"""One worker as the serving process sees it: a process, a line that messages go by, and a door.

It must not know what a message means (that is the handler's affair), nor who may connect: a
connection comes here when it was admitted.
"""

import asyncio
import logging
import os
import socket
import sys
from collections import deque
from contextlib import suppress
from itertools import count
from typing import cast

from pulsemeter.web.socket import CLOSE_FAULT, OpenSockets, SocketHandler, shorten_reason
from pulsemeter.web.workers.line import Incoming, Kind, Outgoing, arrival, close_payload

_diagnostics = logging.getLogger("pulsemeter.workers")
END_S_MAX = 10.0
UNSENT_BYTES_MAX = 64 << 20
"""A worker that takes nothing from its line is stuck: it is ended, and another begins."""
SILENT_LOOKS = 6
"""So many questions in a row without a word, and a worker hangs. Looks are counted and not seconds:
a server that hung itself has no answer to miss."""
START_LOOKS = 12
"""The same for one that isn't ready yet: a busy machine begins slowly."""


class NoWorkers(RuntimeError):
    """The workers that were asked for can't be had; says why, and how to mend it."""


class WorkerSocket:
    """A socket that a worker holds: `Socket` towards the application."""

    __slots__ = ("_number", "_up", "is_open", "key")

    def __init__(self, number: int, key: object, up: Outgoing) -> None:
        self._number = number
        self._up = up
        self.key = key
        self.is_open = True

    def send(self, frame: bytes) -> None:
        """Send one text message."""
        if self.is_open:
            self._up.put(Kind.FRAME, self._number, frame)

    def close(self, code: int, reason: str = "") -> None:
        """Say goodbye."""
        if self.is_open:
            self.is_open = False
            short = shorten_reason(reason).decode()
            self._up.put(Kind.CLOSE, self._number, close_payload(code, short))


class Worker(asyncio.Protocol):
    """One worker process, its line and its door."""

    def __init__(self, handler: SocketHandler, sockets: OpenSockets, numbers: "count[int]") -> None:
        self._handler = handler
        self._sockets = sockets
        self._numbers = numbers
        self._keys: dict[int, object] = {}
        self._open: dict[int, WorkerSocket] = {}
        self._arrivals: deque[tuple[int, bytes, int]] = deque()
        self._incoming = Incoming(self._heard)
        self._door: socket.socket | None = None
        self._line: asyncio.Transport | None = None
        self._process: asyncio.subprocess.Process | None = None
        self.is_ready = asyncio.Event()
        self.unheard = 0
        """How often it was looked at since it last said anything."""

    async def start(self) -> None:
        """Start the process."""
        line, its_line = socket.socketpair()
        try:
            self._door, its_door = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        except OSError:
            line.close()
            its_line.close()
            raise
        self._door.setblocking(False)
        loop = asyncio.get_running_loop()
        try:
            with its_line, its_door:
                theirs = (its_line.fileno(), its_door.fileno())
                self._process = await asyncio.create_subprocess_exec(
                    sys.executable, "-P", "-m", "pulsemeter.web.workers.carry", *map(str, theirs),
                    pass_fds=theirs, stdin=asyncio.subprocess.DEVNULL, start_new_session=True,
                )  # fmt: skip
            await loop.create_connection(lambda: self, sock=line)
        except BaseException:  # the server may end while this begins
            line.close()
            self._door.close()
            self._kill()
            raise

    async def ended(self) -> int:
        """Wait until the process has ended; what it ended with."""
        assert self._process is not None
        return await self._process.wait()

    async def ready(self) -> None:
        """Wait until it carries. NoWorkers where it ends instead."""
        waits = [asyncio.ensure_future(each) for each in (self.is_ready.wait(), self.ended())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        if not self.is_ready.is_set():
            raise NoWorkers(
                f"a worker ended as it began ({await self.ended()}); what it said stands above. "
                "Install the program anew if a part is missing, or serve without --workers"
            )

    @property
    def pid(self) -> int:
        """The process's number."""
        assert self._process is not None
        return self._process.pid

    @property
    def load(self) -> int:
        """How many connections it holds, or will in a moment."""
        return len(self._keys) + len(self._open)

    async def stop(self) -> None:
        """Let it end: its phones are told to come back."""
        if self._process is None:
            return
        if self._line is not None:
            self._outgoing.flush()
            self._line.close()
        try:
            async with asyncio.timeout(END_S_MAX):
                await self.ended()
        except TimeoutError:
            self._kill()
            await self.ended()

    def look(self) -> None:
        """Ask for a sign of life; end a process that gave none for too long. It is replaced as one
        that died, and its phones come back."""
        if self._process is None or self._process.returncode is not None:
            return
        self.unheard += 1
        if self.unheard > (SILENT_LOOKS if self.is_ready.is_set() else START_LOOKS):
            _diagnostics.error("a worker hangs: it is ended")
            self._kill()
        elif self.is_ready.is_set():
            self._outgoing.put(Kind.ALIVE, 0)

    def take_over(self, request: bytes, key: object, descriptor: int) -> None:
        """Hand a connection to the process. The descriptor is closed here in any case."""
        number = next(self._numbers)
        self._keys[number] = key
        self._arrivals.append((number, arrival(number, request), descriptor))
        if len(self._arrivals) == 1:
            self._send_arrivals()

    def _send_arrivals(self) -> None:
        door = self._door
        assert door is not None
        loop = asyncio.get_running_loop()
        while self._arrivals:
            number, packet, descriptor = self._arrivals[0]
            try:
                socket.send_fds(door, [packet], [descriptor])
            except BlockingIOError:
                loop.add_writer(door.fileno(), self._send_arrivals)
                return
            except OSError:  # it is ending; whoever comes tries again
                self._keys.pop(number, None)
            self._arrivals.popleft()
            os.close(descriptor)
        loop.remove_writer(door.fileno())

    # what the line brings

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The line is there."""
        self._line = cast("asyncio.Transport", transport)  # uvloop's isn't one by its class
        self._outgoing = Outgoing(self._write, asyncio.get_running_loop())

    def data_received(self, data: bytes) -> None:
        """The process says something."""
        self.unheard = 0
        self._incoming.feed(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """The process is gone, and with it every socket that it held."""
        self.is_ready.clear()
        self._keys.clear()
        if self._door is not None:
            asyncio.get_running_loop().remove_writer(self._door.fileno())
            self._door.close()
        while self._arrivals:
            os.close(self._arrivals.popleft()[-1])
        for number in list(self._open):
            self._gone(number)

    def _write(self, data: bytes) -> None:
        line = self._line
        assert line is not None
        if line.is_closing():
            return
        line.write(data)
        if line.get_write_buffer_size() > UNSENT_BYTES_MAX:
            _diagnostics.error("a worker is stuck and is started anew")
            self._kill()

    def _kill(self) -> None:
        with suppress(ProcessLookupError):
            if self._process is not None:
                self._process.kill()

    def _heard(self, kind: int, number: int, payload: bytes) -> None:
        if kind == Kind.FRAME:
            held = self._open.get(number)
            if held is not None and held.is_open:
                try:
                    self._handler.received(held, payload)
                except Exception:
                    _diagnostics.exception("handling a message failed")
                    held.close(CLOSE_FAULT)
        elif kind == Kind.OPENED:
            self._opened(number)
        elif kind == Kind.CLOSED:
            self._keys.pop(number, None)
            self._gone(number)
        elif kind == Kind.READY:
            self.is_ready.set()

    def _opened(self, number: int) -> None:
        held = WorkerSocket(number, self._keys.pop(number), self._outgoing)
        self._open[number] = held
        self._sockets.add(held)
        try:
            self._handler.opened(held)
        except Exception:
            _diagnostics.exception("opening a socket failed")
            held.close(CLOSE_FAULT)

    def _gone(self, number: int) -> None:
        held = self._open.pop(number, None)
        if held is not None:
            held.is_open = False
            self._sockets.discard(held)
            self._handler.closed(held)
