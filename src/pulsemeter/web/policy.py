"""Who may open which route: the act that it is, in which study, or that it is for everyone.

Nothing is open by default. Whoever doesn't belong to a study is answered as if it weren't there.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from pulsemeter.domain.participant import Seat
from pulsemeter.domain.scope import scope_of
from pulsemeter.domain.session import OVER
from pulsemeter.domain.staff import EVERY_STUDY, Act
from pulsemeter.release.words import message
from pulsemeter.service.conduct_session import UnknownSession
from pulsemeter.service.keep_access_tokens import TokenWrong
from pulsemeter.service.receive_stimulus import UnknownUpload
from pulsemeter.service.sign_in_rate import TooManyTries
from pulsemeter.service.staff_sign_ins import SignedIn
from pulsemeter.web.body_limit import BODY_BYTES_MAX, limited
from pulsemeter.web.participant_records import problem
from pulsemeter.web.participant_socket import SEAT_COOKIE
from pulsemeter.web.services import Services, services_of
from pulsemeter.web.staff_door import API, bearer_of, who_asks
from pulsemeter.web.templates import plain_page

Handler = Callable[[Request], Awaitable[Response]]
_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
# What a form of another site can send without being asked for permission first.
_FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")
SIGN_IN_PATH = "/staff/sign-in"


class Found(StrEnum):
    """By what of an address its study is found."""

    NOWHERE = "nothing"
    SERVER = "server"
    SESSION = "code"
    STUDY = "name"
    UPLOAD = "id"


_MISSING = {
    Found.SERVER: ("there is nothing here", "look at the list of studies"),
    Found.SESSION: ("there is no session {!r}", "look at the list of sessions"),
    Found.STUDY: ("there is no study {!r}", "look at the list of studies"),
    Found.UPLOAD: ("there is no such upload", "choose the file again"),
}


@dataclass(frozen=True, slots=True)
class Policy:
    """For everyone (`is_public`), else for signed-in staff; where it names an `act`, for those who
    may do it in the study of that session, study or upload. `after_close` is asked for instead
    once the session is over; with `or_seat` whoever takes part in it may come, too. An act that is
    found nowhere narrows what is listed; it bounds tokens. `by_token` is False where only
    somebody at a browser may come. Nobody may bring more than `body_bytes_max`."""

    is_public: bool = False
    act: Act | None = None
    found: Found = Found.NOWHERE
    after_close: Act | None = None
    or_seat: bool = False
    by_token: bool = True
    body_bytes_max: int = BODY_BYTES_MAX


PUBLIC = Policy(is_public=True)
SIGNED_IN = Policy()
AT_BROWSER = Policy(by_token=False)


def listing(act: Act) -> Policy:
    """For all signed-in staff; the handler lists what they may do this with."""
    return Policy(act=act)


def on_server(act: Act) -> Policy:
    """For those who may do this in every study, those of tomorrow too."""
    return Policy(act=act, found=Found.SERVER)


def in_session(act: Act, *, after_close: Act | None = None, or_seat: bool = False) -> Policy:
    """For those who may do this in the study of the session `{code}`."""
    return Policy(act=act, found=Found.SESSION, after_close=after_close, or_seat=or_seat)


def in_study(act: Act) -> Policy:
    """For those who may do this in the study `{name}`."""
    return Policy(act=act, found=Found.STUDY)


def of_upload(act: Act) -> Policy:
    """For those who may do this in the study of the upload `{id}`."""
    return Policy(act=act, found=Found.UPLOAD)


def bringing(policy: Policy, bytes_max: int) -> Policy:
    """The same for whoever brings a body of another greatest length."""
    return replace(policy, body_bytes_max=bytes_max)


def is_form(request: Request) -> bool:
    """Whether a body comes as forms send them, which no program of ours does."""
    kind = request.headers.get("content-type", "").partition(";")[0]
    return kind.strip().lower() in _FORM_TYPES


def same_origin(request: Request) -> bool:
    """Whether a request that changes something came from a page of ours. Programs send no
    Origin; browsers always do with POST."""
    origin = request.headers.get("origin")
    if origin is None:
        return request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
    try:
        return urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower()
    except ValueError:
        return False


async def _seat_of(request: Request, services: Services) -> Seat | None:
    return await services.enrolment.seat_of(request.cookies.get(SEAT_COOKIE, ""))


def _takes_part(request: Request, services: Services, seat: Seat) -> bool:
    """Whether this is a seat of the session `{code}`; one that isn't there is nobody's secret."""
    try:
        place = services.conduct.place(request.path_params[Found.SESSION.value])
    except UnknownSession:
        return True
    return place.session.code == seat.session


def guarded(handler: Handler, policy: Policy) -> Handler:
    """The handler behind its policy and, for anything that changes something or speaks to
    programs, the origin check."""

    async def guard(request: Request) -> Response:
        is_checked = request.method not in _SAFE or request.url.path.startswith(API)
        if is_checked and not same_origin(request):
            return _from_elsewhere(request)
        if request.method not in _SAFE:
            if request.url.path.startswith(API) and is_form(request):
                return problem(415, "this address takes no forms", "send application/json")
            request = limited(request, policy.body_bytes_max)
        if policy.is_public:
            return await handler(request)
        try:
            services, who = services_of(request), await who_asks(request)
        except TokenWrong as error:
            return _token_refused(401, f"{error}", "make a new one on your account page")
        except TooManyTries as error:
            return problem(429, str(error), "mend the program that sends the wrong token")
        refusal = None
        if who is not None:
            refusal = _refusal(request, policy, who)
            if refusal is None:
                request.state.staff = who
                return await handler(request)
        seat = await _seat_of(request, services) if bearer_of(request) is None else None
        if policy.or_seat and seat is not None and _takes_part(request, services, seat):
            return await handler(request)
        return refusal or _turn_away(request, seat is not None)

    guard.__name__ = getattr(handler, "__name__", "guard")
    return guard


def _from_elsewhere(request: Request) -> Response:
    """A page of another site made somebody's browser ask."""
    if request.url.path.startswith(API):
        return problem(403, "this request came from another site", "ask from a program, or here")
    return PlainTextResponse("This request came from another site.", 403)


