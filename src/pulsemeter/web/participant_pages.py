"""The participant's pages: translates forms into the service's verbs and seats into pages.

Decides nothing: which step comes next is written in the seat. The cookie that holds a seat is
the page's own secret; nothing here logs it or a personal code.
"""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.domain.assignment import instrument_of, stimuli_of
from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.release.words import message
from pulsemeter.service.conduct_session import Place
from pulsemeter.service.enrol_participant import (
    COMMENT_LENGTH_MAX,
    OVERALL_ANSWERS,
    AnswersMissing,
)
from pulsemeter.service.read_stimuli import media_hosts
from pulsemeter.web.headers import allow_media_of
from pulsemeter.web.join_pages import RECOVERY_COOKIE
from pulsemeter.web.media_files import captions_language
from pulsemeter.web.page_facts import page_facts
from pulsemeter.web.page_language import in_page_language
from pulsemeter.web.page_seat import former_seat_of, is_private, no_seat, seat_of, text_of, to
from pulsemeter.web.page_values import page_values
from pulsemeter.web.question_pages import STEPS_OF_QUESTIONS, question_page
from pulsemeter.web.services import services_of
from pulsemeter.web.takeover_pages import elsewhere
from pulsemeter.web.templates import embedded_json, render
from pulsemeter.web.vendor_pages import WayBack, way_back
from pulsemeter.web.wait_pages import RESERVE_WAIT_S, heard, wait_s

_OVERALL_WORDS = dict(
    zip(
        OVERALL_ANSWERS,
        (
            message("Very good"),
            message("Good"),
            message("Neither"),
            message("Bad"),
            message("Very bad"),
        ),
        strict=True,
    )
)
_NOTHING: Mapping[str, str] = MappingProxyType({})


async def participant_page(request: Request) -> Response:
    """The page of the step at which this seat stands."""
    seat = await seat_of(request)
    if seat is None:
        former = former_seat_of(request)
        return no_seat(request) if former is None else await elsewhere(request, former)
    seat = await heard(request, seat)
    if seat.step in STEPS_OF_QUESTIONS:
        return await question_page(request, seat)
    place = await services_of(request).enrolment.place_of(seat)
    answer = _page_of(request, seat, place, back=await way_back(request, seat, place))
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
    back: WayBack | None = None,
) -> Response:
    place = in_page_language(request, place)
    values = {**page_values(request, place), "back": back}
    match seat.step:
        case SeatStep.CONSENT:
            recovery_code = request.cookies.get(RECOVERY_COOKIE, "")
            return render(
                request,
                "consent.html",
                status,
                step=1,
                recovery_code=recovery_code,
                media_hosts=media_hosts(place.study),
                **values,
            )
        case SeatStep.PROFILE:
            return render(
                request, "profile.html", status, step=2, missing=missing, given=given, **values
            )
        case SeatStep.PRACTICE | SeatStep.STIMULUS:
            facts = page_facts(seat, place, values["language"])
            encoded = embedded_json(msgspec.json.encode(facts))
            stimulus = place.study.stimuli[facts.stimulus]
            page = render(
                request,
                "run.html",
                status,
                facts=facts,
                facts_json=encoded,
                pad=instrument_of(place.study, seat),
                sound_only=stimulus.sound_only,
                is_private=is_private(request),
                captions_language=captions_language(stimulus, values["language"], place.study),
                **values,
            )
            return allow_media_of(page, stimulus.address)
        case SeatStep.BREAK:
            left_s = services_of(request).enrolment.break_left_s(seat)
            watched_now, to_watch = seat.stage, len(stimuli_of(place.study, seat))
            return render(
                request, "break.html", status, watched=watched_now, stimuli=to_watch,
                left_s=left_s, **values,
            )  # fmt: skip
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
        case SeatStep.RESERVE:
            return render(request, "reserve.html", status, wait_s=wait_s(RESERVE_WAIT_S), **values)
        case _:  # an end of the way: its template has its name
            return render(request, f"{seat.step.value}.html", status, **values)


async def consent(request: Request) -> Response:
    """The person ticked the box and agrees; without the tick the same page again."""
    seat = await seat_of(request)
    if seat is None:
        return no_seat(request)
    if (await text_of(request)).get("agrees") == "yes":
        await services_of(request).enrolment.consent(seat)
    return to("/p")


async def profile(request: Request) -> Response:
    """Answers to the profile questions; what is missing is named on the same page."""
    seat = await seat_of(request)
    if seat is None:
        return no_seat(request)
    enrolment, answers = services_of(request).enrolment, await text_of(request)
    try:
        await enrolment.answer_profile(seat, answers)
    except AnswersMissing as refusal:
        place = await enrolment.place_of(seat)
        return _page_of(request, seat, place, 422, tuple(refusal.attributes), answers)
    return to("/p")


async def closing(request: Request) -> Response:
    """The overall impression and the open comment."""
    seat = await seat_of(request)
    if seat is None:
        return no_seat(request)
    fields = await text_of(request)
    await services_of(request).enrolment.answer_closing(
        seat, fields.get("overall", ""), fields.get("comment", "")
    )
    return to("/p")


async def withdraw(request: Request) -> Response:
    """Removes all that this seat left; asked twice, so that no slip does it."""
    seat = await seat_of(request)
    if seat is None:
        return no_seat(request)
    if (await text_of(request)).get("sure") == "yes":
        await services_of(request).enrolment.withdraw(seat)
    return to("/p")


async def practised(request: Request) -> Response:
    """The run page says that practice was passed."""
    seat = await seat_of(request)
    if seat is None:
        return Response(status_code=403)
    await services_of(request).enrolment.practised(seat)
    return Response(status_code=204)


async def watched(request: Request) -> Response:
    """The run page says that its stimulus is over and its outbox empty."""
    seat = await seat_of(request)
    if seat is None:
        return Response(status_code=403)
    told = request.query_params.get("stage", "")
    stage = int(told) if told.isascii() and told.isdigit() and len(told) < 4 else None
    await services_of(request).enrolment.watched(seat, stage)
    return Response(status_code=204)


async def go_on(request: Request) -> Response:
    """The break is over for this person; before its least time the page says how long it lasts."""
    seat = await seat_of(request)
    if seat is None:
        return no_seat(request)
    await services_of(request).enrolment.go_on(seat)
    return to("/p")
