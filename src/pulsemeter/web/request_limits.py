"""How long and how slow a request may come: uvicorn's own protocol, with an end to its patience.

uvicorn reads heads of any length and waits for the rest of a request for ever, so that a few
hundred idle connections would take all that a server may hold open. This module knows of requests
only that they have a head and a body.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class LimitedRequests(HttpToolsProtocol):
    """Closes a connection whose request has a longer head than any of ours, or isn't all there in
    time. Between requests uvicorn's own time-out for kept connections goes on."""

    HEAD_BYTES_MAX = 65_536
    HEAD_WAIT_S: float = 20
    """From the connection, or from the first byte of a further request, to the end of the head."""
    BODY_WAIT_S: float = 300
    """A piece of an upload takes as long on a line of 256 kbit/s; longer ones go on where they
    stopped."""

    _head_bytes = 0
    _is_in_head = False
    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the head of the first request."""
        super().connection_made(transport)
        self._wait(self.HEAD_WAIT_S)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody waits any more."""
        self._wait(None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; what has no end of its head by now may not go on for ever."""
        super().data_received(data)
        if self._is_in_head:
            self._head_bytes += len(data)
            if self._head_bytes > self.HEAD_BYTES_MAX:
                self.transport.close()

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._is_in_head, self._head_bytes = True, 0
        self._wait(self.HEAD_WAIT_S)

    def on_headers_complete(self) -> None:
        """Now the body, if there is one."""
        super().on_headers_complete()
        self._is_in_head = False
        self._wait(self.BODY_WAIT_S)

    def on_message_complete(self) -> None:
        """The answer may take its time."""
        super().on_message_complete()
        self._wait(None)

    def handle_websocket_upgrade(self) -> None:
        """From here on the connection is the socket's."""
        self._is_in_head = False
        self._wait(None)
        super().handle_websocket_upgrade()
        # It holds this object, which holds it: only a collection would free them, and collections
        # are rare. Phones come back by the thousand over an evening.
        self.parser = None  # type: ignore[assignment]

    def _wait(self, time_s: float | None) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
        self._waiting = None if time_s is None else self.loop.call_later(time_s, self._give_up)

    def _give_up(self) -> Any:
        self.transport.close()
