"""What tests of several servers need: servers of a role in processes of their own, a balancer in
front of them, and dashboards that come back with the last release they saw."""

import asyncio
import contextlib
import re
import subprocess
import sys
import threading
import zlib
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from pathlib import Path
from typing import Any, Self

import httpx
from tests.nats_servers import free_ports

from pulsemeter.bootstrap.book import stores_of
from pulsemeter.domain.session import SessionState
from pulsemeter.outside import SystemClock
from pulsemeter.release.figures import Release
from pulsemeter.service.ports import Stores

_CONNECTION = re.compile(rb"connection:", re.IGNORECASE)
START_S = 180.0
LOOK_MS = 100


def program(*arguments: object) -> list[str]:
    """A command of the program."""
    return [sys.executable, "-m", "pulsemeter", *map(str, arguments)]


class Loop:
    """An event loop in a thread of its own, as long as the block."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self.run(self.begin())
        return self

    def __exit__(self, *_: object) -> None:
        self.run(self.end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """The result of work in that loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    async def begin(self) -> None:
        """What goes on from now."""

    async def end(self) -> None:
        """Let go of everything."""
        held = asyncio.all_tasks() - {asyncio.current_task()}
        for task in held:
            task.cancel()
        await asyncio.gather(*held, return_exceptions=True)


class Balancer(Loop):
    """What stands in front of the servers: hands each request to one of those that listen, those
    of one phone to the same, as long as that one lives. Without `spreads` the first comes first."""

    def __init__(self, ports: list[int], *, spreads: bool = True) -> None:
        super().__init__()
        self._backends, self._spreads = ports, spreads
        (self.port,) = free_ports(1)
        self.url = f"http://127.0.0.1:{self.port}"
        self._count = 0

    async def begin(self) -> None:
        self._server = await asyncio.start_server(
            self._serve, "127.0.0.1", self.port, backlog=1_000
        )

    async def end(self) -> None:
        self._server.close()
        await super().end()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._hand_on(reader, writer)
        finally:  # also where nobody has said anything yet when all ends
            writer.close()

    async def _hand_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, OSError):
            return
        holder = re.search(rb"pm_seat=([^;\r\n]+)", head)
        self._count += self._spreads
        first = zlib.crc32(holder[1]) if holder else self._count
        if b"\r\nupgrade:" not in head.lower():  # so that the next request is looked at, too
            kept = [line for line in head[:-4].split(b"\r\n") if not _CONNECTION.match(line)]
            head = b"\r\n".join([*kept, b"Connection: close", b"", b""])
        for turn in range(len(self._backends)):
            port = self._backends[(first + turn) % len(self._backends)]
            with contextlib.suppress(OSError):
                there, back = await asyncio.open_connection("127.0.0.1", port)
                back.write(head)
                async with asyncio.TaskGroup() as both:
                    both.create_task(self._pipe(reader, back))
                    both.create_task(self._pipe(there, writer))
                return

    async def _pipe(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(OSError):
                while data := await reader.read(65_536):
                    writer.write(data)
                    await writer.drain()
        finally:
            writer.close()


class Dashboard(Loop):
    """A screen of a session as a browser keeps it: the stream breaks, and it comes back with the
    number of the last release that it saw."""

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        super().__init__()
        self._url, self._headers = url, headers
        self.numbers: list[int] = []
        self.streams = 0

    async def begin(self) -> None:
        self._watching = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        async with httpx.AsyncClient(timeout=httpx.Timeout(5, read=30)) as web:
            while True:
                with contextlib.suppress(httpx.HTTPError):
                    await self._follow(web)
                await SystemClock().pause(LOOK_MS)

    async def _follow(self, web: httpx.AsyncClient) -> None:
        last = {"Last-Event-ID": str(self.numbers[-1])} if self.numbers else {}
        async with web.stream("GET", self._url, headers={**self._headers, **last}) as answer:
            if answer.status_code != 200:
                return  # not there yet, or not just now
            self.streams += 1
            async for line in answer.aiter_lines():
                if line.startswith("id: "):
                    self.numbers.append(int(line.removeprefix("id: ")))

    def until(self, number: int) -> None:
        """Until it has seen this release."""

        async def seen() -> None:
            async with asyncio.timeout(60):
                while number not in self.numbers:
                    await SystemClock().pause(LOOK_MS)

        with contextlib.suppress(TimeoutError):
            self.run(seen())


@contextlib.contextmanager
def served(
    data: Path, role: str, port: int, log: Path, *asked: object
) -> Iterator[subprocess.Popen[bytes]]:
    """One server of a role, in a process of its own."""
    with log.open("wb") as said:
        process = subprocess.Popen(
            program("serve", "--role", role, "--port", port, "--data", data, *asked),
            stdout=said, stderr=said,
        )  # fmt: skip
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        process.wait(30)


async def is_listening(port: int) -> bool:
    """Whether somebody answers there."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


async def until_listening(*ports: int) -> int:
    """Until one of these is served; which one."""
    async with asyncio.timeout(START_S):
        while True:
            for port in ports:
                if await is_listening(port):
                    return port
            await SystemClock().pause(LOOK_MS)


@contextlib.asynccontextmanager
async def book_of(data: Path) -> AsyncIterator[Stores]:
    """The book of a data folder without its log, whose servers may be electing one."""
    opened = await stores_of(data, "")
    try:
        yield opened.stores
    finally:
        await opened.close()


async def until_session_ms(data: Path, at_ms: int) -> str:
    """Until the clock of the session that runs is there; its code."""
    async with asyncio.timeout(START_S), book_of(data) as stores:
        while True:
            for session in await stores.studies.sessions():
                is_running = session.state is SessionState.RUNNING
                if is_running and session.clock.session_ms(SystemClock().wall_ms()) >= at_ms:
                    return session.code
            await SystemClock().pause(2 * LOOK_MS)


async def releases_of(data: Path, code: str) -> list[Release]:
    """All releases of a session, once the last of them is out."""
    async with asyncio.timeout(START_S), book_of(data) as stores:
        while True:
            found = list((await stores.releases.state(code)).releases)
            if any(release.standing == "final" for release in found):
                return found
            await SystemClock().pause(2 * LOOK_MS)
