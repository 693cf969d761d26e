"""A person's own summary after the closing questions: what they liked most and least.

Only who holds the seat is shown it, on their own device, and nothing of it is kept or sent on.
"""

from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.domain.participant import SeatStep
from pulsemeter.service.answer_questions import SUMMARY_LIMIT
from pulsemeter.web.page_language import in_page_language
from pulsemeter.web.page_seat import no_seat, seat_of, to
from pulsemeter.web.page_values import page_values
from pulsemeter.web.services import services_of
from pulsemeter.web.templates import render


async def summary(request: Request) -> Response:
    """GET /p/summary: for those who have answered everything, where the study offers it."""
    seat = await seat_of(request)
    if seat is None:
        return no_seat(request)
    services = services_of(request)
    place = in_page_language(request, await services.enrolment.place_of(seat))
    if seat.step is not SeatStep.THANKS or not place.study.personal_summary:
        return to("/p")
    moments = await services.questions.strongest(seat, SUMMARY_LIMIT)
    return render(
        request,
        "summary.html",
        liked=[moment for moment in moments if moment.is_like],
        disliked=[moment for moment in moments if not moment.is_like],
        **page_values(request, place),
    )
