"""The participant's socket, carried by picows on the port that uvicorn serves.

This module is for turning uvicorn's upgrade into an open `Socket` and frames into messages; it is
the only one that names picows. It must not know what a message means or who may connect.

uvicorn hands a connection over by calling a class (`Config(ws=...)`), replaying the request to it
and making it the transport's protocol. picows's protocol class fits there, but its constructor is
not public: it may change in any release, so the version is pinned and checked here, and
`tests/contract/test_socket_adapter.py` says what must hold before the pin moves.
"""

import asyncio
import logging
from typing import Any

from picows import (
    WSAutoPingStrategy,
    WSFrame,
    WSListener,
    WSMsgType,
    WSTransport,
    WSUpgradeRequest,
    WSUpgradeResponse,
    WSUpgradeResponseWithListener,
)
from picows.picows import WSProtocol  # type: ignore[attr-defined]
from picows.version import __version__ as picows_version

from pulsemeter.web.socket import (
    CLOSE_FAULT,
    CLOSE_PROTOCOL_ERROR,
    CLOSE_RESTART,
    CLOSE_TOO_BIG,
    CLOSE_UNSUPPORTED,
    SOCKET_PATH,
    Greeting,
    Handshake,
    OpenSockets,
    SocketHandler,
    SocketLimits,
    shorten_reason,
)
from pulsemeter.web.socket_door import Door, read_handshake, short_request

PICOWS_VERSION = "2.3.1"

_TEXT = WSMsgType.TEXT
_CONTINUATION = WSMsgType.CONTINUATION
_BINARY = WSMsgType.BINARY
_CLOSE = WSMsgType.CLOSE
_CLOSE_NORMAL = 1000
# 0: the peer gave no code. The others stand for events and may not be on the wire.
_CLOSE_NEVER_SENT = frozenset((0, 1004, 1005, 1006, 1015))

_diagnostics = logging.getLogger("pulsemeter.socket")


def check_picows_version(version: str) -> None:
    """Raise ImportError unless this is the release whose constructor the adapter knows."""
    if version != PICOWS_VERSION:
        raise ImportError(
            f"The participant's socket needs picows {PICOWS_VERSION}, but {version} is installed. "
            f"Install it with: pip install picows=={PICOWS_VERSION}"
        )


check_picows_version(picows_version)


class _PeerFaults(logging.LoggerAdapter[logging.Logger]):
    """picows's diagnostics: what a peer did wrong is no error of this server, and with what it did
    it is nobody's business: addresses, payloads and headers stay out at every level.

    It is also not a `logging.Logger` on purpose: for one of those picows makes a child logger
    per connection, which costs a kilobyte each.
    """

    def isEnabledFor(self, level: int) -> bool:  # noqa: N802 - the standard library's name
        # Below this picows tells what it receives and sends.
        return level >= logging.DEBUG and super().isEnabledFor(level)

    def error(self, msg: object, *args: object, **kwargs: Any) -> None:
        # The words alone: what they are filled with came from the peer.
        self.debug("%s", str(msg).replace("%s", "…").replace("%d", "…"))

    warning = error

    def info(self, msg: object, *args: object, **kwargs: Any) -> None:
        """Who comes and goes isn't noted."""


_picows_diagnostics = _PeerFaults(_diagnostics, {})


