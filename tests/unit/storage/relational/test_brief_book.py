"""Briefs in a file: what was written stays, and two programs never write the same try."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from pulsemeter.domain.brief import Brief, Try, TryOutcome
from pulsemeter.storage.sqlite import SqliteStores, open_stores

Tell = Callable[[Callable[[SqliteStores], Awaitable[Any]]], Any]
BRIEF = Brief("m1", "moon", "KENNEDY", "r1", "Edda", "b1", "k", 1_000, "subject", "text")
ARRIVED = Try(2_000, TryOutcome.ARRIVED, "250 OK")


def test_a_brief_and_a_try_are_not_changed_by_a_slip(tell: Tell, data: Path) -> None:
    async def story(opened: SqliteStores) -> None:
        await opened.stores.briefs.add(BRIEF)
        await opened.stores.briefs.append("m1", 0, ARRIVED)

    tell(story)
    connection = sqlite3.connect(data / "studies.sqlite")
    for slip in ("UPDATE briefs SET body = '{}'", "UPDATE brief_tries SET body = '{}'"):
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            connection.execute(slip)
    connection.close()


def test_of_two_programs_one_writes_the_brief_and_one_the_try(tell: Tell, data: Path) -> None:
    async def story(opened: SqliteStores) -> None:
        second = open_stores(data)
        books = (opened.stores.briefs, second.stores.briefs)
        written = await asyncio.gather(*(book.add(BRIEF) for book in books))
        tried = await asyncio.gather(*(book.append("m1", 0, ARRIVED) for book in books))
        await second.close()
        assert (sorted(written), sorted(tried)) == ([False, True], [False, True])

    tell(story)
