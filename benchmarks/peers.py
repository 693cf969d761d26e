"""The same presses on our server and on what a team would write first: processor time per press.

    python benchmarks/peers.py

Ours is the whole program, its pages press over the socket. Against it, in the same run and on the
same core: Starlette's WebSocket with a row and a commit per press, and a POST to Flask under
waitress with the same. Every press is acknowledged when it is durable, at all three.
"""

import argparse
import asyncio
import json
import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ingest import measure_sending
from load_frames import press_frame
from measuring import cpu_s, machine, quantile, raise_descriptor_limit, stay_on_core
from processes import MOON, MOON_CATEGORIES, Pages, open_session, pulsemeter, served, started

from pulsemeter.rehearsal.http_lane import HttpLane

LANES = 64


@contextmanager
def pressing(url: str, pid: int, pages: int) -> Iterator[Pages]:
    """The load against a server that stays on one core."""
    stay_on_core(pid, 0)
    load = Pages(url, pages)
    try:
        yield load
    finally:
        load.quit()


def press_at_rates(load: Pages, pid: int, asked: argparse.Namespace) -> list[dict[str, Any]]:
    """What the sockets' load is answered at each rate."""
    return [measure_sending(load, pid, rate, asked.seconds, asked.pages) for rate in asked.rates]


def measure_ours(asked: argparse.Namespace, folder: str) -> list[dict[str, Any]]:
    """The whole program."""
    code = open_session(folder, str(MOON))
    with served(folder, code) as (url, pid), pressing(url, pid, asked.pages) as load:
        load.ask(f"join {code} {MOON_CATEGORIES}")
        load.ask("connect")
        pulsemeter(folder, "session", "start", code)
        load.ask("listen")
        return press_at_rates(load, pid, asked)


def measure_socket(asked: argparse.Namespace, folder: str) -> list[dict[str, Any]]:
    """Starlette's WebSocket, a row per press."""
    with (
        started("peer_servers.py", "socket", f"{folder}/presses.sqlite") as (url, pid),
        pressing(url, pid, asked.pages) as load,
    ):
        load.ask("connect")
        return press_at_rates(load, pid, asked)


async def post(url: str, rate: float, seconds: float, first: int) -> dict[str, Any]:
    """Press by POST over some kept connections, at this rate or as fast as they are answered."""
    began_s = time.monotonic()
    taken_ms: list[float] = []
    sent = 0

    async def press_on(lane: HttpLane, number: int) -> None:
        nonlocal sent
        while (now_s := time.monotonic()) - began_s < seconds:
            if rate and sent >= rate * (now_s - began_s):
                await asyncio.sleep(0.002)
                continue
            sent += 1
            body = press_frame(number, first + sent, 1_000, 100)
            status, _ = await lane.post("/p/records", {"Content-Type": "application/json"}, body)
            if status != 200:
                raise SystemExit(f"a press was answered {status}")
            taken_ms.append(1000 * (time.monotonic() - now_s))
        lane.close()

    await asyncio.gather(*(press_on(HttpLane(url), number) for number in range(LANES)))
    return {
        "asked_per_s": rate or "as fast as acknowledged",
        "acknowledged": len(taken_ms),
        "acknowledged_per_s": len(taken_ms) / (time.monotonic() - began_s),
        "ack_p50_ms": quantile(sorted(taken_ms), 0.5),
        "ack_p99_ms": quantile(sorted(taken_ms), 0.99),
    }


def measure_post(asked: argparse.Namespace, folder: str) -> list[dict[str, Any]]:
    """A POST to Flask, a row per press."""
    file, found, before = f"{folder}/presses.sqlite", [], 0
    with started("peer_servers.py", "post", file) as (url, pid):
        stay_on_core(pid, 0)
        stay_on_core(os.getpid(), 1)
        for rate in asked.rates:
            before_s = cpu_s(pid)
            answer = asyncio.run(post(url, rate, asked.seconds, before))
            before += answer["acknowledged"]
            used_s = cpu_s(pid) - before_s
            found.append(answer | {"server_us_per_message": 1e6 * used_s / answer["acknowledged"]})
        with sqlite3.connect(file) as kept:
            rows = kept.execute("SELECT count(*) FROM press").fetchone()[0]
        kept.close()
        if rows != before:
            raise SystemExit(f"{before} presses were acknowledged and {rows} are stored")
    return found


MEASURES = {"ours": measure_ours, "socket_row": measure_socket, "post_row": measure_post}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--rates", type=float, nargs="*", default=[300, 0])
    parser.add_argument("--seconds", type=float, default=8.0)
    asked = parser.parse_args()
    raise_descriptor_limit()
    cores = os.sched_getaffinity(0)
    figures: dict[str, Any] = {"machine": machine(), "pages": asked.pages}
    for name, measure in MEASURES.items():
        with tempfile.TemporaryDirectory() as folder:
            figures[name] = measure(asked, str(Path(folder)))
        os.sched_setaffinity(0, cores)
    figures["cost_against_ours"] = {
        name: [
            theirs["server_us_per_message"] / ours["server_us_per_message"]
            for theirs, ours in zip(figures[name], figures["ours"], strict=True)
        ]
        for name in MEASURES
    }
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
