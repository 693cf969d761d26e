"""The participant's pages: translates forms into the service's verbs and seats into pages.

Decides nothing: which step comes next is written in the seat. The cookie that holds a seat is
the page's own secret; nothing here logs it or a personal code.
"""

import secrets
from collections.abc import Mapping
from types import MappingProxyType

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.service.conduct_session import Place
from pulsemeter.service.enrol_participant import (
    COMMENT_LENGTH_MAX,
    OVERALL_ANSWERS,
    AnswersMissing,
    Enrolment,
)
from pulsemeter.service.join_refusal import JoinRefusal, JoinRefused
from pulsemeter.web.participant_socket import SEAT_COOKIE
from pulsemeter.web.services import services_of
from pulsemeter.web.templates import embedded_json, plain_page, render
from pulsemeter.wire.participant import PageFacts

RECOVERY_COOKIE = "pm_recovery"
_SEAT_COOKIE_S = 60 * 24 * 3600
_RECOVERY_COOKIE_S = 600

_REFUSAL_STATUS = {
    JoinRefusal.UNKNOWN_SESSION: 404,
    JoinRefusal.NOT_OPEN: 409,
    JoinRefusal.CLOSED: 410,
    JoinRefusal.UNKNOWN_LINK: 403,
    JoinRefusal.BURNT_LINK: 409,
}
_OVERALL_WORDS = dict(
    zip(OVERALL_ANSWERS, ("Very good", "Good", "Neither", "Bad", "Very bad"), strict=True)
)
_NOTHING: Mapping[str, str] = MappingProxyType({})
_STEPS = ("Consent", "About you", "Practice", "Watch", "Your view")


def _enrolment(request: Request) -> Enrolment:
    return services_of(request).enrolment


async def seat_of(request: Request) -> Seat | None:
    """The seat that this browser holds."""
    secret = request.cookies.get(SEAT_COOKIE, "")
    return await _enrolment(request).seat_of(secret) if secret else None


def _to(path: str) -> RedirectResponse:
    return RedirectResponse(path, 303)


def _no_seat(request: Request) -> Response:
    return plain_page(
        request,
        403,
        "You have no seat in a session yet.",
        "Open the link in your invitation, or go to the start page and type the session’s code.",
    )


def _refused(request: Request, refusal: JoinRefused) -> Response:
    status = _REFUSAL_STATUS[refusal.reason]
    return plain_page(request, status, refusal.message, refusal.remedy)


async def _text_of(request: Request) -> dict[str, str]:
    """The form's fields that are text; a file is nobody's answer here."""
    async with request.form(max_files=0, max_fields=100) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


async def home(request: Request) -> Response:
    """What this is, and a field for the session's code."""
    return render(request, "home.html")


async def join_by_code(request: Request) -> Response:
    """The typed code leads to its join page; anything but letters and digits is dropped."""
    typed = (await _text_of(request)).get("code", "")
    code = "".join(sign for sign in typed if sign.isascii() and sign.isalnum())[:20].upper()
    return _to(f"/j/{code}" if code else "/")


async def join_page(request: Request) -> Response:
    """Where a link or QR code leads. A personal code stands in the fragment, unseen here."""
    try:
        place = await _enrolment(request).joinable(request.path_params["code"])
    except JoinRefused as refusal:
        return _refused(request, refusal)
    seat = await seat_of(request)
    return render(
        request,
        "join.html",
        place=place,
        page_key=secrets.token_urlsafe(24),
        has_seat=seat is not None and seat.session == place.session.code,
        language=place.study.language,
        simulated=place.session.simulated,
    )


async def redeem(request: Request) -> Response:
    """Trades a personal code for a seat; the page's own key becomes the seat's secret."""
    fields = await _text_of(request)
    page_key = fields.get("page_key", "")
    try:
        redeemed = await _enrolment(request).redeem(
            request.path_params["code"], fields.get("token", ""), page_key
        )
    except JoinRefused as refusal:
        return _refused(request, refusal)
    answer = _to("/p")
    is_secure = request.url.scheme == "https"
    answer.set_cookie(
        SEAT_COOKIE, page_key, _SEAT_COOKIE_S, httponly=True, secure=is_secure, samesite="lax"
    )
    if redeemed.recovery_code:
        answer.set_cookie(
            RECOVERY_COOKIE,
            redeemed.recovery_code,
            _RECOVERY_COOKIE_S,
            path="/p",
            httponly=True,
            secure=is_secure,
            samesite="lax",
        )
    return answer


async def participant_page(request: Request) -> Response:
    """The page of the step at which this seat stands."""
    seat = await seat_of(request)
    if seat is None:
        return _no_seat(request)
    place = await _enrolment(request).place_of(seat)
    answer = _page_of(request, seat, place)
    if RECOVERY_COOKIE in request.cookies:
        answer.delete_cookie(RECOVERY_COOKIE, path="/p")
    return answer


