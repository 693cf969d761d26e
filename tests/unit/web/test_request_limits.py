import asyncio
import gc
import weakref
from contextlib import asynccontextmanager

import pytest
import uvicorn
from uvicorn.server import ServerState

from pulsemeter.web.request_limits import LimitedRequests

WHOLE = b"POST / HTTP/1.1\r\nhost: pulse.test\r\ncontent-length: 4\r\n\r\nbody"
EVENT_S = 60
"""How long a test waits for what must come, on a machine that does other things as well."""


class Hasty(LimitedRequests):
    """The same with less patience, so that a test needs none either."""

    HEAD_WAIT_S = BODY_WAIT_S = 0.05


async def answer(scope, receive, send):
    """Takes the whole body, then says so."""
    length = 0
    while (message := await receive())["type"] == "http.request":
        length += len(message["body"])
        if not message["more_body"]:
            break
    else:
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": f"{length} bytes".encode()})


class Upgraded(asyncio.Protocol):
    """A socket's protocol that says when it has the line."""

    def __init__(self, config, server_state, app_state):
        self.transport = None

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(b"upgraded")


@asynccontextmanager
async def connected(protocol):
    """A connection to a server with this protocol."""
    config = uvicorn.Config(answer, lifespan="off", log_config=None, ws=Upgraded)
    config.load()
    state = ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: protocol(config=config, server_state=state, app_state={}, _loop=loop), "127.0.0.1"
    )
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    try:
        yield reader, writer
    finally:
        writer.close()
        server.close()


def told(protocol, *pieces):
    """All that a server says until it closes the connection, after it was told these."""

    async def work():
        async with connected(protocol) as (reader, writer):
            for piece in pieces:
                writer.write(piece)
            async with asyncio.timeout(EVENT_S):
                try:
                    return await reader.read()
                except ConnectionResetError:  # closed while it was still being told
                    return b""

    return asyncio.run(work())


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET / HT",
        b"GET / HTTP/1.1\r\nhost: pulse.test\r\n",
        b"POST / HTTP/1.1\r\nhost: pulse.test\r\ncontent-length: 4\r\n\r\nbo",
        b"POST / HTTP/1.1\r\nhost: pulse.test\r\ntransfer-encoding: chunked\r\n\r\n2\r\nbo\r\n",
    ],
    ids=["nothing", "half a line", "half a head", "half a body", "half of the chunks"],
)
def test_who_never_ends_a_request_is_left(begun):
    assert told(Hasty, begun) == b""


def test_a_whole_request_is_answered_however_hasty_the_server_is():
    said = told(Hasty, WHOLE.replace(b"host:", b"connection: close\r\nhost:"))
    assert said.startswith(b"HTTP/1.1 200")
    assert b"4 bytes" in said


def test_a_second_request_that_never_ends_is_left_too():
    said = told(Hasty, WHOLE + b"GET / HTTP/1.1\r\nhost: pul")
    assert said.count(b"HTTP/1.1 200") == 1


@pytest.mark.parametrize(
    "flood",
    [b"x-flood: " + b"a" * 1_000 + b"\r\n", b"a" * 1_000],
    ids=["many headers", "one header without an end"],
)
def test_a_head_without_an_end_is_cut_off(flood):
    begun = b"GET / HTTP/1.1\r\nhost: pulse.test\r\nx-begun: "
    said = told(LimitedRequests, begun, *[flood] * 2_000)
    assert b"200" not in said


def test_a_head_of_ordinary_length_is_none_too_long():
    cookie = b"cookie: " + b"a" * 16_000 + b"\r\n"
    said = told(LimitedRequests, WHOLE.replace(b"host:", cookie + b"connection: close\r\nhost:"))
    assert said.startswith(b"HTTP/1.1 200")


def test_a_line_that_became_a_socket_leaves_nothing_for_the_collector():
    made = []

    def protocol(**arguments):
        one = LimitedRequests(**arguments)
        made.append(weakref.ref(one))
        return one

    async def work():
        async with connected(protocol) as (reader, writer):
            writer.write(
                b"GET /p/socket HTTP/1.1\r\nhost: pulse.test\r\nupgrade: websocket\r\n"
                b"connection: upgrade\r\n\r\n"
            )
            async with asyncio.timeout(EVENT_S):
                assert await reader.readexactly(8) == b"upgraded"
            return [each() for each in made]

    gc.disable()
    try:
        assert asyncio.run(work()) == [None]
    finally:
        gc.enable()
