"""Engines under contract: each test of the books runs on every one of them.

A story is a coroutine that is given the stores. Between two stories SQLite's data folder is
closed and opened again, so what a second story sees has really been kept.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest

from pulsemeter.domain.session import Session, SessionKind
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Attribute, Category, Consent, Stimulus, Study
from pulsemeter.service.ports import Stores
from pulsemeter.storage.memory import memory_stores
from pulsemeter.storage.sqlite import open_stores
from pulsemeter.tally.frame import RECORD, Frame

T = TypeVar("T")
Story = Callable[[Stores], Awaitable[T]]


class MemoryEngine:
    """Keeps its stores from story to story: memory knows no reopening."""

    folder: Path | None = None

    def __init__(self) -> None:
        self._stores = memory_stores()

    def tell(self, story: Story[T]) -> T:
        async def run() -> T:
            return await story(self._stores)

        return asyncio.run(run())


class SqliteEngine:
    """Opens the data folder for each story and closes it afterwards."""

    def __init__(self, folder: Path) -> None:
        self.folder: Path | None = folder

    def tell(self, story: Story[T]) -> T:
        assert self.folder is not None
        folder = self.folder

        async def run() -> T:
            opened = open_stores(folder)
            try:
                return await story(opened.stores)
            finally:
                await opened.close()

        return asyncio.run(run())


Engine = MemoryEngine | SqliteEngine


@pytest.fixture(scope="module", params=["memory", "sqlite"])
def new_engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Engine]:
    """Makes an empty engine; hypothesis asks for one per example."""

    def make() -> Engine:
        if request.param == "memory":
            return MemoryEngine()
        return SqliteEngine(tmp_path_factory.mktemp("data") / "study")

    return make


@pytest.fixture
def engine(new_engine: Callable[[], Engine]) -> Engine:
    """An empty engine."""
    return new_engine()


@pytest.fixture
def sqlite_engine(tmp_path: Path) -> SqliteEngine:
    """An empty data folder, for what only files can show."""
    return SqliteEngine(tmp_path / "data")


@pytest.fixture(scope="session")
def frame_of() -> Callable[..., Frame]:
    """A frame whose records are of these seats, one each; everything else follows the row."""

    def make(seats: list[int], session: str = "KENNEDY", number: int = 1) -> Frame:
        records = np.zeros(len(seats), dtype=RECORD)
        records["seat"] = seats
        records["writer"] = 7
        records["writer_rank"] = 1
        records["sequence"] = np.arange(1, len(seats) + 1)
        records["kind"] = 1
        records["choice"] = 100
        records["clock_ms"] = np.arange(len(seats)) * 5_000
        records["received_ms"] = np.arange(len(seats)) * 5_000 + 400
        return Frame(session, 3, number, records)

    return make


@pytest.fixture(scope="session")
def study() -> Study:
    """A small study of two stimuli."""
    return Study(
        name="moon",
        title="We choose to go to the moon",
        question="Which statements win people over?",
        stimuli=(Stimulus("rice", "Rice University", 180_000), Stimulus("ad", "An ad", 30_000)),
        attributes=(
            Attribute(
                "region",
                "Region",
                "Where do you live?",
                (Category("north", "North", 40), Category("south", "Süd – “Tal”")),
                (("north", "south"),),
            ),
        ),
        consent=Consent("A university", "Itself", "Presses", "At any time"),
        two_way=(("region", "region"),),
        verdict=(("a", 0.1), ("b", 0.25)),
        simulated=True,
    )


@pytest.fixture(scope="session")
def statements() -> tuple[Statement, ...]:
    """Statements of the study, neither in time order nor all of one revision."""
    return (
        Statement("s3", 1, "ad", 0, 9_000, "Buy now."),
        Statement("s2", 1, "rice", 10_000, 19_000, "Not because they are easy."),
        Statement("s1", 1, "rice", 0, 9_000, "We choose the moon."),
        Statement("s1", 2, "rice", 0, 10_000, "We choose to go to the moon.", parents=("s0",)),
    )


@pytest.fixture
def planned() -> Session:
    """A session of the study, not yet open."""
    return Session("KENNEDY", "moon", SessionKind.LIVE)
