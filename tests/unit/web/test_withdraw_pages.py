"""Withdrawal with the recovery code, from a browser that holds no seat."""

from pulsemeter.domain.participant import SeatStep


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

        typed = f" {code[:5].lower()} {code[5:]} "
        gone = await site.post("/withdraw", **form(typed, sure="yes"))
        again = await site.post("/withdraw", **form(typed, sure="yes"))
        assert (gone.status_code, again.status_code) == (200, 200)
        assert "You have withdrawn" in gone.text
        assert enrolment.seat(seat.id).step is SeatStep.WITHDRAWN

    visit(story)
