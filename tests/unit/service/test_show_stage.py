"""A stage view is off until it is switched on, and never shows anything before its delay."""

import asyncio

import pytest
from tests.unit.release.showings import interval_figure

from pulsemeter.domain.session import SessionKind, SessionState, ShownIn
from pulsemeter.domain.stage_view import StageRefused, StageSetting
from pulsemeter.release.figures import IntervalRelease
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.show_stage import OnStage, Stages

ALL = StageSetting(("all",), 30)


def stages_of(world):
    return Stages(
        world.keeper, world.conduct, AuditTrail(world.stores.audit, world.clock), world.clock,
        world.chance,
    )  # fmt: skip


def tell(world, story):
    async def whole():
        async with world.running():
            await story()

    asyncio.run(whole())


async def running(world, study, **changes):
    """A running session with a settled roster."""
    code = await world.session(study, **changes)
    await world.sit_all(code, [{"region": r} for r in ("north", "south")] * 8)
    await world.go(code, SessionState.RUNNING)
    await world.keeper.tick()
    return world.conduct.place(code)


async def leave(world, code, interval):
    """An interval's figures leave now."""
    room = await world.keeper.room(code)
    releases = room.releaser.releases
    number = releases[-1].number + 1 if releases else 1
    figures = [interval_figure(cell, (9, 1, 16)) for cell in ("all", "region:north")]
    releases.append(IntervalRelease(number, 0, interval, "frozen", 90, figures))


def intervals(sight):
    return [release.interval for release in sight.board.intervals]


def test_nothing_is_shown_before_its_delay(world, make_study):
    async def story():
        stages, place = stages_of(world), await running(world, make_study())
        held = await stages.switch_on("Olga", place, ALL, has_read=True)
        began_ms = world.clock.now_ms
        for interval in range(4):
            await leave(world, place.session.code, interval)
            await stages.look()
            world.clock.now_ms += 5_000
        shown = {}
        for at_s in range(20, 50):
            world.clock.now_ms = began_ms + 1_000 * at_s
            shown[at_s] = intervals(await stages.sight(held.token))
        assert shown == {at_s: list(range(min(max((at_s - 25) // 5, 0), 4))) for at_s in shown}

    tell(world, story)


def test_what_nobody_looked_at_meanwhile_is_held_back_from_the_first_look(world, make_study):
    async def story():
        stages, place = stages_of(world), await running(world, make_study())
        await leave(world, place.session.code, 0)
        world.clock.now_ms += 600_000
        held = await stages.switch_on("Olga", place, ALL, has_read=True)
        await leave(world, place.session.code, 1)
        world.clock.now_ms += 20_000  # without a look
        assert intervals(await stages.sight(held.token)) == []
        world.clock.now_ms += 10_000
        assert intervals(await stages.sight(held.token)) == [0]
        world.clock.now_ms += 20_000
        assert intervals(await stages.sight(held.token)) == [0, 1]

    tell(world, story)


def test_after_a_restart_it_is_off(world, make_study):
    async def story():
        stages, place = stages_of(world), await running(world, make_study())
        held = await stages.switch_on("Olga", place, ALL, has_read=True)
        again = stages_of(world)
        assert again.of(place.session.code) is None
        assert await again.sight(held.token) is None

    tell(world, story)


def test_switched_off_the_link_opens_nothing_and_both_are_written_down(world, make_study):
    async def story():
        stages, place = stages_of(world), await running(world, make_study())
        await stages.switch_off("Mona", place)  # is off already
        held = await stages.switch_on("Olga", place, ALL, has_read=True)
        assert await stages.sight(held.token) is not None
        for other in ("", "x", held.token[:-1], held.token + "x"):
            assert await stages.sight(other) is None
        await stages.switch_off("Mona", place)
        assert await stages.sight(held.token) is None
        later = await stages.switch_on("Olga", place, ALL, has_read=True)
        assert later.token != held.token
        deeds = [e.deed async for e in AuditTrail(world.stores.audit, world.clock).all()]
        assert [(d.actor, d.act, d.subject, d.detail) for d in deeds] == [
            ("Olga", "stage view on", place.session.code, "all; 30 s late"),
            ("Mona", "stage view off", place.session.code, ""),
            ("Olga", "stage view on", place.session.code, "all; 30 s late"),
        ]
        assert not any(held.token in str(deed) for deed in deeds)

    tell(world, story)


def test_a_change_keeps_the_link_and_begins_anew(world, make_study):
    async def story():
        stages, place = stages_of(world), await running(world, make_study())
        held = await stages.switch_on("Olga", place, ALL, has_read=True)
        await leave(world, place.session.code, 0)
        await stages.look()
        world.clock.now_ms += 29_000
        setting = StageSetting(("region:north",), 10)
        changed = await stages.switch_on("Mona", place, setting, has_read=True)
        assert (changed.token, changed.actor) == (held.token, "Mona")
        assert intervals(await stages.sight(held.token)) == []
        world.clock.now_ms += 10_000
        sight = await stages.sight(held.token)
        assert [f.cell for r in sight.board.intervals for f in r.figures] == ["region:north"]

    tell(world, story)


def test_it_is_refused_with_the_reason_and_unread(world, make_study):
    async def story():
        stages, place = stages_of(world), await running(world, make_study())
        with pytest.raises(StageRefused, match="the panel won’t see"):
            await stages.switch_on("Olga", place, ALL, has_read=False)
        with pytest.raises(StageRefused, match="no segment 'region:moon'"):
            await stages.switch_on("Olga", place, StageSetting(("region:moon",)), has_read=True)
        room = await running(world, make_study(name="room"), shown=ShownIn.ONE_ROOM)
        with pytest.raises(StageRefused, match="one room"):
            await stages.switch_on("Olga", room, ALL, has_read=True)
        code = await world.session(make_study(name="later"), SessionKind.ON_DEMAND)
        with pytest.raises(StageRefused, match="on demand"):
            await stages.switch_on("Olga", world.conduct.place(code), ALL, has_read=True)
        assert [e async for e in AuditTrail(world.stores.audit, world.clock).all()] == []

    tell(world, story)


def test_before_the_roster_settles_all_that_may_come_can_be_chosen(world, make_study):
    async def story():
        stages = stages_of(world)
        code = await world.session(make_study())
        place = world.conduct.place(code)
        planned = {cell.id for cell in await stages.choices(place)}
        assert {"all", "region:north", "region:south"} <= planned
        await stages.switch_on("Olga", place, StageSetting(("region:north",)), has_read=True)
        place = await running(world, make_study(name="other"))
        assert {"all", "region:north"} <= {cell.id for cell in await stages.choices(place)}

    tell(world, story)


def test_marks_are_kept_as_long_as_they_are_needed():
    held = OnStage("A", "Olga", "t", StageSetting(("all",), 10))
    for number in (0, 1, 1, 2, 3):
        held.see(number, 1_000 * number)
    assert held.marks == [(1_000, 1), (2_000, 2), (3_000, 3)]
    assert [held.upto(now) for now in (10_999, 11_000, 12_500)] == [0, 1, 2]
    assert held.marks == [(2_000, 2), (3_000, 3)]
    assert held.upto(99_000) == 3
