"""Arms and orders: balanced in every stratum, by chance where even, the same after a restart."""

import asyncio
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import product

import pytest

from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.domain.playlist import Arm, Order, Playlist
from pulsemeter.domain.session import SessionKind
from pulsemeter.domain.study import Attribute, Category, Stimulus
from pulsemeter.service.assign_arm import ArmCounts, draw_arm, draw_order, profile_of

ARMS = (Arm("cue", "Cue"), Arm("free", "Free"), Arm("control", "Control", presses=False))
STIMULI = tuple(Stimulus(name, name.upper(), 10_000) for name in ("a", "b", "c", "d"))


def attribute(name: str, count: int) -> Attribute:
    return Attribute(name, name, name, tuple(Category(f"{name}{n}", f"{n}") for n in range(count)))


@pytest.fixture
def study(make_study):
    return make_study(
        stimuli=STIMULI,
        arms=ARMS,
        playlist=Playlist(Order.LATIN),
        attributes=(attribute("age", 3), attribute("region", 4)),
    )


PROFILES = [{"age": f"age{a}", "region": f"region{r}"} for a, r in product(range(3), range(4))]


def drawn(study, chance, persons):
    """Assigns persons one after the other, as enrolment does."""
    counts, seats = ArmCounts(), []
    for number, categories in enumerate(persons):
        profile = profile_of(categories)
        arm = draw_arm(study, profile, counts, chance)
        order = draw_order(study, arm, profile, counts, chance)
        seats.append(Seat(number, "CODE", categories=categories, arm=arm.id, order=order))
        counts.add(seats[-1])
    return seats


def test_a_thousand_seats_are_balanced_in_every_stratum_and_in_all(study, world) -> None:
    persons = [PROFILES[n % 12] for n in world.chance.order(1_000)]
    seats = drawn(study, world.chance, persons)
    strata = defaultdict(Counter)
    for seat in seats:
        strata[profile_of(seat.categories)][seat.arm] += 1
    assert len(strata) == 12
    for held in strata.values():
        assert max(held.values()) - min(held[arm.id] for arm in ARMS) <= 1
    whole = Counter(seat.arm for seat in seats)
    assert max(whole.values()) - min(whole.values()) <= 12, "never further apart than the strata"


def test_latin_rows_are_balanced_in_each_arm_and_place(study, world) -> None:
    seats = drawn(study, world.chance, [PROFILES[n % 12] for n in range(960)])
    for arm in ARMS:
        orders = [seat.order for seat in seats if seat.arm == arm.id]
        for place in range(4):
            at_place = Counter(order[place] for order in orders)
            assert max(at_place.values()) - min(at_place.values()) <= 0.1 * len(orders)


def test_chance_decides_where_arms_are_even(study, world) -> None:
    firsts = Counter(drawn(study, world.chance, PROFILES[:1])[0].arm for _ in range(300))
    assert set(firsts) == {arm.id for arm in ARMS}
    assert min(firsts.values()) > 60


def test_shares_are_kept(study, world) -> None:
    unequal = replace(study, arms=(replace(ARMS[0], share=3), ARMS[1]))
    held = Counter(seat.arm for seat in drawn(unequal, world.chance, PROFILES[:1] * 80))
    assert held == {"cue": 60, "free": 20}


def test_random_orders_differ_and_fixed_ones_are_the_studys(study, world) -> None:
    counts = ArmCounts()
    shuffled = replace(study, playlist=Playlist(Order.RANDOM), arms=())
    orders = {draw_order(shuffled, None, (), counts, world.chance) for _ in range(200)}
    assert len(orders) == 24
    fixed = replace(study, playlist=Playlist(), arms=())
    assert draw_order(fixed, None, (), counts, world.chance) == ()


def test_an_arm_of_its_own_stimuli_orders_only_those(study, world) -> None:
    arm = Arm("short", "Short", stimuli=("d", "b"))
    assert set(draw_order(study, arm, (), ArmCounts(), world.chance)) == {1, 3}


def test_seats_are_assigned_at_their_profile_and_a_restart_goes_on_balanced(
    make_world, make_study
) -> None:
    study = make_study(stimuli=STIMULI[:2], arms=ARMS[:2], playlist=Playlist(Order.LATIN))
    first = make_world()

    async def story() -> None:
        async with first.running():
            code = await first.session(study, SessionKind.ON_DEMAND)
            seats = [await first.sit(code, region="north") for _ in range(5)]
            gone = seats[0]
            await first.done(first.enrolment.withdraw(gone))
        again = first.restart()
        async with again.running():
            seats = [s for s in again.enrolment.seats(code) if s.step is not SeatStep.WITHDRAWN]
            assert all(seat.arm and len(seat.order) == 2 for seat in seats)
            seats += [await again.sit(code, region="north") for _ in range(4)]
            assert set(Counter(seat.arm for seat in seats).values()) == {4}
            assert set(Counter((s.arm, s.order) for s in seats).values()) == {2}
            withdrawn = again.enrolment.seat(gone.id)
            assert (withdrawn.arm, withdrawn.order, withdrawn.stage) == ("", (), 0)

    asyncio.run(story())


def test_two_who_answer_at_once_get_the_two_arms(make_world, make_study) -> None:
    study = make_study(arms=ARMS[:2])
    world = make_world()

    async def story() -> None:
        async with world.running():
            code = await world.session(study)
            seats = []
            for key in ("k" * 24, "o" * 24):
                seat = (await world.done(world.enrolment.redeem(code, "", key))).seat
                seats.append(await world.done(world.enrolment.consent(seat)))
            answers = [
                asyncio.ensure_future(world.enrolment.answer_profile(s, {"region": "north"}))
                for s in seats
            ]
            await world.done(asyncio.wait(answers))
            assert {answer.result().arm for answer in answers} == {"cue", "free"}

    asyncio.run(story())


def test_who_does_not_press_does_not_practise(make_world, make_study) -> None:
    study = make_study(arms=(ARMS[2], replace(ARMS[2], id="also")))
    world = make_world()

    async def story() -> None:
        async with world.running():
            code = await world.session(study)
            seat = await world.sit(code, region="north")
            assert seat.step is SeatStep.STIMULUS

    asyncio.run(story())