def _study_of(request: Request, services: Services, found: Found) -> tuple[str | None, bool]:
    """The study that an address is of, and whether its session is over."""
    if found is Found.SERVER:
        return EVERY_STUDY, False
    told = request.path_params[found.value]
    if found is Found.STUDY:
        return told, False
    try:
        if found is Found.UPLOAD:
            return services.reception.offset(told)[0].study, False
        session = services.conduct.place(told).session
    except (UnknownSession, UnknownUpload):
        return None, False
    return session.study, session.state in OVER


def may_open(request: Request, policy: Policy, who: SignedIn) -> bool | None:
    """Whether a member may open a route; None where there is nothing as far as they can know."""
    if policy.act is None or policy.found is Found.NOWHERE:
        return True
    study, is_over = _study_of(request, services_of(request), policy.found)
    if study is None or who.membership(study) is None:
        return None
    act = policy.after_close if policy.after_close is not None and is_over else policy.act
    return who.may(act, study)


def _refusal(request: Request, policy: Policy, who: SignedIn) -> Response | None:
    """What a member who may not is told; None for one who may."""
    if who.scopes is not None and (kept := _kept_by_token(policy, who)) is not None:
        return kept
    allowed = may_open(request, policy, who)
    if allowed:
        return None
    is_api = request.url.path.startswith(API)
    if allowed is None:
        told = request.path_params.get(policy.found.value, "")
        what, remedy = (text.format(told) for text in _MISSING[policy.found])
        if is_api:
            return problem(404, what, remedy)
        return plain_page(request, 404, _sentence(what), _sentence(remedy), language="en")
    if is_api:
        return problem(403, "your role in this study doesn’t allow that", "ask an owner")
    return plain_page(
        request, 403, "Your role in this study doesn’t allow that.",
        "Its figures may come once the session is over; an owner can change your role.",
        link=("/sessions", "To the sessions"), language="en",
    )  # fmt: skip


def _kept_by_token(policy: Policy, who: SignedIn) -> Response | None:
    """What a token is told that doesn't reach this address, whoever's it is."""
    if not policy.by_token:
        return _token_refused(403, "no token opens this", "use it at a browser")
    act = policy.act
    if act is None or who.holds(act):
        return None
    scope = scope_of(act)
    said = f'Bearer error="insufficient_scope", scope="{scope}"'
    return _token_refused(403, f"this token lacks the scope {scope}", "make one that has it", said)


def _token_refused(status: int, error: str, remedy: str, said: str = "Bearer") -> Response:
    refusal = problem(status, error, remedy)
    refusal.headers["WWW-Authenticate"] = said
    return refusal


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _turn_away(request: Request, holds_seat: bool) -> Response:
    """A participant is told no; somebody unknown may sign in."""
    if request.url.path.startswith(API):
        return problem(403 if holds_seat else 401, "not for you", "sign in as staff")
    if holds_seat or request.method not in _SAFE:
        return plain_page(request, 403, message("This page isn’t for participants."))
    return RedirectResponse(SIGN_IN_PATH, 303)
