"""A session's recording and its captions, in ranges and pieces as players ask for them.

As for stimuli, only files that the newest edition names can be reached. They run on the file's own
time; who plays them turns session time into it. The transcript is told in session time instead.
"""

from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from pulsemeter.domain.recording import Recording
from pulsemeter.service.conduct_session import UnknownSession
from pulsemeter.transcript.web_captions import web_captions
from pulsemeter.web.media_files import PLAYLIST_ENDING, file_answer, piece_answer
from pulsemeter.web.services import services_of


def recording_url(recording: Recording) -> str:
    """Where a page finds a recording: its file, or its playlist."""
    path = f"/media/{quote(recording.session, safe='')}/{quote(recording.stimulus, safe='')}"
    if recording.file.endswith(PLAYLIST_ENDING):
        return f"{path}/recording/pieces/{Path(recording.file).name}"
    return f"{path}/recording"


def recording_captions_url(recording: Recording) -> str:
    """Where a page finds a recording's captions, "" where it has none."""
    if not recording.captions:
        return ""
    path = f"/media/{quote(recording.session, safe='')}/{quote(recording.stimulus, safe='')}"
    return f"{path}/recording/captions"


async def recording_file(request: Request) -> Response:
    """GET /media/{code}/{stimulus}/recording."""
    found = await _found(request)
    if found is None or found[0].file.endswith(PLAYLIST_ENDING):
        return file_answer(None)
    return file_answer(found[1] / found[0].file)


async def recording_piece(request: Request) -> Response:
    """GET /media/{code}/{stimulus}/recording/pieces/{piece}."""
    found = await _found(request)
    if found is None or not found[0].file.endswith(PLAYLIST_ENDING):
        return file_answer(None)
    return piece_answer(found[1] / Path(found[0].file).parent.name, request.path_params["piece"])


async def recording_captions(request: Request) -> Response:
    """GET /media/{code}/{stimulus}/recording/captions."""
    found = await _found(request)
    named = found[1] / Path(found[0].captions).name if found and found[0].captions else None
    return file_answer(named)


async def recording_transcript(request: Request) -> Response:
    """GET /sessions/{code}/recording/{stimulus}/transcript.vtt: the captions in session time."""
    found = await _found(request)
    services = services_of(request)
    cues = await services.recordings.transcript(found[0]) if found else []
    if found is None or not cues:
        return PlainTextResponse("There are no captions that are aligned with this session.", 404)
    name = f"{found[0].session}-{found[0].stimulus}.vtt"
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "Cache-Control": "no-store",
    }
    return Response(web_captions(cues), media_type="text/vtt", headers=headers)


async def _found(request: Request) -> tuple[Recording, Path] | None:
    """The recording that is asked for, and its study's folder."""
    services = services_of(request)
    try:
        session = services.conduct.place(request.path_params["code"]).session
    except UnknownSession:
        return None
    held = await services.recordings.of(session.code, request.path_params["stimulus"])
    return None if held is None else (held, services.media / session.study)
