"""Seats in a file: what lies where, and what erasing leaves."""

import random
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.service.ports import ClosingAnswers, SeatRecord
from pulsemeter.storage.sqlite import SqliteStores

Tell = Callable[[Callable[[SqliteStores], Awaitable[Any]]], Any]


def test_erased_seats_leave_nothing_but_their_row(tell: Tell, data: Path) -> None:
    chance = random.Random(1_962)
    ids = [chance.getrandbits(62) for _ in range(800)]
    erased = chance.sample(range(800), 200)

    def traces(number: int) -> list[bytes]:
        return [f"{word}-{number:04d}".encode() for word in ("region", "overall")]

    def found() -> list[int]:
        kept = b"".join(path.read_bytes() for path in data.glob("reactions.sqlite*"))
        return [n for n in erased if any(trace in kept for trace in traces(n))]

    async def story(opened: SqliteStores) -> list[int]:
        book = opened.stores.seats
        for seat in ids:
            secret = chance.randbytes(32)
            await book.add([SeatRecord(Seat(seat, "KENNEDY"), secret, secret)])
        # Rows that grow in random places make SQLite split pages and move rows about, which
        # is what could leave copies behind.
        for _ in range(4):
            await book.put(
                [
                    Seat(
                        seat,
                        "KENNEDY",
                        SeatStep.PROFILE,
                        1,
                        {"region": f"region-{number:04d}", "x": "x" * chance.randrange(900)},
                    )
                    for number, seat in enumerate(ids)
                ]
            )
        for number, seat in enumerate(ids):
            answers = ClosingAnswers(f"overall-{number:04d}" + "y" * chance.randrange(300))
            await book.answer("KENNEDY", seat, answers, 0)
        before = found()
        for number in erased:
            await book.erase("KENNEDY", ids[number])
        assert len(await book.answers("KENNEDY")) == 600
        kept = {r.seat.id: r.seat for r in await book.all("KENNEDY")}
        for number, seat in enumerate(ids):
            expected = None if number in erased else f"region-{number:04d}"
            assert kept[seat].categories.get("region") == expected
        return before

    assert len(tell(story)) == 200
    assert found() == []


def test_a_comment_cannot_be_traced_to_its_seat(tell: Tell, data: Path) -> None:
    async def story(opened: SqliteStores) -> None:
        book = opened.stores.seats
        await book.add([SeatRecord(Seat(41, "KENNEDY"), b"s" * 32, b"r" * 32)])
        await book.answer("KENNEDY", 41, ClosingAnswers("good", "Bravo!"), 77)

    tell(story)
    connection = sqlite3.connect(data / "reactions.sqlite")
    comments = connection.execute("SELECT * FROM comments").fetchall()
    connection.close()
    assert comments == [(77, "KENNEDY", "Bravo!")]
