"""The "now" page on a phone: for who comes by the link of a brief, and for signed-in staff.

    GET  /now                    takes the token out of the link
    POST /now                    changes it for a cookie
    GET  /now/board              read-only, the recipient's audiences
    GET  /sessions/{code}/now    the same for staff, their own audiences

The token stands behind "#", so that no log ever holds it.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pulsemeter.domain.session import OVER
from pulsemeter.release.view import View
from pulsemeter.service.brief_links import GOOD_FOR_MS, LinkOver
from pulsemeter.service.conduct_session import Place, UnknownSession
from pulsemeter.service.read_now import read_now
from pulsemeter.web.services import services_of
from pulsemeter.web.sign_in_pages import fields_of
from pulsemeter.web.staff_door import staff_of, view_of
from pulsemeter.web.templates import plain_page, render

COOKIE = "pm_now"
_TOKEN_LENGTH_MAX = 1_000


async def now_link_page(request: Request) -> Response:
    """GET /now."""
    return render(request, "now_link.html", language="en")


async def follow_link(request: Request) -> Response:
    """POST /now: a good token becomes a cookie that lasts as long."""
    services = services_of(request)
    token = (await fields_of(request)).get("token", "").strip()[:_TOKEN_LENGTH_MAX]
    try:
        await services.links.read(token)
    except LinkOver:
        return _over(request)
    answer = RedirectResponse("/now/board", 303)
    answer.set_cookie(
        COOKIE, token, max_age=GOOD_FOR_MS // 1_000, path="/now", httponly=True,
        secure=services.is_tls, samesite="lax",
    )  # fmt: skip
    return answer


async def now_board_page(request: Request) -> Response:
    """GET /now/board."""
    services = services_of(request)
    try:
        link = await services.links.read(request.cookies.get(COOKIE, "")[:_TOKEN_LENGTH_MAX])
        place = services.conduct.place(link.session)
    except (LinkOver, UnknownSession):
        return _over(request)
    own = link.recipient.audiences
    view = View(None if own is None else frozenset(own), with_activity=False)
    return await _board(request, place, view)


async def staff_now_page(request: Request) -> Response:
    """GET /sessions/{code}/now."""
    place = services_of(request).conduct.place(request.path_params["code"])
    return await _board(request, place, view_of(staff_of(request), place.study.name))


async def _board(request: Request, place: Place, view: View) -> Response:
    now = await read_now(services_of(request).keeper, place, view)
    page = render(
        request, "now.html", language="en", place=place, now=now,
        is_over=place.session.state in OVER, own_only=view.audiences is not None,
    )  # fmt: skip
    page.headers["cache-control"] = "no-store"
    return page


def _over(request: Request) -> Response:
    return plain_page(
        request, 403, "This link is good no more.",
        "Links in briefs last twelve hours. The next brief has a new one.", language="en",
    )  # fmt: skip
