"""Reports for programs: of each stimulus of a session how far it is, and its files.

GET  /api/v1/sessions/{code}/reports
GET  /api/v1/sessions/{code}/reports/{stimulus}
POST /api/v1/sessions/{code}/reports/{stimulus}
POST /api/v1/sessions/{code}/reports/{stimulus}/cancel
GET  /api/v1/sessions/{code}/reports/{stimulus}/files/{form}
"""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from pulsemeter.release.view import View
from pulsemeter.service.conduct_session import Place
from pulsemeter.service.make_reports import (
    FORMATS,
    ReportProgress,
    ReportRefused,
    first_for_nothing,
)
from pulsemeter.web.job_status import job_status
from pulsemeter.web.participant_records import json_response, problem
from pulsemeter.web.report_pages import report_name
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of, view_of
from pulsemeter.wire.results import Report, Reports, ResultFile

_LOOK = "look at the list of reports"


async def reports(request: Request) -> Response:
    """GET …/reports."""
    place, view = asked_place(request)
    made = services_of(request).reports
    told = [_told(place, s.id, made.progress(place, view, s.id)) for s in place.study.stimuli]
    return json_response(Reports(told))


async def report(request: Request) -> Response:
    """GET …/reports/{stimulus}."""
    place, view = asked_place(request)
    stimulus = request.path_params["stimulus"]
    try:
        progress = services_of(request).reports.progress(place, view, stimulus)
    except ReportRefused as refusal:
        return problem(404, str(refusal), _LOOK)
    return json_response(_told(place, stimulus, progress))


async def ask_report(request: Request) -> Response:
    """POST …/reports/{stimulus}."""
    place, view = asked_place(request)
    stimulus, made = request.path_params["stimulus"], services_of(request).reports
    try:
        made.progress(place, view, stimulus)
    except ReportRefused as refusal:
        return problem(404, str(refusal), _LOOK)
    try:
        progress = await made.ask(place, view, stimulus)
    except ReportRefused as refusal:
        return problem(409, str(refusal), _LOOK)
    return json_response(_told(place, stimulus, progress), 202)


async def cancel_report(request: Request) -> Response:
    """POST …/reports/{stimulus}/cancel."""
    place, view = asked_place(request)
    stimulus = request.path_params["stimulus"]
    try:
        progress = await services_of(request).reports.cancel(place, view, stimulus)
    except ReportRefused as refusal:
        return problem(404, str(refusal), _LOOK)
    return json_response(_told(place, stimulus, progress))


async def report_file(request: Request) -> Response:
    """GET …/reports/{stimulus}/files/{form}."""
    place, view = asked_place(request)
    stimulus, form = request.path_params["stimulus"], request.path_params["form"]
    try:
        kept = services_of(request).reports.progress(place, view, stimulus).kept
        named = first_for_nothing(place.study, stimulus)
    except ReportRefused as refusal:
        return problem(404, str(refusal), _LOOK)
    if kept is None or form not in kept.files:
        return problem(404, "no such report lies ready for you", "ask for it first")
    return taken_away(kept.files[form], report_name(place, named, form))


def asked_place(request: Request) -> tuple[Place, View]:
    """The session that an address names, and what the asker may see of it."""
    place = services_of(request).conduct.place(request.path_params["code"])
    return place, view_of(staff_of(request), place.session.study)


def taken_away(path: object, name: str, media_type: str = "application/octet-stream") -> Response:
    """A file to be kept by whoever asked, and by nobody on the way."""
    headers = {"Cache-Control": "private, no-store"}
    return FileResponse(str(path), media_type=media_type, filename=name, headers=headers)


def _told(place: Place, stimulus: str, progress: ReportProgress) -> Report:
    shown = next(each for each in place.study.stimuli if each.id == stimulus)
    base = f"/api/v1/sessions/{quote(place.session.code, safe='')}/reports"
    files, made_ms = [], None
    if progress.kept is not None:
        made_ms = progress.kept.made_ms
        files = [
            ResultFile(
                f"report.{form}",
                progress.kept.files[form].stat().st_size,
                f"{base}/{quote(stimulus, safe='')}/files/{form}",
            )
            for form in FORMATS
            if form in progress.kept.files
        ]
    return Report(stimulus, shown.title, job_status(progress), files, made_ms)