def _page_of(
    request: Request,
    seat: Seat,
    place: Place,
    status: int = 200,
    missing: tuple[str, ...] = (),
    given: Mapping[str, str] = _NOTHING,
) -> Response:
    values = {
        "place": place,
        "study": place.study,
        "language": place.study.language,
        "simulated": place.session.simulated,
        "steps": _STEPS,
    }
    match seat.step:
        case SeatStep.CONSENT:
            recovery_code = request.cookies.get(RECOVERY_COOKIE, "")
            return render(
                request, "consent.html", status, step=1, recovery_code=recovery_code, **values
            )
        case SeatStep.PROFILE:
            return render(
                request, "profile.html", status, step=2, missing=missing, given=given, **values
            )
        case SeatStep.PRACTICE | SeatStep.STIMULUS:
            facts = page_facts(seat, place)
            encoded = embedded_json(msgspec.json.encode(facts))
            return render(request, "run.html", status, facts=facts, facts_json=encoded, **values)
        case SeatStep.CLOSING:
            return render(
                request,
                "closing.html",
                status,
                step=5,
                overall=_OVERALL_WORDS,
                comment_length_max=COMMENT_LENGTH_MAX,
                **values,
            )
        case SeatStep.THANKS:
            return render(request, "thanks.html", status, **values)
        case SeatStep.SCREENED_OUT:
            return render(request, "screened_out.html", status, **values)
        case SeatStep.WITHDRAWN:
            return render(request, "withdrawn.html", status, **values)


def page_facts(seat: Seat, place: Place) -> PageFacts:
    """What the run page has to know before it opens the socket."""
    session, instrument = place.session, place.study.instrument
    stimulus = place.study.stimuli[0]
    media_url = f"/media/{session.code}/{stimulus.id}"
    return PageFacts(
        session=session.code,
        kind="live" if session.is_live else "on_demand",
        state=session.state.value,
        step="practice" if seat.step is SeatStep.PRACTICE else "stimulus",
        cadence_ms=instrument.cadence_ms,
        cue=instrument.cue,
        like=instrument.like,
        dislike=instrument.dislike,
        likes_left=seat.likes_left,
        simulated=session.simulated,
        stimulus=0,
        title=stimulus.title,
        duration_ms=stimulus.duration_ms,
        media_url=media_url,
        captions_url=f"{media_url}/captions" if stimulus.captions else "",
        socket_path="/p/socket",
        records_path="/p/records",
        practised_path="/p/practised",
        watched_path="/p/watched",
    )


async def consent(request: Request) -> Response:
    """The person ticked the box and agrees; without the tick the same page again."""
    seat = await seat_of(request)
    if seat is None:
        return _no_seat(request)
    if (await _text_of(request)).get("agrees") == "yes":
        await _enrolment(request).consent(seat)
    return _to("/p")


async def profile(request: Request) -> Response:
    """Answers to the profile questions; what is missing is named on the same page."""
    seat = await seat_of(request)
    if seat is None:
        return _no_seat(request)
    enrolment, answers = _enrolment(request), await _text_of(request)
    try:
        await enrolment.answer_profile(seat, answers)
    except AnswersMissing as refusal:
        place = await enrolment.place_of(seat)
        return _page_of(request, seat, place, 422, tuple(refusal.attributes), answers)
    return _to("/p")


async def closing(request: Request) -> Response:
    """The overall impression and the open comment."""
    seat = await seat_of(request)
    if seat is None:
        return _no_seat(request)
    fields = await _text_of(request)
    await _enrolment(request).answer_closing(
        seat, fields.get("overall", ""), fields.get("comment", "")
    )
    return _to("/p")


async def withdraw(request: Request) -> Response:
    """Removes all that this seat left; asked twice, so that no slip does it."""
    seat = await seat_of(request)
    if seat is None:
        return _no_seat(request)
    if (await _text_of(request)).get("sure") == "yes":
        await _enrolment(request).withdraw(seat)
    return _to("/p")


async def practised(request: Request) -> Response:
    """The run page says that practice was passed."""
    seat = await seat_of(request)
    if seat is None:
        return Response(status_code=403)
    await _enrolment(request).practised(seat)
    return Response(status_code=204)


async def watched(request: Request) -> Response:
    """The run page says that the stimulus is over and its outbox empty."""
    seat = await seat_of(request)
    if seat is None:
        return Response(status_code=403)
    await _enrolment(request).watched(seat)
    return Response(status_code=204)


async def privacy(request: Request) -> Response:
    """What is kept of a participant, and how to withdraw it."""
    return render(request, "privacy.html", has_seat=await seat_of(request) is not None)


async def accessibility(request: Request) -> Response:
    """What the pages promise to people with disabilities, and what is known to be missing."""
    return render(request, "accessibility.html")
