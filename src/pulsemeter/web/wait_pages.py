"""Pages on which people wait for a moment: too many at once, and the reserve.

Such a page goes on by itself, without a script too; how long it waits is drawn anew each time,
so that those who were turned away together don't come back together.
"""

import base64
import random

import msgspec
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.web.page_seat import seat_of
from pulsemeter.web.services import services_of
from pulsemeter.web.templates import render
from pulsemeter.wire.reading import reader_of

PENDING_COOKIE = "pm_pending"
RESERVE_WAIT_S = (8, 16)
RETRY_WAIT_S = (3, 10)
_PENDING_S = 900
_jitter = random.SystemRandom()


class Pending(msgspec.Struct, frozen=True):
    """What a page that was turned away tries again with."""

    code: str
    token: str
    page_key: str


def wait_s(limits: tuple[int, int]) -> int:
    """Whole seconds to wait, drawn between two limits."""
    return _jitter.randint(*limits)


def too_many(
    request: Request, onward: str, pending: Pending | None = None, status: int = 429
) -> Response:
    """Asks for a few seconds' patience and goes on to `onward` by itself; what was typed or
    came with the link is kept in a cookie of the browser, not in an address."""
    waits_s = wait_s(RETRY_WAIT_S)
    answer = render(request, "too_many.html", status, onward=onward, wait_s=waits_s)
    answer.headers["Retry-After"] = str(waits_s)
    if pending is not None:
        answer.set_cookie(
            PENDING_COOKIE,
            base64.urlsafe_b64encode(msgspec.json.encode(pending)).decode(),
            _PENDING_S,
            path="/j",
            httponly=True,
            secure=request.url.scheme == "https",
            samesite="strict",
        )
    return answer


def pending_of(request: Request) -> Pending | None:
    """What this browser was turned away with."""
    try:
        encoded = base64.urlsafe_b64decode(request.cookies.get(PENDING_COOKIE, ""))
        pending: Pending = reader_of(Pending)(encoded)
    except ValueError:
        return None
    return pending


async def heard(request: Request, seat: Seat) -> Seat:
    """The seat as it is now that its page was heard from; a place that came free may be its."""
    enrolment = services_of(request).enrolment
    enrolment.hear(seat)
    if seat.step is SeatStep.RESERVE:
        await enrolment.move_up(seat.session)
    return enrolment.seat(seat.id)


async def step(request: Request) -> Response:
    """GET /p/step: where the seat stands, for a page that waits for a change."""
    seat = await seat_of(request)
    if seat is None:
        return Response(status_code=403)
    now = await heard(request, seat)
    return PlainTextResponse(now.step.value, headers={"Cache-Control": "no-store"})
