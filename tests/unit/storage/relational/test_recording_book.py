"""Recordings in a file: editions stay as they are, and two programs never write the same one."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from pulsemeter.domain.recording import Recording, RecordingStep
from pulsemeter.storage.sqlite import SqliteStores, open_stores

Tell = Callable[[Callable[[SqliteStores], Awaitable[Any]]], Any]
FIRST = Recording("ROOM01", "talk", 1, RecordingStep.FILE, "Ada", 1_000, "r.mp4")


def test_an_edition_is_not_changed_by_a_slip(tell: Tell, data: Path) -> None:
    tell(lambda opened: opened.stores.recordings.add(FIRST))
    connection = sqlite3.connect(data / "studies.sqlite")
    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        connection.execute("UPDATE recording_editions SET body = '{}'")
    connection.close()


def test_of_two_programs_one_writes_the_next(tell: Tell, data: Path) -> None:
    async def story(opened: SqliteStores) -> None:
        second = open_stores(data)
        books = (opened.stores.recordings, second.stores.recordings)
        both = await asyncio.gather(*(book.add(FIRST) for book in books))
        await second.close()
        assert sorted(both) == [False, True]

    tell(story)
