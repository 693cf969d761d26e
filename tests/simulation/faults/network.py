"""The network between phones and a server: slow, torn, deaf for a while, and twice when it likes.

A line (a WebSocket) keeps order and loses only its end, as TCP does; a request may be lost, come
twice, overtake another, or lose its answer. Nothing here knows what is carried.
"""

import asyncio
import random
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from contextvars import Context
from typing import Any, Protocol

REQUEST_PATIENCE_S = 30.0
TRY_AGAIN_S = 0.3


class LineEvents(Protocol):
    """Who holds the page's end of a line."""

    def opened(self) -> None: ...
    def heard(self, frame: bytes) -> None: ...
    def closed(self) -> None: ...


class Host(Protocol):
    """A server process as the network reaches it."""

    context: Context
    is_up: bool

    def admit(self, secret: str) -> object | None: ...
    def opened(self, socket: "ServerEnd") -> None: ...
    def received(self, socket: "ServerEnd", frame: bytes) -> None: ...
    def closed(self, socket: "ServerEnd") -> None: ...


class Lost(Exception):
    """No answer came."""


class Network:
    """Every way between the phones and the one server; `host` is the process that listens."""

    def __init__(self, seed: int, happened: Counter[str]) -> None:
        self.chance = random.Random(f"{seed} network")
        self.happened = happened
        self.host: Host | None = None
        self.delay_s = (0.01, 0.08)
        self.slow_share = self.lost_share = self.twice_share = 0.0
        self.cut_off: set[int] = set()
        """Phones that reach nobody now."""
        self.lines: set[Line] = set()
        self._sent = self._arrived = self._opened = 0

    def travel_s(self) -> float:
        """How long something is under way."""
        if self.chance.random() < self.slow_share:
            self.happened["long delay"] += 1
            return self.chance.uniform(0.5, 4.0)
        return self.chance.uniform(*self.delay_s)

    def heal(self) -> None:
        """Nothing is wrong any more."""
        self.slow_share = self.lost_share = self.twice_share = 0.0
        self.cut_off.clear()

    def is_cut(self, phone: int) -> bool:
        """Whether a message of this phone gets nowhere now."""
        if phone in self.cut_off:
            self.happened["partition"] += 1
            return True
        return False

    def _is_lost(self, phone: int) -> bool:
        if self.is_cut(phone):
            return True
        if self.chance.random() < self.lost_share:
            self.happened["loss"] += 1
            return True
        return False

    def open_line(self, phone: int, secret: str, events: LineEvents) -> "Line":
        """A line under way; `events` says what becomes of it."""
        self._opened += 1
        line = Line(self, phone, secret, events, self._opened)
        self.lines.add(line)
        return line

    async def ask(self, phone: int, work: Callable[[Any], Awaitable[Any]]) -> Any:
        """The answer of the server to a request. Raises Lost."""
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.tell(phone, work, answer)
        try:
            return await asyncio.wait_for(answer, REQUEST_PATIENCE_S)
        except TimeoutError:
            raise Lost from None

    def tell(
        self,
        phone: int,
        work: Callable[[Any], Awaitable[Any]],
        answer: "asyncio.Future[Any] | None" = None,
    ) -> None:
        """A request under way, as a beacon where nobody waits for the answer."""
        copies = 1
        if self.chance.random() < self.twice_share:
            self.happened["duplication"] += 1
            copies = 2
        loop = asyncio.get_running_loop()
        for _ in range(copies):
            self._sent += 1
            if not self._is_lost(phone):
                loop.call_later(self.travel_s(), self._arrive, phone, work, answer, self._sent)

    def _arrive(
        self,
        phone: int,
        work: Callable[[Any], Awaitable[Any]],
        answer: "asyncio.Future[Any] | None",
        number: int,
    ) -> None:
        if number < self._arrived:
            self.happened["reordering"] += 1
        self._arrived = max(self._arrived, number)
        loop, host = asyncio.get_running_loop(), self.host
        if host is None or not host.is_up:
            loop.call_later(self.travel_s(), _give_up, answer)
            return
        task = loop.create_task(work(host), context=host.context)  # type: ignore[arg-type]
        task.add_done_callback(lambda done: self._return(phone, done, answer), context=_OUTSIDE)

    def _return(
        self, phone: int, done: "asyncio.Task[Any]", answer: "asyncio.Future[Any] | None"
    ) -> None:
        if done.cancelled():
            return
        error = done.exception()
        if answer is not None and not self._is_lost(phone):
            asyncio.get_running_loop().call_later(
                self.travel_s(), _settle, answer, error, None if error else done.result()
            )


