"""A session of a million simulated participants: its log tallied, one cell of its plan read.

    python benchmarks/million.py                      1,000,000 x 1,440 cells, about ten minutes
    python benchmarks/million.py --persons 100000     a smaller one
    python benchmarks/million.py --engines            NumPy beside numba, 70,000 x 300, two minutes

The follower of the server settles the roster, reads the log frame by frame and folds it; the frames
are made while they are read, since so long a log would take 48 GB, and making them isn't counted.
Before that a small session goes the same way beside a fold in plain Python, record by
record. Both end with an error where a single cell or count differs.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from measuring import machine, rss_parts_mb
from million_log import CODE, STANDINGS, SimulatedLog
from numpy.typing import NDArray
from simulated_cells import AGES, INTERVAL_MS, REGIONS

from pulsemeter.analysis.cut import cut
from pulsemeter.domain.presence import UNKNOWN
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.study import Attribute, Category, Consent, Stimulus, Study
from pulsemeter.service.follow_tally import Member, TallyFollower
from pulsemeter.storage.mapped_arrays import MAPPED_BYTES, MappedArrays
from pulsemeter.tally.counters import Counters
from pulsemeter.tally.engine import is_installed, using

ENGINES = ("numpy", "numba")

SMALL = (3_000, 24)
MIDDLE = (70_000, 300)
FRAME = 2_000
RUNS = 3


def study_of(intervals: int) -> Study:
    """A study with two attributes and their two-way table."""

    def attribute(name: str, size: int) -> Attribute:
        categories = tuple(Category(f"{name}{place}", f"{name} {place}") for place in range(size))
        return Attribute(name, name, name, categories)

    return Study(
        "million",
        "A simulated session",
        "",
        (Stimulus("speech", "Speech", intervals * INTERVAL_MS),),
        (attribute("region", REGIONS), attribute("age", AGES)),
        Consent("", "", "", ""),
        two_way=(("region", "age"),),
        simulated=True,
    )


def members_of(log: SimulatedLog) -> dict[int, Member]:
    """Everybody, with the categories that the log drew for them."""
    kinds = [
        [Member({"region": f"region{region}", "age": f"age{age}"}) for age in range(AGES)]
        for region in range(REGIONS)
    ]
    places = zip(log.region.tolist(), log.age.tolist(), strict=True)
    return dict(
        zip(log.seats.tolist(), (kinds[region][age] for region, age in places), strict=True)
    )


async def tallied(log: SimulatedLog, folder: str, mapped_bytes: int) -> tuple[Any, dict[str, Any]]:
    """The session's follower at the end of its log, and how long each step took."""
    arrays = MappedArrays(Path(folder), mapped_bytes)
    follower = TallyFollower(CODE, study_of(log.intervals), log, arrays=arrays)
    members = members_of(log)
    began_s = time.process_time()
    follower.settle(members)
    settled_s, begun_s = time.process_time(), time.perf_counter()
    await follower.catch_up()
    folding_s = time.process_time() - settled_s - log.making_s
    return follower, {
        "records": log.records,
        "roster_settled_cpu_s": settled_s - began_s,
        "folded_cpu_s": folding_s,
        "folded_per_cpu_s": log.records / folding_s,
        "frames_made_cpu_s": log.making_s,
        "all_wall_s": time.perf_counter() - begun_s,
        **rss_parts_mb(),
    }


def compare(follower: TallyFollower, log: SimulatedLog) -> None:
    """Every count of every interval against what was drawn."""
    expected = (
        log.truth.sum(axis=(1, 2))[:, np.newaxis],
        log.truth.sum(axis=2),
        log.truth.sum(axis=1),
        log.truth.reshape(log.intervals, REGIONS * AGES, STANDINGS),
    )
    counted = follower.tally.counters[0, 0].counts
    for partition, (ours, drawn) in enumerate(zip(counted, expected, strict=True)):
        if not np.array_equal(ours, drawn):
            raise SystemExit(f"partition {partition} is counted otherwise than it was drawn")


def reading(follower: TallyFollower, log: SimulatedLog) -> dict[str, Any]:
    """One cell of the plan over the whole session, read in each way there is."""
    cells, counters = follower.tally.cells[0, 0], follower.tally.counters[0, 0]
    roster = counters.membership
    truth = {
        "segment": (1, log.truth.sum(axis=2)[:, 2]),
        "two_way": (3, log.truth[:, 2, 3]),
    }
    figures: dict[str, Any] = {}
    for name, (partition, drawn) in truth.items():
        cell = 2 if partition == 1 else 2 * AGES + 3
        chosen = np.where(roster.codes[partition] == cell, 0, -1)
        figures[f"{name}_from_counters"], kept = _timed(
            lambda p=partition, c=cell: counters.counts[p][:, c].copy()
        )
        figures[f"{name}_from_cells"], found = _timed(lambda c=chosen: cut(cells.codes.T, c, 1))
        ours = np.stack([found.likes[0], found.dislikes[0], found.present[0]], axis=1)
        if not np.array_equal(kept, drawn) or not np.array_equal(ours, _told(drawn)):
            raise SystemExit(f"one cell, {name}, is counted otherwise than it was drawn")
    every = roster.codes[3]
    figures["all_two_way_from_cells"], found = _timed(
        lambda: cut(cells.codes.T, every, REGIONS * AGES)
    )
    ours = np.stack([found.likes, found.dislikes, found.present], axis=-1)
    if not np.array_equal(ours, _told(counters.counts[3]).swapaxes(0, 1)):
        raise SystemExit("the two-way table is cut otherwise than it was counted")
    figures["all_counted_anew"], anew = _timed(lambda: Counters(cells, roster))
    if not all(map(np.array_equal, anew.counts, counters.counts)):
        raise SystemExit("counted anew, the counts are others")
    return figures


