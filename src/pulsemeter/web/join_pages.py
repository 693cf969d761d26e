"""From a link, QR code or typed code to a seat, and the pages that everybody may read.

Decides nothing: who gets a seat is the service's affair. The cookie that holds a seat is the
page's own secret; nothing here logs it or a personal code.
"""

import secrets
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.service.join_refusal import JoinRefusal, JoinRefused
from pulsemeter.web.page_language import in_page_language, language_values
from pulsemeter.web.page_seat import TAKEOVER_LINK, address_of, hold_seat, seat_of, text_of, to
from pulsemeter.web.services import services_of
from pulsemeter.web.templates import plain_page, render
from pulsemeter.web.vendor_pages import with_vendor_id
from pulsemeter.web.wait_pages import PENDING_COOKIE, Pending, pending_of, too_many

RECOVERY_COOKIE = "pm_recovery"
_RECOVERY_COOKIE_S = 600

_REFUSAL_STATUS = {
    JoinRefusal.UNKNOWN_SESSION: 404,
    JoinRefusal.NOT_OPEN: 409,
    JoinRefusal.CLOSED: 410,
    JoinRefusal.UNKNOWN_LINK: 403,
    JoinRefusal.BURNT_LINK: 409,
    JoinRefusal.TOO_MANY: 429,
}


def _refused(request: Request, refusal: JoinRefused) -> Response:
    status = _REFUSAL_STATUS[refusal.reason]
    # Who used the link already may have done so on a phone that is dead now.
    link = TAKEOVER_LINK if refusal.reason is JoinRefusal.BURNT_LINK else None
    return plain_page(request, status, refusal.message, refusal.remedy, link=link)


async def home(request: Request) -> Response:
    """What this is, and a field for the session's code."""
    return render(request, "home.html")


async def join_by_code(request: Request) -> Response:
    """The typed code leads to its join page; anything but letters and digits is dropped."""
    typed = (await text_of(request)).get("code", "")
    code = "".join(sign for sign in typed if sign.isascii() and sign.isalnum())[:20].upper()
    return to(f"/j/{code}" if code else "/")


async def join_page(request: Request) -> Response:
    """Where a link or QR code leads. A personal code stands in the fragment, unseen here."""
    if services_of(request).load.sheds_joining:
        return too_many(request, request.url.path, status=503)
    try:
        place = await services_of(request).enrolment.joinable(
            request.path_params["code"], address_of(request)
        )
    except JoinRefused as refusal:
        if refusal.reason is JoinRefusal.TOO_MANY:
            return too_many(request, request.url.path)
        return _refused(request, refusal)
    moved = with_vendor_id(request, place)
    if moved is not None:
        return moved
    seat = await seat_of(request)
    place = in_page_language(request, place)
    return render(
        request,
        "join.html",
        place=place,
        page_key=secrets.token_urlsafe(24),
        has_seat=seat is not None and seat.session == place.session.code,
        **language_values(request, place.study),
        simulated=place.session.simulated,
    )


async def redeem(request: Request) -> Response:
    """Trades a personal code for a seat; the page's own key becomes the seat's secret."""
    fields = await text_of(request)
    pending = Pending(
        request.path_params["code"], fields.get("token", "")[:400], fields.get("page_key", "")[:200]
    )
    return await _redeem(request, pending)


async def again(request: Request) -> Response:
    """What was turned away a moment ago, tried again. The page's own key makes it harmless."""
    pending = pending_of(request)
    if pending is None or pending.code != request.path_params["code"]:
        return to(f"/j/{quote(request.path_params['code'], safe='')}")
    return await _redeem(request, pending)


async def _redeem(request: Request, pending: Pending) -> Response:
    page_key = pending.page_key
    if services_of(request).enrolment.seat_of_former(page_key) is not None:
        return to("/p")  # the same page tries again, but another device has its seat now
    onward = f"/j/{quote(pending.code, safe='')}/again"
    if services_of(request).load.sheds_joining:
        return too_many(request, onward, pending, status=503)
    try:
        redeemed = await services_of(request).enrolment.redeem(
            pending.code, pending.token, page_key, address_of(request)
        )
    except JoinRefused as refusal:
        if refusal.reason is JoinRefusal.TOO_MANY:
            return too_many(request, onward, pending)
        return _refused(request, refusal)
    answer = to("/p")
    hold_seat(request, answer, page_key)
    if redeemed.recovery_code:
        answer.set_cookie(
            RECOVERY_COOKIE,
            redeemed.recovery_code,
            _RECOVERY_COOKIE_S,
            path="/p",
            httponly=True,
            secure=request.url.scheme == "https",
            samesite="lax",
        )
    if PENDING_COOKIE in request.cookies:
        answer.delete_cookie(PENDING_COOKIE, path="/j")
    return answer


async def privacy(request: Request) -> Response:
    """What is kept of a participant, and how to withdraw it."""
    return render(request, "privacy.html", has_seat=await seat_of(request) is not None)


async def accessibility(request: Request) -> Response:
    """What the pages promise to people with disabilities, and what is known to be missing."""
    return render(request, "accessibility.html")
