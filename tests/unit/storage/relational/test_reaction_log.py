"""The log in a file: what a kill leaves, what erasing leaves, what damage says."""

import asyncio
import random
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from pulsemeter.service.ports import StoreError
from pulsemeter.storage.relational.reaction_log import SqlReactionLog
from pulsemeter.storage.sqlite import SqliteStores, open_stores
from pulsemeter.storage.sqlite.connection import Database
from pulsemeter.tally.frame import Frame

Tell = Callable[[Callable[[SqliteStores], Awaitable[Any]]], Any]
FrameOf = Callable[..., Frame]

KILLED = """
import asyncio, os, sys
from pathlib import Path
import numpy as np
from pulsemeter.storage.sqlite import open_stores
from pulsemeter.tally.frame import RECORD, Frame

async def run():
    opened = open_stores(Path(sys.argv[1]))
    for number in range(1, 40):
        records = np.zeros(number, dtype=RECORD)
        records["seat"] = number
        print(await opened.stores.log.append(Frame("KENNEDY", 1, number, records)), flush=True)
    os._exit(9)

asyncio.run(run())
"""


async def positions(opened: SqliteStores) -> list[int]:
    return [position for position, _ in await opened.stores.log.read("KENNEDY")]


def test_what_was_answered_survives_the_end_of_the_process(tell: Tell, data: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(data)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 9, done.stderr
    answered = [int(line) for line in done.stdout.split()]

    assert len(answered) == 39
    assert tell(positions) == answered


def test_a_position_is_not_given_again_after_the_last_frame_went(
    tell: Tell, data: Path, frame_of: FrameOf
) -> None:
    first = tell(lambda opened: opened.stores.log.append(frame_of([1])))
    connection = sqlite3.connect(data / "reactions.sqlite", isolation_level=None)
    connection.execute("DELETE FROM frames")
    connection.close()

    assert tell(lambda opened: opened.stores.log.append(frame_of([1]))) > first


def test_a_redacted_seat_lies_nowhere_in_the_files(
    tell: Tell, data: Path, frame_of: FrameOf
) -> None:
    chance = random.Random(20_260)
    gone = chance.getrandbits(62)
    traces = [gone.to_bytes(8, order) for order in ("little", "big")]

    def found() -> list[str]:
        return [
            path.name
            for path in data.glob("reactions.sqlite*")
            if any(trace in path.read_bytes() for trace in traces)
        ]

    async def story(opened: SqliteStores) -> int:
        log = opened.stores.log
        # Frames of every size: many to a page, and many pages to one.
        for _ in range(300):
            seats = [chance.getrandbits(62) for _ in range(int(2 ** chance.uniform(0, 10)))]
            seats[chance.randrange(len(seats))] = gone
            await log.append(frame_of(seats))
        assert "reactions.sqlite-wal" in found()
        changed = await log.redact("KENNEDY", gone)
        assert found() == []
        return changed

    assert tell(story) == 300
    assert found() == []


def test_records_of_other_sessions_keep_the_same_number(tell: Tell, frame_of: FrameOf) -> None:
    async def story(opened: SqliteStores) -> list[int]:
        await opened.stores.log.append(frame_of([5], "NIXON"))
        await opened.stores.log.redact("KENNEDY", 5)
        ((_, frame),) = await opened.stores.log.read("NIXON")
        return [int(seat) for seat in frame.records["seat"]]

    assert tell(story) == [5]


def test_an_eraser_that_cannot_empty_the_wal_says_so(data: Path, frame_of: FrameOf) -> None:
    data.mkdir()
    database = Database(data, "reactions")
    log = SqlReactionLog(database)
    other = sqlite3.connect(database.path, isolation_level=None)

    async def story() -> None:
        await database.write(lambda c: c.execute("PRAGMA busy_timeout = 1").fetchall())
        await log.append(frame_of([5, 6]))
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM frames").fetchall()
        with pytest.raises(StoreError, match="another program is reading"):
            await log.redact("KENNEDY", 5)
        other.execute("COMMIT")
        assert await log.redact("KENNEDY", 5) == 0
        await database.close()

    asyncio.run(story())
    other.close()
    assert all((5).to_bytes(8, "little") not in p.read_bytes() for p in data.glob("*-wal"))


def test_a_torn_frame_is_refused_with_its_position(
    tell: Tell, data: Path, frame_of: FrameOf
) -> None:
    async def three(opened: SqliteStores) -> list[int]:
        return [await opened.stores.log.append(frame_of([n, n + 1])) for n in (1, 3, 5)]

    _, torn, last = tell(three)
    connection = sqlite3.connect(data / "reactions.sqlite", isolation_level=None)
    query = "SELECT frame FROM frames WHERE position = ?"
    blob = bytearray(connection.execute(query, (torn,)).fetchone()[0])
    blob[60] ^= 0xFF
    connection.execute("UPDATE frames SET frame = ? WHERE position = ?", (blob, torn))
    connection.close()

    complaint = rf"frame at position {torn} of .*reactions\.sqlite is damaged.*backup"
    with pytest.raises(StoreError, match=complaint):
        tell(positions)
    # Whoever skips it on purpose reads on behind it.
    (found,) = tell(lambda opened: opened.stores.log.read("KENNEDY", torn))
    assert found[0] == last


def test_two_programs_may_append_to_one_log(tell: Tell, data: Path, frame_of: FrameOf) -> None:
    async def story(opened: SqliteStores) -> list[int]:
        second = open_stores(data)
        first = await opened.stores.log.append(frame_of([1]))
        then = await second.stores.log.append(frame_of([2]))
        await second.close()
        return [first, then]

    written = tell(story)
    assert tell(positions) == written
    assert written == sorted(set(written))