_OUTSIDE = Context()


def _give_up(answer: "asyncio.Future[Any] | None") -> None:
    _settle(answer, Lost(), None)


def _settle(answer: "asyncio.Future[Any] | None", error: BaseException | None, result: Any) -> None:
    if answer is None or answer.done():
        return
    if error is not None:
        answer.set_exception(error)
    else:
        answer.set_result(result)


class Line:
    """The page's end of a WebSocket. What was sent arrives in order, or the line is broken."""

    def __init__(
        self, network: Network, phone: int, secret: str, events: LineEvents, number: int
    ) -> None:
        self.network, self.phone, self.events = network, phone, events
        self.secret, self.number = secret, number
        self.server: ServerEnd | None = None
        self.is_open = True
        self._at_s = {"up": 0.0, "down": 0.0}
        self._under_way: dict[str, deque[Callable[[], None]]] = {"up": deque(), "down": deque()}
        self.carry("up", self._greet)

    def carry(self, way: str, act: Callable[[], None]) -> None:
        """Do this at the other end, after all that was sent before."""
        self._under_way[way].append(act)
        self._later(way, self.network.travel_s())

    def _later(self, way: str, wait_s: float) -> None:
        loop = asyncio.get_running_loop()
        self._at_s[way] = max(self._at_s[way] + 1e-6, loop.time() + wait_s)
        loop.call_at(self._at_s[way], self._deliver, way, context=_OUTSIDE)

    def _deliver(self, way: str) -> None:
        if not self.is_open:
            return
        if self.network.is_cut(self.phone):
            self._later(way, TRY_AGAIN_S)  # as TCP sends again
        else:
            self._under_way[way].popleft()()

    def _greet(self) -> None:
        host = self.network.host
        key = host.admit(self.secret) if host is not None and host.is_up else None
        if host is None or key is None:
            self.carry("down", self._end)
            return
        self.server = ServerEnd(self, host, key)
        self.server.call(host.opened)
        self.carry("down", self.events.opened)

    def send(self, frame: bytes) -> None:
        """A frame for the server."""
        if self.is_open:
            self.carry("up", lambda: self.server and self.server.receive(frame))

    def close(self) -> None:
        """The page has had enough of it."""
        self._end()

    def break_off(self) -> None:
        """Both ends are told that it is over; what was under way is lost."""
        self._end()

    def go_silent(self) -> None:
        """The server is gone and can't say so: nothing will be heard any more."""
        self.server = None

    def _end(self) -> None:
        if not self.is_open:
            return
        self.is_open = False
        self.network.lines.discard(self)
        if self.server is not None:
            self.server.end()
        asyncio.get_running_loop().call_soon(self.events.closed, context=_OUTSIDE)


class ServerEnd:
    """The server's end: a `web.socket.Socket`."""

    def __init__(self, line: Line, host: Host, key: object) -> None:
        self.key = key
        self.is_open = True
        self._line, self._host = line, host

    def __hash__(self) -> int:
        return self._line.number  # not by where it lies in memory: the server keeps sets of them

    def call(self, act: Callable[..., None], *args: Any) -> None:
        """Let the server do this, in its own process."""
        asyncio.get_running_loop().call_soon(act, self, *args, context=self._host.context)

    def receive(self, frame: bytes) -> None:
        if self.is_open:
            self.call(self._host.received, frame)

    def send(self, frame: bytes) -> None:
        """One text message to the page."""
        if self.is_open:
            self._line.carry("down", lambda: self._line.events.heard(frame))

    def close(self, code: int, reason: str = "") -> None:
        """Say goodbye, behind all that was said."""
        if self.is_open:
            self._line.carry("down", self._line._end)

    def end(self) -> None:
        """It is over, whoever ended it."""
        if self.is_open:
            self.is_open = False
            self.call(self._host.closed)
