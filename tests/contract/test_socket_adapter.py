"""What the participant's socket must do, whatever carries it: a new picows passes this first.

An independent implementation (`websockets`) and a peer that breaks the rules talk to a real
server. Nothing here waits for a time to pass: each step waits for the event that it needs.
"""

import asyncio
import contextlib
import logging
import os
import shutil
import socket as network
import ssl
import struct
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import uvicorn
import uvloop
import websockets

from pulsemeter.web.socket import Greeting, Handshake, OpenSockets, Refusal, Socket, SocketLimits
from pulsemeter.web.socket_picows import build_socket_protocol

PATIENCE_S = 30.0

TEXT, BINARY, CLOSE, PING, PONG, CONTINUATION = 1, 2, 8, 9, 10, 0


@dataclass
class EchoHandler:
    """Answers every message with itself and remembers what happened."""

    decision: Greeting | Refusal = field(default_factory=lambda: Greeting("seat 1"))
    first_frame: bytes | None = None
    handshakes: list[Handshake] = field(default_factory=list)
    opened_sockets: list[Socket] = field(default_factory=list)
    messages: list[bytes] = field(default_factory=list)
    closed_sockets: asyncio.Queue[Socket] = field(default_factory=asyncio.Queue)

    def admit(self, handshake: Handshake) -> Greeting | Refusal:
        self.handshakes.append(handshake)
        return self.decision

    def opened(self, socket: Socket) -> None:
        self.opened_sockets.append(socket)
        if self.first_frame is not None:
            socket.send(self.first_frame)

    def received(self, socket: Socket, frame: bytes) -> None:
        self.messages.append(frame)
        socket.send(frame)

    def closed(self, socket: Socket) -> None:
        self.closed_sockets.put_nowait(socket)


async def answer_http(scope: object, receive: object, send: Callable[..., Awaitable[None]]) -> None:
    """The smallest application: every page says hello."""
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-length", b"5")],
        }
    )
    await send({"type": "http.response.body", "body": b"hello"})


@dataclass
class World:
    """A running server."""

    port: int
    server: uvicorn.Server
    sockets: OpenSockets
    serving: asyncio.Task[None]

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/p/socket"

    async def stop(self) -> None:
        self.server.should_exit = True
        await self.serving


