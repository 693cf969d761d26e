"""What tests of every room may ask for: real data beside the project, a real browser, and a
whole service over stores in memory, with a clock that the test turns and seeded chance."""

import asyncio
import heapq
import os
import random
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import hypothesis
import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.order_of_files import taking_turns
from tests.postgresql_server import PostgresServer

from pulsemeter.channel.local import LocalChannel
from pulsemeter.domain.participant import Seat
from pulsemeter.domain.protection import PROFILES
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.session import Boot, SessionKind, SessionState, ShownIn
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Attribute, Category, Consent, JoinMode, Stimulus, Study
from pulsemeter.identity.argon2_seal import Argon2Seal
from pulsemeter.identity.passkeys import WebauthnPasskeys
from pulsemeter.service.conduct_session import Conduct
from pulsemeter.service.enrol_participant import Enrolment
from pulsemeter.service.ingest_reaction import Acknowledged, Incoming, Ingest
from pulsemeter.service.keep_room import RoomKeeper
from pulsemeter.service.ports import Stores
from pulsemeter.service.staff_desk import build_staff_desk
from pulsemeter.storage.memory import memory_stores

ROOT = Path(__file__).resolve().parent.parent

# How long one example takes on a busy machine says nothing about the program.
hypothesis.settings.register_profile("counts", deadline=None)
hypothesis.settings.load_profile("counts")

CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Only where there are several workers; one alone takes what comes."""
    if hasattr(config, "workerinput"):
        items[:] = taking_turns(items)


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The folder that holds pyproject.toml."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the project; a test that needs it skips aloud without it."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("real data not found in ../shared/data beside the project")
    return folder


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server for this test process alone."""
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Debian's Chromium. Without one the test skips aloud; in continuous integration it fails."""
    found = shutil.which("chromium")
    if found is None:
        remedy = "no Chromium on this machine; install it with: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(remedy, pytrace=False)
        pytest.skip(remedy)
    return found


# Per module, not per session: while it runs, Playwright's synchronous interface holds an event
# loop in this thread, and tests of other modules want to start their own.
@pytest.fixture(scope="module")
def chromium(chromium_path: str) -> Iterator[Browser]:
    """A headless Chromium; ``chromium.new_context()`` gives a fresh person at a fresh browser."""
    # Playwright's own Node wants a library that a bare Debian lacks; that of our set-up does not.
    node = ROOT / ".venv" / "bin" / "node"
    if node.exists():
        os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(node))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path, args=list(CHROMIUM_FLAGS)
        )
        yield browser
        browser.close()


Result = TypeVar("Result")
PASSKEY_ORIGINS = ("http://localhost:8000", "https://pulse.example")
_START_WALL_MS = 1_700_000_000_000
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


class ManualClock:
    """Time that goes by when the test says so; whoever pauses wakes up then."""

    def __init__(self) -> None:
        self.now_ms = 0
        self.run_of_machine = Boot()
        self._sleepers: list[tuple[int, int, asyncio.Future[None]]] = []
        self._count = 0

    def wall_ms(self) -> int:
        return _START_WALL_MS + self.now_ms

    def elapsed_ms(self) -> int:
        return self.now_ms

    def boot(self) -> Boot:
        return self.run_of_machine

    async def pause(self, wait_ms: int) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._sleepers, (self.now_ms + wait_ms, self._count, future))
        await future

    def wake_next(self) -> bool:
        """Go on to the next moment for which somebody waits."""
        if not self._sleepers:
            return False
        due_ms, _, future = heapq.heappop(self._sleepers)
        self.now_ms = max(self.now_ms, due_ms)
        if not future.done():
            future.set_result(None)
        return True

    async def advance(self, by_ms: int) -> None:
        """Let time go by, everyone waking in turn."""
        until_ms = self.now_ms + by_ms
        await settle()
        while self._sleepers and self._sleepers[0][0] <= until_ms:
            self.wake_next()
            await settle()
        self.now_ms = until_ms


async def settle() -> None:
    """Let every task do what it can do now."""
    for _ in range(20):
        await asyncio.sleep(0)


class SeededChance:
    """The same chance every time."""

    def __init__(self, seed: int | str = 1) -> None:
        self._random = random.Random(seed)

    def number(self, bits: int) -> int:
        return self._random.randrange(1, 2**bits)

    def text(self) -> str:
        return f"{self._random.getrandbits(144):036x}"

    def code(self, length: int) -> str:
        return "".join(self._random.choices(_LETTERS, k=length))

    def order(self, length: int) -> list[int]:
        numbers = list(range(length))
        self._random.shuffle(numbers)
        return numbers


