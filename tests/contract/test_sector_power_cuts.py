"""The power goes while SQLite writes, and takes any part of what wasn't synced.

The program's own pragmas, SQL and transactions run over a disk that writes everything down
(`recording_disk`); of each moment many power cuts are made (`cut_states`), opened with plain SQLite
and held against what the program had been told was done.
"""

import asyncio
import contextlib
import copy
import random
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from tests.contract.cut_states import Disk, put
from tests.contract.recording_disk import Recording, Sync, Told, Write

from pulsemeter.domain.participant import Seat
from pulsemeter.service.ports import SeatRecord
from pulsemeter.storage.relational.queries import load_queries
from pulsemeter.storage.relational.reaction_log import SqlReactionLog
from pulsemeter.storage.relational.seat_book import SqlSeatBook
from pulsemeter.storage.sqlite.connection import Database
from pulsemeter.tally.frame import RECORD, Frame, decode_frame

STATES, STATES_OF_A_STORY, SLOW_STATES = 3_000, 1_000, 200_000
CODE = "KENNEDY"
OPENED_WHOLE_EVERY = 25
Key = tuple[int, int]


@dataclass
class Known:
    """What the program was told is done: records by (seat, sequence), seats, withdrawals."""

    records: set[Key] = field(default_factory=set)
    seats: set[int] = field(default_factory=set)
    erased: set[int] = field(default_factory=set)

    def hear(self, what: tuple[str, set[Key] | set[int]]) -> None:
        getattr(self, what[0]).update(what[1])


def frame(number: int, size: int, chance: random.Random, gone: int) -> Frame:
    records = np.zeros(size, dtype=RECORD)
    records["seat"] = [chance.randint(gone + 1, 8) for _ in range(size)]
    records["writer"], records["writer_rank"], records["kind"] = 7, 1, 1
    records["sequence"] = np.arange(size) + number * 10_000
    return Frame(CODE, 3, number, records)


def keys_of(made: Frame) -> set[Key]:
    return {(int(row["seat"]), int(row["sequence"])) for row in made.records}


async def story(folder: Path, recording: Recording, seed: int, size: int) -> None:
    """Seats are born and react, and some withdraw; then the process is killed."""
    chance = random.Random(seed)
    database = Database(folder, "reactions")
    try:
        log, seats = SqlReactionLog(database), SqlSeatBook(database)
        born = [SeatRecord(Seat(n, CODE), bytes([n]) * 32, bytes([n]) * 32) for n in range(1, 9)]
        await seats.add(born)
        recording.told(("seats", {record.seat.id for record in born}))
        gone = 0
        for number in range(1, 31):
            made = frame(number, size, chance, gone)
            await log.append(made)
            recording.told(("records", keys_of(made)))
            if number in (9, 21):
                gone += 1
                await log.redact(CODE, gone)
                recording.told(("erased", {gone}))
    finally:
        kept = len(recording.events)
        await database.close()
        del recording.events[kept:]  # closing in good order is what a killed process doesn't do


def recorded(folder: Path, seed: int, *, size: int = 3, softens: bool = False) -> Recording:
    folder.mkdir()
    recording = Recording(softens)
    with recording.under():
        asyncio.run(story(folder, recording, seed, size))
    return recording


