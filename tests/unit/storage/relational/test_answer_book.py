"""Answers in a file; what every engine must do stands in the contract suite."""

import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from pulsemeter.domain.participant import Seat
from pulsemeter.service.answer_ports import Said
from pulsemeter.service.ports import SeatRecord, Stores
from pulsemeter.storage.sqlite import SqliteStores

Tell = Callable[[Callable[[SqliteStores], Awaitable[Any]]], Any]
SEAT = 3_141_592


async def answered(stores: Stores) -> None:
    await stores.seats.add([SeatRecord(Seat(SEAT, "MOON22"), b"a", b"A")])
    await stores.answers.put("MOON22", SEAT, "after", {"mood": "4"})
    await stores.answers.say("MOON22", [(271_828, Said("more", "Well said."))])


def test_words_lie_beside_no_seat(tell: Tell, data: Path) -> None:
    tell(lambda opened: answered(opened.stores))

    connection = sqlite3.connect(data / "reactions.sqlite")
    tables = [
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    ]
    with_words = {
        name: rows
        for name in tables
        if (rows := connection.execute(f"SELECT * FROM {name}").fetchall())
        and "Well said." in str(rows)
    }
    connection.close()
    (rows,) = with_words.values()
    assert "271828" in str(rows)
    assert str(SEAT) not in str(rows)