@contextlib.asynccontextmanager
async def serve(
    handler: object, limits: SocketLimits | None = None, **uvicorn_settings: object
) -> AsyncIterator[World]:
    """Serve on a free port; a connection made before the server is up waits in the backlog."""
    sockets = OpenSockets()
    config = uvicorn.Config(
        answer_http,  # type: ignore[arg-type]
        ws=build_socket_protocol(handler, limits=limits, sockets=sockets),  # type: ignore[arg-type]
        lifespan="off",
        log_config=None,
        **uvicorn_settings,  # type: ignore[arg-type]
    )
    server = uvicorn.Server(config)
    with network.socket() as listener:
        listener.setsockopt(network.SOL_SOCKET, network.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        port = listener.getsockname()[1]
        world = World(port, server, sockets, asyncio.create_task(server.serve([listener])))
        try:
            yield world
        finally:
            await world.stop()


def run(story: Callable[[], Awaitable[None]]) -> None:
    """Run a story on the event loop that the product uses; a hanging one fails."""

    async def patiently() -> None:
        async with asyncio.timeout(PATIENCE_S):
            await story()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(patiently())


class RawPeer:
    """A peer that writes bytes as it likes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.status = 0
        self.head = b""

    @classmethod
    async def connect(
        cls, port: int, path: str = "/p/socket", tls: ssl.SSLContext | None = None, **headers: str
    ) -> "RawPeer":
        """Send an upgrade request; `connection_` and the like replace or add headers."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=tls)
        asked = {
            "Host": f"127.0.0.1:{port}",
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        lines = [f"GET {path} HTTP/1.1", *(f"{k}: {v}" for k, v in asked.items() if v), "", ""]
        writer.write("\r\n".join(lines).encode())
        peer = cls(reader, writer)
        peer.head = await reader.readuntil(b"\r\n\r\n")
        peer.status = int(peer.head.split(b" ")[1])
        return peer

    def send(
        self,
        opcode: int,
        payload: bytes = b"",
        *,
        fin: bool = True,
        bits: int = 0,
        mask: bool = True,
    ) -> None:
        """Write one frame, lawful or not."""
        second = 0x80 if mask else 0
        head = bytes([(0x80 if fin else 0) | bits | opcode])
        if len(payload) < 126:
            head += bytes([second | len(payload)])
        else:
            head += bytes([second | 126]) + struct.pack("!H", len(payload))
        if mask:
            key = os.urandom(4)
            payload = bytes(byte ^ key[i % 4] for i, byte in enumerate(payload))
            head += key
        self.writer.write(head + payload)

    async def read(self) -> tuple[int, bytes]:
        """One frame of the server: opcode and payload."""
        first, second = await self.reader.readexactly(2)
        length = second
        if length == 126:
            (length,) = struct.unpack("!H", await self.reader.readexactly(2))
        return first & 0x0F, await self.reader.readexactly(length)

    async def read_close(self) -> tuple[int, str]:
        """The server's goodbye, which must be the next frame, and the end of the stream."""
        opcode, payload = await self.read()
        assert opcode == CLOSE
        return int.from_bytes(payload[:2], "big"), payload[2:].decode("utf-8")

    async def is_at_end(self) -> bool:
        return await self.reader.read() == b""

    def leave(self) -> None:
        self.writer.close()


# Opening


def test_a_message_comes_back_and_the_key_is_on_the_socket() -> None:
    async def story() -> None:
        handler = EchoHandler(decision=Greeting(key=("seat", 7)))
        async with serve(handler) as world, websockets.connect(world.url) as peer:
            await peer.send("bonjour à tous")
            assert await peer.recv() == "bonjour à tous"
            assert [socket.key for socket in handler.opened_sockets] == [("seat", 7)]
            assert handler.opened_sockets[0].is_open
            assert len(world.sockets) == 1

    run(story)


def test_what_opened_sends_is_the_first_thing_a_peer_reads() -> None:
    async def story() -> None:
        handler = EchoHandler(first_frame=b"welcome")
        async with serve(handler) as world, websockets.connect(world.url) as peer:
            await peer.send("a message")
            assert [await peer.recv(), await peer.recv()] == ["welcome", "a message"]

    run(story)


def test_the_handshake_is_handed_over_whole() -> None:
    async def story() -> None:
        handler = EchoHandler()
        async with serve(handler) as world:
            peer = await RawPeer.connect(
                world.port,
                "/p/socket?writer=7",
                Cookie="seat=abc; theme=dark",
                Origin="https://elsewhere.example",
                X_Note="Mixed Case",
            )
            assert peer.status == 101
            (handshake,) = handler.handshakes
            assert (handshake.path, handshake.query) == ("/p/socket", "writer=7")
            assert handshake.cookies == {"seat": "abc", "theme": "dark"}
            assert handshake.headers["x-note"] == "Mixed Case"
            assert handshake.origin == "https://elsewhere.example"
            assert not handshake.is_same_origin
            peer.leave()

    run(story)


def test_browsers_that_also_say_keep_alive_are_let_in() -> None:
    async def story() -> None:
        async with serve(EchoHandler()) as world:
            peer = await RawPeer.connect(world.port, Connection="keep-alive, Upgrade")
            assert peer.status == 101
            peer.leave()

    run(story)


def test_long_headers_are_no_obstacle() -> None:
    async def story() -> None:
        handler = EchoHandler()
        async with serve(handler) as world:
            peer = await RawPeer.connect(world.port, Cookie="seat=abc; note=" + "x" * 9000)
            assert peer.status == 101
            assert len(handler.handshakes[0].cookies["note"]) == 9000
            peer.leave()

    run(story)


def test_no_compression_is_agreed() -> None:
    async def story() -> None:
        offer = "permessage-deflate; client_max_window_bits"
        async with serve(EchoHandler()) as world:
            peer = await RawPeer.connect(world.port, Sec_WebSocket_Extensions=offer)
            assert peer.status == 101
            assert b"extensions" not in peer.head.lower()
            peer.leave()

    run(story)


# Refusing


def test_a_refusal_says_its_status_and_words() -> None:
    async def story() -> None:
        handler = EchoHandler(
            decision=Refusal(403, "This link has been used on another phone – sorry.")
        )
        async with serve(handler) as world:
            with pytest.raises(websockets.InvalidStatus) as refused:
                await websockets.connect(world.url)
            response = refused.value.response
            assert response.status_code == 403
            assert response.body is not None
            assert (
                response.body.decode("utf-8") == "This link has been used on another phone – sorry."
            )
            assert response.headers["content-type"] == "text/plain; charset=utf-8"
            assert len(world.sockets) == 0
        assert handler.opened_sockets == []
        assert handler.closed_sockets.empty()

    run(story)


@pytest.mark.parametrize("path", ["/", "/p/socket/", "/p", "/p/socket2"])
def test_there_is_a_socket_at_one_path_only(path: str) -> None:
    async def story() -> None:
        handler = EchoHandler()
        async with serve(handler) as world:
            peer = await RawPeer.connect(world.port, path)
            assert peer.status == 404
            assert b"no socket" in await peer.reader.read()
            assert handler.handshakes == []
            peer.leave()

    run(story)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_WebSocket_Key": ""},
        {"Sec_WebSocket_Key": "too short"},
        {"Sec_WebSocket_Key": "k" * 5000},
        {"Sec_WebSocket_Version": "12"},
    ],
)
def test_a_wrong_handshake_gets_400_and_never_opens(headers: dict[str, str]) -> None:
    async def story() -> None:
        handler = EchoHandler()
        async with serve(handler) as world:
            peer = await RawPeer.connect(world.port, **headers)
            assert peer.status == 400
            await peer.reader.read()
            assert handler.opened_sockets == []
            peer.leave()

    run(story)


