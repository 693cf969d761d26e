"""A member's own page: studies and roles, passkeys, password, sign-ins, access tokens."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pulsemeter.domain.scope import SAID
from pulsemeter.service.admit_staff import StaffRefused, said_membership
from pulsemeter.service.keep_access_tokens import TokenWish
from pulsemeter.service.sign_in_rate import TooManyTries
from pulsemeter.web.services import services_of
from pulsemeter.web.sign_in_pages import door_values, fields_of, sentence
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.templates import render

_PATH = "/staff/account"


async def account_page(request: Request) -> Response:
    """GET /staff/account."""
    return await _page(request)


async def _page(request: Request, status: int = 200, trouble: str = "", made: str = "") -> Response:
    services, who = services_of(request), staff_of(request)
    staff = services.staff
    ways = await staff.ways.of(who.member.id)
    tokens = await staff.tokens.of(who.member.id)
    return render(
        request, "staff_account.html", status,
        who=who, ways=ways, trouble=trouble,
        roles=[said_membership(membership) for membership in who.memberships],
        sign_ins=await staff.sign_ins.of(who.member.id),
        tokens=[(token, staff.tokens.has_ended(token)) for token in tokens],
        made=made, scopes=SAID,
        studies=[s.name for s in await services.studies.studies() if who.membership(s.name)],
        **door_values(request),
    )  # fmt: skip


async def set_password(request: Request) -> Response:
    """POST /staff/account/password."""
    fields, ways = await fields_of(request), services_of(request).staff.ways
    try:
        await ways.set_password(
            staff_of(request), fields.get("present", ""), fields.get("password", "")
        )
    except StaffRefused as refusal:
        return await _page(request, 422, sentence(str(refusal)))
    except TooManyTries as error:
        return await _page(request, 429, sentence(str(error)))
    return RedirectResponse(_PATH, 303)


async def drop_password(request: Request) -> Response:
    """POST /staff/account/password/remove."""
    try:
        await services_of(request).staff.ways.drop_password(staff_of(request))
    except StaffRefused as refusal:
        return await _page(request, 422, sentence(str(refusal)))
    return RedirectResponse(_PATH, 303)


async def end_sign_in(request: Request) -> Response:
    """POST /staff/account/sign-ins/end: sign another browser out."""
    told = (await fields_of(request)).get("sign_in", "")
    try:
        hashed = bytes.fromhex(told)
    except ValueError:
        return await _page(request, 422, "There is no such sign-in.")
    await services_of(request).staff.sign_ins.end_one(staff_of(request), hashed)
    return RedirectResponse(_PATH, 303)


async def drop_passkey(request: Request) -> Response:
    """POST /staff/account/passkeys/remove."""
    told = (await fields_of(request)).get("passkey", "")
    try:
        passkey = bytes.fromhex(told)
    except ValueError:
        return await _page(request, 422, "There is no such passkey.")
    try:
        await services_of(request).staff.ways.drop_passkey(staff_of(request), passkey)
    except StaffRefused as refusal:
        return await _page(request, 422, sentence(str(refusal)))
    return RedirectResponse(_PATH, 303)


async def make_token(request: Request) -> Response:
    """POST /staff/account/tokens: the token is shown once."""
    async with request.form(max_files=0, max_fields=50) as form:
        texts = {name: str(form.get(name, "")) for name in ("label", "study", "last_day")}
        scopes = [value for value in form.getlist("scope") if isinstance(value, str)]
    member = staff_of(request).member
    wish = TokenWish(texts["label"], scopes, texts["study"], texts["last_day"])
    try:
        made = await services_of(request).staff.tokens.make(member.name, member, wish)
    except StaffRefused as refusal:
        return await _page(request, 422, sentence(str(refusal)))
    return await _page(request, made=made)


async def take_back_token(request: Request) -> Response:
    """POST /staff/account/tokens/take-back."""
    token, member = (await fields_of(request)).get("token", ""), staff_of(request).member
    try:
        await services_of(request).staff.tokens.take_back(member.name, member, token)
    except StaffRefused as refusal:
        return await _page(request, 422, sentence(str(refusal)))
    return RedirectResponse(_PATH, 303)
