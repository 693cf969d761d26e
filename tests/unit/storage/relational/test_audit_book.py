"""The audit log in a file: two programs chain to each other, and a changed file is noticed."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from pulsemeter.domain.audit import Deed, first_break
from pulsemeter.storage.sqlite import SqliteStores, open_stores

Tell = Callable[[Callable[[SqliteStores], Awaitable[Any]]], Any]


def deed(number: int) -> Deed:
    return Deed(number, "Ada", "invite", "moon", str(number))


def test_two_programs_write_one_chain(tell: Tell, data: Path) -> None:
    async def story(opened: SqliteStores) -> None:
        second = open_stores(data)
        books = (opened.stores.audit, second.stores.audit)
        await asyncio.gather(*(books[n % 2].append(deed(n)) for n in range(40)))
        entries = await books[0].entries()
        await second.close()
        assert sorted(e.deed.wall_ms for e in entries) == list(range(40))
        assert first_break(entries) is None

    tell(story)


def test_an_entry_can_be_neither_changed_nor_removed_by_a_slip(tell: Tell, data: Path) -> None:
    tell(lambda opened: opened.stores.audit.append(deed(1)))
    connection = sqlite3.connect(data / "audit.sqlite")
    for slip in ("UPDATE entries SET actor = 'nobody'", "DELETE FROM entries"):
        with pytest.raises(sqlite3.IntegrityError, match="audit log is never"):
            connection.execute(slip)
    connection.close()


def test_a_file_changed_by_hand_is_found_out(tell: Tell, data: Path) -> None:
    async def write(opened: SqliteStores) -> None:
        for number in range(3):
            await opened.stores.audit.append(deed(number))

    tell(write)
    connection = sqlite3.connect(data / "audit.sqlite")
    connection.executescript(
        "DROP TRIGGER entries_stay; UPDATE entries SET detail = 'x' WHERE number = 2;"
    )
    connection.close()
    broken = first_break(tell(lambda opened: opened.stores.audit.entries()))
    assert broken is not None
    assert broken.number == 2
