"""A session's recording for programs: looked at, aligned, removed, words taken out of captions.

GET    /api/v1/sessions/{code}/recording/{stimulus}
PUT    /api/v1/sessions/{code}/recording/{stimulus}/alignment
POST   /api/v1/sessions/{code}/recording/{stimulus}/words
DELETE /api/v1/sessions/{code}/recording/{stimulus}
"""

from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.domain.alignment import Alignment, AlignmentPoint, AlignmentRefused
from pulsemeter.domain.recording import Recording
from pulsemeter.service.keep_recording import RecordingMoved
from pulsemeter.service.words_from_recording import fill_words
from pulsemeter.transcript.live_words import StepRefused
from pulsemeter.web.participant_records import json_response, problem, read_asked
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of
from pulsemeter.wire import recordings as wire

_BYTES_MAX = 10_000
_LOOK = "look at the recording of the session again"


async def recording(request: Request) -> Response:
    """GET /api/v1/sessions/{code}/recording/{stimulus}."""
    services, path = services_of(request), request.path_params
    code = services.conduct.place(path["code"]).session.code
    held = await services.recordings.of(code, path["stimulus"])
    if held is None:
        return problem(404, f"there is no recording of {path['stimulus']!r}", "upload one")
    return json_response(_facts(held))


async def align(request: Request) -> Response:
    """PUT /api/v1/sessions/{code}/recording/{stimulus}/alignment."""
    services, path = services_of(request), request.path_params
    code = services.conduct.place(path["code"]).session.code
    asked = await read_asked(request, wire.WantedAlignment, _BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    try:
        check = _point(asked.check) if asked.check else None
        alignment = Alignment(_point(asked.cue), check, asked.corrects_rate)
        made = await services.recordings.align(
            code, path["stimulus"], asked.number, alignment, staff_of(request).member.name
        )
    except RecordingMoved as moved:
        return problem(409, str(moved), _LOOK)
    except AlignmentRefused as refusal:
        return problem(422, str(refusal), "mend the times")
    return json_response(_facts(made))


def _point(point: wire.AlignedPoint) -> AlignmentPoint:
    return AlignmentPoint(point.words, point.file_ms, point.stimulus_ms)


def _facts(held: Recording) -> wire.RecordingFacts:
    alignment = held.alignment
    if alignment is None:
        return wire.RecordingFacts(
            held.stimulus, held.number, held.name, held.duration_ms, None, None
        )
    return wire.RecordingFacts(
        held.stimulus, held.number, held.name, held.duration_ms,
        alignment.offset_ms, alignment.drift_ppm, _told(alignment.cue),
        _told(alignment.check) if alignment.check else None, alignment.corrects_rate,
    )  # fmt: skip


def _told(point: AlignmentPoint) -> wire.AlignedPoint:
    return wire.AlignedPoint(point.file_ms, point.stimulus_ms, point.words)


async def remove(request: Request) -> Response:
    """DELETE /api/v1/sessions/{code}/recording/{stimulus}."""
    services, path = services_of(request), request.path_params
    code = services.conduct.place(path["code"]).session.code
    try:
        await services.recordings.remove(code, path["stimulus"], staff_of(request).member.name)
    except AlignmentRefused as refusal:
        return problem(422, str(refusal), _LOOK)
    return Response(status_code=204)


async def fill_from_captions(request: Request) -> Response:
    """POST /api/v1/sessions/{code}/recording/{stimulus}/words."""
    services, path = services_of(request), request.path_params
    code = services.conduct.place(path["code"]).session.code
    held = await services.recordings.of(code, path["stimulus"])
    if held is None:
        return problem(422, f"there is no recording of {path['stimulus']!r}", _LOOK)
    try:
        cues = await services.recordings.transcript(held)
        who = staff_of(request).member.name
        filled = await fill_words(services.keeper.words, held, cues, who)
    except StepRefused as refusal:
        return problem(422, str(refusal), _LOOK)
    return json_response(wire.FilledWords(filled))
