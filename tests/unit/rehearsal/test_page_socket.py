"""A socket carries the seat's cookie, hands frames on and says when it is gone."""

import asyncio

import pytest

from pulsemeter.rehearsal.page import PageModel, read_frame
from pulsemeter.rehearsal.page_socket import CONNECT_ERRORS, connect
from pulsemeter.wire.participant import Welcome


def test_a_frame_goes_and_its_answer_comes(make_server):
    server = make_server()
    server.seats["the-key"] = 1

    async def run():
        heard: asyncio.Queue[bytes] = asyncio.Queue()
        async with server.serve():
            socket = await connect(
                server.base_url, "the-key", lambda _, frame: heard.put_nowait(frame)
            )
            socket.send(PageModel(7).hello())
            welcome = read_frame(await heard.get())
            socket.close()
            await server.until(lambda: server.counts["disconnects"] == 1)
            return welcome, socket.lost.is_set()

    welcome, is_lost = asyncio.run(asyncio.wait_for(run(), 10))
    assert isinstance(welcome, Welcome)
    assert server.writers == {"the-key": [7]}
    assert is_lost


def test_after_a_break_nothing_is_sent_or_heard(make_server):
    server = make_server()
    server.seats["the-key"] = 1

    async def run():
        heard = []
        async with server.serve():
            socket = await connect(server.base_url, "the-key", lambda _, frame: heard.append(frame))
            socket.send(PageModel(7).hello())
            socket.abort()
            socket.send(PageModel(8).hello())
            await server.until(lambda: server.counts["disconnects"] == 1)
        return heard

    assert asyncio.run(asyncio.wait_for(run(), 10)) == []
    assert 8 not in server.writers.get("the-key", [])


def test_nobody_there_is_a_connect_error():
    with pytest.raises(CONNECT_ERRORS):
        asyncio.run(connect("http://127.0.0.1:1", "the-key", lambda *_: None))


def test_a_server_that_dies_before_it_answers_is_a_connect_error():
    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    async def run():
        async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            await connect(f"http://127.0.0.1:{port}", "the-key", lambda *_: None)

    with pytest.raises(CONNECT_ERRORS):
        asyncio.run(asyncio.wait_for(run(), 10))
