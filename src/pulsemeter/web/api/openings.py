"""Dry runs and the opening of sessions, for programs, with the analysis plans that are sealed.

GET, POST, DELETE /api/v1/studies/{name}/dry-run     the one that people can join; begun; ended
GET, POST /api/v1/studies/{name}/sessions            with their plans; a session opened
GET  /api/v1/sessions/{code}/plan                    the plan, word by word
"""

from msgspec import convert
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from pulsemeter.domain.study import Study
from pulsemeter.service.check_showing import WAYS, usual_way
from pulsemeter.service.conduct_session import UnknownSession
from pulsemeter.service.create_study import StudyRefused
from pulsemeter.service.studio import SessionPlan
from pulsemeter.service.study_languages import LanguageUnread
from pulsemeter.service.study_readiness import NotReady
from pulsemeter.web.api.sessions import session_facts
from pulsemeter.web.api.studies import no_study
from pulsemeter.web.join_links import join_base
from pulsemeter.web.participant_records import json_response, problem, read_asked
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.studio_page import study_of
from pulsemeter.wire import opening as wire
from pulsemeter.wire.participant import SessionStateName, ShownName
from pulsemeter.wire.sessions import KindName

_BODY_BYTES_MAX = 4_096
_REFUSED = (StudyRefused, NotReady, LanguageUnread)


async def dry_run(request: Request) -> Response:
    """GET /api/v1/studies/{name}/dry-run."""
    study = await study_of(request)
    return no_study(request) if study is None else await _answered(request, study)


async def begin_dry_run(request: Request) -> Response:
    """POST /api/v1/studies/{name}/dry-run: the one before it ends."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    asked = await read_asked(request, wire.DryRunWish, _BODY_BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    way = WAYS[asked.way or usual_way(study)]
    try:
        await services_of(request).studio.begin_dry_run(staff_of(request), study, *way)
    except _REFUSED as error:
        return _refused(error)
    return await _answered(request, study, 201)


async def end_dry_run(request: Request) -> Response:
    """DELETE /api/v1/studies/{name}/dry-run; where there is none, nothing ends."""
    await services_of(request).studio.end_dry_run(staff_of(request), request.path_params["name"])
    return Response(status_code=204)


async def _answered(request: Request, study: Study, status: int = 200) -> Response:
    studio = services_of(request).studio
    tried, finished = await studio.dry_run(study.name), await studio.is_tried(study)
    if tried is None:
        return json_response(wire.DryRun("", "", as_it_is=False, finished=finished), status)
    url = f"{join_base(request)}/j/{tried.code}"
    as_it_is = studio.shows_as_it_is(tried, study)
    return json_response(wire.DryRun(tried.code, url, as_it_is, finished), status)


def _refused(error: StudyRefused | NotReady | LanguageUnread) -> Response:
    """Why nothing opens: something is missing still, or the study can't be shown in this way."""
    if isinstance(error, StudyRefused):
        return problem(422, str(error), "choose another way, or change the study")
    return problem(409, str(error), "mend what is missing; the study tells it as missing")


async def planned_sessions(request: Request) -> Response:
    """GET /api/v1/studies/{name}/sessions."""
    held = await services_of(request).studio.sessions(request.path_params["name"])
    return json_response(wire.PlannedSessions([_planned(each) for each in held]))


def _planned(held: SessionPlan) -> wire.PlannedSession:
    return wire.PlannedSession(
        code=held.session.code,
        kind=convert(held.session.kind.value, type=KindName),
        shown=convert(held.session.shown.value, type=ShownName),
        state=convert(held.session.state.value, type=SessionStateName),
        digest=held.plan.plan.digest if held.plan else "",
        sealed=held.plan is not None and held.plan.is_sealed,
        deviations=held.deviations,
    )


async def open_session(request: Request) -> Response:
    """POST /api/v1/studies/{name}/sessions."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    asked = await read_asked(request, wire.OpeningWish, _BODY_BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    services = services_of(request)
    try:
        opened = await services.studio.open_session(staff_of(request), study, *WAYS[asked.way])
    except _REFUSED as error:
        return _refused(error)
    return json_response(await session_facts(request, services.conduct.place(opened.code)), 201)


async def session_plan(request: Request) -> Response:
    """GET /api/v1/sessions/{code}/plan."""
    services = services_of(request)
    try:
        session = services.conduct.place(request.path_params["code"]).session
    except UnknownSession as error:
        return problem(404, str(error), "look at the list of sessions")
    held = await services.studio.sessions(session.study)
    found = next((each for each in held if each.session.code == session.code), None)
    if found is None or found.plan is None:
        return problem(404, f"session {session.code} has no analysis plan", "dry runs have none")
    return PlainTextResponse(found.plan.plan.text, headers={"Cache-Control": "no-store"})
