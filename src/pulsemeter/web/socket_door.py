"""The door that every socket passes: reads the request and asks the application.

This module is for what happens before a socket is open. It must not know which library carries
sockets, nor who may come in: `SocketHandler.admit` says that.
"""

import logging

from starlette.requests import cookie_parser

from pulsemeter.web.socket import (
    SOCKET_PATH,
    Greeting,
    Handshake,
    OpenSockets,
    Refusal,
    SocketHandler,
    SocketLimits,
)

_diagnostics = logging.getLogger("pulsemeter.socket")


class Door:
    """What all sockets of one server share."""

    __slots__ = ("handler", "limits", "path", "sockets")

    def __init__(
        self, handler: SocketHandler, path: str, limits: SocketLimits, sockets: OpenSockets
    ) -> None:
        self.handler = handler
        self.path = path
        self.limits = limits
        self.sockets = sockets

    def decide(self, handshake: Handshake) -> Greeting | Refusal:
        if handshake.path != self.path:
            return Refusal(404, "There is no socket at this address.")
        try:
            return self.handler.admit(handshake)
        except Exception:
            # The exception's text is for the diagnostics, never for the peer.
            _diagnostics.exception("admitting a socket failed")
            return Refusal(500, "The server failed to answer. Please try again.")


def read_handshake(request: bytes) -> tuple[str, Handshake]:
    """Split the request as uvicorn replays it (parsed once already, so well-formed)."""
    first_line, *lines = request.decode("latin-1").rstrip("\r\n").split("\r\n")
    method, target, _version = first_line.split(" ", 2)
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        name, value = name.strip().lower(), value.strip()
        joiner = "; " if name == "cookie" else ", "
        headers[name] = f"{headers[name]}{joiner}{value}" if name in headers else value
    path, _, query = target.partition("?")
    return method, Handshake(path, query, headers, cookie_parser(headers.get("cookie", "")))


def short_request(method: str, handshake: Handshake) -> bytes:
    """The request with nothing but what the handshake of a socket needs."""
    headers = handshake.headers
    return (
        f"{method} {SOCKET_PATH} HTTP/1.1\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
        f"sec-websocket-version: {headers.get('sec-websocket-version', '')[:16]}\r\n"
        f"sec-websocket-key: {headers.get('sec-websocket-key', '')[:64]}\r\n\r\n"
    ).encode("latin-1")
