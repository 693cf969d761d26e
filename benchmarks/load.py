"""Pages in bulk: joins, connects and presses, and checks every acknowledgement.

A process of its own, driven by lines on standard input, one JSON line back for each:

    join SESSION CATEGORIES_JSON   take a seat for each page over HTTP (skipped on the floor)
    connect                        open all sockets, say hello, wait for every welcome
    listen                         ask for the session's clock anew (it has been started)
    send RATE SECONDS IN_FLIGHT    press at RATE messages/s; RATE 0: keep IN_FLIGHT unanswered
    storm SPREADS                  cut every line at once; all come back, spread (1) or not (0)
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
from collections import deque
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import uvloop
from load_frames import check_frames
from load_join import join
from load_page import Load, LoadPage
from load_storm import storm
from measuring import cpu_s, quantile, raise_descriptor_limit
from picows import WSMsgType, ws_connect

from pulsemeter.wire.participant import Ping

FIRST_WRITER = 1_000_000
PAGES_PER_ADDRESS = 1000
CONNECTING_AT_ONCE = 100
TICK_S = 0.002
DRAIN_S_MAX = 20.0

_encode = msgspec.json.Encoder().encode


async def open_line(load: Load, page: LoadPage) -> None:
    """Open a page's socket; each thousand comes from an address of its own."""
    number = page.writer - FIRST_WRITER
    await ws_connect(
        lambda: page,
        load.url.replace("http", "ws", 1) + "/p/socket",
        websocket_handshake_timeout=60,
        extra_headers={"Cookie": f"pm_seat={load.keys[number - load.first]}", "Origin": load.url},
        read_buffer_init_size=2048,
        local_addr=(f"127.0.0.{2 + number // PAGES_PER_ADDRESS}", 0),
    )


async def connect(load: Load) -> dict[str, object]:
    """Open every socket, a few at a time."""
    began_s = time.monotonic()
    first = FIRST_WRITER + load.first
    waiting = deque(LoadPage(load, first + index) for index in range(len(load.keys)))

    async def open_lines() -> None:
        while waiting:
            page = waiting.popleft()
            await open_line(load, page)
            load.pages.append(page)

    await asyncio.gather(*(open_lines() for _ in range(CONNECTING_AT_ONCE)))
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


async def obey(load: Load) -> None:
    """Carry out one command after the other."""
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
        elif words[0] == "storm":
            come_back = partial(open_line, load)
            answer = await storm(load, come_back, spreads=words[1] == "1")
        elif words[0] == "stamps":
            answer = write_stamps(load, Path(words[1]))
        else:
            return
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--pages", type=int, required=True)
    parser.add_argument("--first", type=int, default=0, help="number of its first page")
    asked = parser.parse_args()
    if not (urlsplit(asked.url).hostname or "").startswith("127."):
        parser.error("the load is for a server on this machine only (127.0.0.0/8)")
    raise_descriptor_limit()
    check_frames()
    uvloop.run(obey(Load(asked.url, asked.pages, asked.first)))
