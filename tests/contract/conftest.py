"""Engines under contract: each test of the books runs on every one of them.

A story is a coroutine that is given the stores. Between two stories SQLite's data folder, or
PostgreSQL's book, is closed and opened again, so what a second story sees has really been kept.
"""

import asyncio
import copy
import itertools
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest
from tests.nats_servers import NatsServer, log_address, nats_server

from pulsemeter.domain.session import Session, SessionKind
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Attribute, Category, Consent, Stimulus, Study
from pulsemeter.service.ports import Stores
from pulsemeter.storage.jetstream import connected, open_log, read_address, with_log
from pulsemeter.storage.memory import memory_stores
from pulsemeter.storage.postgresql import open_book
from pulsemeter.storage.sqlite import open_stores
from pulsemeter.tally.frame import RECORD, Frame

__all__ = ["nats_server"]

T = TypeVar("T")
Story = Callable[[Stores], Awaitable[T]]


class MemoryEngine:
    """Keeps its stores from story to story: memory knows no reopening."""

    stride = 1
    """How many steps a power cut moves on by where each step is tried."""

    def __init__(self) -> None:
        self._stores = memory_stores()

    def copied(self) -> "MemoryEngine":
        """The engine with all that it holds, once more."""
        again = MemoryEngine()
        again._stores = copy.deepcopy(self._stores)
        return again

    def tell(self, story: Story[T]) -> T:
        async def run() -> T:
            return await story(self._stores)

        return asyncio.run(run())


class SqliteEngine:
    """Opens the data folder for each story and closes it afterwards."""

    # Files take their time: every third step, half of them before a call, half after it.
    stride = 3

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._copies = 0

    def copied(self) -> "SqliteEngine":
        """The engine with all that it holds, once more."""
        self._copies += 1
        again = self.folder.with_name(f"{self.folder.name}-{self._copies}")
        shutil.copytree(self.folder, again)
        return SqliteEngine(again)

    def tell(self, story: Story[T]) -> T:
        async def run() -> T:
            opened = open_stores(self.folder)
            try:
                return await story(opened.stores)
            finally:
                await opened.close()

        return asyncio.run(run())


class PostgresEngine:
    """Opens the book for each story and closes it afterwards."""

    stride = 11

    def __init__(self, server: Any, address: str) -> None:
        self._server = server
        self.address = address

    def copied(self) -> "PostgresEngine":
        """The engine with all that it holds, once more."""
        return PostgresEngine(self._server, self._server.copy(self.address))

    def tell(self, story: Story[T]) -> T:
        async def run() -> T:
            opened = await open_book(self.address)
            try:
                return await story(opened.stores)
            finally:
                await opened.close()

        return asyncio.run(run())


class JetStreamEngine:
    """The log in a stream of its own, everything else in memory; each story connects anew."""

    stride = 11
    _numbers = itertools.count(1)

    def __init__(self, servers: list[NatsServer]) -> None:
        self.address = read_address(log_address(servers, f"contract{next(self._numbers)}", 1))
        self._others = memory_stores()

    def tell(self, story: Story[T]) -> T:
        async def run() -> T:
            async with connected(self.address) as client:
                return await story(with_log(self._others, await open_log(client, self.address)))

        return asyncio.run(run())


Engine = MemoryEngine | SqliteEngine | PostgresEngine | JetStreamEngine


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every book is tried on these engines; a module says so itself where there are more."""
    if "new_engine" in metafunc.fixturenames:
        engines = getattr(metafunc.module, "ENGINES", ("memory", "sqlite", "postgresql"))
        metafunc.parametrize("new_engine", engines, indirect=True, scope="module")


@pytest.fixture(scope="module")
def new_engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Engine]:
    """Makes an empty engine; hypothesis asks for one per example. On PostgreSQL the one made before
    is emptied by it."""

    def make() -> Engine:
        if request.param == "memory":
            return MemoryEngine()
        if request.param == "postgresql":
            server = request.getfixturevalue("postgres_server")
            return PostgresEngine(server, server.emptied())
        if request.param == "jetstream":
            return JetStreamEngine(request.getfixturevalue("nats_server"))
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
