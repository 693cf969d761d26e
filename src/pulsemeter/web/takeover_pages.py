"""Going on in the same seat on another device, with the recovery code.

For a person whose phone died, and for who prefers the computer. Decides nothing: whose code it
is, and what the old device may still do, is the service's affair. The code is never logged.
"""

import secrets

from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.domain.participant import Seat
from pulsemeter.release.words import message
from pulsemeter.service.join_refusal import JoinRefused
from pulsemeter.web.page_seat import address_of, hold_seat, seat_of, text_of, to
from pulsemeter.web.services import services_of
from pulsemeter.web.templates import plain_page, render


async def takeover_page(request: Request) -> Response:
    """GET /takeover."""
    has_seat = await seat_of(request) is not None
    return render(request, "takeover.html", is_unknown=False, has_seat=has_seat)


async def take_over(request: Request) -> Response:
    """POST /takeover: the code. A browser that holds this very seat just goes on; any other
    gets a secret of its own, drawn here, and the one before opens no page any more."""
    enrolment, address = services_of(request).enrolment, address_of(request)
    typed = (await text_of(request)).get("recovery_code", "")
    held, answer = await seat_of(request), to("/p")
    try:
        seat = enrolment.seat_of_recovery_code(typed, address)
        if seat is None:
            has_seat = held is not None
            return render(request, "takeover.html", 404, is_unknown=True, has_seat=has_seat)
        if held is None or held.id != seat.id:
            page_key = secrets.token_urlsafe(24)
            await enrolment.take_over(seat, page_key, address)
            hold_seat(request, answer, page_key)
    except JoinRefused as refusal:
        return plain_page(
            request, 429, refusal.message, message("Please wait a minute, then try again.")
        )
    return answer


async def elsewhere(request: Request, former: Seat) -> Response:
    """What a device sees whose seat went on elsewhere: nothing of the seat. What it pressed
    and couldn't send yet is sent from here."""
    place = await services_of(request).enrolment.place_of(former)
    simulated = place.session.simulated
    return render(request, "elsewhere.html", 403, session=former.session, simulated=simulated)
