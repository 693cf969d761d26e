"""How a page carries its records, as `frontend/src/participant/connection.ts` does it: over one
line, over POST where lines don't come up, by beacon when it is hidden; and when it tries again."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import msgspec
from faults.outbox import Outbox, deliver

from pulsemeter.wire.participant import Hello, Ping, Records

FAILURES_BEFORE_POST = 3
PATIENCE_S = 10.0
WATCH_EVERY_S = 20.0
POLL_EVERY_S = 4.0
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.decode


class OpenLine(Protocol):
    """A line as the page has it."""

    def send(self, frame: bytes) -> None: ...
    def close(self) -> None: ...


class Outside(Protocol):
    """What the browser gives the page."""

    def open_line(self, events: Any) -> OpenLine: ...
    async def post(self, frame: bytes) -> tuple[int, dict[str, Any] | None]: ...
    def beacon(self, frame: bytes) -> None: ...
    def random(self) -> float: ...
    def later(self, wait_s: float, act: Callable[[], None]) -> Callable[[], None]: ...
    def run(self, work: Awaitable[None]) -> None: ...


class Listener(Protocol):
    """What the page wants to know."""

    def welcomed(self, message: dict[str, Any]) -> None: ...
    def told(self, state: str, session_ms: int) -> None: ...
    def taken_over(self) -> None: ...
    def seat_lost(self) -> None: ...


def pause_before_s(attempt: int, chance: float) -> float:
    """0.5 s doubling to 30 s, and a random share less."""
    return min(30.0, 0.5 * 2 ** min(attempt, 10)) * (0.5 + chance / 2)


def _nothing() -> None:
    return


class _Line:
    """One line's events; those of a line that was given up are not listened to."""

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection

    def opened(self) -> None:
        if self._connection.line_events is self:
            self._connection.say(Hello(self._connection.outbox.writer))

    def heard(self, frame: bytes) -> None:
        if self._connection.line_events is self:
            self._connection.heard_on_line(_decode(frame))

    def closed(self) -> None:
        if self._connection.line_events is self:
            self._connection.closed()


class Connection:
    """The connection of one page load."""

    def __init__(self, outside: Outside, outbox: Outbox, listener: Listener) -> None:
        self.outbox = outbox
        self.line_events: _Line | None = None
        self._outside, self._listener = outside, listener
        self._line: OpenLine | None = None
        self._is_welcome = self._is_posting = self._has_seat_by_post = False
        self._in_flight: Records | None = None
        self._failures = 0
        self.has_ended = self.has_lost_seat = False
        self._cancel_retry = self._cancel_post = _nothing
        self._cancel_patience: Callable[[], None] | None = None
        self._is_delivering = False

    async def start(self) -> None:
        """Deliver what earlier page loads left, then take the seat."""
        await self._deliver_earlier()
        self._connect()
        self._watch()

    def wake(self) -> None:
        """The page came back, or the network did."""
        if self.has_lost_seat:
            return
        self._failures = min(self._failures, FAILURES_BEFORE_POST)
        if self._line and self._is_welcome:
            self._ask()
        elif not self._line:
            self._connect()
        self._outside.run(self._deliver_earlier())
        self.flush()

    def hide(self) -> None:
        """The page may never come back."""
        for frame in self.outbox.frames():
            self._outside.beacon(_encode(frame))

    def flush(self) -> None:
        """Send what waits, one frame at a time."""
        if self._in_flight or self.has_lost_seat:
            return
        if self._line and self._is_welcome:
            self._in_flight = self.outbox.next()
            if self._in_flight:
                self.say(self._in_flight)
                self._expect_answer()
        elif self._must_post:
            self._outside.run(self._post_next())

    @property
    def _must_post(self) -> bool:
        return self.has_ended or (self._failures >= FAILURES_BEFORE_POST and not self._is_welcome)

    def _connect(self) -> None:
        if self._line or self.has_ended or self.has_lost_seat:
            return
        self._cancel_retry()
        self.line_events = _Line(self)
        self._line = self._outside.open_line(self.line_events)
        self._expect_answer()

    def closed(self) -> None:
        if not self._line:
            return
        self._line = self.line_events = None
        self._is_answered()
        self._failures = 0 if self._is_welcome else self._failures + 1
        self._is_welcome, self._in_flight = False, None
        if self.has_ended:
            self.flush()
            return
        wait_s = pause_before_s(self._failures, self._outside.random())
        self._cancel_retry = self._outside.later(wait_s, self._connect)
        if self._must_post:
            self._outside.run(self._post_next())

    def say(self, frame: Any) -> None:
        if self._line:
            self._line.send(_encode(frame))

    def _expect_answer(self) -> None:
        if self._cancel_patience is None:
            self._cancel_patience = self._outside.later(PATIENCE_S, self._lose_patience)

    def _lose_patience(self) -> None:
        if self._line:
            self._line.close()
        self.closed()

    def _is_answered(self) -> None:
        if self._cancel_patience:
            self._cancel_patience()
        self._cancel_patience = None

    def _ask(self) -> None:
        if not self._in_flight:
            self.say(Ping(0))
        self._expect_answer()

    def heard_on_line(self, message: dict[str, Any]) -> None:
        kind = message["type"]
        if not self._in_flight or kind == "ack":
            self._is_answered()
        if kind == "pong":
            return
        if kind == "taken_over":
            self._taken_over()
            return
        if kind == "welcome":
            self._failures, self._is_welcome = 0, True
        if kind == "ack":
            self._in_flight = None
        self._heard(message)
        self.flush()

    def _heard(self, message: dict[str, Any]) -> None:
        if message["type"] in ("welcome", "ack"):
            self.outbox.acknowledged(message)
        self._listener.told(message["state"], message["session_ms"])
        if message["type"] == "welcome":
            self._listener.welcomed(message)

    def _taken_over(self) -> None:
        self.has_ended = True
        self._listener.taken_over()
        if self._line:
            self._line.close()
        self.closed()

    def _watch(self) -> None:
        def look() -> None:
            if self._line and self._is_welcome:
                self._ask()
            self._outside.run(self._deliver_earlier())
            self.flush()
            self._watch()

        self._outside.later(WATCH_EVERY_S, look)

    async def _post_next(self) -> None:
        if self._is_posting or self.has_lost_seat:
            return
        hello = None if self.has_ended else Hello(self.outbox.writer)
        records = self.outbox.next() if self._has_seat_by_post or self.has_ended else None
        frame = records or hello
        if frame is None:
            return
        self._is_posting = True
        self._cancel_post()
        try:
            status, message = await self._outside.post(_encode(frame))
            if status == 403:
                self.has_lost_seat = True
                self._listener.seat_lost()
            kind = message["type"] if message else ""
            if kind == "taken_over" and isinstance(frame, Hello):
                self._taken_over()
            elif message:
                self._has_seat_by_post = kind != "taken_over"
                if kind not in ("taken_over", "pong"):
                    self._heard(message)
            goes_on = bool(message) and kind != "taken_over"
            again_s = 0.0 if goes_on and self.outbox.next() else POLL_EVERY_S
        except ConnectionError:
            again_s = pause_before_s(self._failures, self._outside.random())
            self._failures += 1
        self._is_posting = False
        self._cancel_post = self._outside.later(again_s, self._post_again)

    def _post_again(self) -> None:
        if self._must_post:
            self._outside.run(self._post_next())

    async def _deliver_earlier(self) -> None:
        if self._is_delivering:
            return
        self._is_delivering = True
        await deliver(self.outbox, self._outside.post)
        self._is_delivering = False
