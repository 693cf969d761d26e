"""Dashboards as far as the server sees them: streams of releases that are read, now and then
opened anew from the last release seen, as a browser does; and live rooms that are loaded."""

import asyncio
import contextlib
import re
from itertools import count
from urllib.parse import urlsplit

RELEASE_NUMBER = re.compile(rb"^id: (\d+)$", re.MULTILINE)
AGAIN_S = 0.5
LINE_BYTES_MAX = 1 << 22
LAST_ONES_S = 30.0


class Screens:
    """Some screens of one signed-in member; each `renew_s` one of them, in turn, is opened anew."""

    def __init__(self, url: str, code: str, cookie: str, screens: int, renew_s: float) -> None:
        parts = urlsplit(url)
        self._address, self._netloc = (parts.hostname, parts.port), parts.netloc
        self._code, self._cookie, self._renew_s = code, cookie, renew_s
        self.arrived: list[set[int]] = [set() for _ in range(screens)]
        self._lines: list[asyncio.StreamWriter | None] = [None] * screens
        self._came = asyncio.Event()
        self.opened = 0

    @property
    def newest(self) -> int:
        """The highest number that any screen has seen."""
        return max((max(seen, default=0) for seen in self.arrived), default=0)

    async def run(self) -> None:
        """Read on all screens until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._renew())
            for place in range(len(self.arrived)):
                tasks.create_task(self._keep(place))

    async def missing(self, released: set[int]) -> int:
        """How many of these releases never came, over all screens; waits for the last ones."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LAST_ONES_S):
                while any(released - seen for seen in self.arrived):
                    self._came.clear()
                    await self._came.wait()
        return sum(len(released - seen) for seen in self.arrived)

    async def _renew(self) -> None:
        """A reader reloads the page: the room is asked for, and the stream is opened anew."""
        for turn in count():
            await asyncio.sleep(self._renew_s)
            for path in (f"/sessions/{self._code}/live", f"/api/v1/sessions/{self._code}/room"):
                reader, writer = await self._ask(path, "Connection: close")
                status = await reader.readline()
                while await reader.read(65_536):
                    pass
                writer.close()
                if b" 200 " not in status:
                    raise RuntimeError(f"GET {path} answered {status!r}")
            line = self._lines[turn % len(self._lines)]
            if line is not None:
                line.close()

    async def _ask(
        self, path: str, *more: str
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection(*self._address, limit=LINE_BYTES_MAX)
        head = [f"GET {path} HTTP/1.1", f"Host: {self._netloc}", f"Cookie: {self._cookie}", *more]
        writer.write("\r\n".join([*head, "", ""]).encode())
        return reader, writer

    async def _keep(self, place: int) -> None:
        """One screen's stream, opened again whenever it ends, from the last release on."""
        seen = self.arrived[place]
        while True:
            with contextlib.suppress(ConnectionError):
                await self._read(place, seen)
            await asyncio.sleep(AGAIN_S)

    async def _read(self, place: int, seen: set[int]) -> None:
        reader, writer = await self._ask(
            f"/api/v1/sessions/{self._code}/stream",
            "Accept: text/event-stream",
            f"Last-Event-ID: {max(seen, default=0)}",
        )
        self._lines[place], self.opened = writer, self.opened + 1
        try:
            while line := await reader.readline():
                if found := RELEASE_NUMBER.match(line.rstrip()):
                    seen.add(int(found[1]))
                    self._came.set()
        finally:
            writer.close()
