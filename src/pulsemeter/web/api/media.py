"""What was watched, for programs: a session's stimuli, its recording, and their captions.

GET /api/v1/sessions/{code}/stimuli/{stimulus}/file, …/pieces/{piece}, …/captions?language=
GET /api/v1/sessions/{code}/recording/{stimulus}/file, …/pieces/{piece}, …/captions, …/transcript

The same files as players on our pages ask for. A long film lies in pieces, its playlist first.
"""

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from pulsemeter.web import media_files, recording_files
from pulsemeter.web.api.reports import taken_away
from pulsemeter.web.participant_records import problem

_VTT = "text/vtt"


async def stimulus_file(request: Request) -> Response:
    """GET …/stimuli/{stimulus}/file."""
    return _whole(await media_files.stimulus_file(request))


async def stimulus_piece(request: Request) -> Response:
    """GET …/stimuli/{stimulus}/pieces/{piece}."""
    return _piece(await media_files.stimulus_piece(request))


async def stimulus_captions(request: Request) -> Response:
    """GET …/stimuli/{stimulus}/captions."""
    language = request.query_params.get("language", "")
    request.scope["path_params"] = {**request.path_params, "language": language}
    return _captions(await media_files.captions_file(request))


async def recording_file(request: Request) -> Response:
    """GET …/recording/{stimulus}/file."""
    return _whole(await recording_files.recording_file(request))


async def recording_piece(request: Request) -> Response:
    """GET …/recording/{stimulus}/pieces/{piece}."""
    return _piece(await recording_files.recording_piece(request))


async def recording_captions(request: Request) -> Response:
    """GET …/recording/{stimulus}/captions: in the file's own time."""
    return _captions(await recording_files.recording_captions(request))


async def recording_transcript(request: Request) -> Response:
    """GET …/recording/{stimulus}/transcript: the captions in the session's time."""
    answer = await recording_files.recording_transcript(request)
    if answer.status_code == 404:
        return problem(404, "no captions are aligned with this session", "align the recording")
    return answer


def _whole(answer: Response) -> Response:
    if isinstance(answer, FileResponse):
        return _taken(answer)
    return problem(404, "there is no such file whole", "of a long film read pieces/index.m3u8")


def _piece(answer: Response) -> Response:
    if isinstance(answer, FileResponse):
        return _taken(answer)
    return problem(404, "there is no such piece", "the playlist index.m3u8 names them")


def _captions(answer: Response) -> Response:
    if isinstance(answer, FileResponse):
        return _taken(answer, _VTT)
    return problem(404, "there are no such captions", "look at what the study has")


def _taken(answer: FileResponse, media_type: str = "application/octet-stream") -> Response:
    """The same file for a program, that neither plays it at once nor may keep it on the way."""
    name = str(answer.path).rpartition("/")[2]
    return taken_away(answer.path, name, media_type)
