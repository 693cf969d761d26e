"""The passkey ceremonies as pages ask for them by script: options out, answers in.

Each comes twice: first what the browser is to be asked, then what it answered. Translates only.
"""

from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.service.admit_staff import LinkGone, StaffRefused
from pulsemeter.service.sign_in_rate import TooManyTries
from pulsemeter.service.staff_ports import PasskeyRefused
from pulsemeter.web.page_seat import address_of
from pulsemeter.web.participant_records import json_response, problem, read_body
from pulsemeter.web.policy import Handler
from pulsemeter.web.services import services_of
from pulsemeter.web.sign_in_pages import FIRST_PAGE
from pulsemeter.web.staff_door import passkey_origin, sign_in_browser, staff_of
from pulsemeter.wire.reading import Unreadable, reader_of
from pulsemeter.wire.staff import FurtherPasskey, GoOn, Newcomer, NewcomerPasskey, PasskeyUse

BODY_BYTES_MAX = 32_768
ACCOUNT_PAGE = "/staff/account"
_Body = TypeVar("_Body")


async def _body(request: Request, kind: type[_Body]) -> _Body:
    body = await read_body(request, BODY_BYTES_MAX)
    try:
        told: _Body = reader_of(kind)(body or b"")
    except Unreadable as error:
        raise Unreadable(f"not an answer of ours: {error}") from None
    return told


def _told(handler: Handler) -> Handler:
    """The handler, whose refusals become answers of the API."""

    async def tell(request: Request) -> Response:
        try:
            return await handler(request)
        except Unreadable as error:
            return problem(400, str(error), "load the page again")
        except (PasskeyRefused, StaffRefused) as refusal:
            return problem(422, str(refusal))
        except LinkGone as gone:
            return problem(403, str(gone), "ask an owner for a new one")
        except TooManyTries as error:
            return problem(429, str(error))

    tell.__name__ = getattr(handler, "__name__", "tell")
    return tell


def _options(options: str) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(options, media_type="application/json", headers=headers)


@_told
async def ask_use(request: Request) -> Response:
    """POST /api/v1/staff/passkey/options."""
    signing_in = services_of(request).staff.signing_in
    return _options(signing_in.passkey_request(passkey_origin(request)))


@_told
async def use(request: Request) -> Response:
    """POST /api/v1/staff/passkey: sign in."""
    used = await _body(request, PasskeyUse)
    signing_in = services_of(request).staff.signing_in
    origin, address = passkey_origin(request), address_of(request)
    secret = await signing_in.by_passkey(origin, used.answer, address)
    return await sign_in_browser(request, json_response(GoOn(FIRST_PAGE)), secret)


@_told
async def ask_newcomer(request: Request) -> Response:
    """POST /api/v1/staff/welcome/passkey/options."""
    newcomer = await _body(request, Newcomer)
    admission, origin = services_of(request).staff.admission, passkey_origin(request)
    return _options(await admission.passkey_creation(newcomer.token, newcomer.name, origin))


@_told
async def admit_newcomer(request: Request) -> Response:
    """POST /api/v1/staff/welcome/passkey: become a member, signed in."""
    made = await _body(request, NewcomerPasskey)
    admission, origin = services_of(request).staff.admission, passkey_origin(request)
    secret = await admission.with_passkey(made.token, made.name, origin, made.answer, made.label)
    return await sign_in_browser(request, json_response(GoOn(FIRST_PAGE)), secret)


@_told
async def ask_further(request: Request) -> Response:
    """POST /api/v1/staff/account/passkeys/options."""
    ways, origin = services_of(request).staff.ways, passkey_origin(request)
    return _options(await ways.passkey_creation(staff_of(request), origin))


@_told
async def add_further(request: Request) -> Response:
    """POST /api/v1/staff/account/passkeys."""
    made = await _body(request, FurtherPasskey)
    ways, origin = services_of(request).staff.ways, passkey_origin(request)
    await ways.add_passkey(staff_of(request), origin, made.answer, made.label)
    return json_response(GoOn(ACCOUNT_PAGE))
