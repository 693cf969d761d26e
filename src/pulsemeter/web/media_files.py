"""The stimulus itself and its captions, in ranges as players ask for them."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from pulsemeter.domain.study import Stimulus
from pulsemeter.service.conduct_session import Place, UnknownSession
from pulsemeter.web.services import services_of

_PRIVATE = {"Cache-Control": "private, max-age=3600"}
_NOT_FOUND = "There is no such file in this session."


def _stimulus(place: Place, stimulus_id: str) -> Stimulus | None:
    return next((s for s in place.study.stimuli if s.id == stimulus_id), None)


def _file(request: Request, name_of: str) -> Path | None:
    """The file in the media folder that the session's study names; nothing else is reachable."""
    services = services_of(request)
    try:
        place = services.conduct.place(request.path_params["code"])
    except UnknownSession:
        return None
    stimulus = _stimulus(place, request.path_params["stimulus"])
    name = getattr(stimulus, name_of, "") if stimulus else ""
    if not name:
        return None
    path = services.media / place.study.name / Path(name).name
    return path if path.is_file() else None


async def stimulus_file(request: Request) -> Response:
    """GET /media/{code}/{stimulus}."""
    path = _file(request, "file")
    if path is None:
        return PlainTextResponse(_NOT_FOUND, 404)
    return FileResponse(path, headers=_PRIVATE)


async def captions_file(request: Request) -> Response:
    """GET /media/{code}/{stimulus}/captions."""
    path = _file(request, "captions")
    if path is None:
        return PlainTextResponse(_NOT_FOUND, 404)
    return FileResponse(path, media_type="text/vtt", headers=_PRIVATE)
