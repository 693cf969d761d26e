"""The stimulus itself and its captions, in ranges and pieces as players ask for them.

Only files that the session's frozen study names, and the pieces beside a playlist that it names,
can be reached; what an address says is compared with those, never made into a path.
"""

import mimetypes
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from pulsemeter.domain.study import Stimulus, Study
from pulsemeter.service.conduct_session import UnknownSession
from pulsemeter.web.services import services_of

_PRIVATE = {"Cache-Control": "private, max-age=3600"}
_NOT_FOUND = "There is no such file in this session."
PLAYLIST_ENDING = ".m3u8"
_TYPES = {
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".m4a": "audio/mp4",
    ".m4s": "video/iso.segment",
    ".ts": "video/mp2t",
    ".m3u8": "application/vnd.apple.mpegurl",
    ".vtt": "text/vtt",
}


def media_url(code: str, stimulus: Stimulus) -> str:
    """Where a page finds a stimulus: its address elsewhere, a playlist or a file of ours."""
    if stimulus.address or not stimulus.file:
        return stimulus.address
    path = f"/media/{quote(code, safe='')}/{quote(stimulus.id, safe='')}"
    is_playlist = stimulus.file.endswith(PLAYLIST_ENDING)
    return f"{path}/pieces/{Path(stimulus.file).name}" if is_playlist else path


def captions_url(code: str, stimulus: Stimulus, language: str = "") -> str:
    """Where a page finds the captions for readers of this language; empty where there are none."""
    if not stimulus.captions_file(language):
        return ""
    path = f"/media/{quote(code, safe='')}/{quote(stimulus.id, safe='')}/captions"
    has_own = language in dict(stimulus.captions_in)
    return f"{path}/{language}" if has_own else path


def captions_language(stimulus: Stimulus, language: str, study: Study) -> str:
    """In which language the captions are that readers of this language get."""
    return language if language in dict(stimulus.captions_in) else study.language


async def stimulus_file(request: Request) -> Response:
    """GET /media/{code}/{stimulus}."""
    found = _stimulus(request)
    name = found[0].file if found else ""
    return _answer(found, "" if name.endswith(PLAYLIST_ENDING) else Path(name).name)


async def stimulus_piece(request: Request) -> Response:
    """GET /media/{code}/{stimulus}/pieces/{piece}: a playlist of ours, or a piece beside it."""
    found = _stimulus(request)
    if found is None or not found[0].file.endswith(PLAYLIST_ENDING):
        return _answer(None, "")
    stimulus, folder = found
    return piece_answer(folder / Path(stimulus.file).parent.name, request.path_params["piece"])


def piece_answer(pieces: Path, wanted: str) -> Response:
    """What lies under this name in a folder of pieces, if one does."""
    return file_answer(pieces / wanted if wanted in _names_in(pieces) else None)


def _names_in(folder: Path) -> frozenset[str]:
    try:
        return _names_at(folder, folder.stat().st_mtime_ns)
    except FileNotFoundError:
        return frozenset()


@lru_cache(maxsize=64)
def _names_at(folder: Path, changed_ns: int) -> frozenset[str]:
    """The names in a folder as it was changed last: an hour of film has hundreds of pieces, and
    everybody asks for one of them every few seconds."""
    return frozenset(path.name for path in folder.iterdir())


async def captions_file(request: Request) -> Response:
    """GET /media/{code}/{stimulus}/captions, or those in one language behind a further slash."""
    found = _stimulus(request)
    language = request.path_params.get("language", "")
    name = found[0].captions_file(language) if found else ""
    return _answer(found, Path(name).name)


def _stimulus(request: Request) -> tuple[Stimulus, Path] | None:
    """The stimulus that is asked for, and its study's folder."""
    services = services_of(request)
    try:
        study = services.conduct.place(request.path_params["code"]).study
    except UnknownSession:
        return None
    wanted = request.path_params["stimulus"]
    found = next((s for s in study.stimuli if s.id == wanted), None)
    return None if found is None else (found, services.media / study.name)


def _answer(found: tuple[Stimulus, Path] | None, name: str) -> Response:
    return file_answer(found[1] / name if found and name else None)


def file_answer(path: Path | None) -> Response:
    """A file of ours for a player, or that there is none."""
    if path is None or not path.is_file():
        return PlainTextResponse(_NOT_FOUND, 404)
    return FileResponse(path, media_type=_type_of(path), headers=_PRIVATE)


def _type_of(path: Path) -> str:
    """Film, sound or captions, else nothing that a browser would open: a study may name any file,
    and no page or script may come from here."""
    guessed = mimetypes.guess_type(path.name)[0] or ""
    usual = guessed if guessed.startswith(("video/", "audio/")) else "application/octet-stream"
    return _TYPES.get(path.suffix.lower(), usual)
