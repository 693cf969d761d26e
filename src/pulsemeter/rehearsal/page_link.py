"""The connection of one simulated page: kept up, broken on purpose, mended, spoken through.

Sends what the page in charge holds and hears its answers. Knows nothing of scripts.
"""

import asyncio
import random
from collections.abc import Callable

import msgspec

from pulsemeter.rehearsal.page import PageModel, read_frame
from pulsemeter.rehearsal.page_socket import CONNECT_ERRORS, PageSocket, connect
from pulsemeter.wire.participant import Ack, ToPage, Welcome

BACKOFF_FIRST_S = 0.5
BACKOFF_MAX_S = 30.0
WITHOUT_CONNECTION_MAX_S = 120.0


class GaveUpError(Exception):
    """A page that could not go on; says why."""


class PageLink:
    """The way between the page in charge and the server, over one socket after another."""

    def __init__(
        self,
        base_url: str,
        page_key: str,
        page: PageModel,
        speed: float,
        on_message: Callable[[ToPage], None],
    ) -> None:
        self.page = page
        self.welcomed = asyncio.Event()
        """Set while the page in charge holds the seat over an open socket."""
        self.heard = asyncio.Event()
        """Set whenever an answer changed the outbox."""
        self.resume_ms = 0
        self.duplicates_next = False
        self.holds_next = False
        self._base_url = base_url
        self._page_key = page_key
        self._speed = max(1.0, speed)
        self._on_message = on_message
        self._socket: PageSocket | None = None
        self._held: bytes | None = None
        self._blocked_until_s = 0.0
        self._deaf_until_s = 0.0
        self._break_later: asyncio.TimerHandle | None = None
        self._was_welcomed = False
        self._spread_s = 0.0
        self._fault = ""

    @property
    def is_blocked(self) -> bool:
        """Whether a mishap keeps the socket from coming back just now."""
        return _now_s() < self._blocked_until_s

    def send(self) -> None:
        """Everything new onto the socket, by way of the mishaps that wait for a frame."""
        if self._socket is None or not self.welcomed.is_set():
            return
        for frame in self.page.frames_to_send():
            if self.holds_next and self._held is None:
                self._held, self.holds_next = frame, False
                continue
            self._socket.send(frame)
            if self.duplicates_next:
                self._socket.send(frame)
                self.duplicates_next = False
            self._release_held()

    def hold_no_more(self) -> None:
        """No frame will follow: let go of one that waits to be overtaken."""
        self.holds_next = False
        self._release_held()

    def _release_held(self) -> None:
        if self._held is not None and self._socket is not None:
            self._socket.send(self._held)
            self._held = None

    def take_charge(self, page: PageModel) -> None:
        """Another page load takes the place of this one; its socket is a new one."""
        self.page = page
        self._blocked_until_s = self._deaf_until_s = 0.0
        self.break_off()

    def break_off(self, length_s: float = 0.0) -> None:
        """Lose the connection without a word; it can't come back before the length is over."""
        self._blocked_until_s = max(self._blocked_until_s, _now_s() + length_s)
        self.welcomed.clear()
        if self._socket is not None:
            self._socket.abort()

    def go_deaf(self, length_s: float) -> None:
        """Lose all acknowledgements for this long, then the connection."""
        self._deaf_until_s = _now_s() + length_s
        self._break_later = asyncio.get_running_loop().call_later(length_s, self.break_off)

    def close(self) -> None:
        """Say goodbye; for good."""
        if self._break_later is not None:
            self._break_later.cancel()
        if self._socket is not None:
            self._socket.close()

    async def keep(self) -> None:
        """Connect, and again whenever the connection is gone, backing off with jitter.

        Runs until it is cancelled. Raises GaveUpError if the server says what no page
        understands, or doesn't welcome it for a long time.
        """
        tries, since_s = 0, _now_s()
        while True:
            if self.is_blocked:
                await asyncio.sleep(self._blocked_until_s - _now_s())
                continue
            said = await self._connect_once()
            if self._fault:
                raise GaveUpError(self._fault)
            if self._was_welcomed:
                tries, since_s = 0, _now_s()
            elif _now_s() - since_s > WITHOUT_CONNECTION_MAX_S:
                raise GaveUpError(f"no connection: {said}")
            backoff_s = min(BACKOFF_MAX_S, BACKOFF_FIRST_S * 2**tries)
            backoff_s *= random.uniform(0.5, 1.0)
            backoff_s += random.uniform(0.0, self._spread_s)
            await asyncio.sleep(backoff_s / self._speed)
            tries += 1

    async def _connect_once(self) -> str:
        """One connection from hello to its end; what it ended with."""
        self._was_welcomed = False
        try:
            self._socket = await connect(self._base_url, self._page_key, self._hear)
            self._socket.send(self.page.hello())
            await self._socket.lost.wait()
        except CONNECT_ERRORS as error:
            return f"{type(error).__name__}: {error}"
        self._socket = None
        self.welcomed.clear()
        return "the server closes the socket without a welcome"

    def _hear(self, socket: PageSocket, frame: bytes) -> None:
        if socket is not self._socket:
            return
        try:
            message = read_frame(frame)
            if isinstance(message, Ack) and _now_s() < self._deaf_until_s:
                return
            self._on_message(message)
            if self.page.hear(message):
                self.heard.set()
        except (msgspec.MsgspecError, ValueError) as error:
            self._fault = str(error)
            socket.abort()
            return
        if isinstance(message, Welcome) and message.writer == self.page.writer:
            self.resume_ms = message.resume_ms
            self._spread_s = message.spread_ms / 1000
            self._held = None
            self.page.forget_sending()
            self._was_welcomed = True
            self.welcomed.set()
            self.send()


def _now_s() -> float:
    return asyncio.get_running_loop().time()
