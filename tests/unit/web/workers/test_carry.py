import asyncio
import contextlib
import fcntl
import gc
import logging
import os
import resource
import signal
import socket
import struct
import subprocess
import sys

import pytest
from picows import WSUpgradeRequest, WSUpgradeResponse
from tests.unit.web.workers.carried_echo import PATIENCE_S, run

from pulsemeter.web.socket import CLOSE_RESTART, SocketLimits
from pulsemeter.web.workers.carry import Carrier
from pulsemeter.web.workers.line import Incoming, Kind, Outgoing, arrival

REQUEST = (
    b"GET /p/socket HTTP/1.1\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
    b"sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


HEADS = (WSUpgradeRequest, WSUpgradeResponse)
ABOVE_SELECT = 1_100


@contextlib.contextmanager
def descriptors(most):
    """So many descriptors at most for this process, until the block ends."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def moved_up(end):
    """The same end of a line under a number that only large servers have."""
    with end, descriptors(2 * ABOVE_SELECT):
        return socket.socket(fileno=fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, ABOVE_SELECT))


class Server:
    """The other end of a carrier's line and door."""

    def __init__(self, limits=None, *, is_high=False):
        self.line, its_line = socket.socketpair()
        if is_high:
            its_line = moved_up(its_line)
        self.door, its_door = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)

        async def carry():
            with its_line, its_door:
                await Carrier(its_line, its_door, limits).run()

        self.carrying = asyncio.create_task(carry())
        self.heard = asyncio.Queue()
        self.line.setblocking(False)
        incoming = Incoming(lambda *message: self.heard.put_nowait(message))
        asyncio.get_running_loop().add_reader(
            self.line.fileno(), lambda: incoming.feed(self.line.recv(1 << 20))
        )
        self.outgoing = Outgoing(self.line.sendall, asyncio.get_running_loop())

    async def arrives(self, number, request=REQUEST, *, is_gone=False):
        """A phone's end of a connection that is handed over."""
        with socket.create_server(("127.0.0.1", 0)) as port:
            phone = socket.create_connection(port.getsockname())
            handed, _ = port.accept()
        if is_gone:  # and the network says so, before its handshake
            phone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            phone.close()
        with handed:
            socket.send_fds(self.door, [arrival(number, request)], [handed.fileno()])
        return None if is_gone else await asyncio.open_connection(sock=phone)

    async def end(self):
        """The server is gone."""
        asyncio.get_running_loop().remove_reader(self.line.fileno())
        self.line.close()
        self.door.close()


def test_a_connection_is_carried_from_its_handshake_to_the_end_of_the_line():
    async def story():
        server = Server()
        assert await server.heard.get() == (Kind.READY, 0, b"")
        reader, writer = await server.arrives(7)
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101 ")
        assert await server.heard.get() == (Kind.OPENED, 7, b"")
        server.outgoing.put(Kind.FRAME, 7, b"hello")
        server.outgoing.put(Kind.FRAME, 8, b"to nobody")
        assert await reader.readexactly(7) == b"\x81\x05hello"
        writer.write(b"\x81\x82\0\0\0\0me")
        assert await server.heard.get() == (Kind.FRAME, 7, b"me")
        await server.end()
        frame = await reader.readexactly(4)
        assert int.from_bytes(frame[2:], "big") == CLOSE_RESTART
        writer.close()
        await server.carrying

    run(story)


def test_who_asks_for_a_sign_of_life_gets_one():
    async def story():
        server = Server()
        assert await server.heard.get() == (Kind.READY, 0, b"")
        for _ in range(3):
            server.outgoing.put(Kind.ALIVE, 0)
            assert await server.heard.get() == (Kind.ALIVE, 0, b"")
        await server.end()
        await server.carrying

    run(story)


def test_an_open_socket_keeps_nothing_of_its_handshake():
    """A kilobyte and a half for each phone that nobody would read again."""

    async def story():
        others = [held for held in gc.get_objects() if type(held) in HEADS]  # of other tests
        server = Server()
        _, writer = await server.arrives(3)
        while (await server.heard.get())[0] != Kind.OPENED:
            pass
        known = {id(held) for held in others}
        heads = [held for held in gc.get_objects() if type(held) in HEADS]
        kept = [held for held in heads if id(held) not in known]
        assert kept
        assert [held.headers for held in kept] == [None] * len(kept)
        writer.close()
        await server.end()
        await server.carrying

    run(story)


