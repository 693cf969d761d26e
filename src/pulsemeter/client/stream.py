"""The stream of released figures: typed events without end, resumed where they broke off."""

from collections.abc import Iterable, Iterator

import httpx
import msgspec

from pulsemeter.client.connection import Connection, refusal_of
from pulsemeter.client.sessions import of_session
from pulsemeter.wire.dashboard import (
    AskedChange,
    IntervalRelease,
    PlanChange,
    RemarksChange,
    StatementRelease,
    Status,
)
from pulsemeter.wire.decisions import Decision
from pulsemeter.wire.words import WordsNow

StreamEvent = (
    IntervalRelease
    | StatementRelease
    | Status
    | PlanChange
    | Decision
    | WordsNow
    | RemarksChange
    | AskedChange
)
_EVENTS = frozenset(("release", "status", "plan", "decision", "words", "remarks", "asked"))
"""Those that this client knows; others, of newer servers, are passed over."""
_SILENT_MAX_S = 30.0
"""A server writes every ten seconds at least."""
_AGAIN = frozenset((429, 502, 503, 504))
"""Statuses after which the same request may go well."""
_LONGEST_WAIT_S = 30.0


class StreamLost(Exception):
    """The stream couldn't be had again, however often it was tried."""


class StreamCalls(Connection):
    """What comes of a session by itself."""

    def follow_session(self, code: str, *, after: int = 0, tries: int = 8) -> Iterator[StreamEvent]:
        """Everything that the session's stream tells, from the release after the number `after` on,
        each release once. A line that breaks is taken up again where it broke, after 1, 2, 4 … up
        to 30 s; StreamLost after `tries` in a row. ApiRefused once the right to it has ended. It
        has no end by itself: leave the loop when the `Status` says that the session is over."""
        failed = 0
        while True:
            try:
                for number, event in self._connected(code, after):
                    after, failed = max(after, number), 0
                    yield event
            except httpx.TransportError as error:
                reason = str(error) or type(error).__name__
            except _Later as later:
                reason = str(later)
            else:
                reason = "the server ended it"
            failed += 1
            if failed >= tries:
                raise StreamLost(f"no stream of {code} after {tries} tries: {reason}")
            self._pause(min(2.0 ** (failed - 1), _LONGEST_WAIT_S))

    def _connected(self, code: str, after: int) -> Iterator[tuple[int, StreamEvent]]:
        """The events of one connection, each with the number of its release or 0."""
        headers = {"Accept": "text/event-stream", "Last-Event-ID": str(after)}
        timeout = httpx.Timeout(_SILENT_MAX_S, connect=10)
        path = of_session(code, "/stream")
        with self._http.stream("GET", path, headers=headers, timeout=timeout) as answer:
            if not answer.is_success:
                answer.read()
                refusal = refusal_of(answer)
                raise _Later(str(refusal)) if answer.status_code in _AGAIN else refusal
            yield from read_events(answer.iter_bytes())


class _Later(Exception):
    """The server can't do it now."""


def read_events(pieces: Iterable[bytes]) -> Iterator[tuple[int, StreamEvent]]:
    """The events in the bytes of a stream, each with the number of its release or 0. What stands
    after the last empty line was cut off and is none. StreamLost for what can't be read."""
    name = number = data = ""
    for line in _lines(pieces):
        field, _, value = line.partition(": ")
        if field == "event":
            name = value
        elif field == "id":
            number = value
        elif field == "data":
            data = value
        elif not line:
            if data and name in _EVENTS:
                try:
                    yield int(number or 0), msgspec.json.decode(data, type=StreamEvent)
                except (ValueError, RecursionError) as error:
                    raise StreamLost(
                        f"an event {name!r} is none of this version: {error}"
                    ) from error
            name = number = data = ""


def _lines(pieces: Iterable[bytes]) -> Iterator[str]:
    """Lines as the server ends them. Not those of str.splitlines, which cuts words in two where
    they hold one of Unicode's own line ends."""
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            yield line.decode("utf-8", "replace")