def states(
    recording: Recording, chance: random.Random, count: int, disk: Disk, known: Known
) -> Iterator[tuple[dict[str, bytes], Known, int]]:
    """So many power cuts, spread over everything that was recorded; what was known then, and
    which withdrawal was under way (0: none)."""
    events = recording.events
    loose = [n for n, event in enumerate(events) if not isinstance(event, Told | Sync)]
    moments = sorted(chance.choices(loose, k=count * 3 // 4))
    moments = sorted([*moments, *chance.choices(range(len(events)), k=count - len(moments))])
    goes_on = {n: _next_told(events, n) for n in set(moments)}
    for number, event in enumerate(events):
        disk.take(event)
        if isinstance(event, Told):
            known.hear(event.what)
        while moments and moments[0] == number:
            moments.pop(0)
            yield disk.after_a_cut(chance), known, goes_on[number]


def _next_told(events: list, number: int) -> int:
    for event in events[number + 1 :]:
        if isinstance(event, Told):
            return next(iter(event.what[1])) if event.what[0] == "erased" else 0
    return 0


@contextlib.contextmanager
def plainly_opened(folder: Path) -> Iterator[sqlite3.Connection]:
    """Python's own SQLite, without anything of the program."""
    with contextlib.closing(sqlite3.connect(folder / "reactions.sqlite")) as connection:
        connection.execute("PRAGMA synchronous = OFF")  # nobody needs what it writes at closing
        yield connection


def missing(folder: Path, known: Known, withdraws: int) -> list[str]:
    """What plain SQLite finds wrong with a folder after a power cut."""
    with plainly_opened(folder) as connection:
        if connection.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            return ["the file is damaged"]
        if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'seats'").fetchone():
            return ["the tables are gone"] if known.seats else []
        read = load_queries("reaction_log")["read"]
        blobs = [blob for _, blob in connection.execute(read, (CODE, 0, 1_000))]
        seats = {seat for (seat,) in connection.execute("SELECT id FROM seats")}
    held: set[Key] = set()
    for blob in blobs:
        held |= keys_of(decode_frame(blob))
    problems = []
    gone = known.erased | {withdraws}
    if lost := {key for key in known.records if key[0] not in gone} - held:
        problems.append(f"{len(lost)} acknowledged records are lost")
    if back := {seat for seat, _ in held} & known.erased:
        problems.append(f"erased seats are back: {back}")
    if known.seats - seats:
        problems.append("seats are lost")
    return problems


def problems_after_cuts(
    recording: Recording,
    folder: Path,
    seed: int,
    count: int,
    disk: Disk | None = None,
    known: Known | None = None,
) -> list[str]:
    """Everything that was lost in so many power cuts."""
    chance, found = random.Random(seed), []
    cuts = states(recording, chance, count, disk or Disk(), known or Known())
    for number, (files, now_known, withdraws) in enumerate(cuts):
        put(folder, files)
        found += missing(folder, now_known, withdraws)
        if number % OPENED_WHOLE_EVERY == 0:
            asyncio.run(open_again(folder))
    return found


async def open_again(folder: Path) -> list[int]:
    """The program opens the folder as if nothing had happened; the positions in its log."""
    database = Database(folder, "reactions")
    try:
        return [position for position, _ in await SqlReactionLog(database).read(CODE)]
    finally:
        await database.close()


@pytest.mark.parametrize("seed", range(STATES // STATES_OF_A_STORY))
def test_a_power_cut_takes_nothing_that_was_acknowledged(tmp_path: Path, seed: int):
    recording = recorded(tmp_path / "made", seed)
    assert problems_after_cuts(recording, tmp_path / "cut", seed, STATES_OF_A_STORY) == []


def test_with_softer_commits_the_same_cuts_lose_what_was_acknowledged(tmp_path: Path):
    recording = recorded(tmp_path / "made", 0, softens=True)
    problems = problems_after_cuts(recording, tmp_path / "cut", 0, 300)
    assert sum("acknowledged records are lost" in problem for problem in problems) > 30


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 100 + SLOW_STATES // STATES_OF_A_STORY))
def test_two_hundred_thousand_power_cuts_take_nothing(tmp_path: Path, seed: int):
    # In every fiftieth story frames are so large that SQLite brings its log home by itself.
    recording = recorded(tmp_path / "made", seed, size=1_500 if seed % 50 == 0 else 3)
    assert problems_after_cuts(recording, tmp_path / "cut", seed, STATES_OF_A_STORY) == []


def killed_and_opened(tmp_path: Path, seed: int) -> Iterator[list[str]]:
    """A process is killed between a commit's writes and its sync. The next one reads the commit,
    and answers whoever sent it that it is there; then the power goes."""
    first = recorded(tmp_path / "made", seed)
    disk, known = Disk(), Known()
    for number, event in enumerate(first.events[:-1]):
        disk.take(event)
        if isinstance(event, Told):
            known.hear(event.what)
        is_written = isinstance(first.events[number + 1], Sync) and disk.is_loose
        if not (is_written and known.records):
            continue
        folder, second = tmp_path / f"killed{number}", Recording()
        put(folder, disk.whole())
        with second.under():
            positions = asyncio.run(open_again(folder))
        assert positions
        yield after_the_second(second, disk, positions, tmp_path / "cut", number)


def after_the_second(
    second: Recording, disk: Disk, positions: list[int], folder: Path, seed: int
) -> list[str]:
    """What of these positions power cuts take once the second process has read them."""
    chance, problems = random.Random(seed), []
    now = copy.deepcopy(disk)
    for event in second.events:
        now.take(event)
    for _ in range(3):
        put(folder, now.after_a_cut(chance))
        if (held := positions_in(folder)) != positions:
            problems.append(f"{len(positions)} frames were read, {len(held)} are left")
    return problems


def positions_in(folder: Path) -> list[int]:
    with plainly_opened(folder) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'frames'").fetchone():
            return []
        read = load_queries("reaction_log")["read"]
        return [position for position, _ in connection.execute(read, (CODE, 0, 1_000))]


def test_what_a_start_after_a_kill_has_read_stays_after_a_power_cut(tmp_path: Path):
    rounds = list(killed_and_opened(tmp_path, 0))
    assert len(rounds) > 20
    assert [problem for problems in rounds for problem in problems] == []


def test_without_settling_at_the_start_such_cuts_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("pulsemeter.storage.sqlite.connection.settle", lambda *_: None)
    assert any(killed_and_opened(tmp_path, 0))


def test_a_full_disk_keeps_nobody_from_opening_what_is_there(tmp_path: Path):
    first, disk = recorded(tmp_path / "made", 0), Disk()
    for event in first.events:
        disk.take(event)
    put(tmp_path / "full", disk.whole())
    second = Recording(is_full=True)
    with second.under():
        assert asyncio.run(open_again(tmp_path / "full")) == list(range(1, 31))
    assert Sync("reactions.sqlite-wal") in second.events
    assert not any(isinstance(event, Write) for event in second.events)
