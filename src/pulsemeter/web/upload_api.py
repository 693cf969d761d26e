"""Uploads over HTTP: begin, add a piece, ask how much is here, give up; and how far all are.

    POST   /api/v1/studies/{name}/uploads   what is to come -> id and offset
    PATCH  /api/v1/uploads/{id}             a piece that begins at the header Upload-Offset
    HEAD   /api/v1/uploads/{id}             Upload-Offset, Upload-Length
    DELETE /api/v1/uploads/{id}             give up

Translates only; bytes pass through in pieces and never lie in memory whole.
"""

from collections.abc import AsyncIterator

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from pulsemeter.domain.session import fixing_session
from pulsemeter.domain.study import Stimulus, Study
from pulsemeter.service.receive_stimulus import OffsetWrong, Progress, Reception, UnknownUpload
from pulsemeter.service.settle_stimulus import UploadRefused
from pulsemeter.service.stimulus_ports import Arrival, ArrivalKind
from pulsemeter.web.participant_records import json_response, problem, read_body
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of
from pulsemeter.wire.reading import Unreadable, reader_of
from pulsemeter.wire.uploads import (
    CaptionsProgress,
    FileProgress,
    NewUpload,
    OpenUpload,
    StimulusProgress,
    StudyStimuli,
)

OFFSET, LENGTH = "Upload-Offset", "Upload-Length"
_BODY_BYTES_MAX = 8_192
PIECE_BYTES_MAX = 32_000_000
"""Of one request; the reception, which says how much it takes, takes less."""
_NAME_MAX = 255
_read = reader_of(NewUpload)


async def begin_upload(request: Request) -> Response:
    """POST /api/v1/studies/{name}/uploads."""
    body = await read_body(request, _BODY_BYTES_MAX)
    try:
        wanted = _read(body or b"")
    except Unreadable as error:
        return problem(400, f"not an upload: {error}")
    if wanted.study != request.path_params["name"]:
        return problem(422, f"the upload is of study {wanted.study!r}, its address of another one")
    reception = services_of(request).reception
    arrival = Arrival(
        "",
        wanted.study,
        wanted.stimulus,
        ArrivalKind(wanted.kind),
        wanted.language,
        wanted.name[:_NAME_MAX],
        wanted.size_bytes,
        wanted.mark,
        session=wanted.session,
        author=staff_of(request).member.name,
    )
    try:
        held = await reception.begin(arrival)
    except UploadRefused as refusal:
        return problem(422, str(refusal))
    _, offset = reception.offset(held.id)
    return json_response(OpenUpload(held.id, offset, reception.limits.piece_bytes_max), 201)


async def add_piece(request: Request) -> Response:
    """PATCH /api/v1/uploads/{id}."""
    reception, upload = services_of(request).reception, request.path_params["id"]
    written = request.headers.get(OFFSET, "")
    if not written.isascii() or not written.isdigit() or len(written) > 15:
        return problem(400, f"the header {OFFSET} says where a piece begins")
    try:
        offset = await reception.write(upload, int(written), _pieces(request))
    except UnknownUpload:
        return _unknown()
    except OffsetWrong as wrong:
        answer = problem(409, str(wrong))
        answer.headers[OFFSET] = str(wrong.offset)
        return answer
    except UploadRefused as refusal:
        return problem(422, str(refusal))
    return Response(status_code=204, headers={OFFSET: str(offset)})


async def _pieces(request: Request) -> AsyncIterator[bytes]:
    """The body as it comes; a line that breaks ends it, and what came stays."""
    try:
        async for piece in request.stream():
            if piece:
                yield piece
    except ClientDisconnect:
        return


async def upload_offset(request: Request) -> Response:
    """HEAD /api/v1/uploads/{id}."""
    try:
        arrival, offset = services_of(request).reception.offset(request.path_params["id"])
    except UnknownUpload:
        return _unknown()
    headers = {OFFSET: str(offset), LENGTH: str(arrival.size_bytes), "Cache-Control": "no-store"}
    return Response(status_code=200, headers=headers)


async def drop_upload(request: Request) -> Response:
    """DELETE /api/v1/uploads/{id}."""
    await services_of(request).reception.drop(request.path_params["id"])
    return Response(status_code=204)


async def stimuli_progress(request: Request) -> Response:
    """GET /api/v1/studies/{name}/stimuli."""
    services = services_of(request)
    study = await services.studies.study(request.path_params["name"])
    if study is None:
        return problem(404, "there is no such study", "look at the list of studies")
    has_session = fixing_session(study.name, await services.studies.sessions()) is not None
    return json_response(stimuli_of(study, services.reception, has_session))


def stimuli_of(study: Study, reception: Reception, has_session: bool) -> StudyStimuli:
    """Every stimulus of a study with its files, as they are now."""

    def captions(stimulus: Stimulus) -> list[CaptionsProgress]:
        languages = {"", *dict(stimulus.captions_in), *(s.code for s in study.languages)}
        languages |= reception.languages_under_way(study.name, stimulus.id)
        return [
            CaptionsProgress(
                language,
                told_progress(
                    reception.progress(study.name, stimulus, ArrivalKind.CAPTIONS, language)
                ),
            )
            for language in sorted(languages - {study.language})
        ]

    return StudyStimuli(
        study.name,
        has_session,
        [
            StimulusProgress(
                stimulus.id,
                stimulus.title,
                stimulus.duration_ms,
                stimulus.sound_only,
                told_progress(reception.progress(study.name, stimulus, ArrivalKind.STIMULUS, "")),
                captions(stimulus),
            )
            for stimulus in study.stimuli
        ],
    )


def told_progress(progress: Progress) -> FileProgress:
    """How far a file is, as it is told to pages."""
    return FileProgress(
        progress.state, round(progress.share, 4), progress.file, progress.reason,
        progress.ahead, progress.remaining_ms, progress.upload,
    )  # fmt: skip


def _unknown() -> Response:
    return problem(404, "there is no such upload", "choose the file again")
