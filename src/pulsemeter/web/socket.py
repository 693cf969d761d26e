"""The participant's socket as the application sees it: four calls in, two calls out.

This module is for the contract between what a socket carries and what the application does
with it. It must not know which library moves the bytes (that is `web.socket_picows`), nor what
a message means (that is `service.ingest_reaction`).

Everything happens on the event loop's thread, and every method returns at once: a handler that
has to wait (for the log, say) keeps the socket and sends later.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

SOCKET_PATH = "/p/socket"

CLOSE_GOING_AWAY = 1001
CLOSE_PROTOCOL_ERROR = 1002
CLOSE_UNSUPPORTED = 1003
CLOSE_MALFORMED = 1007
CLOSE_POLICY = 1008
CLOSE_TOO_BIG = 1009
CLOSE_FAULT = 1011
CLOSE_RESTART = 1012

CLOSE_REASON_BYTES_MAX = 123


@dataclass(frozen=True, slots=True)
class SocketLimits:
    """What one socket may cost.

    `silent_s_max` is how long nothing may be heard before the peer is taken for gone: it is
    asked (ping) at half that time. `unsent_bytes_max` is how much may wait for a slow receiver;
    beyond it the socket is dropped, because waiting would make everybody's server slower.
    """

    message_bytes_max: int = 4096
    read_buffer_bytes: int = 2048
    unsent_bytes_max: int = 64 * 1024
    silent_s_max: float = 60.0
    close_s_max: float = 3.0


@dataclass(frozen=True, slots=True)
class Handshake:
    """The request that asks for a socket. Header names are lower case; repeated ones are joined."""

    path: str
    query: str
    headers: Mapping[str, str]
    cookies: Mapping[str, str]

    @property
    def origin(self) -> str | None:
        """The page that opens the socket, as the browser says; programs may leave it out."""
        return self.headers.get("origin")

    @property
    def is_same_origin(self) -> bool:
        """Whether the page came from this host. Browsers let any site open a socket and send
        our cookies along, so this check is what keeps another site from pressing for a seat."""
        if self.origin is None:
            return True
        try:
            host = urlsplit(self.origin).netloc.lower()
        except ValueError:
            return False
        return host == self.headers.get("host", "").lower()


@dataclass(frozen=True, slots=True)
class Greeting:
    """Yes. `key` is whatever the application wants to find on the socket again: the seat."""

    key: object


@dataclass(frozen=True, slots=True)
class Refusal:
    """No, with the HTTP status (400 to 599) and the words for the person."""

    status: int
    text: str


class Socket(Protocol):
    """One open socket."""

    @property
    def key(self) -> object:
        """What `admit` put into the greeting."""

    @property
    def is_open(self) -> bool:
        """Whether a frame sent now can still go out."""

    def send(self, frame: bytes) -> None:
        """Send one text message. Nothing happens when the socket isn't open any more."""

    def close(self, code: int, reason: str = "") -> None:
        """Say goodbye; a peer that doesn't answer within `close_s_max` is cut off."""


class SocketHandler(Protocol):
    """The application's side; one for the whole server."""

    def admit(self, handshake: Handshake) -> Greeting | Refusal:
        """Decide only: a greeted peer may still fail the handshake and never be opened."""

    def opened(self, socket: Socket) -> None:
        """The socket can send and receive."""

    def received(self, socket: Socket, frame: bytes) -> None:
        """One whole text message, not yet checked to be UTF-8 or JSON."""

    def closed(self, socket: Socket) -> None:
        """The socket is gone, for whatever reason; called once for each `opened`."""


class OpenSockets:
    """The sockets open at this moment."""

    __slots__ = ("_sockets",)

    def __init__(self) -> None:
        self._sockets: set[Socket] = set()

    def __len__(self) -> int:
        return len(self._sockets)

    def __iter__(self) -> Iterator[Socket]:
        return iter(tuple(self._sockets))

    def add(self, socket: Socket) -> None:
        self._sockets.add(socket)

    def discard(self, socket: Socket) -> None:
        self._sockets.discard(socket)

    def close_all(self, code: int = CLOSE_RESTART, reason: str = "") -> None:
        """Close every socket. The default tells a page to come back after a while."""
        for socket in self:
            socket.close(code, reason)


def shorten_reason(reason: str) -> bytes:
    """Cut a close reason to what a control frame can hold, never through a character."""
    encoded = reason.encode("utf-8")[:CLOSE_REASON_BYTES_MAX]
    return encoded.decode("utf-8", "ignore").encode("utf-8")
