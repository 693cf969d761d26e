"""Servers for the tests of couriers: they take, refuse, stall, drip, redirect or hang up."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]
LENGTH = b"content-length: "


@dataclass
class Sink:
    """What came to an HTTP server, whole requests in order."""

    port: int = 0
    heads: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def header(self, name: str, place: int = -1) -> str:
        """A header of a request, by itself the last one's."""
        lines = self.heads[place].split("\r\n")[1:]
        return next(v.strip() for n, _, v in (x.partition(":") for x in lines) if n.lower() == name)


def say(status: str, *headers: str, body: str = "") -> Answer:
    """An ordinary answer."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", "connection: close"]
        writer.write("\r\n".join([*lines, *headers, "", body]).encode())
        await writer.drain()

    return answer


async def stall(writer: asyncio.StreamWriter) -> None:
    """Never answers."""
    await asyncio.Event().wait()


async def drip(writer: asyncio.StreamWriter) -> None:
    """An answer that comes byte by byte and never ends."""
    writer.write(b"HTTP/1.1 200 OK\r\nx-long: ")
    while True:
        writer.write(b"a")
        await writer.drain()
        await asyncio.sleep(0.02)


async def hang_up(writer: asyncio.StreamWriter) -> None:
    """Closes instead of answering."""


async def _request(reader: asyncio.StreamReader) -> tuple[str, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    at = head.lower().find(LENGTH)
    length = int(head[at + len(LENGTH) :].split(b"\r\n")[0]) if at >= 0 else 0
    return head.decode(), await reader.readexactly(length)


@asynccontextmanager
async def http_sink(answer: Answer) -> AsyncIterator[Sink]:
    """A server on a port of its own that answers every request alike."""
    sink = Sink()
    open_now: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        open_now.add(task)
        try:
            head, body = await _request(reader)
            sink.heads.append(head)
            sink.bodies.append(body)
            await answer(writer)
        except (asyncio.CancelledError, ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            open_now.discard(task)
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    sink.port = server.sockets[0].getsockname()[1]
    try:
        yield sink
    finally:
        server.close()
        for task in open_now:
            task.cancel()
        await asyncio.gather(*open_now, return_exceptions=True)
