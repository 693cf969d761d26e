"""Withdrawal with the recovery code, from a browser that holds no seat."""

import pytest

from pulsemeter.domain.participant import SeatStep
from pulsemeter.domain.session import SessionState
from pulsemeter.service.join_rate import MISSES_AT_ONCE_OF_ADDRESS
from pulsemeter.service.ports import StoreError


def test_the_code_erases_the_seat_from_any_browser(visit):
    async def story(site):
        enrolment = site.services.enrolment
        redeemed = await site.world.done(enrolment.redeem(site.code, "", "k" * 32))
        code, seat = redeemed.recovery_code, redeemed.seat

        def form(typed, **fields):
            return {"data": {"recovery_code": typed, **fields}}

        unknown = await site.post("/withdraw", **form("NOTACODE22", sure="yes"))
        unsure = await site.post("/withdraw", **form(code))
        assert (unknown.status_code, unsure.status_code) == (404, 422)
        assert 'id="fault" role="alert" tabindex="-1" autofocus' in unknown.text, "is read at once"
        assert 'aria-invalid="true" aria-describedby="fault"' in unknown.text
        assert enrolment.seat(seat.id).step is SeatStep.CONSENT

        typed = f" {code[:5].lower()} – {code[5:]} "
        gone = await site.post("/withdraw", **form(typed, sure="yes"))
        again = await site.post("/withdraw", **form(typed, sure="yes"))
        assert (gone.status_code, again.status_code) == (200, 200)
        assert "You have withdrawn" in gone.text
        assert enrolment.seat(seat.id).step is SeatStep.WITHDRAWN

    visit(story)


@pytest.mark.parametrize("restarts", [False, True], ids=["the same server", "another start"])
@pytest.mark.parametrize(
    "state", [SessionState.RUNNING, SessionState.PAUSED, SessionState.CLOSED], ids=lambda s: s.value
)
def test_the_code_erases_what_was_pressed_at_any_time(visit, state, restarts):
    async def story(site):
        world, enrolment = site.world, site.services.enrolment
        redeemed = await world.done(enrolment.redeem(site.code, "", "k" * 32))
        await world.done(enrolment.consent(redeemed.seat))
        await world.done(enrolment.answer_profile(redeemed.seat, {"region": "south"}))
        seat = await world.done(enrolment.practised(redeemed.seat))
        for pressing in (seat, site.seat):
            await world.press(pressing, 1_000)
        if state is not SessionState.RUNNING:
            await world.go(site.code, state)
        if restarts:
            again = world.restart()
            async with again.running():
                await withdraw(site.served_by(again), redeemed)
        else:
            await withdraw(site, redeemed)
        frames = await world.stores.log.read(site.code)
        left = {int(s) for _, frame in frames for s in frame.records["seat"]} - {0}
        assert left == {site.seat.id}

    async def withdraw(site, redeemed):
        form = {"recovery_code": redeemed.recovery_code, "sure": "yes"}
        assert "You have withdrawn" in (await site.post("/withdraw", data=form)).text
        room = await site.world.keeper.room(site.code)
        await room.follower.catch_up()
        assert room.follower.known_upto_ms(redeemed.seat.id) == 0
        assert room.follower.known_upto_ms(site.seat.id) == 1_000

    visit(story)


def test_who_tries_codes_has_to_wait(visit):
    async def story(site):
        form = {"data": {"recovery_code": "NOTACODE22"}, "address": "203.0.113.5"}
        for _ in range(MISSES_AT_ONCE_OF_ADDRESS):
            assert (await site.post("/withdraw", **form)).status_code == 404
        assert (await site.post("/withdraw", **form)).status_code == 429
        site.world.clock.now_ms += 60_000
        assert (await site.post("/withdraw", **form)).status_code == 404

    visit(story)


def test_nobody_hears_of_a_withdrawal_that_is_not_durable(visit):
    async def story(site):
        redeemed = await site.world.done(site.services.enrolment.redeem(site.code, "", "k" * 32))
        form = {"recovery_code": redeemed.recovery_code, "sure": "yes"}
        erase = site.world.stores.seats.erase

        async def full(session, seat):
            raise StoreError("no room")

        site.world.stores.seats.erase = full
        for _ in range(2):
            answer = await site.post("/withdraw", data=form)
            assert (answer.status_code, "You have withdrawn" in answer.text) == (503, False)
        site.world.stores.seats.erase = erase
        assert "You have withdrawn" in (await site.post("/withdraw", data=form)).text
        assert len(await site.world.stores.erasures.withdrawals()) == 1

    visit(story)
