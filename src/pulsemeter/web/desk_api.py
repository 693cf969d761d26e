"""The desk over HTTP: its page, and the estimates that it is drawn from.

    GET /sessions/{code}/desk
    GET /api/v1/sessions/{code}/desk

Everything else on the page comes from the live room's facts and stream, and from the decisions.
"""

from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.domain.study import Study
from pulsemeter.domain.wording import Wording
from pulsemeter.service.conduct_session import UnknownSession
from pulsemeter.web.headers import allow_media_of
from pulsemeter.web.participant_records import json_response, problem
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of, view_of
from pulsemeter.web.templates import plain_page, render
from pulsemeter.wire.desk import Desk, PassageFacts
from pulsemeter.wire.telling_desk import clash_messages, map_messages, table_message


async def desk_page(request: Request) -> Response:
    """GET /sessions/{code}/desk."""
    try:
        place = services_of(request).conduct.place(request.path_params["code"])
    except UnknownSession as error:
        return plain_page(request, 404, f"{error}.", "Look at the list of sessions.", language="en")
    page = render(request, "desk.html", language="en", place=place)
    return allow_media_of(page, *(stimulus.address for stimulus in place.study.stimuli))


async def desk_figures(request: Request) -> Response:
    """GET /api/v1/sessions/{code}/desk."""
    services, who = services_of(request), staff_of(request)
    try:
        place = services.conduct.place(request.path_params["code"])
    except UnknownSession as error:
        return problem(404, str(error), "look at the list of sessions")
    view = view_of(who, place.study.name)
    held = await services.desks.figures(place.session.code, view)
    wording = await services.keeper.wordings.shown(place.session.code)
    answer = Desk(
        session=place.session.code,
        release=held.release,
        member=who.member.name,
        own_only=view.audiences is not None,
        statements=table_message(held.statements),
        passages=table_message(held.passages),
        passage_facts=_passages(place.study, wording) if wording else [],
        maps=map_messages(held.maps),
        clashes=clash_messages(held.clashes),
    )
    return json_response(answer)


def _passages(study: Study, wording: Wording) -> list[PassageFacts]:
    facts = []
    for passage in wording.passages:
        said = wording.in_order(passage.statements)
        facts.append(
            PassageFacts(
                passage.id, passage.revision, study.stimulus_index(passage.stimulus), passage.title,
                said[0].start_ms, said[-1].end_ms, list(passage.statements),
            )
        )  # fmt: skip
    return facts
