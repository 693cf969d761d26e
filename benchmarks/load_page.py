"""The pages of the load: what they share, and one page with what it still expects."""

import asyncio
import time
from collections import Counter, deque

import msgspec
from load_frames import hello_frame, press_frame
from load_join import page_key
from picows import WSFrame, WSListener, WSMsgType, WSTransport

from pulsemeter.wire.participant import Ack, Pong, ToPage, Welcome

UNANSWERED_PER_PAGE_MAX = 8

_decode = msgspec.json.Decoder(ToPage).decode


class Load:
    """What all pages share: the clock of the session and what has happened."""

    def __init__(self, url: str, pages: int, first: int = 0) -> None:
        self.url = url
        self.first = first
        self.keys = [page_key(first + index) for index in range(pages)]
        self.pages: list[LoadPage] = []
        self.sent = self.acknowledged = self.refused = self.lost = self.held = 0
        self.latencies_s: list[float] = []
        self.ways_s: list[float] = []
        self.stamps: list[tuple[int, int, float]] = []
        self.reasons: Counter[str] = Counter()
        self.session_ms = 0
        self.session_at_s = 0.0
        self.welcomed = 0
        self.next_page = 0
        self.is_refilling = False
        self.all_welcomed = asyncio.Event()
        self.all_answered = asyncio.Event()
        self.clock_told = asyncio.Event()

    def clock_ms(self, now_s: float) -> int:
        """Where the session is, as far as the last welcome told."""
        return self.session_ms + int((now_s - self.session_at_s) * 1000)

    def press(self) -> bool:
        """The page whose turn it is presses, unless too much of it is still unanswered."""
        page = self.pages[self.next_page]
        self.next_page = (self.next_page + 1) % len(self.pages)
        if page.is_lost or len(page.sent_at_s) >= UNANSWERED_PER_PAGE_MAX:
            self.held += 1
            return False
        page.press()
        return True

    def answered(self) -> None:
        """One press was acknowledged: send the next one, or say that none is left."""
        self.acknowledged += 1
        if self.is_refilling:
            while not self.press() and self.lost < len(self.pages):
                pass
        elif self.acknowledged == self.sent:
            self.all_answered.set()

    def welcome(self, message: Welcome) -> None:
        """A page is in."""
        self.welcomed += 1
        self.set_clock(message.session_ms)
        if self.welcomed == len(self.keys):
            self.all_welcomed.set()

    def set_clock(self, session_ms: int) -> None:
        """The server told where the session is."""
        self.session_ms, self.session_at_s = session_ms, time.monotonic()
        self.clock_told.set()

    def lose(self) -> None:
        """A page was cut off; nobody needs to wait for what it asked any more."""
        self.lost += 1
        self.all_welcomed.set()
        self.all_answered.set()

    def forget_figures(self) -> None:
        """Start counting afresh."""
        self.sent = self.acknowledged = self.refused = self.held = 0
        self.latencies_s = []
        self.ways_s = []
        self.stamps = []
        self.reasons.clear()

    @property
    def unanswered(self) -> int:
        """Messages on their way."""
        return self.sent - self.acknowledged


class LoadPage(WSListener):
    """One page: numbers its presses and expects them acknowledged in order."""

    def __init__(self, load: Load, writer: int) -> None:
        self.load = load
        self.writer = writer
        self.sequence = 0
        self.upto = 0
        self.sent_at_s: deque[float] = deque()
        self.kept: list[bytes] = []
        self.spread_ms = 0
        self.is_lost = self.is_cut = False
        self.welcomed = asyncio.Event()

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport
        self.hello_at_s = time.monotonic()
        transport.send(WSMsgType.TEXT, hello_frame(self.writer))

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type is not WSMsgType.TEXT:
            if frame.msg_type is WSMsgType.CLOSE:
                transport.disconnect()
            return
        message = _decode(frame.get_payload_as_memoryview())
        if isinstance(message, Ack):
            self.acknowledge(message)
        elif isinstance(message, Pong):
            self.load.set_clock(message.session_ms)
        elif isinstance(message, Welcome):
            self.welcome(message)

    def welcome(self, message: Welcome) -> None:
        """In, or back again with what was kept."""
        load = self.load
        load.ways_s.append(time.monotonic() - self.hello_at_s)
        self.spread_ms = message.spread_ms
        self.sequence = max(self.sequence, message.upto)
        self.upto = message.upto
        self.welcomed.set()
        load.welcome(message)
        for frame in self.kept:
            self.transport.send(WSMsgType.TEXT, frame)
        self.kept.clear()

    def cut(self) -> None:
        """Lose the line without a word, as everybody in one moment."""
        self.is_cut = True
        self.welcomed.clear()
        self.transport.disconnect(False)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        if self.is_cut:
            self.is_cut = False
            return
        self.is_lost = True
        self.load.lose()

    def press(self) -> None:
        """Press once; without a line it is kept."""
        load = self.load
        now_s = time.monotonic()
        self.sequence += 1
        choice = 100 if self.sequence % 3 else -100
        frame = press_frame(self.writer, self.sequence, load.clock_ms(now_s), choice)
        if self.welcomed.is_set():
            self.transport.send(WSMsgType.TEXT, frame)
        else:
            self.kept.append(frame)
        self.sent_at_s.append(now_s)
        load.stamps.append((self.writer, self.sequence, now_s))
        load.sent += 1

    def acknowledge(self, ack: Ack) -> None:
        """Take every press up to `upto` for answered; more than was sent is the server's fault."""
        if ack.writer != self.writer or not self.upto <= ack.upto <= self.sequence:
            raise RuntimeError(
                f"acknowledged {ack.upto} of {self.sequence} sent, {self.upto} before"
            )
        load = self.load
        now_s = time.monotonic()
        load.refused += len(ack.refused)
        load.reasons.update(refused.reason for refused in ack.refused)
        for _ in range(ack.upto - self.upto):
            load.latencies_s.append(now_s - self.sent_at_s.popleft())
            load.answered()
        self.upto = ack.upto
