"""Quota gate, over-recruitment and the reserve, alone and when many come at once."""

import asyncio
from dataclasses import replace

import pytest

from pulsemeter.domain.participant import SeatStep
from pulsemeter.domain.recruitment import CellQuota, Recruitment
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.study import Attribute, Category
from pulsemeter.service.keep_reserve import HERE_MS
from pulsemeter.service.take_part import is_sought

NORTH = {"region": "north"}


def tell(world, study, story, kind=SessionKind.LIVE):
    async def whole():
        async with world.running():
            await story(await world.session(study, kind))

    asyncio.run(whole())


async def up_to_profile(world, code, count, start=0):
    seats = []
    for number in range(start, start + count):
        redeemed = await world.done(world.enrolment.redeem(code, "", f"some-page-key-{number:012}"))
        seats.append(await world.done(world.enrolment.consent(redeemed.seat)))
    return seats


async def answer_at_once(world, seats, categories):
    work = [asyncio.ensure_future(world.enrolment.answer_profile(s, categories)) for s in seats]
    await world.done(asyncio.wait(work))
    return [task.result() for task in work]


@pytest.mark.parametrize("reserve", [0, 4])
def test_of_many_who_take_the_last_places_at_once_no_more_get_in_than_there_are(
    world, make_study, reserve
):
    async def story(code):
        seats = await up_to_profile(world, code, 40)
        steps = [s.step for s in await answer_at_once(world, seats, NORTH)]
        assert steps.count(SeatStep.PRACTICE) == 7
        assert steps.count(SeatStep.RESERVE) == reserve
        assert steps.count(SeatStep.SCREENED_OUT) == 33 - reserve
        stored = await world.stores.seats.all(code)
        assert sum(r.seat.step is SeatStep.PRACTICE for r in stored) == 7
        assert all(not r.seat.categories for r in stored if r.seat.step is SeatStep.SCREENED_OUT)

    tell(world, make_study(quota=7, recruitment=Recruitment(reserve=reserve)), story)


def test_over_recruitment_lets_in_its_share_above_the_quota(world, make_study):
    async def story(code):
        seats = await up_to_profile(world, code, 15)
        steps = [s.step for s in await answer_at_once(world, seats, NORTH)]
        assert steps.count(SeatStep.PRACTICE) == 12

    tell(world, make_study(quota=10, recruitment=Recruitment(over=0.2)), story)


def two_way(make_study, **recruitment):
    age = Attribute("age", "Age", "?", (Category("young", "Y"), Category("old", "O")))
    regions = make_study().attributes[0]
    cell = CellQuota((("age", "young"), ("region", "north")), 1)
    return make_study(
        attributes=(age, regions), recruitment=Recruitment(quotas=(cell,), **recruitment)
    )


def test_a_two_way_quota_closes_its_cell_only(world, make_study):
    async def story(code):
        first, second, third, fourth = await up_to_profile(world, code, 4)
        young_north = {"age": "young", "region": "north"}
        answer = world.enrolment.answer_profile
        assert (await world.done(answer(first, young_north))).step is SeatStep.PRACTICE
        assert (await world.done(answer(second, young_north))).step is SeatStep.SCREENED_OUT
        assert (await world.done(answer(third, young_north | NORTH | {"age": "old"}))).may_react
        assert (await world.done(answer(fourth, young_north | {"region": "south"}))).may_react

    tell(world, two_way(make_study), story)


def test_whoever_screens_out_gets_no_seat_and_leaves_no_answer(world, make_study):
    regions = (Category("north", "N"), Category("abroad", "A", screens_out=True))
    study = make_study(attributes=(Attribute("region", "R", "?", regions),))

    async def story(code):
        (seat,) = await up_to_profile(world, code, 1)
        ended = await world.done(world.enrolment.answer_profile(seat, {"region": "abroad"}))
        assert (ended.step, ended.categories, ended.may_react) == (SeatStep.NOT_SOUGHT, {}, False)

    assert is_sought(study, NORTH)
    assert not is_sought(study, {"region": "abroad"})
    tell(world, study, story)


def with_reserve(make_study, quota=2, **changes):
    return make_study(quota=quota, recruitment=replace(Recruitment(reserve=10), **changes))


async def filled(world, code, sitting=2, waiting=2):
    """Seats that take part and seats on the reserve, the latter first come first."""
    seats = await up_to_profile(world, code, sitting + waiting)
    done = [await world.done(world.enrolment.answer_profile(s, NORTH)) for s in seats]
    assert [s.step for s in done[sitting:]] == [SeatStep.RESERVE] * waiting
    assert not any(s.may_react for s in done[sitting:])
    return done[:sitting], done[sitting:]


def step_of(world, seat):
    return world.enrolment.seat(seat.id).step


def test_a_place_that_comes_free_goes_to_the_first_who_waits(world, make_study):
    async def story(code):
        (leaves, _), (first, second) = await filled(world, code)
        await world.enrolment.withdraw(leaves)
        await world.done(world.enrolment.move_up(code))
        assert step_of(world, first) is SeatStep.PRACTICE
        assert world.enrolment.seat(first.id).categories == NORTH
        assert step_of(world, second) is SeatStep.RESERVE
        await world.done(world.enrolment.move_up(code))
        assert step_of(world, second) is SeatStep.RESERVE
        assert world.enrolment.counts(code).holding("region", "north") == 2

    tell(world, with_reserve(make_study), story)


