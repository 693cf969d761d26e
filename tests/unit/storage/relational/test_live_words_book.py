"""Steps of live words in a file: they stay as they are, and two programs never take one place."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from pulsemeter.domain.live_step import Step, StepKind
from pulsemeter.domain.session import Session, SessionKind
from pulsemeter.domain.study import Study
from pulsemeter.storage.sqlite import SqliteStores, open_stores

Tell = Callable[[Callable[[SqliteStores], Awaitable[Any]]], Any]


@pytest.fixture
def begun(tell: Tell, make_study: Callable[..., Study]) -> None:
    async def story(opened: SqliteStores) -> None:
        await opened.stores.studies.add_study(make_study(), "", ())
        await opened.stores.studies.put_session(Session("K", "talk", SessionKind.LIVE))
        await opened.stores.live_words.append("K", 0, Step("a", StepKind.DEPART, 1_000))

    tell(story)


@pytest.mark.usefixtures("begun")
def test_a_step_is_not_changed_by_a_slip(data: Path) -> None:
    connection = sqlite3.connect(data / "studies.sqlite")
    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        connection.execute("UPDATE live_steps SET body = '{}'")
    connection.close()


@pytest.mark.usefixtures("begun")
def test_of_two_programs_one_takes_the_place(tell: Tell, data: Path) -> None:
    async def story(opened: SqliteStores) -> None:
        second = open_stores(data)
        books = (opened.stores.live_words, second.stores.live_words)
        steps = (Step("b", StepKind.END, 20_000), Step("c", StepKind.END, 21_000))
        both = await asyncio.gather(
            *(book.append("K", 1, step) for book, step in zip(books, steps, strict=True))
        )
        await second.close()
        assert sorted(both) == [False, True]

    tell(story)
