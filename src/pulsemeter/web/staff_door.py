"""Staff at the door: the sign-in's cookie, who holds it, and what that member may see.

Which act a route asks for is the policy's affair; this finds out who asks.
"""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from pulsemeter.domain.staff import Act, may
from pulsemeter.release.view import View
from pulsemeter.service.staff_sign_ins import WHOLE_MS, SignedIn
from pulsemeter.web.services import services_of

NOTHING = View(frozenset(), with_activity=False)


def staff_cookie(is_tls: bool) -> str:
    """Name of the sign-in cookie; the prefix that binds it to the host needs TLS."""
    return "__Host-pm_staff" if is_tls else "pm_staff"


async def who_asks(connection: HTTPConnection) -> SignedIn | None:
    """The member of the staff who is signed in at this browser."""
    services = services_of(connection)
    secret = connection.cookies.get(staff_cookie(services.is_tls), "")
    return await services.staff.sign_ins.who(secret) if secret else None


def staff_of(request: Request) -> SignedIn:
    """Whom the policy let in."""
    who: SignedIn = request.state.staff
    return who


def view_of(who: SignedIn, study: str) -> View:
    """What a member may see of a study's released figures."""
    held = who.membership(study)
    if held is None:
        return NOTHING
    sees_all = may(held.role, Act.SEE_EVERY_AUDIENCE)
    return View(
        audiences=None if sees_all else frozenset(held.audiences),
        final_only=not may(held.role, Act.SEE_LIVE),
        with_activity=may(held.role, Act.SEE_ACTIVITY),
    )


def sign_in_browser(request: Request, answer: Response, secret: str) -> Response:
    """The answer, which also gives the browser its sign-in."""
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
    """The answer, which also takes the sign-in's cookie away."""
    is_tls = services_of(request).is_tls
    answer.delete_cookie(staff_cookie(is_tls), httponly=True, secure=is_tls, samesite="strict")
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
