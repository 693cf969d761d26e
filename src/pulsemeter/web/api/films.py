"""Films with curves for programs: what there is, how far it is, and the files.

GET  /api/v1/sessions/{code}/films
POST /api/v1/sessions/{code}/films
POST /api/v1/sessions/{code}/films/cancel
GET  /api/v1/sessions/{code}/films/{file}
"""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.domain.session import OVER
from pulsemeter.report.overlay_story import OverlayRefused
from pulsemeter.service.plan_overlay import OverlayChoice
from pulsemeter.web.api.reports import asked_place, taken_away
from pulsemeter.web.job_status import job_status
from pulsemeter.web.participant_records import json_response, problem, read_asked
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of
from pulsemeter.wire.results import Films, FilmSegment, ResultFile, WantedFilms

_BYTES_MAX = 10_000


async def films(request: Request) -> Response:
    """GET …/films."""
    return json_response(await _told(request))


async def ask_films(request: Request) -> Response:
    """POST …/films: in place of those that lie ready."""
    place, view = asked_place(request)
    asked = await read_asked(request, WantedFilms, _BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    choice = OverlayChoice(asked.stimulus, asked.layout, tuple(asked.segments), asked.clips)
    actor = staff_of(request).member.name
    try:
        await services_of(request).overlays.ask(place.session, view, choice, actor)
    except OverlayRefused as refusal:
        return problem(422, str(refusal), "look at what there is to choose from")
    return json_response(await _told(request), 202)


async def cancel_films(request: Request) -> Response:
    """POST …/films/cancel."""
    place, view = asked_place(request)
    await services_of(request).overlays.cancel(place.session, view)
    return json_response(await _told(request))


async def film_file(request: Request) -> Response:
    """GET …/films/{file}."""
    place, view = asked_place(request)
    file = request.path_params["file"]
    path = services_of(request).overlays.path(place.session, view, file)
    if path is None:
        return problem(404, "there is no such film for you", "let it be made first")
    return taken_away(path, f"{place.session.code}-{file}")


async def _told(request: Request) -> Films:
    place, view = asked_place(request)
    overlays = services_of(request).overlays
    progress = overlays.progress(place.session, view)
    base = f"/api/v1/sessions/{quote(place.session.code, safe='')}/films"
    files = [ResultFile(f.name, f.size_bytes, f"{base}/{f.name}") for f in progress.kept]
    cells = await overlays.choices(place.session, view) if place.session.state in OVER else []
    segments = [FilmSegment(cell.id, cell.label) for cell in cells]
    return Films(job_status(progress), files, segments)
