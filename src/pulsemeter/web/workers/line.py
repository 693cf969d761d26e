"""What the serving process and a worker say to each other: kind, connection, bytes.

Both sides gather what one turn of their event loop has to say and write it in one piece, so that
the cost of a system call is shared by all messages of that turn.
"""

import asyncio
import struct
from collections.abc import Callable
from enum import IntEnum

_HEAD = struct.Struct("<BQI")
_NUMBER = struct.Struct("<Q")
PAYLOAD_BYTES_MAX = 1 << 20
ARRIVAL_BYTES_MAX = 1_024


class Kind(IntEnum):
    """What a message says of its connection: FRAME goes both ways, CLOSE down, the others up.
    ALIVE is of none: asked downwards, and answered."""

    READY = 1
    OPENED = 2
    FRAME = 3
    CLOSE = 4
    CLOSED = 5
    ALIVE = 6


class LineBroken(ValueError):
    """Bytes that are no message of this line."""


class Outgoing:
    """Gathers messages and hands them on together, at the end of this turn of the event loop."""

    __slots__ = ("_loop", "_parts", "_write")

    def __init__(self, write: Callable[[bytes], None], loop: asyncio.AbstractEventLoop) -> None:
        self._write = write
        self._loop = loop
        self._parts: list[bytes] = []

    def put(self, kind: Kind, connection: int, payload: bytes = b"") -> None:
        """Say this."""
        if not self._parts:
            self._loop.call_soon(self.flush)
        self._parts += (_HEAD.pack(kind, connection, len(payload)), payload)

    def flush(self) -> None:
        """Hand on what waits."""
        if self._parts:
            parts, self._parts = self._parts, []
            self._write(b"".join(parts))


class Incoming:
    """Cuts what arrives into messages and calls `take(kind, connection, payload)` for each."""

    __slots__ = ("_rest", "_take")

    def __init__(self, take: Callable[[int, int, bytes], None]) -> None:
        self._take = take
        self._rest = b""

    def feed(self, data: bytes) -> None:
        """More has arrived. Raises LineBroken for a length that none of ours has."""
        if self._rest:
            data = self._rest + data
        take, size, start, end = self._take, _HEAD.size, 0, len(data)
        while end - start >= size:
            kind, connection, length = _HEAD.unpack_from(data, start)
            if length > PAYLOAD_BYTES_MAX:
                raise LineBroken(f"a message of {length} bytes")
            start += size
            if end - start < length:
                start -= size
                break
            take(kind, connection, data[start : start + length])
            start += length
        self._rest = data[start:]


def close_payload(code: int, reason: str) -> bytes:
    """What a CLOSE carries."""
    return code.to_bytes(2, "little") + reason.encode()


def read_close(payload: bytes) -> tuple[int, str]:
    """Code and reason of a CLOSE."""
    return int.from_bytes(payload[:2], "little"), payload[2:].decode()


def arrival(connection: int, request: bytes) -> bytes:
    """What comes through the door together with a connection's descriptor."""
    return _NUMBER.pack(connection) + request


def read_arrival(packet: bytes) -> tuple[int, bytes]:
    """Number and request of a connection that came through the door."""
    return _NUMBER.unpack_from(packet)[0], packet[_NUMBER.size :]
