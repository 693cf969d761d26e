"""Pages in bulk: joins, connects and presses, and checks every acknowledgement.

A process of its own, driven by lines on standard input, one JSON line back for each:

    join SESSION CATEGORIES_JSON   take a seat for each page over HTTP (skipped on the floor)
    connect                        open all sockets, say hello, wait for every welcome
    listen                         ask for the session's clock anew (it has been started)
    send RATE SECONDS IN_FLIGHT    press at RATE messages/s; RATE 0: keep IN_FLIGHT unanswered
    stamps FILE                    write when each press of the last sending left: page, its
                                   number, seconds of the machine's steady clock
    quit

Each page presses once per message, in turn with all others, as phones do.
"""

import argparse
import asyncio
import contextlib
import json
import sys
import time
from collections import Counter, deque
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import uvloop
from load_frames import check_frames, hello_frame, press_frame
from load_join import join, page_key
from measuring import cpu_s, quantile, raise_descriptor_limit
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from pulsemeter.wire.participant import Ack, Ping, Pong, ToPage, Welcome

PAGES_PER_ADDRESS = 1000
CONNECTING_AT_ONCE = 100
TICK_S = 0.002
UNANSWERED_PER_PAGE_MAX = 8
DRAIN_S_MAX = 20.0

_decode = msgspec.json.Decoder(ToPage).decode
_encode = msgspec.json.Encoder().encode


class Load:
    """What all pages share: the clock of the session and what has happened."""

    def __init__(self, url: str, pages: int) -> None:
        self.url = url
        self.keys = [page_key(index) for index in range(pages)]
        self.pages: list[LoadPage] = []
        self.sent = self.acknowledged = self.refused = self.lost = self.held = 0
        self.latencies_s: list[float] = []
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
        self.is_lost = False

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport
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
            self.sequence = self.upto = message.upto
            self.load.welcome(message)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.is_lost = True
        self.load.lose()

    def press(self) -> None:
        load = self.load
        now_s = time.monotonic()
        self.sequence += 1
        choice = 100 if self.sequence % 3 else -100
        frame = press_frame(self.writer, self.sequence, load.clock_ms(now_s), choice)
        self.transport.send(WSMsgType.TEXT, frame)
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


async def connect(load: Load) -> dict[str, object]:
    """Open every socket, a few at a time, each thousand from an address of its own."""
    began_s = time.monotonic()
    address = load.url.replace("http", "ws", 1) + "/p/socket"
    waiting = deque(enumerate(load.keys))

    async def open_sockets() -> None:
        while waiting:
            index, key = waiting.popleft()
            page = LoadPage(load, writer=1_000_000 + index)
            await ws_connect(
                lambda page=page: page,  # type: ignore[misc]
                address,
                websocket_handshake_timeout=60,
                extra_headers={"Cookie": f"pm_seat={key}", "Origin": load.url},
                read_buffer_init_size=2048,
                local_addr=(f"127.0.0.{2 + index // PAGES_PER_ADDRESS}", 0),
            )
            load.pages.append(page)

    await asyncio.gather(*(open_sockets() for _ in range(CONNECTING_AT_ONCE)))
    await load.all_welcomed.wait()
    return {"connected": load.welcomed, "lost": load.lost, "seconds": time.monotonic() - began_s}


async def listen(load: Load) -> dict[str, object]:
    """Ask one page's socket for the session's clock."""
    load.clock_told.clear()
    load.pages[0].transport.send(WSMsgType.TEXT, _encode(Ping(1)))
    await load.clock_told.wait()
    return {"session_ms": load.session_ms}


async def send(load: Load, rate: float, seconds: float, in_flight: int) -> dict[str, object]:
    """Press for some time, then wait for what is still unanswered."""
    load.forget_figures()
    began_s, own_cpu_s = time.monotonic(), cpu_s_of_self()
    if rate == 0:
        load.is_refilling = True
        for _ in range(in_flight):
            load.press()
        await asyncio.sleep(seconds)
        load.is_refilling = False
    else:
        while (elapsed_s := time.monotonic() - began_s) < seconds:
            for _ in range(int(rate * elapsed_s) - load.sent - load.held):
                load.press()
            await asyncio.sleep(TICK_S)
    sending_s = time.monotonic() - began_s
    answered_in_time = load.acknowledged
    own_cpu_s = cpu_s_of_self() - own_cpu_s
    load.all_answered.clear()  # set each time that all was answered in between
    with contextlib.suppress(TimeoutError):
        if load.unanswered:
            await asyncio.wait_for(load.all_answered.wait(), DRAIN_S_MAX)
    latencies_ms = sorted(value * 1000 for value in load.latencies_s)
    return {
        "seconds": sending_s,
        "sent": load.sent,
        "acknowledged": load.acknowledged,
        "acknowledged_per_s": answered_in_time / sending_s,
        "unanswered": load.unanswered,
        "refused": load.refused,
        "refused_because": dict(load.reasons),
        "held_back": load.held,
        "lost": load.lost,
        "ack_p50_ms": quantile(latencies_ms, 0.5),
        "ack_p99_ms": quantile(latencies_ms, 0.99),
        "ack_max_ms": quantile(latencies_ms, 1.0),
        "generator_cpu_share": own_cpu_s / sending_s,
    }


def write_stamps(load: Load, path: Path) -> dict[str, object]:
    """When each press of the last sending left."""
    path.write_text(json.dumps(load.stamps))
    return {"stamps": len(load.stamps)}


def cpu_s_of_self() -> float:
    """Processor time of this process; above 0.9 of a core the generator is the bottleneck."""
    return cpu_s("self")  # type: ignore[arg-type]


async def commands() -> AsyncIterator[list[str]]:
    """Lines of standard input, split."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    while line := await reader.readline():
        yield line.decode().strip().split(" ", 2)


async def obey(url: str, pages: int) -> None:
    """Carry out one command after the other."""
    load = Load(url, pages)
    async for words in commands():
        if words[0] == "join":
            answer = await join(load.url, load.keys, words[1], json.loads(words[2]))
        elif words[0] == "connect":
            answer = await connect(load)
        elif words[0] == "listen":
            answer = await listen(load)
        elif words[0] == "send":
            seconds, in_flight = words[2].split(" ")
            answer = await send(load, float(words[1]), float(seconds), int(in_flight))
        elif words[0] == "stamps":
            answer = write_stamps(load, Path(words[1]))
        else:
            return
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--pages", type=int, required=True)
    asked = parser.parse_args()
    if not (urlsplit(asked.url).hostname or "").startswith("127."):
        parser.error("the load is for a server on this machine only (127.0.0.0/8)")
    raise_descriptor_limit()
    check_frames()
    uvloop.run(obey(asked.url, asked.pages))
