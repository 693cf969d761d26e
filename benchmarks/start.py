"""From the start of the server to its first page: on a small data folder, and on a long log.

    python benchmarks/start.py

The time runs from starting the process to the first answer 200 on `/`; by then every session
that isn't planned any more stands in memory with seats, log, tally and releases. The long log
is a simulated live session of 2,000 seats that pressed in 500 intervals: a million reactions in
commits of four, as such a session leaves them, with everything released by a first run.
"""

import argparse
import asyncio
import json
import signal
import socket as network
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import numpy as np
from load_join import page_key, profile_of
from measuring import machine, rss_kb
from processes import MOON, MOON_CATEGORIES, open_session, pulsemeter

from pulsemeter.bootstrap import opened
from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.outside import SystemChance, SystemClock
from pulsemeter.service.conduct_session import Conduct
from pulsemeter.service.create_study import create_study
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.ports import SeatRecord
from pulsemeter.tally.frame import RECORD, Frame, Records, encode_frame

WAIT_S_MAX = 120.0
CADENCE_MS = 5_000
TWO_HOURS_MS = 7_200_000


class ClockSetBack(SystemClock):
    """The wall clock some time ago, so that a session has been running for that long."""

    def __init__(self, back_ms: int) -> None:
        super().__init__()
        self._back_ms = back_ms

    def wall_ms(self) -> int:
        return super().wall_ms() - self._back_ms


def start(folder: str) -> tuple[subprocess.Popen[str], float]:
    """Start a server; the process and the seconds to its first page."""
    with network.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    began_s = time.monotonic()
    command = [sys.executable, "-m", "pulsemeter", "serve", "--port", str(port), "--data", folder]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    while time.monotonic() - began_s < WAIT_S_MAX and process.poll() is None:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=WAIT_S_MAX)
            connection.request("GET", "/")
            if connection.getresponse().status == 200:
                return process, time.monotonic() - began_s
        except ConnectionRefusedError:
            time.sleep(0.005)
    process.kill()
    raise SystemExit("The server did not answer; it says why above.")


def stop(process: subprocess.Popen[str]) -> None:
    """End it as Ctrl-C does, once it says that it listens to that."""
    assert process.stdout is not None
    any("Ctrl-C" in line for line in process.stdout)
    process.send_signal(signal.SIGINT)
    process.wait(timeout=60)


def time_starts(folder: str, times: int) -> dict[str, Any]:
    """Start several times; the middle one counts, the others are told."""
    taken_s, memory_kb = [], 0
    for _ in range(times):
        process, seconds = start(folder)
        memory_kb = rss_kb(process.pid)
        stop(process)
        taken_s.append(seconds)
    taken_s.sort()
    return {"seconds": taken_s[len(taken_s) // 2], "each": taken_s, "server_rss_kb": memory_kb}


def presses(seats: list[int], intervals: int) -> Records:
    """Everybody presses once per interval, in the order of arrival."""
    generator = np.random.default_rng(1)
    count = len(seats) * intervals
    records = np.zeros(count, dtype=RECORD)
    interval = np.repeat(np.arange(intervals), len(seats))
    records["seat"] = np.tile(np.array(seats, dtype=np.uint64), intervals)
    records["writer"] = records["seat"]
    records["writer_rank"] = 1
    records["sequence"] = interval + 1
    records["kind"] = RecordKind.PRESS
    records["choice"] = generator.choice([100, -100], count)
    records["clock_ms"] = interval * CADENCE_MS + generator.integers(0, CADENCE_MS, count)
    records["received_ms"] = records["clock_ms"] + 80
    return records[np.argsort(records["received_ms"], kind="stable")]


def frames(code: str, records: Records, per_frame: int) -> Iterator[tuple[str, bytes]]:
    """The rows of the log."""
    for number, first in enumerate(range(0, len(records), per_frame), start=1):
        frame = Frame(code, 1, number, records[first : first + per_frame])
        yield code, encode_frame(frame)


async def seat_everybody(folder: str, seats: int, intervals: int) -> tuple[str, list[int]]:
    """A study of two hours, its session long running, its seats taken; code and seats."""
    chance, clock = SystemChance(), ClockSetBack(intervals * CADENCE_MS + 10_000)
    categories = json.loads(MOON_CATEGORIES)
    async with opened(Path(folder)) as held:
        stores = held.stores
        moon = await stores.studies.study("moon")
        if moon is None:
            raise SystemExit("The demonstration study is missing.")
        stimuli = tuple(replace(s, duration_ms=TWO_HOURS_MS) for s in moon.stimuli)
        study = replace(moon, name="long", stimuli=stimuli)
        await create_study(stores.studies, study, "", await stores.studies.statements("moon"))
        conduct = Conduct(stores.studies, clock, chance)
        code = (await conduct.plan(study.name, SessionKind.LIVE, simulated=True)).code
        await conduct.step(code, SessionState.OPEN)
        await conduct.step(code, SessionState.RUNNING)
        taken = [
            Seat(
                chance.number(63), code, SeatStep.STIMULUS, 1,
                categories=profile_of(index, categories),
            )
            for index in range(seats)
        ]  # fmt: skip
        await stores.seats.add(
            [
                SeatRecord(seat, secret_hash(page_key(index)), b"%d" % index)
                for index, seat in enumerate(taken)
            ]
        )
        await stores.seats.claim([(seat.id, seat.id) for seat in taken])
        return code, [seat.id for seat in taken]


def write_long_log(folder: str, seats: int, intervals: int, per_frame: int) -> int:
    """A session with its log, written in one go; how many frames."""
    pulsemeter(folder, "study", "create", str(MOON))
    code, taken = asyncio.run(seat_everybody(folder, seats, intervals))
    with sqlite3.connect(Path(folder) / "reactions.sqlite") as log:
        log.executemany(
            "INSERT INTO frames (session, frame) VALUES (?, ?)",
            frames(code, presses(taken, intervals), per_frame),
        )
        count: int = log.execute("SELECT count(*) FROM frames").fetchone()[0]
    log.close()
    return count


def wait_for_releases(folder: str, count: int) -> int:
    """Until a first run has released that many; how many there are."""
    until_s = time.monotonic() + WAIT_S_MAX
    found = 0
    while found < count and time.monotonic() < until_s:
        time.sleep(0.5)
        book = sqlite3.connect(Path(folder) / "studies.sqlite")
        found = book.execute("SELECT count(*) FROM releases").fetchone()[0]
        book.close()
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seats", type=int, default=2000)
    parser.add_argument("--intervals", type=int, default=500)
    parser.add_argument("--records-per-frame", type=int, default=4)
    parser.add_argument("--times", type=int, default=3)
    asked = parser.parse_args()
    figures: dict[str, Any] = {"machine": machine()}
    with tempfile.TemporaryDirectory() as folder:
        open_session(folder, str(MOON))
        figures["small_folder"] = time_starts(folder, asked.times)
    with tempfile.TemporaryDirectory() as folder:
        count = write_long_log(folder, asked.seats, asked.intervals, asked.records_per_frame)
        process, first_s = start(folder)
        released = wait_for_releases(folder, asked.intervals)
        stop(process)
        figures["long_log"] = {
            "reactions": asked.seats * asked.intervals,
            "frames": count,
            "releases": released,
            "first_run_seconds": first_s,
            **time_starts(folder, asked.times),
        }
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
