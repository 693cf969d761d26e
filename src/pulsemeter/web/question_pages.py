"""The questions before and after the stimulus, and why somebody pressed at their own moments.

Works without a script: a question whose rule depends on an answer comes on a later page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import factorial
from types import MappingProxyType
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.domain.playlist import permutation
from pulsemeter.domain.questionnaire import TEXT_LENGTH_MAX, Checked, Question, QuestionKind
from pulsemeter.service.answer_questions import PART_OF, Questioning
from pulsemeter.web.page_language import in_page_language
from pulsemeter.web.page_seat import no_seat, seat_of, to
from pulsemeter.web.page_values import ABOUT_YOU, YOUR_VIEW, page_values
from pulsemeter.web.services import services_of
from pulsemeter.web.templates import render

STEPS_OF_QUESTIONS = (SeatStep.BEFORE, SeatStep.AFTER, SeatStep.WHY)
_FIELDS_MAX = 400
_NOTHING: Mapping[str, Sequence[str]] = MappingProxyType({})
_WHOLE = Checked({})


def _questions(request: Request) -> Questioning:
    return services_of(request).questions


def in_own_order(question: Question, seat: Seat) -> Question:
    """Words of a checklist in an order of the seat's own, so that no word is always the first."""
    if question.kind is not QuestionKind.WORDS:
        return question
    words = [answer for answer in question.answers if not answer.alone]
    places = permutation(len(words), seat.id % factorial(len(words)))
    last = (answer for answer in question.answers if answer.alone)
    return replace(question, answers=(*(words[place] for place in places), *last))


async def question_page(
    request: Request,
    seat: Seat,
    checked: Checked = _WHOLE,
    given: Mapping[str, Sequence[str]] = _NOTHING,
) -> Response:
    """The page of the questions at which this seat stands, or the way on where none is left."""
    place = await services_of(request).enrolment.place_of(seat)
    place = in_page_language(request, place)
    values: dict[str, Any] = page_values(request, place)
    if seat.step is SeatStep.WHY:
        moments = await _questions(request).why_moments(seat)
        if not moments:
            await _questions(request).go_on(seat)
            return to("/p")
        why = place.study.questionnaire.why
        return render(
            request, "why.html", step=YOUR_VIEW, moments=moments, why=why,
            length_max=TEXT_LENGTH_MAX, **values,
        )  # fmt: skip
    asked = await _questions(request).to_ask(seat)
    if not asked:
        await _questions(request).go_on(seat)
        return to("/p")
    worded = {question.id: question for question in place.study.questionnaire.questions}
    asked = tuple(worded.get(question.id, question) for question in asked)
    return render(
        request,
        "questions.html",
        200 if checked.is_whole else 422,
        step=ABOUT_YOU if seat.step is SeatStep.BEFORE else YOUR_VIEW,
        questions=[in_own_order(question, seat) for question in asked],
        missing=checked.missing,
        wrong=checked.wrong,
        given=given,
        length_max=TEXT_LENGTH_MAX,
        **values,
    )


async def answer_questions(request: Request) -> Response:
    """Takes one page of answers; what is missing or doesn't fit is named on the same page."""
    seat = await seat_of(request)
    if seat is None:
        return no_seat(request)
    if seat.step not in PART_OF:
        return to("/p")
    given: dict[str, list[str]] = {}
    async with request.form(max_files=0, max_fields=_FIELDS_MAX) as form:
        for name, value in form.multi_items():
            if isinstance(value, str):
                given.setdefault(name, []).append(value)
    checked = await _questions(request).answer(seat, given)
    return to("/p") if checked.is_whole else await question_page(request, seat, checked, given)


async def answer_why(request: Request) -> Response:
    """Takes the reasons that were given at a person's own moments."""
    seat = await seat_of(request)
    if seat is None:
        return no_seat(request)
    async with request.form(max_files=0, max_fields=_FIELDS_MAX) as form:
        given = {name: value for name, value in form.items() if isinstance(value, str)}
    await _questions(request).answer_why(seat, given)
    return to("/p")