def _told(standings: NDArray[Any]) -> NDArray[Any]:
    """Likes, dislikes and present out of standings, in the last axis."""
    return np.stack([standings[..., 0], standings[..., 1], standings[..., :3].sum(axis=-1)], -1)


def _timed(work: Callable[[], Any]) -> tuple[dict[str, float], Any]:
    """The run of three that took the processor least: its time there and on the clock."""
    runs, found = [], None
    for _ in range(RUNS):
        began_s, began_cpu_s = time.perf_counter(), time.process_time()
        found = work()
        used_s = time.process_time() - began_cpu_s
        runs.append((1_000 * used_s, 1_000 * (time.perf_counter() - began_s)))
    cpu_ms, wall_ms = min(runs)
    return {"cpu_ms": cpu_ms, "wall_ms": wall_ms}, found


async def beside_plain(persons: int, intervals: int) -> dict[str, Any]:
    """A small session both ways, its ranks in a file as those of a large one."""
    log = SimulatedLog(persons, intervals, 100, 7)
    with tempfile.TemporaryDirectory() as folder:
        follower, _ = await tallied(log, folder, 1)
        compare(follower, log)
        reading(follower, log)
    plain = plainly([log.interval(number) for number in range(intervals)])
    cells, differing = follower.tally.cells[0, 0].codes, 0
    for seat, row in follower.tally.row_of.items():
        for interval in range(intervals):
            ours = int(cells[interval, row])
            differing += ours != plain.get((seat, interval), (0, 0, 0, UNKNOWN))[-1]
    if differing:
        raise SystemExit(f"{differing} cells differ from the plain fold")
    return {"persons": persons, "intervals": intervals, "cells": cells.size, "differing": 0}


def plainly(parts: list[Any]) -> dict[tuple[int, int], tuple[int, int, int, int]]:
    """The fold record by record: by seat and interval what stands there last."""
    standing: dict[tuple[int, int], tuple[int, int, int, int]] = {}
    for records in parts:
        for record in records.tolist():
            seat, _, rank, sequence, kind, _, _, choice, clock_ms, _ = record
            presses = int(kind == RecordKind.PRESS)
            entry = (presses, clock_ms, rank << 32 | sequence, choice)
            key = (seat, clock_ms // INTERVAL_MS)
            standing[key] = max(standing.get(key, entry), entry)
    return standing


def engines() -> dict[str, Any]:
    """A session of the size of a national panel by each engine, in turn: the run that took the
    processor least, and how many times numba's the work of NumPy is."""
    found: dict[str, Any] = {"persons": MIDDLE[0], "intervals": MIDDLE[1]}
    for name in ENGINES * 2:
        log = SimulatedLog(*MIDDLE, FRAME, 50)
        with using(name), tempfile.TemporaryDirectory() as folder:
            follower, tally = asyncio.run(tallied(log, folder, MAPPED_BYTES))
            compare(follower, log)
            took = {key: value["cpu_ms"] for key, value in reading(follower, log).items()}
            took["folded"] = 1_000 * tally["folded_cpu_s"]
        before = found.get(name, took)
        found[name] = {key: min(took[key], before[key]) for key in took if "counters" not in key}
    first, quick = (found[name] for name in ENGINES)
    return {**found, "ratios": {key: first[key] / quick[key] for key in first}}


def main() -> None:
    """Measure and print JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--intervals", type=int, default=1_440)
    parser.add_argument("--frames", type=int, default=50, help="of 2,000 records, in one fold")
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0], help="of the fold")
    parser.add_argument("--engines", action="store_true", help="only NumPy beside numba")
    parser.add_argument("--folder", default=None, help="on whose disk the ranks lie")
    asked = parser.parse_args()
    about = machine()
    compared = engines() if is_installed() else {}
    if asked.engines:
        json.dump({"machine": about, "engines": compared}, sys.stdout, indent=2)
        return
    checked = asyncio.run(beside_plain(*SMALL))
    log = SimulatedLog(asked.persons, asked.intervals, FRAME, asked.frames)
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        with using(asked.engine):
            follower, tally = asyncio.run(tallied(log, folder, MAPPED_BYTES))
        compare(follower, log)
        read = {}
        for engine in ENGINES if is_installed() else ENGINES[:1]:
            with using(engine):
                read[engine] = reading(follower, log)
        figures = {
            "machine": about,
            "persons": asked.persons,
            "intervals": asked.intervals,
            "cells": asked.persons * asked.intervals,
            "beside_plain": checked,
            "tally": {"engine": asked.engine, **tally},
            "reading": read,
            "engines": compared,
        }
    json.dump(figures, sys.stdout, indent=2)


if __name__ == "__main__":
    main()
