"""Pages of the staff: sign-in by one-time link, the list of sessions, the live room."""

import secrets

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pulsemeter.service.conduct_session import UnknownSession
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.web.headers import allow_media_of
from pulsemeter.web.policy import staff_cookie
from pulsemeter.web.services import services_of
from pulsemeter.web.templates import plain_page, render

_SIGNED_IN_S = 14 * 24 * 3600


async def sign_in_page(request: Request) -> Response:
    """GET /staff/sign-in: the link's token lies in the fragment, or is typed."""
    return render(request, "staff_sign_in.html", language="en")


async def sign_in(request: Request) -> Response:
    """POST /staff/sign-in: burn the one-time link, give a sign-in."""
    services = services_of(request)
    async with request.form(max_files=0, max_fields=10) as form:
        token = str(form.get("token", "")).strip()
    secret = secrets.token_urlsafe(32)
    role = await services.staff.use_link(secret_hash(token), secret_hash(secret))
    if role is None:
        return plain_page(
            request,
            403,
            "This sign-in link is unknown or was already used.",
            "Ask for a new one: pulsemeter staff link",
            language="en",
        )
    response = RedirectResponse("/sessions", 303)
    response.set_cookie(
        staff_cookie(services.is_tls),
        secret,
        max_age=_SIGNED_IN_S,
        httponly=True,
        secure=services.is_tls,
        samesite="strict",
    )
    return response


async def sessions_page(request: Request) -> Response:
    """GET /sessions."""
    return render(
        request, "sessions.html", language="en", places=services_of(request).conduct.places()
    )


async def live_room_page(request: Request) -> Response:
    """GET /sessions/{code}/live."""
    try:
        place = services_of(request).conduct.place(request.path_params["code"])
    except UnknownSession as error:
        return plain_page(request, 404, f"{error}.", "Look at the list of sessions.", language="en")
    page = render(request, "live_room.html", language="en", place=place)
    return allow_media_of(page, *(stimulus.address for stimulus in place.study.stimuli))
