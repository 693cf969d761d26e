"""Who may open which route. Every route names one of these; nothing is open by default."""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from pulsemeter.release.words import message
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.web.participant_records import problem
from pulsemeter.web.participant_socket import SEAT_COOKIE
from pulsemeter.web.services import Services, services_of
from pulsemeter.web.templates import plain_page

Handler = Callable[[Request], Awaitable[Response]]
_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
SIGN_IN_PATH = "/staff/sign-in"


class Policy(StrEnum):
    """The parties a route can be for."""

    PUBLIC = "public"
    SEAT_OR_STAFF = "seat_or_staff"
    STAFF = "staff"


def staff_cookie(is_tls: bool) -> str:
    """Name of the sign-in cookie; the prefix that binds it to the host needs TLS."""
    return "__Host-pm_staff" if is_tls else "pm_staff"


def same_origin(request: Request) -> bool:
    """Whether a request that changes something came from a page of ours. Programs send no
    Origin; browsers always do with POST."""
    origin = request.headers.get("origin")
    if origin is None:
        return request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
    return urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower()


async def _is_staff(request: Request, services: Services) -> bool:
    secret = request.cookies.get(staff_cookie(services.is_tls), "")
    return bool(secret) and await services.staff.role_of(secret_hash(secret)) is not None


async def _holds_seat(request: Request, services: Services) -> bool:
    return await services.enrolment.seat_of(request.cookies.get(SEAT_COOKIE, "")) is not None


def guarded(handler: Handler, policy: Policy) -> Handler:
    """The handler behind its policy and, for anything that changes something, the origin check."""

    async def guard(request: Request) -> Response:
        if request.method not in _SAFE and not same_origin(request):
            return PlainTextResponse("This request came from another site.", 403)
        if policy is Policy.PUBLIC:
            return await handler(request)
        services = services_of(request)
        if await _is_staff(request, services):
            return await handler(request)
        holds_seat = await _holds_seat(request, services)
        if policy is Policy.SEAT_OR_STAFF and holds_seat:
            return await handler(request)
        return _refuse(request, holds_seat)

    guard.__name__ = getattr(handler, "__name__", "guard")
    return guard


def _refuse(request: Request, holds_seat: bool) -> Response:
    """A participant is told no; somebody unknown may sign in."""
    if request.url.path.startswith("/api/"):
        return problem(403 if holds_seat else 401, "not for you", "sign in as staff")
    if holds_seat or request.method not in _SAFE:
        return plain_page(request, 403, message("This page isn’t for participants."))
    return RedirectResponse(SIGN_IN_PATH, 303)
