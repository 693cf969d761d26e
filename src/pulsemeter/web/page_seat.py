"""What every page of a participant begins with: whose seat this browser holds, and its form."""

import ipaddress

from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response

from pulsemeter.domain.participant import Seat
from pulsemeter.release.words import message
from pulsemeter.web.participant_socket import SEAT_COOKIE
from pulsemeter.web.services import services_of
from pulsemeter.web.templates import plain_page

_SEAT_COOKIE_S = 60 * 24 * 3600
TAKEOVER_LINK = "/takeover", message("Go on with your recovery code")


async def seat_of(request: Request) -> Seat | None:
    """The seat that this browser holds."""
    secret = request.cookies.get(SEAT_COOKIE, "")
    return await services_of(request).enrolment.seat_of(secret) if secret else None


def former_seat_of(request: Request) -> Seat | None:
    """The seat that this browser held until another device took it over."""
    secret = request.cookies.get(SEAT_COOKIE, "")
    return services_of(request).enrolment.seat_of_former(secret) if secret else None


def hold_seat(request: Request, answer: Response, page_key: str) -> None:
    """Let this browser hold the seat of a page's key, unread by any script."""
    is_secure = request.url.scheme == "https"
    answer.set_cookie(
        SEAT_COOKIE, page_key, _SEAT_COOKIE_S, httponly=True, secure=is_secure, samesite="lax"
    )


def to(path: str) -> RedirectResponse:
    """Go on at this address; what was posted isn't posted again."""
    return RedirectResponse(path, 303)


def no_seat(request: Request) -> Response:
    """The answer to a browser that holds no seat."""
    return plain_page(
        request,
        403,
        message("You have no seat in a session yet."),
        message(
            "Open the link in your invitation, or go to the start page and type the session’s code."
        ),
        link=TAKEOVER_LINK,
    )


async def text_of(request: Request) -> dict[str, str]:
    """The form's fields that are text; a file is nobody's answer here."""
    async with request.form(max_files=0, max_fields=100) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


def address_of(connection: HTTPConnection) -> str:
    """The address that allowances of joining are counted by; "" for this machine itself (and so
    for a proxy on it that doesn't say for whom it asks). Of IPv6 the part a household shares."""
    try:
        found = ipaddress.ip_address(connection.client.host if connection.client else "")
    except ValueError:
        return ""
    if found.is_loopback:
        return ""
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.IPv6Network((found, 64), strict=False))
    return str(found)


def is_private(request: Request) -> bool:
    """Whether a page surely comes over a line that nobody reads along: TLS, or this very machine.
    Browsers judge alike, and a page that they trust needs no warning."""
    here = (request.url.hostname or "") in ("localhost", "127.0.0.1", "::1")
    return here or request.url.scheme == "https"
