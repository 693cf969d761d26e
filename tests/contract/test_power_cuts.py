"""The power goes at every step of a redemption, a withdrawal or the retention, on every engine.

A story runs on stores that break down for good before or after their n-th call; then they are
opened again, as after a restart, and must hold what was promised. n grows until a story comes
through, so no step is left out.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import fields, replace
from inspect import iscoroutinefunction
from typing import Any

import pytest

from pulsemeter.domain.participant import SeatStep
from pulsemeter.domain.retention import DAY_MS
from pulsemeter.domain.session import SessionState
from pulsemeter.domain.study import Attribute, Category, JoinMode
from pulsemeter.service.coarsen_profiles import Coarsening
from pulsemeter.service.credential_ports import Token
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.join_refusal import JoinRefusal, JoinRefused
from pulsemeter.service.keep_retention import Retention
from pulsemeter.service.ports import Stores

KEY, OTHER_KEY, TOKEN = "k" * 24, "o" * 24, "token-of-somebody"


class PowerCut(Exception):
    """The machine is off."""


class Power:
    """Counts what the stores are asked, and goes off for good at one point."""

    def __init__(self, cut_at: int) -> None:
        self.cut_at, self.count, self.is_off = cut_at, 0, False

    def step(self) -> None:
        if self.is_off or self.count == self.cut_at:
            self.is_off = True
            raise PowerCut
        self.count += 1


class _Book:
    def __init__(self, book: Any, power: Power) -> None:
        self._book, self._power = book, power

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._book, name)
        if not iscoroutinefunction(method):
            return method

        async def call(*args: Any, **options: Any) -> Any:
            self._power.step()
            result = await method(*args, **options)
            self._power.step()
            return result

        return call


def powered(stores: Stores, power: Power) -> Stores:
    books = {f.name: _Book(getattr(stores, f.name), power) for f in fields(stores)}
    return replace(stores, **books)


async def until_dark(world: Any, power: Power, work: Awaitable[Any]) -> bool:
    """Run work until it is done (True) or the power is off, and then let nothing go on."""
    task = asyncio.ensure_future(work)
    for _ in range(20_000):
        await asyncio.sleep(0)
        if power.is_off or task.done():
            break
        if not world.clock.wake_next():
            await asyncio.sleep(0.001)  # a database's thread is still writing
    if task.done():
        if not power.is_off:
            task.result()
            return True
        task.exception()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return False


async def refused(world: Any, code: str, key: str) -> JoinRefusal:
    with pytest.raises(JoinRefused) as refusal:
        await world.done(world.enrolment.redeem(code, TOKEN, key))
    return refusal.value.reason


def test_a_redemption_cut_short_goes_on_for_its_page_alone(
    new_engine: Callable[[], Any], make_world: Callable[..., Any], make_study: Callable[..., Any]
) -> None:
    def cut(cut_at: int, other_first: bool) -> bool:
        engine, power = new_engine(), Power(cut_at)

        async def begin(stores: Stores) -> str:
            world = make_world(stores)
            code = await world.session(make_study(join=JoinMode.TOKENS))
            await stores.credentials.add([Token(secret_hash(TOKEN), code)])
            return str(code)

        async def redeem(stores: Stores) -> bool:
            world = make_world(powered(stores, power), seed=2)
            power.cut_at, at = 10**6, power.cut_at
            async with world.running():
                power.cut_at, power.count = at, 0
                return await until_dark(world, power, world.enrolment.redeem(code, TOKEN, KEY))

        async def come_back(stores: Stores) -> None:
            world = make_world(stores, seed=3)
            async with world.running():
                held = await stores.credentials.find(secret_hash(TOKEN))
                assert not (held.is_used and not world.enrolment.seats(code)), "burnt for nothing"
                try:
                    if other_first:
                        await world.done(world.enrolment.redeem(code, TOKEN, OTHER_KEY))
                    is_others = other_first
                except JoinRefused:
                    is_others = False
                if is_others:
                    assert await refused(world, code, KEY) is JoinRefusal.BURNT_LINK
                else:
                    first = await world.done(world.enrolment.redeem(code, TOKEN, KEY))
                    again = await world.done(world.enrolment.redeem(code, TOKEN, KEY))
                    assert again.seat.id == first.seat.id
                    assert await refused(world, code, OTHER_KEY) is JoinRefusal.BURNT_LINK
                assert len(await stores.seats.all(code)) == 1
                held = await stores.credentials.find(secret_hash(TOKEN))
                assert held.is_used

        code = engine.tell(begin)
        came_through = bool(engine.tell(redeem))
        engine.tell(come_back)
        return came_through

    for other_first in (False, True):
        points = 0
        while not cut(points, other_first):
            points += 1
        assert points >= 8, "find, claim, seat and burn, each before and after"


def test_a_withdrawal_cut_short_is_finished_at_the_next_start(
    new_engine: Callable[[], Any], make_world: Callable[..., Any], make_study: Callable[..., Any]
) -> None:
    def cut(cut_at: int) -> bool:
        engine, power = new_engine(), Power(cut_at)

        async def begin(stores: Stores) -> tuple[str, int]:
            world = make_world(stores)
            async with world.running():
                code = await world.session(make_study())
                seats = await world.sit_all(code, [{"region": "north"}] * 2)
                await world.go(code, SessionState.RUNNING)
                world.clock.now_ms += 5_000
                for seat in seats:
                    await world.press(seat, 1_000)
            return code, seats[0].id

        async def withdraw(stores: Stores) -> bool:
            world = make_world(powered(stores, power), seed=2)
            power.cut_at, at = 10**6, power.cut_at
            async with world.running():
                power.cut_at, power.count = at, 0
                seat = world.enrolment.seat(gone)
                return await until_dark(world, power, world.enrolment.withdraw(seat))

        async def come_back(stores: Stores) -> None:
            world = make_world(stores, seed=3)
            async with world.running():
                seat = world.enrolment.seat(gone)
                marked = seat.step is SeatStep.WITHDRAWN
                frames = await stores.log.read(code)
                holds = any((frame.records["seat"] == gone).any() for _, frame in frames)
                assert holds is not marked, "all of it or nothing"
                await world.enrolment.withdraw(seat)
                frames = await stores.log.read(code)
                assert not any((frame.records["seat"] == gone).any() for _, frame in frames)
                assert await stores.erasures.unfinished() == []
                assert [w.seat for w in await stores.erasures.withdrawals()] == [gone]

        code, gone = engine.tell(begin)
        came_through = bool(engine.tell(withdraw))
        engine.tell(come_back)
        return came_through

    points = 0
    while not cut(points):
        points += 1
    assert points >= 6, "erase, redact and finish, each before and after"


REGION = Attribute("region", "Region", "?", tuple(Category(c, c) for c in ("n", "e", "s")))
AGE = Attribute("age", "Age", "?", (Category("young", "Young"), Category("old", "Old")))
PANEL = [
    *[{"region": "n", "age": "young"}] * 5,
    *[{"region": "e", "age": "old"}] * 2,
    *[{"region": "s", "age": "old"}] * 4,
    {"region": "s", "age": "young"},
]


def retention_of(world: Any) -> Retention:
    coarsening = Coarsening(world.stores, world.enrolment, world.keeper, world.clock)
    return Retention(
        world.stores, world.conduct, world.enrolment, world.ingest, world.keeper, coarsening,
        world.clock,
    )  # fmt: skip


@pytest.mark.parametrize(("days", "erased"), [(1, False), (91, True)], ids=["a day", "ninety days"])
def test_a_retention_cut_short_is_finished_and_counts_nobody_twice(
    new_engine: Callable[[], Any],
    make_world: Callable[..., Any],
    make_study: Callable[..., Any],
    days: int,
    erased: bool,
) -> None:
    async def begin(stores: Stores) -> str:
        world = make_world(stores)
        async with world.running():
            code = await world.session(make_study(attributes=(REGION, AGE)))
            seats = await world.sit_all(code, PANEL)
            await world.go(code, SessionState.RUNNING)
            await world.keeper.tick()
            world.clock.now_ms += 5_000
            await world.press(seats[0], 1_000)
            await world.go(code, SessionState.CLOSED)
            for _ in range(2):
                await world.keeper.tick()
                world.clock.now_ms += 3_000
        return str(code)

    async def later(stores: Stores, power: Power | None) -> bool:
        world = make_world(stores if power is None else powered(stores, power), seed=2)
        cut_at = 0 if power is None else power.cut_at
        if power is not None:
            power.cut_at = 10**6
        world.clock.now_ms += days * DAY_MS + 60_000
        async with world.running():
            await world.keeper.tick()
            retention = retention_of(world)
            if power is None:
                await world.done(retention.tick())
                return True
            power.cut_at, power.count = cut_at, 0
            return await until_dark(world, power, retention.tick())

    async def held(stores: Stores) -> Any:
        seats = await stores.seats.all(code)
        rows = Counter(tuple(sorted(record.seat.categories.items())) for record in seats)
        margins = dict(await stores.erasures.margins(code))
        for categories, persons in rows.items():
            for pair in categories:
                margins[pair,] = margins.get((pair,), 0) + persons
        frames = await stores.log.read(code)
        times = any(frame.records["received_ms"].any() for _, frame in frames)
        steps = await stores.erasures.steps(code)
        return rows, margins, len(frames), times, steps, len(await stores.releases.once(code))

    whole = new_engine()
    code = whole.tell(begin)
    uncut = whole.copied()
    uncut.tell(lambda stores: later(stores, None))
    expected = uncut.tell(held)
    rows, margins, frames, times, steps, _ = expected
    if erased:
        assert (rows, frames, "persons" in steps) == (Counter(), 0, True)
    else:
        assert not times
        assert "profiles" in steps
        assert all(count >= 5 for categories, count in rows.items() if categories)
        assert margins[("age", "young"),] == 6

    points, came_through = 0, False
    while not came_through:
        engine, power = whole.copied(), Power(points)
        came_through = bool(engine.tell(lambda stores, power=power: later(stores, power)))
        engine.tell(lambda stores: later(stores, None))
        assert engine.tell(held) == expected, f"cut at step {points}"
        points += engine.stride
    assert points > 12
