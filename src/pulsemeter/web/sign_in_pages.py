"""Sign-in by password, the welcome of who comes by a one-time link, and signing out.

Passkeys are asked for by script, see `passkey_api`; every other way works without one.
"""

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pulsemeter.service.admit_staff import LinkGone, StaffRefused, said_membership
from pulsemeter.service.sign_in_rate import TooManyTries
from pulsemeter.service.sign_in_staff import PASSWORD_LENGTH_MIN, SignInRefused
from pulsemeter.web.page_seat import address_of
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import (
    passkey_elsewhere,
    passkey_origin,
    sign_in_browser,
    sign_out_browser,
    staff_of,
)
from pulsemeter.web.templates import plain_page, render

FIRST_PAGE = "/sessions"
_DOORS = ("/staff/welcome", "/staff/account", "/staff/sign-in")
"""Pages with ways in; what a form sent is shown by the page that it stands on."""


def door_values(request: Request) -> dict[str, Any]:
    """What every page with ways in tells: whether passkeys and secrets are safe here."""
    return {
        "language": "en",
        "is_exposed": not services_of(request).is_tls and not _is_own_machine(request),
        "has_passkeys": bool(passkey_origin(request)),
        "elsewhere": passkey_elsewhere(request),
        "door": next(p for p in _DOORS if request.url.path.startswith(p)),
        "length_min": PASSWORD_LENGTH_MIN,
    }


def _is_own_machine(request: Request) -> bool:
    """Whether the page was opened on the server's own machine, where nobody listens between."""
    try:
        host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


async def fields_of(request: Request) -> dict[str, str]:
    """The short texts of a posted form."""
    async with request.form(max_files=0, max_fields=200) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


def _sign_in_page(request: Request, status: int = 200, trouble: str = "") -> Response:
    values = door_values(request)
    return render(request, "staff_sign_in.html", status, trouble=trouble, **values)


async def sign_in_page(request: Request) -> Response:
    """GET /staff/sign-in. The token of an older link lies in the fragment."""
    return _sign_in_page(request)


async def sign_in(request: Request) -> Response:
    """POST /staff/sign-in: by name and password."""
    fields = await fields_of(request)
    signing_in = services_of(request).staff.signing_in
    try:
        secret = await signing_in.by_password(
            fields.get("name", "")[:200], fields.get("password", ""), address_of(request)
        )
    except SignInRefused:
        return _sign_in_page(request, 403, "Name or password is wrong.")
    except TooManyTries:
        return _sign_in_page(request, 429, "Too many tries. Wait a minute and try again.")
    return await sign_in_browser(request, RedirectResponse(FIRST_PAGE, 303), secret)


async def welcome_page(request: Request) -> Response:
    """GET /staff/welcome: the link's token lies in the fragment, or is typed."""
    return render(request, "staff_link.html", **door_values(request))


async def welcome(request: Request) -> Response:
    """POST /staff/welcome: a member's link signs in; an invitation asks for a way in."""
    token = (await fields_of(request)).get("token", "").strip()
    staff = services_of(request).staff
    secret = await staff.signing_in.by_link(token)
    if secret is not None:
        return await sign_in_browser(request, RedirectResponse(FIRST_PAGE, 303), secret)
    return await _welcomed(request, token)


async def _welcomed(
    request: Request, token: str, status: int = 200, trouble: str = "", name: str = ""
) -> Response:
    try:
        held = await services_of(request).staff.admission.look(token)
    except LinkGone:
        return plain_page(
            request,
            403,
            "This sign-in link is unknown, has expired or was already used.",
            "Ask an owner for a new one; on the server: pulsemeter staff link",
            language="en",
        )
    about = said_membership(held.membership)
    values = door_values(request)
    return render(
        request, "staff_welcome.html", status, token=token, about=about, trouble=trouble,
        called=name, **values,
    )  # fmt: skip


async def welcome_with_password(request: Request) -> Response:
    """POST /staff/welcome/password."""
    fields = await fields_of(request)
    token, name = fields.get("token", ""), fields.get("name", "")
    admission = services_of(request).staff.admission
    try:
        secret = await admission.with_password(token, name, fields.get("password", ""))
    except LinkGone:
        return await _welcomed(request, token)
    except StaffRefused as refusal:
        trouble = sentence(str(refusal))
        return await _welcomed(request, token, 422, trouble, name[:200])
    return await sign_in_browser(request, RedirectResponse(FIRST_PAGE, 303), secret)


def sentence(text: str) -> str:
    """A refusal as a sentence of its own, nothing for none."""
    end = "" if text.endswith(".") else "."
    return f"{text[:1].upper()}{text[1:]}{end}" if text else ""


async def sign_out(request: Request) -> Response:
    """POST /staff/sign-out: this browser, or with `everywhere` all of them."""
    sign_ins, who = services_of(request).staff.sign_ins, staff_of(request)
    if (await fields_of(request)).get("everywhere"):
        await sign_ins.end_all(who)
    else:
        await sign_ins.end(who)
    return sign_out_browser(request, RedirectResponse("/staff/sign-in", 303))