def test_who_waits_comes_before_who_comes_new(world, make_study):
    async def story(code):
        (leaves, _), (first, _) = await filled(world, code)
        (new,) = await up_to_profile(world, code, 1, start=100)
        await world.enrolment.withdraw(leaves)
        new = await world.done(world.enrolment.answer_profile(new, NORTH))
        assert (step_of(world, first), new.step) == (SeatStep.PRACTICE, SeatStep.RESERVE)

    tell(world, with_reserve(make_study), story)


def test_a_closed_page_is_passed_over_and_moves_up_when_it_is_open_again(world, make_study):
    async def story(code):
        (leaves, also), (first, second) = await filled(world, code)
        world.clock.now_ms += HERE_MS + 1
        world.enrolment.hear(second)
        await world.enrolment.withdraw(leaves)
        await world.done(world.enrolment.move_up(code))
        assert (step_of(world, first), step_of(world, second)) == (
            SeatStep.RESERVE, SeatStep.PRACTICE,
        )  # fmt: skip
        await world.enrolment.withdraw(also)
        await world.done(world.enrolment.move_up(code))
        assert step_of(world, first) is SeatStep.RESERVE
        world.enrolment.hear(first)
        await world.done(world.enrolment.move_up(code))
        assert step_of(world, first) is SeatStep.PRACTICE

    tell(world, with_reserve(make_study), story)


def test_at_the_start_the_places_of_no_shows_go_to_the_reserve_and_then_it_ends(world, make_study):
    async def story(code):
        (shown, _), (first, second) = await filled(world, code)
        world.clock.now_ms += 300_001
        for seat in (shown, first, second):
            world.enrolment.hear(seat)
        await world.done(world.enrolment.settle_reserve(code))
        assert step_of(world, first) is SeatStep.RESERVE, "before the start nobody is absent"
        await world.go(code, SessionState.RUNNING)
        await world.done(world.enrolment.settle_reserve(code, {shown.id: 1}))
        assert step_of(world, first) is SeatStep.PRACTICE
        ended = world.enrolment.seat(second.id)
        assert (ended.step, ended.categories) == (SeatStep.SCREENED_OUT, {})
        (late,) = await up_to_profile(world, code, 1, start=100)
        late = await world.done(world.enrolment.answer_profile(late, NORTH))
        assert late.step is SeatStep.SCREENED_OUT, "nobody waits for a session that runs"

    tell(world, with_reserve(make_study), story)


def test_a_socket_is_a_sign_of_life_too(world, make_study):
    async def story(code):
        sitting, (first, _) = await filled(world, code)
        world.clock.now_ms += 300_001
        world.enrolment.hear(first)
        await world.go(code, SessionState.RUNNING)
        heard = {seat.id: world.clock.now_ms for seat in sitting}
        await world.done(world.enrolment.settle_reserve(code, heard))
        assert step_of(world, first) is SeatStep.SCREENED_OUT

    tell(world, with_reserve(make_study), story)


def test_after_a_restart_the_reserve_is_still_there_and_nobody_counts_as_absent(world, make_study):
    async def whole():
        async with world.running():
            code = await world.session(with_reserve(make_study))
            _, (first, second) = await filled(world, code)
        again = world.restart()
        async with again.running():
            again.clock.now_ms += 10_000
            for seat in (first, second):
                assert again.enrolment.seat(seat.id).step is SeatStep.RESERVE
                again.enrolment.hear(seat)
            await again.go(code, SessionState.RUNNING)
            await again.done(again.enrolment.settle_reserve(code))
            assert {step_of(again, s) for s in (first, second)} == {SeatStep.SCREENED_OUT}

    asyncio.run(whole())


def test_on_ones_own_time_the_waiting_ends_with_the_session(world, make_study):
    async def story(code):
        (leaves, _), (first, second) = await filled(world, code)
        await world.done(world.enrolment.settle_reserve(code))
        assert step_of(world, first) is SeatStep.RESERVE
        await world.enrolment.withdraw(leaves)
        await world.go(code, SessionState.CLOSED)
        await world.done(world.enrolment.settle_reserve(code))
        assert {step_of(world, s) for s in (first, second)} == {SeatStep.SCREENED_OUT}

    tell(world, with_reserve(make_study), story, SessionKind.ON_DEMAND)


def test_the_keeper_ends_the_reserve_at_the_start(world, make_study):
    async def story(code):
        _, (first, second) = await filled(world, code)
        await world.go(code, SessionState.RUNNING)
        await world.done(world.keeper.tick())
        assert {step_of(world, s) for s in (first, second)} == {SeatStep.SCREENED_OUT}

    tell(world, with_reserve(make_study), story)


def test_one_who_waits_may_withdraw(world, make_study):
    async def story(code):
        _, (first, second) = await filled(world, code)
        await world.enrolment.withdraw(first)
        assert world.enrolment.reserve(code).waiting == [second.id]
        record = next(r for r in await world.stores.seats.all(code) if r.seat.id == first.id)
        assert record.seat.categories == {}

    tell(world, with_reserve(make_study), story)
