import asyncio
import logging

import pytest
from tests.nats_servers import free_ports, log_address, nats_servers

from pulsemeter.service.ports import StoreError
from pulsemeter.storage.jetstream.address import LogAddress
from pulsemeter.storage.jetstream.connection import connected


def test_where_no_server_is_the_address_is_told_without_its_password():
    address = LogAddress((f"nats://me:secret@127.0.0.1:{free_ports(1)[0]}",))

    async def story():
        async with connected(address):
            pass

    with pytest.raises(StoreError, match=r"no NATS server answers at nats://127") as told:
        asyncio.run(story())
    assert "secret" not in str(told.value)
    assert "Connect call failed" in str(told.value)


def test_servers_that_refuse_a_password_are_not_taken_for_silent_ones(tmp_path):
    with nats_servers(tmp_path / "one") as (server,):
        server.stop()
        guarded = "authorization { user: me, password: right }"
        with (server.folder / "server.conf").open("a") as config:
            config.write(guarded)
        server.start()
        server.wait()

        async def story(who):
            async with connected(LogAddress((f"nats://{who}127.0.0.1:{server.port}",))):
                return "in"

        assert asyncio.run(story("me:right@")) == "in"
        for who in ("", "me:wrong@"):
            with pytest.raises(StoreError, match="refuse this user or password") as told:
                asyncio.run(story(who))
            assert "wrong" not in str(told.value)


def test_a_connection_that_is_lost_comes_back_and_one_that_ends_says_nothing(tmp_path, caplog):
    caplog.set_level(logging.WARNING)

    async def story(servers):
        address = LogAddress((log_address(servers, "any", 1).rpartition("/")[0],))
        async with connected(address) as client:
            back = asyncio.Event()
            told = logging.Handler()
            told.emit = lambda record: back.set() if "again" in record.msg else None
            logging.getLogger("pulsemeter.storage.jetstream").addHandler(told)
            servers[0].kill()
            servers[0].start()
            async with asyncio.timeout(20):
                await back.wait()
            assert client.is_connected

    with nats_servers(tmp_path / "one") as servers:
        asyncio.run(story(servers))
    words = [record.message for record in caplog.records if record.name.startswith("pulsemeter")]
    assert len(words) == 2
    assert "is lost" in words[0]
    assert "again" in words[1]


def test_a_server_too_old_for_the_log_is_told():
    """As many systems still bring it; without a word its answers would only be waited for."""

    async def speak(reader, writer):
        writer.write(b'INFO {"server_id":"a","version":"2.9.25","max_payload":1048576}\r\n')
        while line := await reader.readline():
            if line == b"PING\r\n":
                writer.write(b"PONG\r\n")
        writer.close()

    async def story():
        async with await asyncio.start_server(speak, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            async with connected(LogAddress((f"nats://127.0.0.1:{port}",))):
                pass

    with pytest.raises(StoreError, match=r"of version 2\.9; the log needs 2\.11 or newer"):
        asyncio.run(story())
