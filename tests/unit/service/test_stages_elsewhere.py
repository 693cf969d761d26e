"""A stage view seen at a server that only shows: what is told, no sooner, and dark in silence."""

import asyncio

import pytest
from tests.unit.service.test_show_stage import ALL, intervals, leave, running, stages_of

from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.show_stage import StageSetting
from pulsemeter.service.stages_elsewhere import DARK_MS, TELL_MS, StagesElsewhere, TellStages


class Air:
    """What one server told, and when the other heard it."""

    def __init__(self, clock):
        self.clock, self.told, self.heard = clock, [], ((), clock.now_ms)

    def tell_stages(self, on_air):
        self.told.append(on_air)
        self.heard = (on_air, self.clock.now_ms)

    def listen(self):
        return self.heard


def tell(world, make_study, story):
    async def whole():
        async with world.running():
            place, air = await running(world, make_study()), Air(world.clock)
            stages = stages_of(world)
            elsewhere = StagesElsewhere(
                world.keeper, world.conduct, AuditTrail(world.stores.audit, world.clock),
                world.clock, world.chance,
            )  # fmt: skip
            elsewhere.listen(air.listen)
            await story(place, stages, TellStages(stages, air, world.clock), elsewhere, air)

    asyncio.run(whole())


def test_it_is_seen_elsewhere_as_it_is_where_it_was_switched_on(world, make_study):
    async def story(place, stages, telling, elsewhere, air):
        held = await stages.switch_on("Olga", place, ALL, has_read=True)
        await leave(world, place.session.code, 0)
        for second in range(40):
            if second == 20:
                await leave(world, place.session.code, 1)
            await stages.look()
            await telling.tick()
            seen, there = await stages.sight(held.token), await elsewhere.sight(held.token)
            assert intervals(there) == intervals(seen)
            assert there.setting == ALL
            world.clock.now_ms += TELL_MS
        assert intervals(there) == [0]
        assert await elsewhere.sight("another token") is None

    tell(world, make_study, story)


def test_only_the_hash_of_the_token_goes_over_the_wire(world, make_study):
    async def story(place, stages, telling, elsewhere, air):
        held = await stages.switch_on("Olga", place, ALL, has_read=True)
        await telling.tick()
        assert held.token not in repr(air.told)
        assert air.told[0][0].token_hash == secret_hash(held.token)

    tell(world, make_study, story)


def test_it_is_dark_at_once_when_switched_off_and_soon_when_nothing_is_heard(world, make_study):
    async def story(place, stages, telling, elsewhere, air):
        held = await stages.switch_on("Olga", place, ALL, has_read=True)
        await telling.tick()
        assert await elsewhere.sight(held.token) is not None
        world.clock.now_ms += DARK_MS
        assert await elsewhere.sight(held.token) is not None
        world.clock.now_ms += 1
        assert await elsewhere.sight(held.token) is None
        await telling.tick()
        assert await elsewhere.sight(held.token) is not None
        await stages.switch_off("Olga", place)
        await telling.tick()
        assert await elsewhere.sight(held.token) is None

    tell(world, make_study, story)


def test_nothing_is_told_where_nothing_is_on_and_no_oftener_than_once_a_second(world, make_study):
    async def story(place, stages, telling, elsewhere, air):
        for _ in range(3):
            await telling.tick()
        assert air.told == []
        await stages.switch_on("Olga", place, ALL, has_read=True)
        for _ in range(3):
            await telling.tick()
        assert len(air.told) == 1
        world.clock.now_ms += TELL_MS
        await telling.tick()
        assert len(air.told) == 2

    tell(world, make_study, story)


@pytest.mark.parametrize("delay_s", [30, 60])
def test_a_longer_delay_shows_less(world, make_study, delay_s):
    async def story(place, stages, telling, elsewhere, air):
        setting = StageSetting(("all",), delay_s)
        held = await stages.switch_on("Olga", place, setting, has_read=True)
        await leave(world, place.session.code, 0)
        await stages.look()
        world.clock.now_ms += 45_000
        await telling.tick()
        assert len(intervals(await elsewhere.sight(held.token))) == (delay_s == 30)

    tell(world, make_study, story)
