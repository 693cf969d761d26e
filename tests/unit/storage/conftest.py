"""A data folder for a story: opened before it, closed after it."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest

from pulsemeter.domain.study import Consent, Stimulus, Study
from pulsemeter.storage.sqlite import SqliteStores, open_stores
from pulsemeter.tally.frame import RECORD, Frame

T = TypeVar("T")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Where the data folder will be; nothing is there yet."""
    return tmp_path / "data"


@pytest.fixture
def tell(data: Path) -> Callable[[Callable[[SqliteStores], Awaitable[T]]], T]:
    """Opens the data folder, tells the story, closes it again."""

    def run(story: Callable[[SqliteStores], Awaitable[T]]) -> T:
        async def whole() -> T:
            opened = open_stores(data)
            try:
                return await story(opened)
            finally:
                await opened.close()

        return asyncio.run(whole())

    return run


@pytest.fixture(scope="session")
def frame_of() -> Callable[..., Frame]:
    """A frame with one press of each of these seats."""

    def make(seats: list[int], session: str = "KENNEDY") -> Frame:
        records = np.zeros(len(seats), dtype=RECORD)
        records["seat"] = seats
        records["kind"] = 1
        records["choice"] = 100
        return Frame(session, 3, 1, records)

    return make


@pytest.fixture(scope="session")
def study() -> Study:
    """The smallest study there is."""
    return Study(
        name="moon",
        title="We choose to go to the moon",
        question="Which statements win people over?",
        stimuli=(Stimulus("rice", "Rice University", 180_000),),
        attributes=(),
        consent=Consent("A university", "Itself", "Presses", "At any time"),
    )
