"""Seats in memory are the seats of the store, and their counts follow every change."""

import asyncio
from dataclasses import replace

import pytest

from pulsemeter.domain.participant import SeatStep
from pulsemeter.service.hold_seats import REFRESH_MS, HeldSeats, secret_hash
from pulsemeter.service.ports import StoreError


def test_a_restart_holds_the_same_seats_and_counts(make_world, make_study) -> None:
    world = make_world()

    async def story() -> None:
        async with world.running():
            code = await world.session(make_study())
            seats = await world.sit_all(code, [{"region": "north"}] * 3 + [{"region": "south"}])
            await world.done(world.enrolment.withdraw(seats[0]))
        again = world.restart()
        async with again.running():
            held = again.enrolment
            assert {s.id: s.step for s in held.seats(code)} == {
                s.id: SeatStep.WITHDRAWN if s is seats[0] else SeatStep.STIMULUS for s in seats
            }
            assert held.counts(code).total == 3
            assert held.counts(code).holding("region", "north") == 2
            assert held.takes_part(code, seats[1].id)
            assert not held.takes_part(code, seats[0].id)

    asyncio.run(story())


class AwayAtFirst:
    """A book of seats whose first reading fails."""

    def __init__(self, inner):
        self.inner = inner
        self.is_there = False

    async def all(self, code):
        if not self.is_there:
            self.is_there = True
            raise StoreError("the database is away")
        await asyncio.sleep(0)
        return await self.inner.all(code)


def test_seats_that_could_not_be_read_are_read_at_the_next_try_and_once(world, make_study) -> None:
    async def story() -> None:
        async with world.running():
            code = await world.session(make_study())
            seats = await world.sit_all(code, [{"region": "north"}] * 3)
            book = AwayAtFirst(world.stores.seats)
            held = HeldSeats(book, world.stores.erasures, world.conduct, world.clock)
            with pytest.raises(StoreError):
                await held.load(code)
            assert not list(held.seats(code))
            await asyncio.gather(*(held.load(code) for _ in range(3)))
            assert {seat.id for seat in held.seats(code)} == {seat.id for seat in seats}
            assert held.counts(code).total == 3

    asyncio.run(story())


def test_a_seat_is_found_by_its_pages_secret_and_by_its_recovery_code(world, make_study) -> None:
    async def story() -> None:
        async with world.running():
            code = await world.session(make_study())
            redeemed = await world.done(world.enrolment.redeem(code, "", "k" * 24))
            held = world.enrolment
            assert held.seat_now("k" * 24) == redeemed.seat
            assert held.seat_now("another") is None
            spaced = " ".join(redeemed.recovery_code.lower())
            assert held.seat_of_recovery(spaced) == redeemed.seat
            assert held.seat_of_recovery("") is None

    asyncio.run(story())


def test_a_seat_handed_over_is_found_by_the_new_secret_alone_after_a_restart_too(
    world, make_study
) -> None:
    async def story() -> None:
        told: list[int] = []
        async with world.running():
            code = await world.session(make_study())
            seat = (await world.done(world.enrolment.redeem(code, "", "k" * 24))).seat
            world.enrolment.on_takeover(lambda taken: told.append(taken.id))
            for secret in ("l" * 24, "m" * 24):
                await world.done(world.enrolment.hand_over(seat, secret))
        assert told == [seat.id] * 2
        again = world.restart()
        async with again.running():
            for held in (world.enrolment, again.enrolment):
                assert held.seat_now("m" * 24) == seat
                assert held.seat_of_former("m" * 24) is None
                for former in ("k" * 24, "l" * 24):
                    assert held.seat_now(former) is None
                    assert held.seat_of_former(former) == seat

    asyncio.run(story())


def test_every_change_is_noticed_once(world, make_study) -> None:
    async def story() -> None:
        async with world.running():
            code = await world.session(make_study())
            seat = await world.sit(code, region="north")
            before = world.enrolment.changes(code)
            world.enrolment.hold(replace(seat, likes_left=not seat.likes_left))
            assert world.enrolment.changes(code) == before + 1
            assert world.enrolment.counts(code).total == 1

    asyncio.run(story())


def test_secrets_are_kept_as_hashes() -> None:
    assert len(secret_hash("anything")) == 32
    assert secret_hash("a") != secret_hash("b")


