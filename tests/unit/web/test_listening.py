"""A port that somebody else has."""

import asyncio
import signal
import socket

import pytest
import uvicorn

from pulsemeter.web.listening import AddressTaken, ListeningServer, listening_socket


def test_a_port_that_is_taken_is_told_with_the_remedy():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(AddressTaken, match=f"port {port} .*--port"):
            listening_socket("127.0.0.1", port)


def test_a_free_port_is_listened_on():
    with listening_socket("127.0.0.1", 0) as bound, socket.socket() as asking:
        asking.connect(bound.getsockname())


def test_a_server_says_when_it_listens_and_leaves_signals_to_others():
    async def nothing(scope, receive, send):
        raise AssertionError("nobody asks")

    async def story():
        before = signal.getsignal(signal.SIGINT)
        server = ListeningServer(uvicorn.Config(nothing, lifespan="off", log_config=None))
        with listening_socket("127.0.0.1", 0) as bound:
            assert not server.listens.is_set()
            served = asyncio.create_task(server.serve(sockets=[bound]))
            await asyncio.wait_for(server.listens.wait(), 60)
            assert signal.getsignal(signal.SIGINT) is before
            server.should_exit = True
            await served

    asyncio.run(story())
