"""NATS closes the connection of a server for good while pages press: the server says why and ends,
and started anew it goes on, with every press that was made, each once."""

import asyncio
import random
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from tests.e2e.cluster import served, until_listening
from tests.faults.pressing_pages import PressingPages, reckon, seat_panel
from tests.nats_servers import NatsServer, free_ports, log_address, nats_server

from pulsemeter.outside import SystemClock
from pulsemeter.settings import Settings

__all__ = ["nats_server"]
PAGES, ENOUGH, TICK_MS, WAIT_S = 20, 60, 20, 120.0
REFUSAL = b"-ERR 'User Authentication Expired'\r\n"


class Door:
    """What stands before a NATS server, and can add a word of its own to what that one says."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.is_shut = False
        """From now on each connection ends with a refusal, behind the next whole answer."""

    async def _let_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._port)

        async def ask() -> None:
            while data := await reader.read(65_536):
                back.write(data)

        asking = asyncio.create_task(ask())
        with suppress(OSError):
            while data := await there.read(65_536):
                writer.write(data)
                if self.is_shut and data.endswith(b"\r\n"):
                    writer.write(REFUSAL)
                    break
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        back.close()
        # Who was refused reads why, and goes by itself.
        with suppress(OSError):
            await reader.read()
        writer.close()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[int]:
        """Open as long as the block; on this port."""
        held: set[asyncio.Task[None]] = set()

        def let_in(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            held.add(asyncio.ensure_future(self._let_in(reader, writer)))

        async with await asyncio.start_server(let_in, "127.0.0.1", 0) as server:
            yield server.sockets[0].getsockname()[1]
            async with asyncio.timeout(WAIT_S):
                await asyncio.gather(*held)


async def press_until_enough(pages: PressingPages) -> None:
    """Press until so many more presses were acknowledged."""
    wanted = pages.acknowledged + ENOUGH
    async with asyncio.timeout(WAIT_S):
        while pages.acknowledged < wanted:
            pages.press()
            await SystemClock().pause(TICK_MS)


async def press_until_ended(pages: PressingPages, server: "subprocess.Popen[bytes]") -> int:
    """Press on until the server has ended; its exit code."""
    async with asyncio.timeout(WAIT_S):
        while (code := server.poll()) is None:
            pages.press()
            await SystemClock().pause(TICK_MS)
    return code


def test_a_server_that_nats_refuses_ends_with_words_and_goes_on_when_started_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nats_server: list[NatsServer]
) -> None:
    data, said = tmp_path / "data", tmp_path / "said.log"
    log, (port,) = log_address(nats_server, "refused", 1), free_ports(1)
    monkeypatch.setenv("PULSEMETER_LOG", log)

    async def story() -> None:
        settings = Settings(data, port=port)
        code, keys = await seat_panel(settings, PAGES)
        pages, door = PressingPages(settings.url, keys, random.Random(1)), Door(nats_server[0].port)
        async with pages.connected():
            async with door.open() as before:
                through = log.replace(f":{nats_server[0].port}", f":{before}")
                with served(data, "all", port, said, "--log", through) as server:
                    await until_listening(port)
                    await press_until_enough(pages)
                    door.is_shut = True
                    ended = await press_until_ended(pages, server)
            acknowledged = pages.acknowledged
            with served(data, "all", port, tmp_path / "again.log"):
                await pages.settle()
            assert pages.acknowledged == len(pages.made()) > acknowledged >= ENOUGH
        assert ended == 2
        found = await reckon(data, code, pages)
        assert found.is_clean, found.as_text()

    asyncio.run(story())
    words = said.read_text()
    assert "closed the connection for good (nats: user authentication expired)" in words
    assert "looking for another server" not in words
    assert "Traceback" not in words
