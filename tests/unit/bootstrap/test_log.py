"""A data folder whose log lies with NATS servers."""

import asyncio
import contextlib
import itertools

import numpy as np
import pytest
from tests.nats_servers import log_address, nats_server

from pulsemeter.bootstrap import copy_log_place, log_facts, log_place, opened
from pulsemeter.bootstrap.folders import opened_with_bus
from pulsemeter.bootstrap.log import KEEP_LOG_MS, LOG_VARIABLE, Bus, LogLost, keep_log
from pulsemeter.domain.session import Session, SessionKind
from pulsemeter.outside import SystemClock
from pulsemeter.service.ports import StoreError
from pulsemeter.storage.jetstream import LogAddress, connected, open_log
from pulsemeter.tally.frame import RECORD, Frame

__all__ = ["nats_server"]

_numbers = itertools.count(1)
FRAME = Frame("KENNEDY", 3, 1, np.zeros(1, dtype=RECORD))


@pytest.fixture
def log(nats_server):
    return log_address(nats_server, f"folder{next(_numbers)}", 1)


async def frames_of(data, log=""):
    async with opened_with_bus(data, "", log) as (stores, bus):
        assert bus is not None
        return len(await stores.stores.log.read("KENNEDY"))


def test_a_folder_remembers_where_its_log_lies_without_a_password(tmp_path, log, monkeypatch):
    data = tmp_path / "data"
    with_password = log.replace("nats://", "nats://me:secret@")

    async def story():
        async with opened_with_bus(data, "", with_password) as (stores, _):
            await stores.stores.log.append(FRAME)
        assert log_place(data) == log
        assert await frames_of(data) == 1
        assert await frames_of(data, log) == 1
        monkeypatch.setenv(LOG_VARIABLE, with_password)
        assert await frames_of(data) == 1
        monkeypatch.setenv(LOG_VARIABLE, log.replace("/folder", "/other"))
        with pytest.raises(StoreError, match="keeps to its log"):
            await frames_of(data)

    asyncio.run(story())


def test_a_folder_with_reactions_of_its_own_keeps_its_log(tmp_path, log, make_study):
    data, study = tmp_path / "data", make_study()

    async def story():
        async with opened(data) as stores:
            await stores.stores.studies.add_study(study, "", ())
            session = Session("KENNEDY", study.name, SessionKind.LIVE)
            await stores.stores.studies.put_session(session)
            await stores.stores.log.append(FRAME)
        with pytest.raises(StoreError, match="holds a log of its own"):
            await frames_of(data, log)
        assert log_place(data) == ""
        async with opened(data) as stores:
            assert len(await stores.stores.log.read("KENNEDY")) == 1

    asyncio.run(story())


def test_a_copy_names_the_same_log(tmp_path, log):
    data, copy = tmp_path / "data", tmp_path / "copy"
    copy.mkdir()
    asyncio.run(frames_of(data, log))
    assert copy_log_place(data, copy) == log_place(copy) == log
    assert copy_log_place(tmp_path, copy) == ""


def test_facts_of_a_log_that_is_not_made_yet_and_of_one_that_is(tmp_path, log, nats_server):
    state, syncs = log_facts(log, [nats_server[0].monitor])
    assert (state.replicas, state.wanted) == (0, 1)
    assert [sync.is_always for sync in syncs] == [False]
    asyncio.run(frames_of(tmp_path / "data", log))
    state, syncs = log_facts(log, ())
    assert (state.replicas, state.storage, state.behind, syncs) == (1, "file", (), [])
    with pytest.raises(StoreError, match="monitoring page"):
        log_facts(log, [nats_server[0].monitor + "/nowhere"])


def test_without_the_package_the_extra_is_named(tmp_path, log, monkeypatch):
    def missing(name):
        raise ModuleNotFoundError(name="nats")

    monkeypatch.setattr("pulsemeter.bootstrap.log.import_module", missing)
    with pytest.raises(StoreError, match=r"install pulsemeter\[cluster\]"):
        asyncio.run(frames_of(tmp_path / "data", log))


@contextlib.asynccontextmanager
async def saying(words):
    """A NATS server that says this on its first connection once that stands; its port, how often
    somebody came, and an event for when the words were read."""
    came, read = [], asyncio.Event()

    async def speak(reader, writer):
        came.append(writer)
        writer.write(b'INFO {"server_id":"a","version":"2.12.0","max_payload":1048576}\r\n')
        while line := await reader.readline():
            if line == b"PING\r\n":
                writer.write(b"PONG\r\n")
                if len(came) == 1:
                    writer.write(b"-ERR '%s'\r\nPING\r\n" % words.encode())
            elif line == b"PONG\r\n":
                read.set()
        writer.close()

    async with await asyncio.start_server(speak, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1], came, read
        for writer in came:
            writer.close()
            await writer.wait_closed()


async def never():
    """Nobody asks the log in these stories."""
    raise AssertionError


async def until(condition):
    async with asyncio.timeout(20):
        while not condition():
            await SystemClock().pause(10)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Authorization Violation", "authorization failed"),
        ("User Authentication Expired", "user authentication expired"),
        ("Maximum Connections Exceeded", "maximum connections exceeded"),
        ("maximum subscriptions exceeded", "maximum subscriptions exceeded"),
        ("Parser Error", "parser error"),
    ],
)
def test_a_server_ends_when_nats_has_closed_its_connection_for_good(clock, caplog, words, told):
    async def story():
        async with saying(words) as (port, _, _):
            servers = LogAddress((f"nats://me:secret@127.0.0.1:{port}",))
            async with connected(servers) as client:
                bus = Bus(client, "log", servers.shown, never)
                keeping = asyncio.create_task(keep_log(bus, clock))
                await until(lambda: client.is_closed)
                await clock.advance(KEEP_LOG_MS)
                with pytest.raises(LogLost, match=told) as why:
                    await asyncio.wait_for(keeping, 20)
                assert "secret" not in str(why.value)
                with pytest.raises(StoreError, match="connection closed"):
                    await open_log(client, servers)

    asyncio.run(story())
    assert "looking for another server" not in caplog.text


@pytest.mark.parametrize("words", ["Stale Connection", "Permissions Violation for Publish to x"])
def test_a_server_goes_on_where_its_connection_stands_or_comes_back(clock, words):
    async def story():
        async with (
            saying(words) as (port, came, read),
            connected(LogAddress((f"nats://127.0.0.1:{port}",))) as client,
        ):
            keeping = asyncio.create_task(keep_log(Bus(client, "log", "place", never), clock))
            await until(read.is_set if "Perm" in words else lambda: len(came) == 2)
            await until(lambda: client.is_connected)
            await clock.advance(3 * KEEP_LOG_MS)
            assert not keeping.done()
            keeping.cancel()

    asyncio.run(story())
