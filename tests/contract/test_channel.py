"""What every channel must do: what one end tells, the screens at the other end are shown."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from tests.nats_servers import NatsServer, log_address

from pulsemeter.channel.local import LocalChannel
from pulsemeter.channel.nats import NatsChannel
from pulsemeter.domain.decision import (
    Author,
    Decision,
    DecisionEntry,
    DecisionKind,
    DecisionState,
)
from pulsemeter.domain.staff import Role
from pulsemeter.domain.statement import Statement
from pulsemeter.outside import SystemClock
from pulsemeter.release.activity import Activity, CueActivity
from pulsemeter.release.figures import (
    Count,
    IntervalFigure,
    IntervalRelease,
    StatementFigure,
    StatementRelease,
)
from pulsemeter.release.plan import PlannedCell
from pulsemeter.release.view import View
from pulsemeter.storage.jetstream import connected, read_address
from pulsemeter.transcript.live_words import Grid, LiveWords, OpenStatement

_numbers = itertools.count(1)
COUNT = Count(4, "near")
INTERVAL = IntervalRelease(
    1, 0, 7, "frozen", 80, [IntervalFigure("all", COUNT, COUNT, COUNT, "most_liked", 1, 12.5)], 40
)
STATEMENT = StatementRelease(
    2, "s1", 1, "final", None,
    [StatementFigure("all", COUNT, COUNT, COUNT, "resonates", "Resonates.", 12.5)], 41,
)  # fmt: skip
CELL = PlannedCell("all", "All", "all", ("north", "süd"), 10)
CUE = CueActivity(1, "now", None, 5)
ACTIVITY = Activity("running", 7, 30, 40, 50, 60, 70, 2, (("q", "Q", 1, 9),), CUE)
DECISION = Decision(
    "d1", "talk", "C", "s1", 1, "all", DecisionKind.FEATURE,
    (DecisionEntry(DecisionState.PROPOSED, Author("id", "Ada", Role.EDITOR), 1_000, "+40"),),
)  # fmt: skip
SAID = Statement("s1", 1, "talk", 0, 5_000, "We choose to go.")
WORDS = LiveWords(
    Grid("talk", "C", 5_000, 2_000, 60_000),
    statements=(SAID,),
    held=((),),
    open=OpenStatement("s2", 5_000, "and"),
)

Told = Callable[[Callable[[Any, Any], Awaitable[None]]], None]


@asynccontextmanager
async def over_nats(servers: list[NatsServer]) -> AsyncIterator[list[NatsChannel]]:
    """The channels of two servers of one deployment."""
    address = read_address(log_address(servers, f"channel{next(_numbers)}", 1))

    async def nothing(session: str, after: int) -> list[Any]:
        return []

    async with AsyncExitStack() as stack:
        tasks = await stack.enter_async_context(asyncio.TaskGroup())
        ends = []
        for number in (1, 2):
            client = await stack.enter_async_context(connected(address))
            end = NatsChannel(client, address.stream, number, nothing, SystemClock())
            run = tasks.create_task(end.run())
            stack.callback(run.cancel)
            await end.listens.wait()
            await client.flush()
            ends.append(end)
        yield ends


@pytest.fixture(params=["local", "nats"])
def told(request: pytest.FixtureRequest) -> Told:
    """Runs a story over the end that tells and the end that has the screens."""

    def run(story: Callable[[Any, Any], Awaitable[None]]) -> None:
        async def whole() -> None:
            if request.param == "local":
                channel = LocalChannel()
                await story(channel, channel)
                return
            async with over_nats(request.getfixturevalue("nats_server")) as (one, other):
                await story(one, other)

        asyncio.run(whole())

    return run


async def until(mailbox: Any, count: int) -> list[tuple[int, bytes]]:
    """This many events, however they come in."""
    taken: list[tuple[int, bytes]] = []
    async with asyncio.timeout(20):
        while len(taken) < count:
            taken += await mailbox.take(5)
    return taken


def test_everything_that_is_told_is_shown_as_on_the_own_screens(told: Told) -> None:
    expected = LocalChannel()

    def tell(channel: Any) -> None:
        channel.plan("C", [CELL])
        channel.release("C", INTERVAL)
        channel.release("C", STATEMENT)
        channel.remarks("C")
        channel.asked("C")
        channel.decision("C", DECISION)
        channel.words("C", WORDS, [SAID])

    async def story(one: Any, other: Any) -> None:
        own, mailbox, elsewhere = (
            expected.subscribe("C"),
            other.subscribe("C"),
            other.subscribe("D"),
        )
        tell(expected)
        tell(one)
        wanted = await own.take(1)
        assert [number for number, _ in wanted] == [0, 1, 2, 0, 0, 0, 0]
        assert await until(mailbox, 7) == wanted
        one.release("D", INTERVAL)
        assert [number for number, _ in await until(elsewhere, 1)] == [1]

    told(story)


def test_of_the_activity_the_newest_is_shown(told: Told) -> None:
    async def story(one: Any, other: Any) -> None:
        mailbox, narrow = other.subscribe("C"), other.subscribe("C", View(with_activity=False))
        one.activity("C", ACTIVITY)
        ((number, event),) = await until(mailbox, 1)
        assert number == 0
        assert b'"active":30' in event
        assert b'"now"' in event
        ((_, event),) = await until(narrow, 1)
        assert b'"active":null' in event

    told(story)


def test_a_view_sees_its_own_cells_wherever_its_screen_is(told: Told) -> None:
    async def story(one: Any, other: Any) -> None:
        mailbox = other.subscribe("C", View(frozenset({"region:north"})))
        one.release("C", INTERVAL)
        one.remarks("C")
        assert [number for number, _ in await until(mailbox, 1)] == [0]

    told(story)


def test_closing_ends_the_streams_of_the_own_screens(told: Told) -> None:
    async def story(one: Any, other: Any) -> None:
        mailbox = other.subscribe("C")
        assert other.screens("C") == 1
        other.close()
        assert mailbox.is_closed

    told(story)
