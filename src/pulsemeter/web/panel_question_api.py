"""Questions to the panel over HTTP: put and ended by the moderator, answered by phones.

GET  /api/v1/sessions/{code}/questions
POST /api/v1/sessions/{code}/questions        an AskedQuestion
POST /api/v1/sessions/{code}/questions/end
GET  /p/asked                                 what a participant's page shows
POST /p/asked                                 number and answer, as a form
"""

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.domain.panel_question import PanelQuestion, QuestionRefused
from pulsemeter.domain.session import SessionStateError
from pulsemeter.domain.translation import languages_of
from pulsemeter.languages.page_words import said
from pulsemeter.release.words import message
from pulsemeter.service.ask_panel import ToldQuestion
from pulsemeter.service.conduct_session import Place
from pulsemeter.web.page_language import in_page_language, page_language
from pulsemeter.web.page_seat import seat_of, text_of
from pulsemeter.web.participant_records import json_response, problem, read_asked
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of, view_of
from pulsemeter.web.templates import BuiltAssets
from pulsemeter.web.typed_times import is_whole
from pulsemeter.wire import panel_questions as wire
from pulsemeter.wire.dashboard import Count
from pulsemeter.wire.participant import ShownQuestion

_BODY_BYTES_MAX = 32_768
_SHEET = "src/style/panel_question.css"
_TITLE, _SEND = message("A question to everybody"), message("Send")
_LATER, _THANKS = message("Not now"), message("Thank you")


async def questions(request: Request) -> Response:
    """GET /api/v1/sessions/{code}/questions."""
    services, code = services_of(request), request.path_params["code"]
    place = services.conduct.place(code)
    view = view_of(staff_of(request), place.study.name)
    told = await services.panel.told(code, view)
    planned = [
        wire.PlannedQuestion(q.id, q.text, [answer.label for answer in q.answers])
        for q in services.panel.planned(place)
    ]
    refusal = services.panel.refusal(place)
    return json_response(wire.PanelQuestions([_message(one) for one in told], planned, refusal))


async def ask(request: Request) -> Response:
    """POST /api/v1/sessions/{code}/questions."""
    asked = await read_asked(request, wire.AskedQuestion, _BODY_BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    panel, code = services_of(request).panel, request.path_params["code"]
    try:
        await panel.ask(code, asked.text, asked.answers, asked.planned)
    except QuestionRefused as refusal:
        return problem(422, str(refusal))
    except SessionStateError as error:
        return problem(409, str(error), "reload the page to see the present state")
    return await questions(request)


async def end(request: Request) -> Response:
    """POST /api/v1/sessions/{code}/questions/end."""
    try:
        await services_of(request).panel.end(request.path_params["code"])
    except SessionStateError as error:
        return problem(409, str(error), "look at the questions again")
    return await questions(request)


async def shown(request: Request) -> Response:
    """GET /p/asked: the open question in the page's language, or one without answers."""
    services, seat = services_of(request), await seat_of(request)
    if seat is None:
        return problem(403, "no seat", "open your link again")
    place = in_page_language(request, await services.enrolment.place_of(seat))
    asked = place.session.open_question
    code = page_language(request, languages_of(place.study))
    words = [said(code, text) for text in (_TITLE, _SEND, _LATER, _THANKS)]
    if asked is None:
        return json_response(ShownQuestion(0, "", [], "", words, ""))
    text, answers, language = _worded(place, asked)
    sheet = BuiltAssets().url(_SHEET)
    return json_response(ShownQuestion(asked.number, text, answers, language, words, sheet))


async def answer(request: Request) -> Response:
    """POST /p/asked: an answer to the open question, by its place."""
    seat = await seat_of(request)
    if seat is None:
        return problem(403, "no seat", "open your link again")
    fields = await text_of(request)
    number, place = fields.get("number", ""), fields.get("answer", "")
    if not (is_whole(number) and is_whole(place)):
        return problem(422, "no answer", "choose one")
    if not await services_of(request).questions.answer_asked(seat, int(number), int(place)):
        return problem(409, "this question isn't asked any more")
    return Response(status_code=204)


def _worded(place: Place, asked: PanelQuestion) -> tuple[str, list[str], str]:
    """The question in the page's language if it is the study's, else as typed, with the language
    that it is in."""
    own = next((q for q in place.study.questionnaire.questions if q.id == asked.planned), None)
    if own is not None and len(own.answers) == len(asked.answers):
        return own.text, [answer.label for answer in own.answers], ""
    return asked.text, list(asked.answers), place.study.language


def _message(told: ToldQuestion) -> wire.PanelQuestion:
    asked, figures = told.question, told.figures
    segments = None
    if figures is not None:
        segments = [
            wire.SegmentAnswers(
                figure.cell,
                msgspec.convert(msgspec.to_builtins(figure.persons), type=Count),
                [
                    wire.AnswerShare(
                        int(one.answer),
                        msgspec.convert(msgspec.to_builtins(one.persons), type=Count),
                        *(round(100 * part, 1) for part in (one.share, one.low, one.high)),
                    )
                    for one in figure.answers
                ],
            )
            for figure in figures.answers
        ]
    return wire.PanelQuestion(
        asked.number, asked.text, list(asked.answers), asked.asked_ms,
        asked.is_open and figures is None, told.answered, segments,
        figures.held_back if figures else [],
    )  # fmt: skip
