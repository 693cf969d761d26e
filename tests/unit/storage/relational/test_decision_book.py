"""Decisions in a file: histories stay as they are, and two programs never take the same step."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from pulsemeter.domain.decision import (
    Author,
    Decision,
    DecisionEntry,
    DecisionKind,
    DecisionState,
)
from pulsemeter.domain.staff import Role
from pulsemeter.storage.sqlite import SqliteStores, open_stores

Tell = Callable[[Callable[[SqliteStores], Awaitable[Any]]], Any]
ADA = Author("id-ada", "Ada", Role.OWNER)
PROPOSED = DecisionEntry(DecisionState.PROPOSED, ADA, 1_000)
TAKEN = DecisionEntry(DecisionState.TAKEN, ADA, 2_000)
DECISION = Decision("d1", "moon", "KENNEDY", "s1", 1, "all", DecisionKind.HOLD, (PROPOSED,))


def test_an_entry_is_not_changed_by_a_slip(tell: Tell, data: Path) -> None:
    tell(lambda opened: opened.stores.decisions.add(DECISION))
    connection = sqlite3.connect(data / "studies.sqlite")
    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        connection.execute("UPDATE decision_entries SET body = '{}'")
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        connection.execute("UPDATE decisions SET kind = 'publish'")
    connection.close()


def test_of_two_programs_one_takes_the_step(tell: Tell, data: Path) -> None:
    async def story(opened: SqliteStores) -> None:
        await opened.stores.decisions.add(DECISION)
        second = open_stores(data)
        books = (opened.stores.decisions, second.stores.decisions)
        both = await asyncio.gather(*(book.append("d1", 1, TAKEN) for book in books))
        await second.close()
        assert sorted(both) == [False, True]

    tell(story)