def test_a_fault_while_admitting_keeps_its_words_to_itself(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Faulty(EchoHandler):
        def admit(self, handshake: Handshake) -> Greeting | Refusal:
            raise RuntimeError("the key of seat 7 is 1234")

    async def story() -> None:
        async with serve(Faulty()) as world:
            peer = await RawPeer.connect(world.port)
            assert peer.status == 500
            assert b"1234" not in await peer.reader.read()
            peer.leave()

    run(story)
    assert "the key of seat 7 is 1234" in caplog.text


# Messages


def test_a_message_of_the_largest_size_passes_and_one_byte_more_closes() -> None:
    async def story() -> None:
        async with serve(EchoHandler()) as world, websockets.connect(world.url) as peer:
            await peer.send("x" * 4096)
            assert await peer.recv() == "x" * 4096
            await peer.send("x" * 4097)
            with pytest.raises(websockets.ConnectionClosed) as closed:
                await peer.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1009

    run(story)


def test_many_messages_arrive_whole_and_in_order() -> None:
    async def story() -> None:
        handler = EchoHandler()
        async with serve(handler) as world:
            peer = await RawPeer.connect(world.port)
            sent = [b"%d:" % i + b"m" * (i * 37 % 900) for i in range(300)]
            for message in sent:
                peer.send(TEXT, message)
            assert [(await peer.read())[1] for _ in sent] == sent
            assert handler.messages == sent
            peer.leave()

    run(story)


def test_a_message_in_fragments_is_put_together() -> None:
    async def story() -> None:
        handler = EchoHandler()
        async with serve(handler) as world, websockets.connect(world.url) as peer:
            await peer.send(["one ", "two ", "", "three"])
            assert await peer.recv() == "one two three"
            await peer.send("whole")
            assert await peer.recv() == "whole"
        assert handler.messages == [b"one two three", b"whole"]

    run(story)


def test_a_ping_between_fragments_is_answered_at_once() -> None:
    async def story() -> None:
        async with serve(EchoHandler()) as world:
            peer = await RawPeer.connect(world.port)
            peer.send(TEXT, b"one ", fin=False)
            peer.send(PING, b"still there?")
            assert await peer.read() == (PONG, b"still there?")
            peer.send(CONTINUATION, b"two")
            assert await peer.read() == (TEXT, b"one two")
            peer.leave()

    run(story)


def test_fragments_may_not_exceed_the_message_size() -> None:
    async def story() -> None:
        handler = EchoHandler()
        async with serve(handler) as world:
            peer = await RawPeer.connect(world.port)
            peer.send(TEXT, b"x" * 3000, fin=False)
            peer.send(CONTINUATION, b"x" * 3000)
            assert (await peer.read_close())[0] == 1009
            assert handler.messages == []
            peer.leave()

    run(story)


def test_binary_messages_are_not_taken() -> None:
    async def story() -> None:
        async with serve(EchoHandler()) as world, websockets.connect(world.url) as peer:
            await peer.send(b"binary")
            with pytest.raises(websockets.ConnectionClosed) as closed:
                await peer.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1003

    run(story)


def unmasked(peer: RawPeer) -> None:
    peer.send(TEXT, b"plain", mask=False)


def with_extension_bits(peer: RawPeer) -> None:
    peer.send(TEXT, b"compressed?", bits=0x40)


def of_no_known_kind(peer: RawPeer) -> None:
    peer.send(11, b"what")


def continuing_nothing(peer: RawPeer) -> None:
    peer.send(CONTINUATION, b"the rest")


def starting_twice(peer: RawPeer) -> None:
    peer.send(TEXT, b"one", fin=False)
    peer.send(TEXT, b"another", fin=False)


def whole_among_fragments(peer: RawPeer) -> None:
    peer.send(TEXT, b"one", fin=False)
    peer.send(TEXT, b"another")


def fragmented_ping(peer: RawPeer) -> None:
    peer.send(PING, b"", fin=False)


def close_with_half_a_code(peer: RawPeer) -> None:
    peer.send(CLOSE, b"\x03")


@pytest.mark.parametrize(
    "misbehave",
    [
        unmasked,
        with_extension_bits,
        of_no_known_kind,
        continuing_nothing,
        starting_twice,
        whole_among_fragments,
        fragmented_ping,
        close_with_half_a_code,
    ],
)
def test_broken_frames_end_in_a_close_code_and_no_traceback(
    misbehave: Callable[[RawPeer], None], caplog: pytest.LogCaptureFixture
) -> None:
    async def story() -> None:
        handler = EchoHandler()
        async with serve(handler, SocketLimits(close_s_max=0.1)) as world:
            peer = await RawPeer.connect(world.port)
            misbehave(peer)
            assert (await peer.read_close())[0] == 1002
            peer.send(TEXT, b"ignored after goodbye")
            await handler.closed_sockets.get()
            assert handler.messages == []
            peer.leave()

    run(story)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_a_fault_of_the_handler_closes_that_socket_only(caplog: pytest.LogCaptureFixture) -> None:
    class Faulty(EchoHandler):
        def received(self, socket: Socket, frame: bytes) -> None:
            if frame == b"stumble":
                raise RuntimeError("stumbled over it")
            super().received(socket, frame)

    async def story() -> None:
        async with (
            serve(Faulty()) as world,
            websockets.connect(world.url) as peer,
            websockets.connect(world.url) as other,
        ):
            await peer.send("stumble")
            with pytest.raises(websockets.ConnectionClosed) as closed:
                await peer.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1011
            await other.send("unharmed")
            assert await other.recv() == "unharmed"

    run(story)
    assert "stumbled over it" in caplog.text


# Silence and slowness


def test_a_silent_peer_is_asked_and_one_that_answers_stays() -> None:
    async def story() -> None:
        handler = EchoHandler()
        async with serve(handler, SocketLimits(silent_s_max=0.1)) as world:
            peer = await RawPeer.connect(world.port)
            for _ in range(3):
                kind, payload = await peer.read()
                assert kind == PING
                peer.send(PONG, payload)
            peer.send(TEXT, b"still here")
            while (answer := await peer.read())[0] == PING:
                peer.send(PONG, answer[1])
            assert answer == (TEXT, b"still here")
            peer.leave()

    run(story)


def test_a_peer_that_never_answers_is_dropped() -> None:
    async def story() -> None:
        handler = EchoHandler()
        async with serve(handler, SocketLimits(silent_s_max=0.1)) as world:
            peer = await RawPeer.connect(world.port)
            gone = await handler.closed_sockets.get()
            assert not gone.is_open
            assert len(world.sockets) == 0
            assert world.server.server_state.connections == set()
            peer.leave()

    run(story)


def test_a_peer_that_does_not_read_is_dropped_and_nobody_else_notices() -> None:
    async def story() -> None:
        handler = EchoHandler()
        async with serve(handler) as world, websockets.connect(world.url) as other:
            peer = await RawPeer.connect(world.port)
            peer.writer.transport.pause_reading()
            slow = handler.opened_sockets[1]
            frame = b"x" * 4000
            sent = 0
            while slow.is_open and sent < 64 * 1024 * 1024:  # the kernel takes a few megabytes
                slow.send(frame)
                sent += len(frame)
            assert not slow.is_open
            assert await handler.closed_sockets.get() is slow
            slow.send(frame)  # into the void, without complaint
            await other.send("next")
            assert await other.recv() == "next"
            assert list(world.sockets) == [handler.opened_sockets[0]]
            peer.leave()

    run(story)


# Closing


@pytest.mark.parametrize("code", [1000, 1001, 4001])
def test_a_peer_that_says_goodbye_gets_its_code_back(code: int) -> None:
    async def story() -> None:
        handler = EchoHandler()
        async with serve(handler) as world:
            async with websockets.connect(world.url) as peer:
                await peer.close(code, "enough")
                assert peer.close_code == code
            assert not (await handler.closed_sockets.get()).is_open
        assert handler.closed_sockets.empty()

    run(story)


def test_a_goodbye_without_a_code_is_answered_lawfully() -> None:
    async def story() -> None:
        async with serve(EchoHandler()) as world:
            peer = await RawPeer.connect(world.port)
            peer.send(CLOSE)
            assert await peer.read_close() == (1000, "")
            assert await peer.is_at_end()
            peer.leave()

    run(story)


def test_the_application_closes_with_code_and_reason() -> None:
    async def story() -> None:
        handler = EchoHandler()
        async with serve(handler) as world, websockets.connect(world.url) as peer:
            await peer.send("here")
            await peer.recv()
            socket = handler.opened_sockets[0]
            socket.close(4001, "Another page holds the seat now. " * 10)
            assert not socket.is_open
            socket.close(4002, "too late")
            socket.send(b"too late")
            with pytest.raises(websockets.ConnectionClosed) as closed:
                await peer.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 4001
            assert closed.value.rcvd.reason.startswith("Another page holds the seat now.")
            assert await handler.closed_sockets.get() is socket
        assert handler.closed_sockets.empty()

    run(story)


def test_a_peer_that_ignores_goodbye_is_cut_off() -> None:
    async def story() -> None:
        handler = EchoHandler()
        async with serve(handler, SocketLimits(close_s_max=0.05)) as world:
            peer = await RawPeer.connect(world.port)
            handler.opened_sockets[0].close(1008, "no")
            await handler.closed_sockets.get()
            assert len(world.sockets) == 0
            peer.leave()

    run(story)


def test_half_a_connection_is_closed_from_this_side_too() -> None:
    async def story() -> None:
        handler = EchoHandler()
        async with serve(handler) as world:
            peer = await RawPeer.connect(world.port)
            peer.send(TEXT, b"last words")
            peer.writer.write_eof()
            assert await peer.read() == (TEXT, b"last words")
            assert await peer.is_at_end()
            await handler.closed_sockets.get()
            assert world.server.server_state.connections == set()
            peer.leave()

    run(story)


def test_a_peer_that_vanishes_is_closed_once() -> None:
    async def story() -> None:
        handler = EchoHandler()
        async with serve(handler) as world:
            peer = await RawPeer.connect(world.port)
            peer.writer.transport.abort()
            assert await handler.closed_sockets.get() is handler.opened_sockets[0]
            assert len(world.sockets) == 0
        assert handler.closed_sockets.empty()

    run(story)


# The server around it


def test_shutting_down_closes_every_socket_and_ends() -> None:
    async def story() -> None:
        handler = EchoHandler()
        async with serve(handler, SocketLimits(close_s_max=0.2)) as world:
            peers = [await websockets.connect(world.url) for _ in range(50)]
            deaf = await RawPeer.connect(world.port)  # never answers the goodbye
            assert len(world.sockets) == 51
            await world.stop()
            for peer in peers:
                await peer.wait_closed()
                assert (peer.close_code, peer.close_reason) == (1012, "the server restarts")
            assert (await deaf.read_close())[0] == 1012
            assert handler.closed_sockets.qsize() == 51
            assert len(world.sockets) == 0
            deaf.leave()

    run(story)


def test_pages_are_served_beside_open_sockets() -> None:
    async def story() -> None:
        async with (
            serve(EchoHandler()) as world,
            websockets.connect(world.url) as peer,
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{world.port}") as browser,
        ):
            assert (await browser.get("/")).text == "hello"
            await peer.send("meanwhile")
            assert (await browser.get("/p/socket")).text == "hello"
            assert await peer.recv() == "meanwhile"

    run(story)


def test_a_connection_kept_alive_by_a_page_can_become_a_socket() -> None:
    async def story() -> None:
        async with serve(EchoHandler()) as world:
            peer = await RawPeer.connect(world.port, Upgrade="", Connection="keep-alive")
            assert peer.status == 200
            assert await peer.reader.readexactly(5) == b"hello"
            peer.writer.write(
                b"GET /p/socket HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n"
                b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
            )
            assert b" 101 " in await peer.reader.readuntil(b"\r\n\r\n")
            peer.send(TEXT, b"now a socket")
            assert await peer.read() == (TEXT, b"now a socket")
            peer.leave()

    run(story)


def test_sockets_count_towards_uvicorns_limit_and_leave_it_again() -> None:
    async def story() -> None:
        handler = EchoHandler()
        async with serve(handler, limit_concurrency=3) as world:
            address = f"http://127.0.0.1:{world.port}/"
            peers = [await websockets.connect(world.url) for _ in range(3)]
            async with httpx.AsyncClient() as browser:
                assert (await browser.get(address)).status_code == 503
            for peer in peers:
                await peer.close()
                await handler.closed_sockets.get()
            async with httpx.AsyncClient() as browser:
                assert (await browser.get(address)).status_code == 200

    run(story)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 and its key, made for this run."""
    openssl = shutil.which("openssl")
    if openssl is None:
        remedy = "no openssl on this machine; install it with: apt-get install openssl"
        if os.environ.get("CI") == "true":
            pytest.fail(remedy, pytrace=False)
        pytest.skip(remedy)
    folder = tmp_path_factory.mktemp("tls")
    made = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
         "-out", str(made[0]), "-keyout", str(made[1])],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return made


def test_tls_carries_messages_refusals_and_the_goodbye(certificate: tuple[Path, Path]) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate[0]))

    async def story() -> None:
        handler = EchoHandler(first_frame=b"welcome")
        async with serve(
            handler, ssl_certfile=str(certificate[0]), ssl_keyfile=str(certificate[1])
        ) as world:
            address = world.url.replace("ws:", "wss:")
            peer = await websockets.connect(address, ssl=trusting)
            for message in ("x" * 4000, "short"):
                await peer.send(message)
            assert [await peer.recv() for _ in range(3)] == ["welcome", "x" * 4000, "short"]
            handler.decision = Refusal(403, "no seat")
            with pytest.raises(websockets.InvalidStatus, match="403"):
                await websockets.connect(address, ssl=trusting)
            await world.stop()
            await peer.wait_closed()
            assert peer.close_code == 1012
            assert await handler.closed_sockets.get() is handler.opened_sockets[0]

    run(story)
