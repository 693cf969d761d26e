import asyncio
import os
from itertools import count

import pytest
import websockets
from tests.unit.web.workers.carried_echo import Echo, connect, echo_server, kill, run, worker_pids

from pulsemeter.web.socket import CLOSE_FAULT, CLOSE_POLICY, OpenSockets
from pulsemeter.web.workers.pool import Worker


async def reconnected(url):
    """A phone that comes back as often as it must."""
    while True:
        try:
            return await connect(url)
        except (OSError, websockets.InvalidHandshake):
            continue


def test_a_worker_that_dies_takes_its_phones_along_and_is_replaced():
    handler = Echo()

    async def story():
        async with echo_server(handler, workers=2) as (url, sockets):
            phones = [await connect(url) for _ in range(4)]
            for phone in phones:
                await phone.send("hello")
                await phone.recv()
            before = worker_pids()
            kill(before[0])
            gone = [await handler.closed_sockets.get() for _ in range(2)]
            assert not any(socket.is_open for socket in gone)
            gone[0].send(b"to nobody")
            assert len(sockets) == 2
            kill(before[1])
            for phone in phones:
                await phone.wait_closed()
            back = [await reconnected(url) for _ in range(4)]
            for phone in back:
                await phone.send("again")
                assert await phone.recv() == "again"
            assert not set(before) & set(worker_pids())
            for phone in back:
                await phone.close()

    run(story)


def test_a_server_that_ends_while_a_worker_begins_leaves_nothing_open():
    async def story():
        before = os.listdir("/proc/self/fd")
        worker = Worker(Echo(), OpenSockets(), count(1))
        starting = asyncio.create_task(worker.start())
        await asyncio.sleep(0)
        assert len(os.listdir("/proc/self/fd")) > len(before)
        starting.cancel()
        with pytest.raises(asyncio.CancelledError) as held:
            await starting
        assert len(os.listdir("/proc/self/fd")) == len(before), held
        assert not worker_pids()

    run(story)


def test_the_application_says_goodbye_through_the_line():
    handler = Echo()

    async def story():
        async with echo_server(handler, workers=2) as (url, _):
            for said, code in (("goodbye", CLOSE_POLICY), ("fail", CLOSE_FAULT)):
                async with connect(url) as phone:
                    await phone.send(said)
                    await phone.send("more")
                    with pytest.raises(websockets.ConnectionClosed):
                        await phone.recv()
                    assert phone.close_code == code
                gone = await handler.closed_sockets.get()
                assert not gone.is_open

    run(story)
