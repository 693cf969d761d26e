"""Staff at the door: a browser's cookie or a program's token, who holds it, what they may see.

Which act a route asks for is the policy's affair; this finds out who asks.
"""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from pulsemeter.domain.staff import Act
from pulsemeter.release.view import View
from pulsemeter.service.staff_sign_ins import WHOLE_MS, SignedIn
from pulsemeter.web.page_seat import address_of
from pulsemeter.web.services import services_of

API = "/api/"
NOTHING = View(frozenset(), with_activity=False)


def staff_cookie(is_tls: bool) -> str:
    """Name of the sign-in cookie; the prefix that binds it to the host needs TLS."""
    return "__Host-pm_staff" if is_tls else "pm_staff"


def bearer_of(connection: HTTPConnection) -> str | None:
    """The token that a request brings; "" for an empty one. Only programs bring one."""
    scheme, _, told = connection.headers.get("authorization", "").partition(" ")
    return told.strip() if scheme.lower() == "bearer" else None


async def who_asks(connection: HTTPConnection) -> SignedIn | None:
    """The member of the staff who asks. Where there is a token, it alone counts, whatever cookies
    there are, and only at addresses of the API. TokenWrong, or TooManyTries."""
    services, bearer = services_of(connection), bearer_of(connection)
    if bearer is not None:
        if not connection.url.path.startswith(API):
            return None
        return await services.staff.tokens.who(bearer, address_of(connection))
    secret = connection.cookies.get(staff_cookie(services.is_tls), "")
    return await services.staff.sign_ins.who(secret) if secret else None


def staff_of(request: Request) -> SignedIn:
    """Whom the policy let in."""
    who: SignedIn = request.state.staff
    return who


def view_of(who: SignedIn, study: str) -> View:
    """What a member may see of a study's released figures; nothing by a token without `read`."""
    held = who.membership(study)
    if held is None or not who.holds(Act.SEE_RELEASED):
        return NOTHING
    sees_all = who.may(Act.SEE_EVERY_AUDIENCE, study)
    return View(
        audiences=None if sees_all else frozenset(held.audiences),
        final_only=not who.may(Act.SEE_LIVE, study),
        with_activity=who.may(Act.SEE_ACTIVITY, study),
    )


async def sign_in_browser(request: Request, answer: Response, secret: str) -> Response:
    """The answer, which also gives the browser its sign-in; the one that it held before ends."""
    before = await who_asks(request)
    if before is not None:
        await services_of(request).staff.sign_ins.end(before)
    is_tls = services_of(request).is_tls
    answer.set_cookie(
        staff_cookie(is_tls),
        secret,
        max_age=WHOLE_MS // 1_000,
        httponly=True,
        secure=is_tls,
        samesite="strict",
    )
    return answer


def sign_out_browser(request: Request, answer: Response) -> Response:
    """The answer, which also takes the sign-in's cookie away, and whatever pages were kept."""
    is_tls = services_of(request).is_tls
    answer.delete_cookie(staff_cookie(is_tls), httponly=True, secure=is_tls, samesite="strict")
    # Its storage stays: presses that somebody made in this browser may wait there.
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def passkey_origin(request: Request) -> str:
    """The origin of this page where passkeys can be used on it, else ""."""
    host = request.headers.get("host", "").lower()
    passkeys = services_of(request).staff.passkeys
    return next((o for o in passkeys.origins if urlsplit(o).netloc == host), "")


def passkey_elsewhere(request: Request) -> str:
    """Where this page could be opened for passkeys to work: "" where they do, or nowhere would."""
    origins = services_of(request).staff.passkeys.origins
    return "" if passkey_origin(request) or not origins else origins[0]
