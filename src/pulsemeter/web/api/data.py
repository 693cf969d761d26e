"""Data packages for programs: asked for, how far, taken away, removed.

GET    /api/v1/sessions/{code}/data
POST   /api/v1/sessions/{code}/data
POST   /api/v1/sessions/{code}/data/persons
GET    /api/v1/sessions/{code}/data/{job}
GET    /api/v1/sessions/{code}/data/{job}/file
DELETE /api/v1/sessions/{code}/data/{job}

Each is for the member alone whose token asks. One of persons takes the right to export them, and
where the profile wants it a written reason, as on the page.
"""

from collections.abc import Sequence
from typing import cast
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.service.export_jobs import is_of_persons
from pulsemeter.service.jobs import Job
from pulsemeter.service.pack_persons import Asked, ExportRefused
from pulsemeter.web.api.reports import asked_place, taken_away
from pulsemeter.web.data_pages import own_package
from pulsemeter.web.job_status import job_status
from pulsemeter.web.participant_records import json_response, problem, read_asked
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of
from pulsemeter.wire import results as wire

_BYTES_MAX = 10_000
_GONE = "there is no such package of yours"
_ASK = "ask for it; packages lie here for an hour"


async def data_packages(request: Request) -> Response:
    """GET …/data."""
    place, _ = asked_place(request)
    held = services_of(request).exports.of(staff_of(request).member.id, place.session.code)
    return json_response(wire.DataPackages([_told(request, job) for job in held]))


async def ask_data(request: Request) -> Response:
    """POST …/data."""
    place, view = asked_place(request)
    asked = await read_asked(request, wire.WantedData, _BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    owner, exports = staff_of(request).member.id, services_of(request).exports
    try:
        job = await exports.ask_released(owner, place, view, _formats(asked.formats))
    except ExportRefused as refusal:
        return problem(409, str(refusal))
    return json_response(_told(request, job), 202)


async def ask_persons(request: Request) -> Response:
    """POST …/data/persons."""
    place, _ = asked_place(request)
    asked = await read_asked(request, wire.WantedPersons, _BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    who = staff_of(request)
    held = who.membership(place.session.study)
    role = held.role if held else None
    wish = Asked(who.member.name, role, asked.reason, _formats(asked.formats))
    try:
        job = await services_of(request).exports.ask_persons(who.member.id, place, wish)
    except ExportRefused as refusal:
        return problem(409, str(refusal))
    return json_response(_told(request, job), 202)


async def data_package(request: Request) -> Response:
    """GET …/data/{job}."""
    job = own_package(request)
    if job is None:
        return problem(404, _GONE, _ASK)
    return json_response(_told(request, job))


async def data_file(request: Request) -> Response:
    """GET …/data/{job}/file."""
    job, exports = own_package(request), services_of(request).exports
    kept = exports.progress(job).kept if job is not None else None
    if job is None or kept is None or not await exports.still_there(job):
        return problem(404, _GONE, _ASK)
    return taken_away(kept, f"{job.result}.zip", "application/zip")


async def drop_data(request: Request) -> Response:
    """DELETE …/data/{job}: stop it, or remove it."""
    job = own_package(request)
    if job is None:
        return problem(404, _GONE, _ASK)
    await services_of(request).exports.drop(job)
    return Response(status_code=204)


def _formats(chosen: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(("csv", *chosen)))


def _told(request: Request, job: Job) -> wire.DataPackage:
    progress, file = services_of(request).exports.progress(job), None
    if progress.kept is not None:
        code, name = quote(job.note.session, safe=""), quote(job.note.id, safe="")
        url = f"/api/v1/sessions/{code}/data/{name}/file"
        file = wire.ResultFile(f"{job.result}.zip", progress.kept.stat().st_size, url)
    return wire.DataPackage(
        job.note.id,
        "persons" if is_of_persons(job.note) else "released",
        [cast("wire.DataForm", form) for form in job.note.words("formats")],
        job_status(progress),
        file,
    )