class World:
    """One server's services; `restart` gives another one over the same stores and clock."""

    def __init__(
        self, stores: Stores, clock: ManualClock, seed: int = 1, channel: Any = None
    ) -> None:
        self.stores, self.clock, self.chance = stores, clock, SeededChance(seed)
        self.seed = seed
        self.channel = channel or LocalChannel()
        self.conduct = Conduct(stores.studies, clock, self.chance)
        self.enrolment = Enrolment(stores, self.conduct, clock, self.chance)
        self.ingest = Ingest(
            stores.log, stores.seats, self.conduct, self.enrolment, clock, self.chance
        )
        self.keeper = RoomKeeper(
            stores, self.conduct, self.enrolment, self.ingest, self.channel, clock
        )
        # Sealed quickly, and with chance of its own: what others draw must not depend on staff.
        self.desk = build_staff_desk(
            stores,
            Argon2Seal(passes=1, memory_kib=8, lanes=1),
            WebauthnPasskeys(PASSKEY_ORIGINS),
            clock,
            SeededChance(seed + 500),
            "http://pulse.test",
        )
        self._keys = 0

    def restart(self, channel: Any = None) -> "World":
        return World(self.stores, self.clock, self.seed + 1000, channel)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["World"]:
        tasks = [
            asyncio.create_task(work)
            for work in (self.ingest.commits.run(), self.ingest.claims.run(), self.enrolment.run())
        ]
        try:
            await self.conduct.refresh()
            await self.enrolment.finish_withdrawals(is_start=True)
            for place in self.conduct.places():
                await self.keeper.room(place.session.code)
            yield self
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def done(self, work: Awaitable[Result]) -> Result:
        """The result of work that waits for commits: time goes on only as far as it must."""
        task = asyncio.ensure_future(work)
        for _ in range(50_000):
            await settle()
            if task.done():
                return task.result()
            if not self.clock.wake_next():
                await asyncio.sleep(0.001)  # a database writes, a child reads
        raise AssertionError("the work never ends")

    async def session(
        self,
        study: Study,
        kind: SessionKind = SessionKind.LIVE,
        statements: Any = (),
        shown: ShownIn = ShownIn.IN_PAGE,
        passages: Any = (),
    ) -> str:
        """An open session of a study."""
        await self.stores.studies.add_study(study, "", statements, passages)
        planned = await self.conduct.plan(study.name, kind, shown=shown)
        await self.conduct.step(planned.code, SessionState.OPEN)
        return planned.code

    async def sit(self, code: str, **categories: str) -> Seat:
        """A seat that may react."""
        self._keys += 1
        redeemed = await self.done(
            self.enrolment.redeem(code, "", f"page-key-{self.seed}-{self._keys:012}")
        )
        await self.done(self.enrolment.consent(redeemed.seat))
        seat = await self.done(self.enrolment.answer_profile(redeemed.seat, categories))
        return await self.done(self.enrolment.practised(seat))

    async def sit_all(self, code: str, profiles: Sequence[dict[str, str]]) -> list[Seat]:
        return [await self.sit(code, **profile) for profile in profiles]

    async def hello(self, seat: Seat, writer: int) -> Acknowledged:
        return await self.done(self.ingest.take_seat(self.enrolment.seat(seat.id), writer))

    async def send(self, seat: Seat, writer: int, *incoming: Incoming) -> Acknowledged:
        """A frame of records, and its acknowledgement."""
        return await self.done(self.sent(seat, writer, *incoming))

    def sent(self, seat: Seat, writer: int, *incoming: Incoming) -> "asyncio.Future[Acknowledged]":
        """A frame of records under way."""
        future: asyncio.Future[Acknowledged] = asyncio.get_running_loop().create_future()
        self.ingest.take(seat, writer, incoming, future.set_result)
        return future

    async def press(self, seat: Seat, at_ms: int, choice: int = 100) -> None:
        """One press with a writer of its own."""
        writer = self.chance.number(50)
        await self.hello(seat, writer)
        await self.send(seat, writer, Incoming(1, RecordKind.PRESS, 0, 0, choice, at_ms))

    async def go(self, code: str, state: SessionState) -> None:
        await self.conduct.step(code, state)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def world(clock: ManualClock) -> World:
    """Services over empty stores in memory."""
    return World(memory_stores(), clock)


@pytest.fixture
def make_world() -> Callable[..., World]:
    """Services over stores of one's own."""

    def make(stores: Stores | None = None, seed: int = 1, channel: Any = None) -> World:
        return World(stores or memory_stores(), ManualClock(), seed, channel)

    return make


@pytest.fixture
def make_study() -> Callable[..., Study]:
    """A study of one speech of 30 s and two regions, open to everyone."""

    def make(profile: str = "research", quota: int = 0, **changes: Any) -> Study:
        regions = (Category("north", "North", quota), Category("south", "South"))
        values: dict[str, Any] = {
            "name": "talk",
            "title": "A talk",
            "question": "?",
            "stimuli": (Stimulus("talk", "A talk", 30_000),),
            "attributes": (Attribute("region", "Region", "Where?", regions),),
            "consent": Consent("we", "we", "presses", "any time"),
            "profile": PROFILES[profile],
            "join": JoinMode.OPEN,
        }
        return Study(**{**values, **changes})

    return make


@pytest.fixture
def spoken() -> tuple[Statement, ...]:
    """Two statements of the talk."""
    return (
        Statement("s1", 1, "talk", 0, 10_000, "One."),
        Statement("s2", 1, "talk", 10_000, 22_000, "Two."),
    )
