"""A relay between a browser and the server that sees what a network sees, and a little more.

It passes bytes on as they come and keeps them with their order. Over plain http it can also tell
where a message ends and whether it is one of the clock's, which is how a test cuts a conversation
into frames; what it compares is direction and size alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from bisect import bisect_left
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Self

UP, DOWN = "up", "down"
_HEAD_END = b"\r\n\r\n"
_SHORT, _LONG = 126, 127


@dataclass
class Stream:
    """One direction of one connection: its bytes, and at which place in time each part came."""

    data: bytearray = field(default_factory=bytearray)
    ends: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)

    def add(self, part: bytes, place: int) -> None:
        self.data += part
        self.ends.append(len(self.data))
        self.places.append(place)

    def place_of(self, end: int) -> int:
        """When the byte before `end` was there."""
        return self.places[bisect_left(self.ends, end)]


@dataclass(frozen=True)
class Message:
    """One whole request, answer or frame of a socket: its size on the wire, and what it says."""

    place: int
    direction: str
    size: int
    head: str
    content: Any


class Connection:
    """Both directions of one connection."""

    def __init__(self) -> None:
        self.streams = {UP: Stream(), DOWN: Stream()}

    def messages(self) -> list[Message]:
        """All whole messages of both directions, in the order in which they were whole."""
        asked, up_rest = self._http(UP)
        answered, down_rest = self._http(DOWN)
        if answered and answered[-1].head.split(" ")[1] == "101":
            asked += self._frames(UP, up_rest)
            answered += self._frames(DOWN, down_rest)
        return sorted(asked + answered, key=lambda message: message.place)

    def _http(self, direction: str) -> tuple[list[Message], int]:
        """Requests or answers, up to where a socket or an unfinished one begins."""
        stream = self.streams[direction]
        data, start, found = bytes(stream.data), 0, []
        while (head_end := data.find(_HEAD_END, start)) >= 0:
            head = data[start:head_end].decode("latin-1")
            begin = head_end + len(_HEAD_END)
            lines = head.lower().split("\r\n")
            lengths = [line.split(":")[1] for line in lines if line.startswith("content-length:")]
            end = begin + (int(lengths[0]) if lengths else 0)
            if end > len(data):
                break
            body = data[begin:end]
            is_json = "content-type: application/json" in lines and body
            content = json.loads(body) if is_json else None
            found.append(Message(stream.place_of(end), direction, end - start, head, content))
            start = end
            if "upgrade: websocket" in lines:
                break
        return found, start

    def _frames(self, direction: str, start: int) -> Iterator[Message]:
        """Text frames of a socket; pings and goodbyes of the protocol itself carry no message."""
        stream = self.streams[direction]
        data = bytes(stream.data)
        while start + 2 <= len(data):
            length, begin = data[start + 1] & 0x7F, start + 2
            if length >= _SHORT:
                wide = 2 if length < _LONG else 8
                length, begin = int.from_bytes(data[begin : begin + wide], "big"), begin + wide
            mask = bytes(4)
            if data[start + 1] & 0x80:
                mask, begin = data[begin : begin + 4], begin + 4
            end = begin + length
            if end > len(data):
                return
            if data[start] & 0x0F == 1:
                text = bytes(b ^ mask[i % 4] for i, b in enumerate(data[begin:end]))
                yield Message(
                    stream.place_of(end), direction, end - start, "frame", json.loads(text)
                )
            start = end


class WireTap:
    """The relay; `url` is where a browser finds it."""

    def __init__(self, port: int) -> None:
        self._target, self._count = port, 0
        self._connections: list[Connection] = []
        self._is_up: Future[asyncio.AbstractEventLoop] = Future()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self.port = 0

    def __enter__(self) -> Self:
        self._thread.start()
        self._is_up.result(30)
        return self

    def __exit__(self, *_: object) -> None:
        self._is_up.result().call_soon_threadsafe(self._stop.set)
        self._thread.join(30)

    @property
    def url(self) -> str:
        """Where the server is for a browser behind this relay."""
        return f"http://127.0.0.1:{self.port}"

    def messages(self) -> list[Message]:
        """All that passed so far, in order."""
        found = [message for one in list(self._connections) for message in one.messages()]
        return sorted(found, key=lambda message: message.place)

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._relay, "127.0.0.1", 0)
        async with server:
            self.port = server.sockets[0].getsockname()[1]
            self._is_up.set_result(asyncio.get_running_loop())
            await self._stop.wait()

    async def _relay(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        connection = Connection()
        self._connections.append(connection)
        far, forth = await asyncio.open_connection("127.0.0.1", self._target)
        try:
            await asyncio.gather(
                self._pass(near, forth, connection.streams[UP]),
                self._pass(far, back, connection.streams[DOWN]),
            )
        except (OSError, asyncio.CancelledError):
            pass  # one of the two is gone, or the test is over
        finally:
            for writer in (back, forth):
                writer.transport.abort()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()

    async def _pass(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, stream: Stream
    ) -> None:
        while part := await source.read(2**16):
            self._count += 1
            stream.add(part, self._count)
            sink.write(part)
            await sink.drain()
        if sink.can_write_eof():
            sink.write_eof()
