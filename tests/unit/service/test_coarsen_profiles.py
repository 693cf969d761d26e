"""Coarser profiles change no figure and no quota, and nothing fine comes back."""

import asyncio
from collections import Counter

import pytest

from pulsemeter.domain.participant import SeatStep
from pulsemeter.domain.questionnaire import Question, QuestionKind, Questionnaire, Rule, ShowIf
from pulsemeter.domain.recruitment import CellQuota, Recruitment
from pulsemeter.domain.session import SessionState
from pulsemeter.domain.study import Attribute, Category
from pulsemeter.service.coarsen_profiles import Coarsening, asked_about
from pulsemeter.service.ports import StoreError

REGION = Attribute(
    "region", "Region", "Where?", tuple(Category(c, c) for c in ("north", "east", "south"))
)
AGE = Attribute("age", "Age", "?", (Category("young", "Young", quota=8), Category("old", "Old")))
BOTH = (REGION, AGE)
PANEL = [
    *[{"region": "north", "age": "young"}] * 5,
    *[{"region": "east", "age": "old"}] * 2,
    *[{"region": "south", "age": "old"}] * 4,
]


@pytest.fixture
def study(make_study):
    quotas = (CellQuota((("age", "old"), ("region", "south")), 5),)
    return make_study(attributes=BOTH, recruitment=Recruitment(quotas=quotas))


def coarsening_of(world):
    return Coarsening(world.stores, world.enrolment, world.keeper, world.clock)


async def begun(world, study, panel=PANEL):
    code = await world.session(study)
    seats = await world.sit_all(code, panel)
    await world.go(code, SessionState.RUNNING)
    await world.keeper.tick()
    return code, seats


async def kept(world, code):
    return {r.seat.id: r.seat.categories for r in await world.stores.seats.all(code)}


def run(world, story):
    async def whole():
        async with world.running():
            await story()

    asyncio.run(whole())


def test_when_the_roster_settles_categories_become_the_plans(world, study):
    async def story():
        code, seats = await begun(world, study)
        before = {cell.id: cell.roster for cell in world.keeper.rooms[code].follower.cells()}
        await coarsening_of(world).tick()
        held = await kept(world, code)
        assert held[seats[0].id] == {"region": "north", "age": "young"}
        assert held[seats[5].id] == held[seats[7].id] == {"region": "east+south", "age": "old"}
        margins = await world.stores.erasures.margins(code)
        assert margins == {
            (("region", "east"),): 2,
            (("region", "south"),): 4,
            (("age", "old"), ("region", "south")): 4,
        }
        again = world.restart()
        async with again.running():
            room = again.keeper.rooms[code]
            assert {cell.id: cell.roster for cell in room.follower.cells()} == before

    run(world, story)


@pytest.mark.parametrize("restarts", [False, True], ids=["the same server", "another start"])
def test_quotas_still_know_who_is_there(world, study, restarts):
    async def story():
        code, _ = await begun(world, study)
        await coarsening_of(world).tick()
        if not restarts:
            await late(world, code)
            return
        again = world.restart()
        async with again.running():
            await late(again, code)

    async def late(world, code):
        counts = world.enrolment.counts(code)
        assert counts.total == 11
        assert [counts.holding("region", c) for c in ("north", "east", "south")] == [5, 2, 4]
        one = await world.sit(code, region="south", age="old")
        two = await world.sit(code, region="south", age="old")
        assert (one.may_react, two.step) == (True, SeatStep.SCREENED_OUT), "the cell holds five"
        others = [await world.sit(code, region="north", age="young") for _ in range(4)]
        assert [seat.may_react for seat in others] == [True, True, True, False]

    run(world, story)


def test_late_comers_are_coarsened_as_they_enter(world, study):
    async def story():
        code, _ = await begun(world, study)
        coarsening = coarsening_of(world)
        await coarsening.tick()
        late = await world.sit_all(code, [{"region": "east", "age": "old"}] * 5)
        assert (await kept(world, code))[late[0].id]["region"] == "east"
        await world.keeper.tick()
        world.clock.now_ms += 5_000
        await coarsening.tick()
        assert (await kept(world, code))[late[0].id]["region"] == "east+south"
        # One more who is too few for any cell counts in the whole panel and keeps nothing.
        alone = await world.sit(code, region="east", age="old")
        five = await world.sit_all(code, [{"region": "north", "age": "old"}] * 4)
        await world.go(code, SessionState.CLOSED)
        for _ in range(2):
            world.clock.now_ms += 6_000
            await world.keeper.tick()
        await coarsening.tick()
        held = await kept(world, code)
        assert [held[seat.id] for seat in (alone, *five)] == [{}] * 5

    run(world, story)


