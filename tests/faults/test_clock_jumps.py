"""The wall clock is set while a session runs: two days on, two days back, into and out of summer
time. Everything that leaves is the same, byte for byte, as where nobody touched it."""

import asyncio
import os
import time
from collections.abc import Callable, Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from tests.conftest import ManualClock, World

from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.session import SessionState
from pulsemeter.outside import SystemClock
from pulsemeter.report.html import report_html
from pulsemeter.report.table import table_files
from pulsemeter.service.ingest_reaction import Incoming
from pulsemeter.service.run_analysis import analyse_session
from pulsemeter.service.study_analysis import released_study
from pulsemeter.storage.memory import memory_stores
from pulsemeter.wire.telling import release_message

HOUR_MS = 3_600_000
SUMMER_BEGINS_MS = 1_711_846_800_000  # 2024-03-31 01:00 UTC, 02:00 in Berlin becomes 03:00
SUMMER_ENDS_MS = 1_729_990_800_000  # 2024-10-27 01:00 UTC, 03:00 in Berlin becomes 02:00
PANEL = [{"region": "north"}, {"region": "south"}] * 12
Told = Mapping[str, bytes]


class Machine:
    """The machine's two clocks: a steady one that the test turns, and one that anybody sets."""

    def __init__(self, turned: ManualClock, begins_ms: int) -> None:
        self._turned = turned
        self.wall_ms = begins_ms

    def monotonic_ns(self) -> int:
        return self._turned.now_ms * 1_000_000

    def time_ns(self) -> int:
        return (self.wall_ms + self._turned.now_ms) * 1_000_000


class SettableClock(ManualClock):
    """The shipped clock on such a machine."""

    def __init__(self, begins_ms: int) -> None:
        super().__init__()
        self.machine = Machine(self, begins_ms)
        self._shipped = SystemClock(
            wall_ns=self.machine.time_ns, steady_ns=self.machine.monotonic_ns
        )

    def wall_ms(self) -> int:
        return self._shipped.wall_ms()

    def elapsed_ms(self) -> int:
        return self._shipped.elapsed_ms()


@pytest.fixture(autouse=True)
def berlin() -> Iterator[None]:
    """A machine that has summer time."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Europe/Berlin"
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


def choice_of(number: int, interval: int) -> int:
    """Six of seven agree, and each is silent now and then."""
    return 100 if (number * 5 + interval) % 7 else -100


async def watch(clock: SettableClock, study: Any, spoken: Any, jumps: Mapping[int, int]) -> Told:
    """A live session of thirty seconds, with the wall clock moved at these seconds; all that
    leaves it."""
    world = World(memory_stores(), clock)
    async with world.running():
        code = await world.session(study, statements=spoken)
        seats = await world.sit_all(code, PANEL)
        for number, seat in enumerate(seats, start=1):
            await world.hello(seat, number)
        await world.go(code, SessionState.RUNNING)
        started_ms = clock.now_ms
        acknowledged: list[Any] = []
        for second in range(1, 31):
            clock.machine.wall_ms += jumps.get(second, 0)
            await clock.advance(started_ms + 1_000 * second - clock.now_ms)
            for number, seat in enumerate(seats, start=1):
                if second % 5 == 4 and (number + second) % 6:
                    at_ms = 1_000 * second - 40 * number
                    choice = choice_of(number, second // 5)
                    press = Incoming(second // 5 + 1, RecordKind.PRESS, 0, 0, choice, at_ms)
                    world.ingest.take(seat, number, (press,), acknowledged.append)
            await clock.advance(50)
            await world.keeper.tick()
        await clock.advance(1_000)
        assert len(acknowledged) > 100
        assert not [one.refused for one in acknowledged if one.refused]
        await world.go(code, SessionState.CLOSED)
        for _ in range(4):
            await world.keeper.tick()
            await clock.advance(3_000)
        return await told(world, code, study)


async def told(world: World, code: str, study: Any) -> Told:
    """Released figures, the analysis of the log, tables and the page."""
    state = await world.stores.releases.state(code)
    assert len(state.releases) > 6
    releases = [release_message(release) for release in state.releases]
    whole = await analyse_session(world.stores.log, code, study)
    analysis = await released_study(world.stores, study.name, code)
    cells = whole.tally.cells[0, 0]
    return {
        "releases": msgspec.json.encode(releases),
        "records": whole.records.tobytes(),
        "cells": cells.codes.tobytes() + cells.ranks.tobytes(),
        "page": report_html(analysis, title="A talk", simulated=True).encode(),
        **table_files(analysis),
    }


@pytest.mark.parametrize(
    ("begins_ms", "jumps"),
    [
        (SUMMER_BEGINS_MS - 15_000, {}),
        (SUMMER_ENDS_MS - 15_000, {}),
        (SUMMER_BEGINS_MS - 15_000, {7: 48 * HOUR_MS}),
        (SUMMER_BEGINS_MS - 15_000, {7: -48 * HOUR_MS}),
        (SUMMER_BEGINS_MS - 15_000, {4: HOUR_MS, 9: -HOUR_MS, 13: 48 * HOUR_MS, 21: -96 * HOUR_MS}),
    ],
    ids=["summer begins", "summer ends", "two days on", "two days back", "to and fro"],
)
def test_a_wall_clock_that_is_set_changes_no_byte(
    make_study: Callable[..., Any],
    spoken: Any,
    begins_ms: int,
    jumps: Mapping[int, int],
) -> None:
    study = make_study()

    def play(begins_ms: int, jumps: Mapping[int, int]) -> Told:
        clock = SettableClock(begins_ms)
        return asyncio.run(watch(clock, study, spoken, jumps))

    quiet = play(SUMMER_BEGINS_MS - 20 * HOUR_MS, {})
    moved = play(begins_ms, jumps)
    assert quiet.keys() == moved.keys()
    assert [name for name in quiet if quiet[name] != moved[name]] == []


def test_a_clock_that_followed_the_wall_would_be_found_out(
    make_study: Callable[..., Any], spoken: Any
) -> None:
    clock = SettableClock(SUMMER_BEGINS_MS)
    machine = clock.machine
    clock._shipped = SimpleNamespace(  # type: ignore[assignment]
        wall_ms=lambda: machine.time_ns() // 1_000_000,
        elapsed_ms=lambda: machine.monotonic_ns() // 1_000_000,
    )
    with pytest.raises(AssertionError):
        asyncio.run(watch(clock, make_study(), spoken, {7: -48 * HOUR_MS}))
