import asyncio

import pytest
import websockets
from tests.unit.web.workers.carried_echo import (
    Echo,
    connect,
    echo_server,
    refused,
    run,
    worker_pids,
)

from pulsemeter.web.socket import CLOSE_RESTART
from pulsemeter.web.workers.hand_over import refusal_bytes


def test_one_worker_is_none():
    async def story():
        async with echo_server(Echo(), workers=1) as (url, sockets), connect(url) as phone:
            await phone.send("hello")
            assert await phone.recv() == "hello"
            assert len(sockets) == 1
            assert worker_pids() == []

    run(story)


def test_phones_are_spread_over_the_workers_and_told_when_the_server_ends():
    handler = Echo()

    async def story():
        async with echo_server(handler, workers=2) as (url, sockets):
            phones = [await connect(url) for _ in range(6)]
            for number, phone in enumerate(phones):
                await phone.send(f"hello {number}")
            said = [await phone.recv() for phone in phones]
            assert said == [f"hello {number}" for number in range(6)]
            assert {held.key for held in sockets} == {"seat 1"}
            assert len(worker_pids()) == 2
        for phone in phones:
            await phone.wait_closed()
            assert phone.close_code == CLOSE_RESTART
        assert worker_pids() == []
        assert handler.closed_sockets.qsize() == 6

    run(story)


def test_who_may_not_come_in_is_told_so_by_the_server_itself():
    async def story():
        async with echo_server(Echo(refused(403)), workers=2) as (url, sockets):
            for address, status in ((url, 403), (f"{url}/other", 404)):
                with pytest.raises(websockets.InvalidStatus) as refusal:
                    await connect(address)
                assert refusal.value.response.status_code == status
            assert refusal.value.response.body.startswith(b"There is no socket")
            assert len(sockets) == 0

    run(story)


def test_a_handshake_that_fails_in_the_worker_leaves_nothing():
    async def story():
        async with echo_server(Echo(), workers=2) as (url, sockets):
            port = int(url.split(":")[2].split("/")[0])
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(
                b"GET /p/socket HTTP/1.1\r\nhost: here\r\nconnection: upgrade\r\n"
                b"upgrade: websocket\r\nsec-websocket-version: 7\r\nsec-websocket-key: x\r\n\r\n"
            )
            assert b"101" not in (await reader.read()).split(b"\r\n")[0]
            writer.close()
            async with connect(url) as phone:
                await phone.send("still here")
                assert await phone.recv() == "still here"
                assert len(sockets) == 1

    run(story)


def test_a_refusal_is_a_whole_response():
    head, _, body = refusal_bytes(refused(503)).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
    assert b"content-length: 9" in head
    assert body == b"Not here."