def test_nothing_is_written_where_nothing_is_merged(world, make_study):
    async def story():
        code, _ = await begun(
            world, make_study(), [{"region": "north"}] * 5 + [{"region": "south"}] * 5
        )
        await coarsening_of(world).tick()
        assert not any(r.is_coarse for r in await world.stores.seats.all(code))

    run(world, story)


def test_what_questions_ask_about_stays_until_the_end(world, make_study):
    shown = ShowIf((Rule("region", ("east",)), Rule("q", ("yes",))))
    question = Question("more", QuestionKind.TEXT, "?", show_if=shown)
    study = make_study(attributes=BOTH, questionnaire=Questionnaire((question,)))
    assert asked_about(study) == {"region"}

    async def story():
        code, seats = await begun(world, study)
        coarsening = coarsening_of(world)
        await coarsening.tick()
        assert (await kept(world, code))[seats[5].id]["region"] == "east"
        await coarsening.finish(world.keeper.rooms[code])
        assert (await kept(world, code))[seats[5].id]["region"] == "east+south"

    run(world, story)


def test_after_the_end_each_profile_has_enough_holders_and_cells_keep_their_sizes(world, study):
    async def story():
        code, seats = await begun(world, study, [*PANEL, {"region": "north", "age": "old"}])
        coarsening = coarsening_of(world)
        await coarsening.tick()
        gone = await world.done(world.enrolment.redeem(code, "", "g" * 24))
        await world.enrolment.withdraw(seats[6])
        room = world.keeper.rooms[code]
        sizes = {cell.id: cell.roster for cell in room.follower.exact_cells()}
        await coarsening.finish(room)
        await coarsening.finish(room)
        held = Counter(
            (*sorted(r.seat.categories.items()), r.seat.arm, r.seat.order)
            for r in await world.stores.seats.all(code)
            if r.seat.may_react
        )
        assert all(count >= 5 for count in held.values()), held
        assert (await kept(world, code))[gone.seat.id] == {}
        margins = await world.stores.erasures.margins(code)
        assert margins[("age", "old"),] == 6, "one whom nobody is like, and five to hide among"
        again = world.restart()
        async with again.running():
            again_room = await again.keeper.room(code)
            assert {c.id: c.roster for c in again_room.follower.exact_cells()} == sizes
            await coarsening_of(again).finish(again_room)
            after = {cell.id: cell.roster for cell in again_room.follower.exact_cells()}
            assert after == sizes
            assert await again.stores.erasures.margins(code) == margins

    run(world, story)


def test_files_that_somebody_reads_are_tidied_later(world, study):
    async def story():
        code, _ = await begun(world, study)
        coarsening, calls = coarsening_of(world), []

        async def busy():
            calls.append(len(calls))
            if len(calls) == 1:
                raise StoreError("another program is reading")

        world.stores.erasures.tidy = busy
        with pytest.raises(StoreError):
            await coarsening.tick()
        for _ in range(3):
            await coarsening.tick()
        assert calls == [0, 1]
        assert any(r.is_coarse for r in await world.stores.seats.all(code))

    run(world, story)


def slowly(world):
    """Let others have a turn while profiles are being written, as while a disk writes."""
    write = world.stores.erasures.coarsen

    async def slow(*given):
        await asyncio.sleep(0)
        await write(*given)

    world.stores.erasures.coarsen = slow


@pytest.mark.parametrize("first", ["finishing", "merging"])
def test_both_at_once_bring_nothing_fine_back_and_count_nobody_twice(world, study, first):
    async def story():
        code, _ = await begun(world, study, [*PANEL, {"region": "east", "age": "young"}])
        slowly(world)
        coarsening = coarsening_of(world)
        both = [coarsening.finish(world.keeper.rooms[code]), coarsening.tick()]
        await asyncio.gather(*(both if first == "finishing" else reversed(both)))
        rows = [r.seat.categories for r in await world.stores.seats.all(code)]
        profiles = Counter(tuple(sorted(categories.items())) for categories in rows)
        assert all(count >= 5 for count in profiles.values()), profiles
        margins = await world.stores.erasures.margins(code)
        assert [margins[("region", c),] for c in ("east", "south")] == [3, 4]

    run(world, story)


@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_a_session_whose_persons_are_just_going_is_left_alone(world, study, when):
    async def story():
        code, _ = await begun(world, study)
        slowly(world)

        async def going():
            world.enrolment.unload(code)

        merging = coarsening_of(world).tick()
        order = (going(), merging) if when == "before" else (merging, going())
        await asyncio.gather(*order)
        assert world.enrolment.seats(code) == []

    run(world, story)
