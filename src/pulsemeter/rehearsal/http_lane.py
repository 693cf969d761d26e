"""One kept-alive HTTP connection for POSTs, one at a time.

A panel of thousands asks many thousands of times within seconds, from the machine that serves
them as well: a general client with its pool took more of it than the server itself. Knows
requests and answers, nothing of seats.
"""

import asyncio
import ssl
from collections.abc import Mapping
from typing import Protocol
from urllib.parse import urlsplit

from httptools import HttpParserError, HttpResponseParser

TIMEOUT_S = 30.0
_READ_BYTES = 65_536


class LaneError(ConnectionError):
    """No answer came, or none that is HTTP."""


class _Parser(Protocol):
    def feed_data(self, data: bytes) -> None: ...
    def get_status_code(self) -> int: ...
    def should_keep_alive(self) -> bool: ...


class _Answer:
    """Collects one answer; the parser calls two of these by name."""

    def __init__(self) -> None:
        self.body = b""
        self.status = 0
        self.keeps = False
        self._parser: _Parser = HttpResponseParser(self)

    def feed(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, part: bytes) -> None:
        self.body += part

    def on_message_complete(self) -> None:
        self.status = self._parser.get_status_code()
        # Only here: the parser forgets it as soon as the answer is over.
        self.keeps = self._parser.should_keep_alive()


class HttpLane:
    """A connection that is opened when first needed and again after the server closed it."""

    def __init__(self, base_url: str) -> None:
        parts = urlsplit(base_url)
        self._host = parts.hostname or ""
        self._is_tls = parts.scheme == "https"
        self._port = parts.port or (443 if self._is_tls else 80)
        self._netloc = parts.netloc
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def post(self, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        """Status and body of the answer. Sends again, once, if a kept connection turns out to
        be gone. Raises OSError or TimeoutError if no answer comes."""
        lines = [f"POST {path} HTTP/1.1", f"Host: {self._netloc}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += [f"Content-Length: {len(body)}", "", ""]
        request = "\r\n".join(lines).encode("latin-1") + body
        was_kept = self._writer is not None
        try:
            return await self._exchange(request)
        except (LaneError, OSError):
            if not was_kept:
                raise
        return await self._exchange(request)

    async def _exchange(self, request: bytes) -> tuple[int, bytes]:
        answer = _Answer()
        try:
            async with asyncio.timeout(TIMEOUT_S):
                reader, writer = await self._connected()
                writer.write(request)
                while not answer.status:
                    data = await reader.read(_READ_BYTES)
                    if not data:
                        raise LaneError("the server closed the connection without an answer")
                    answer.feed(data)
            return answer.status, answer.body
        except HttpParserError as error:
            raise LaneError(f"the answer is not HTTP: {error}") from None
        finally:
            if not answer.keeps:
                self.close()

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._reader is None or self._writer is None:
            context = ssl.create_default_context() if self._is_tls else None
            self._reader, self._writer = await asyncio.open_connection(
                self._host, self._port, ssl=context
            )
        return self._reader, self._writer

    def close(self) -> None:
        """Close the connection; the next POST opens another."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None
