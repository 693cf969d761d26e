"""A panel vendor's people: their id stays in a cookie of their own browser, for the way back.

The id never reaches a service, a store or a diagnostics line, so it can't meet a seat there.
"""

from dataclasses import dataclass
from urllib.parse import quote, unquote, urlencode

from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.service.conduct_session import Place
from pulsemeter.service.vendor_return import (
    address_back,
    checked_vendor_id,
    template_at,
    voucher_of,
)
from pulsemeter.web.page_seat import to
from pulsemeter.web.participant_socket import SEAT_COOKIE
from pulsemeter.web.services import services_of

VENDOR_COOKIE = "pm_vendor"
WAIT_S = 20
_COOKIE_S = 60 * 24 * 3600


@dataclass(frozen=True, slots=True)
class WayBack:
    """The vendor's address for this person, and what stands on its button."""

    name: str
    address: str
    wait_s: int = WAIT_S


def with_vendor_id(request: Request, place: Place) -> Response | None:
    """To the same address without the vendor's id, which the browser now holds in a cookie; None
    if none was given. The personal code behind "#" stays with the browser."""
    vendor = place.study.recruitment.vendor
    if vendor is None or vendor.parameter not in request.query_params:
        return None
    given = checked_vendor_id(request.query_params[vendor.parameter])
    rest = [(k, v) for k, v in request.query_params.multi_items() if k != vendor.parameter]
    path = f"/j/{place.session.code}"
    answer = to(f"{path}?{urlencode(rest)}" if rest else path)
    if given:
        answer.set_cookie(
            VENDOR_COOKIE,
            f"{place.session.code}.{quote(given, safe='')}",
            _COOKIE_S,
            path="/p",
            httponly=True,
            secure=request.url.scheme == "https",
            samesite="lax",
        )
    return answer


async def way_back(request: Request, seat: Seat, place: Place) -> WayBack | None:
    """Where this person goes back to from the page of this seat; None if nowhere."""
    vendor = place.study.recruitment.vendor
    template = template_at(vendor, seat.step) if vendor else ""
    code, _, quoted = request.cookies.get(VENDOR_COOKIE, "").partition(".")
    vendor_id = checked_vendor_id(unquote(quoted)) if code == place.session.code else ""
    if vendor is None or not template or ("{id}" in template and not vendor_id):
        return None
    voucher = ""
    if "{voucher}" in template and seat.step is SeatStep.THANKS:
        voucher = voucher_of(request.cookies.get(SEAT_COOKIE, ""))
        await services_of(request).enrolment.give_voucher(seat, voucher)
    return WayBack(vendor.name, address_back(template, vendor_id, voucher))