def test_a_phone_that_never_says_goodbye_does_not_hold_up_the_end():
    async def story():
        server = Server(SocketLimits(close_s_max=0.05))
        await server.heard.get()
        reader, writer = await server.arrives(7)
        await server.heard.get()
        await server.end()
        await server.carrying
        assert (await reader.read()).startswith(b"HTTP/1.1 101 ")
        writer.close()

    run(story)


def test_a_handshake_that_fails_is_told_as_closed():
    async def story():
        server = Server()
        await server.heard.get()
        reader, writer = await server.arrives(7, REQUEST.replace(b"websocket-key", b"other-key"))
        assert await server.heard.get() == (Kind.CLOSED, 7, b"")
        assert b" 101 " not in await reader.read()
        writer.close()
        await server.end()
        await server.carrying

    run(story)


def test_a_phone_that_went_before_its_handshake_is_told_as_closed():
    async def story():
        server = Server()
        await server.heard.get()
        await server.arrives(7, is_gone=True)
        while (said := await server.heard.get())[0] != Kind.CLOSED:
            assert said == (Kind.OPENED, 7, b"")
        assert said == (Kind.CLOSED, 7, b"")
        await server.end()
        await server.carrying

    run(story)


def test_a_phone_for_whom_no_descriptor_is_left_is_told_as_closed_and_the_next_one_comes_in(
    caplog,
):
    caplog.set_level(logging.ERROR)

    async def story():
        server = Server()
        await server.heard.get()
        _, writer = await server.arrives(1)
        assert (await server.heard.get())[0] == Kind.OPENED
        with socket.create_server(("127.0.0.1", 0)) as port:
            phones = [socket.create_connection(port.getsockname()) for _ in range(2)]
            handed = [port.accept()[0] for _ in phones]
        lowest_free = os.dup(0)
        os.close(lowest_free)
        with descriptors(lowest_free):
            for number, one in enumerate(handed, start=2):
                socket.send_fds(server.door, [arrival(number, REQUEST)], [one.fileno()])
            for number in (2, 3):
                assert await server.heard.get() == (Kind.CLOSED, number, b"")
        for one in (*handed, *phones):
            one.close()
        later = await server.arrives(4)
        assert await server.heard.get() == (Kind.OPENED, 4, b"")
        for each in (writer, later[1]):
            each.close()
        await server.end()
        await server.carrying

    run(story)
    assert caplog.text.count("has no descriptor left for another phone") == 1


@pytest.mark.parametrize("is_high", [False, True])
def test_a_server_that_does_not_read_holds_its_phones_back_and_loses_nothing(is_high):
    async def story():
        server = Server(is_high=is_high)
        await server.heard.get()
        _, writer = await server.arrives(7)
        await server.heard.get()
        loop = asyncio.get_running_loop()
        loop.remove_reader(server.line.fileno())
        # In a thread: the carrier shares this loop and waits in its own write.
        count, frame = 500, b"\x81\xfe\x0f\xa0" + bytes(4) + b"x" * 4_000

        def read_all():
            heard = []
            incoming = Incoming(lambda *message: heard.append(message))
            server.line.settimeout(PATIENCE_S)
            while len(heard) < count:
                incoming.feed(server.line.recv(1 << 16))
            return heard

        reading = loop.run_in_executor(None, read_all)
        for _ in range(count):
            writer.write(frame)
        await writer.drain()
        assert await reading == [(Kind.FRAME, 7, b"x" * 4_000)] * count
        writer.close()
        server.line.close()
        server.door.close()
        await server.carrying

    run(story)


def test_a_worker_leaves_signals_to_its_server_and_goes_with_the_line():
    line, its_line = socket.socketpair()
    door, its_door = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with its_line, its_door:
        descriptors = its_line.fileno(), its_door.fileno()
        worker = subprocess.Popen(
            [sys.executable, "-m", "pulsemeter.web.workers.carry", *map(str, descriptors)],
            pass_fds=descriptors,
        )
    try:
        line.settimeout(60)
        assert line.recv(100)[0] == Kind.READY
        for name in (signal.SIGINT, signal.SIGTERM):
            os.kill(worker.pid, name)
        with door:
            line.close()
        assert worker.wait(60) == 0
    finally:
        worker.kill()
        worker.wait()
