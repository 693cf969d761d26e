"""One socket of a simulated page. Hands frames on as bytes; understands none of them."""

import asyncio
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

from picows import (
    WSCloseCode,
    WSError,
    WSFrame,
    WSListener,
    WSMsgType,
    WSTransport,
    ws_connect,
)

CONNECT_TIMEOUT_S = 20.0

CONNECT_ERRORS = (OSError, WSError, TimeoutError)
"""What an attempt to connect may end with; all mean: try again later."""


class PageSocket(WSListener):
    """An open socket. `lost` is set when the connection is gone, whoever ended it."""

    def __init__(self, on_frame: Callable[["PageSocket", bytes], None]) -> None:
        self._on_frame = on_frame
        self._transport: WSTransport | None = None
        self.lost = asyncio.Event()

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Keep the transport."""
        self._transport = transport

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Pass a message on; answer the server's closing."""
        if frame.msg_type in (WSMsgType.TEXT, WSMsgType.BINARY):
            if not self.lost.is_set():
                self._on_frame(self, frame.get_payload_as_bytes())
        elif frame.msg_type == WSMsgType.CLOSE:
            transport.send_close(WSCloseCode.OK)
            transport.disconnect()

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """Say that it is over."""
        self.lost.set()

    def send(self, frame: bytes) -> None:
        """Send one message; into the void if the connection is gone."""
        if self._transport is not None and not self.lost.is_set():
            self._transport.send(WSMsgType.TEXT, frame)

    def abort(self) -> None:
        """Break the connection without a word, as a network does."""
        self.lost.set()
        if self._transport is not None:
            self._transport.disconnect(graceful=False)

    def close(self) -> None:
        """Say goodbye and go."""
        if self._transport is not None and not self.lost.is_set():
            self._transport.send_close(WSCloseCode.OK)
            self._transport.disconnect()
        self.lost.set()


async def connect(
    base_url: str, page_key: str, on_frame: Callable[[PageSocket, bytes], None]
) -> PageSocket:
    """A socket for this seat. Raises one of CONNECT_ERRORS."""
    parts = urlsplit(base_url)
    scheme = "wss" if parts.scheme == "https" else "ws"
    _, socket = await ws_connect(
        lambda: PageSocket(on_frame),
        urlunsplit((scheme, parts.netloc, "/p/socket", "", "")),
        websocket_handshake_timeout=CONNECT_TIMEOUT_S,
        max_redirects=0,
        extra_headers={"Cookie": f"pm_seat={page_key}", "Origin": base_url},
    )
    # Of a connection that broke before the answer there is no listener, and of its end no word.
    if not isinstance(socket, PageSocket):
        raise ConnectionResetError("the server was gone before it had answered")
    return socket