def two_servers(make_world):
    """Two servers over the same stores; each looks for what the other wrote."""
    one = make_world()
    other = one.restart()
    for server in (one, other):
        server.enrolment.is_shared = True
    return one, other


def test_what_another_server_wrote_is_taken_over(make_world, make_study) -> None:
    one, other = two_servers(make_world)

    async def story() -> None:
        told: list[tuple[str, object]] = []
        other.enrolment.on_withdrawal(lambda seat: told.append(("gone", seat.id)))
        other.enrolment.on_takeover(lambda seat: told.append(("taken", seat.id)))
        other.enrolment.on_erasure(lambda code, seats: told.append(("erased", sorted(seats))))
        async with one.running():
            code = await one.session(make_study())
            async with other.running():
                held = other.enrolment
                assert held.seats(code) == []
                seats = await one.sit_all(code, [{"region": "north"}] * 2)
                await one.done(one.enrolment.enter(code, {seats[0].id: 4}))
                await held.refresh()
                assert {s.id: s.step for s in held.seats(code)} == {
                    s.id: SeatStep.STIMULUS for s in seats
                }
                assert held.counts(code).holding("region", "north") == 2
                assert held.roster(code) == {seats[0].id: 4}
                await one.done(one.enrolment.hand_over(seats[1], "n" * 24))
                await one.done(one.enrolment.withdraw(seats[0]))
                await held.refresh()
                await held.refresh()
                assert held.is_gone(seats[0].id)
                assert held.roster(code) == {}
                assert held.seat_now("n" * 24) == held.seat(seats[1].id)
                await one.stores.erasures.erase_persons(code)
                await held.refresh()
                assert held.seats(code) == []
        assert sorted(told, key=lambda one: one[0]) == [
            ("erased", sorted(seat.id for seat in seats)),
            ("gone", seats[0].id),
            ("taken", seats[1].id),
        ]

    asyncio.run(story())


def test_a_page_that_sat_down_elsewhere_is_looked_for_with_others_at_a_measured_pace(
    make_world, make_study
) -> None:
    one, other = two_servers(make_world)

    async def story() -> None:
        async with one.running():
            code = await one.session(make_study())
            async with other.running():
                seat = (await one.done(one.enrolment.redeem(code, "", "k" * 24))).seat
                assert await other.enrolment.seat_of("k" * 24) == seat
                looked_ms = one.clock.now_ms
                second = (await one.done(one.enrolment.redeem(code, "", "l" * 24))).seat
                asked = [other.enrolment.seat_of(s) for s in ("l" * 24, "x" * 24, "y" * 24)]
                found = await one.done(asyncio.gather(*asked))
                assert found == [second, None, None]
                assert one.clock.now_ms - looked_ms == REFRESH_MS

    asyncio.run(story())


def test_a_change_under_way_is_not_taken_back_by_what_was_read_before(
    make_world, make_study
) -> None:
    one, other = two_servers(make_world)

    async def story() -> None:
        async with one.running():
            code = await one.session(make_study())
            async with other.running():
                seat = await one.sit(code, region="north")
                await other.enrolment.refresh()
                moving = asyncio.ensure_future(other.enrolment.watched(seat))
                await asyncio.sleep(0)
                assert other.enrolment.seat(seat.id).step is SeatStep.CLOSING
                await other.enrolment.refresh()
                assert other.enrolment.seat(seat.id).step is SeatStep.CLOSING
                await other.done(moving)
                await one.enrolment.load(code)
                await one.enrolment.refresh()
                assert one.enrolment.seat(seat.id).step is SeatStep.CLOSING

    asyncio.run(story())


def test_a_writer_that_took_a_seat_elsewhere_is_known(make_world, make_study) -> None:
    one, other = two_servers(make_world)

    async def story() -> None:
        async with one.running():
            code = await one.session(make_study())
            seat = await one.sit(code, region="north")
            async with other.running():
                await one.hello(seat, 70)
                assert other.enrolment.seat(seat.id).writer_rank(70) is None
                await one.done(other.enrolment.know_writer(seat, 70))
                assert other.enrolment.seat(seat.id).writer_rank(70) == 1

    asyncio.run(story())