class _PicowsSocket(WSListener):
    """One socket: `Socket` towards the application, listener towards picows."""

    __slots__ = ("_abort_timer", "_door", "_fragments", "_is_dropped", "_transport", "key")

    _transport: WSTransport

    def __init__(self, door: Door, key: object) -> None:
        self._door = door
        self.key = key
        self._fragments: bytearray | None = None
        self._is_dropped = False
        self._abort_timer: asyncio.TimerHandle | None = None

    # Socket

    @property
    def is_open(self) -> bool:
        transport = self._transport
        return not (transport.is_close_frame_sent or transport.is_disconnected or self._is_dropped)

    def send(self, frame: bytes) -> None:
        if self.is_open:
            self._transport.send(_TEXT, frame)

    def close(self, code: int, reason: str = "") -> None:
        if not self.is_open:
            return
        self._transport.send_close(code, shorten_reason(reason))  # type: ignore[arg-type]
        self._abort_timer = asyncio.get_running_loop().call_later(
            self._door.limits.close_s_max, self._transport.disconnect, False
        )

    # WSListener

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport
        for head in (transport.request, transport.response):
            # picows keeps both as long as the socket; their headers are 1.4 kB that nobody reads.
            head.headers = None  # type: ignore[assignment]
        transport.underlying_transport.set_write_buffer_limits(
            high=self._door.limits.unsent_bytes_max
        )
        self._door.sockets.add(self)
        try:
            self._door.handler.opened(self)
        except Exception:
            _diagnostics.exception("opening a socket failed")
            self.close(CLOSE_FAULT)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        kind = frame.msg_type
        if kind is _CLOSE:
            self._answer_close(transport, frame.get_payload_as_bytes())
        elif transport.is_close_frame_sent:
            return  # goodbye is said; what still arrives has no one to go to
        elif frame.rsv1 or frame.rsv2 or frame.rsv3:
            self.close(CLOSE_PROTOCOL_ERROR, "no extension was agreed")
        elif kind is _TEXT and frame.fin and self._fragments is None:
            self._deliver(frame.get_payload_as_bytes())
        elif kind is _TEXT or kind is _CONTINUATION:
            self._collect(kind, frame)
        elif kind is _BINARY:
            self.close(CLOSE_UNSUPPORTED, "text messages only")

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        if self._abort_timer is not None:
            self._abort_timer.cancel()
        self._door.sockets.discard(self)
        self._door.handler.closed(self)

    def pause_writing(self) -> None:
        """More is unsent than allowed: the receiver is dropped, not waited for."""
        self._is_dropped = True
        # Not at once: this is called from within a write.
        asyncio.get_running_loop().call_soon(self._transport.disconnect, False)

    def resume_writing(self) -> None:
        pass

    def _collect(self, kind: WSMsgType, frame: WSFrame) -> None:
        if (kind is _CONTINUATION) != (self._fragments is not None):
            self.close(CLOSE_PROTOCOL_ERROR, "fragments out of order")
            return
        fragments = self._fragments = self._fragments or bytearray()
        if len(fragments) + frame.payload_size > self._door.limits.message_bytes_max:
            self.close(CLOSE_TOO_BIG, "message too big")
            return
        fragments += frame.get_payload_as_bytes()
        if frame.fin:
            self._fragments = None
            self._deliver(bytes(fragments))

    def _deliver(self, message: bytes) -> None:
        try:
            self._door.handler.received(self, message)
        except Exception:
            _diagnostics.exception("handling a message failed")
            self.close(CLOSE_FAULT)

    def _answer_close(self, transport: WSTransport, payload: bytes) -> None:
        if not transport.is_close_frame_sent:
            code = int.from_bytes(payload[:2], "big")
            self.close(_CLOSE_NORMAL if code in _CLOSE_NEVER_SENT else code)
        transport.disconnect()


class _SocketProtocol(WSProtocol):  # type: ignore[misc]
    """What uvicorn makes the transport's protocol; see the module's docstring for the steps."""

    __slots__ = ("_connections", "_handshake")

    door: Door

    def __init__(self, config: Any, server_state: Any, app_state: Any) -> None:
        limits = self.door.limits
        super().__init__(
            None,  # host_port: for the connecting side only
            None,  # ws_path: likewise
            False,  # is_client_side
            self._answer,  # ws_listener_factory
            _picows_diagnostics,
            True,  # disconnect_on_exception
            None,  # websocket_handshake_timeout: the request is already here
            True,  # enable_auto_ping
            limits.silent_s_max / 2,  # auto_ping_idle_timeout
            limits.silent_s_max / 2,  # auto_ping_reply_timeout
            WSAutoPingStrategy.PING_WHEN_IDLE,
            True,  # enable_auto_pong
            limits.message_bytes_max,
            None,  # extra_headers: for the connecting side only
            limits.read_buffer_bytes,
        )
        # uvicorn counts these and waits for them to go when it shuts down.
        self._connections: set[object] = server_state.connections
        self._handshake: Handshake | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:
        self._connections.add(self)
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.discard(self)
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """uvicorn is going down; it waits until this socket has gone."""
        if isinstance(self.listener, _PicowsSocket):
            self.listener.close(CLOSE_RESTART, "the server restarts")
        else:
            self.transport.disconnect()

    def data_received(self, request: bytes) -> None:
        """Take the replayed request: keep it for `admit`, give picows only what it needs.

        picows refuses `Connection: keep-alive, Upgrade` (Firefox's way) though uvicorn has already
        found the upgrade in it, and long headers would make its read buffer grow for good.
        """
        method, self._handshake = read_handshake(request)
        short = short_request(method, self._handshake)
        self.get_buffer(len(short))[: len(short)] = short
        self.buffer_updated(len(short))

    def _answer(self, _request: WSUpgradeRequest) -> _PicowsSocket | WSUpgradeResponseWithListener:
        handshake, self._handshake = self._handshake, None
        assert handshake is not None
        decision = self.door.decide(handshake)
        if isinstance(decision, Greeting):
            return _PicowsSocket(self.door, decision.key)
        response = WSUpgradeResponse.create_error_response(
            decision.status,
            decision.text.encode("utf-8"),
            {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"},
        )
        return WSUpgradeResponseWithListener(response, None)


def build_socket_protocol(
    handler: SocketHandler,
    *,
    path: str = SOCKET_PATH,
    limits: SocketLimits | None = None,
    sockets: OpenSockets | None = None,
) -> type[Any]:
    """Make the class for `uvicorn.Config(ws=...)`; give `sockets` to see how many are open."""
    shared = Door(
        handler,
        path,
        limits or SocketLimits(),
        sockets if sockets is not None else OpenSockets(),
    )

    class ParticipantProtocol(_SocketProtocol):
        __slots__ = ()
        door = shared

    return ParticipantProtocol
