"""Transcripts for programs: read without being taken in, taken in, taken over from a session.

    POST /api/v1/studies/{name}/transcript/preview         what a text becomes; nothing is kept
    POST /api/v1/studies/{name}/transcript                 in place of what its stimulus had
    POST /api/v1/studies/{name}/transcript/from-session    what was said live becomes the study's

Whoever finds lines to mend mends them in their own text and sends it again.
"""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.domain.study import Study
from pulsemeter.service.conduct_session import UnknownSession
from pulsemeter.transcript.cue import TranscriptError
from pulsemeter.transcript.draft import SIGNS_MAX, Draft, LineToMend, read_draft
from pulsemeter.web.api.studies import no_study
from pulsemeter.web.api.wording import answered, passage_message, statement_message
from pulsemeter.web.participant_records import json_response, problem, read_asked
from pulsemeter.web.services import services_of
from pulsemeter.web.studio_page import study_of
from pulsemeter.wire import wording as wire

_BODY_BYTES_MAX = 4 * SIGNS_MAX
_MEND = "mend the text, and send it again"


async def preview_transcript(request: Request) -> Response:
    """POST /api/v1/studies/{name}/transcript/preview."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    asked = await read_asked(request, wire.TranscriptText, _BODY_BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    try:
        draft = await _draft(study, asked)
    except TranscriptError as error:
        return problem(422, str(error), _MEND)
    told = wire.TranscriptDraft(
        [statement_message(statement) for statement in draft.statements],
        [passage_message(passage) for passage in draft.passages],
        draft.cues,
        [line_message(line) for line in draft.to_mend],
        [line_message(line) for line in draft.remarks],
        draft.hidden,
    )
    return json_response(told)


async def take_in_transcript(request: Request) -> Response:
    """POST /api/v1/studies/{name}/transcript."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    asked = await read_asked(request, wire.TranscriptText, _BODY_BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    try:
        draft = await _draft(study, asked)
    except TranscriptError as error:
        return problem(422, str(error), _MEND)
    said = (asked.stimulus, draft.statements, draft.passages)
    return await answered(request, lambda e, name, seen: e.take_in(name, seen, *said))


async def _draft(study: Study, asked: wire.TranscriptText) -> Draft:
    """What a text becomes; presses don't wait for its reading."""
    found = next((each for each in study.stimuli if each.id == asked.stimulus), None)
    if found is None:
        known = ", ".join(stimulus.id for stimulus in study.stimuli)
        raise TranscriptError(f"there is no stimulus {asked.stimulus!r}; there are {known}")
    return await asyncio.to_thread(read_draft, asked.text, found.id, found.duration_ms)


def line_message(line: LineToMend) -> wire.TranscriptLine:
    """A line to mend, or an odd one."""
    return wire.TranscriptLine(line.number, line.text, line.reason)


async def take_over_session(request: Request) -> Response:
    """POST /api/v1/studies/{name}/transcript/from-session."""
    asked = await read_asked(request, wire.SessionWords, _BODY_BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    services = services_of(request)
    try:
        session = services.conduct.place(asked.session).session
    except UnknownSession:
        session = None
    if session is None or session.study != request.path_params["name"]:
        return problem(422, f"the study has no session {asked.session!r}", "look at its sessions")
    said, passages = (await services.keeper.words.words(session.code)).worded()
    told = (asked.stimulus, said, passages)
    return await answered(request, lambda e, name, seen: e.take_in(name, seen, *told))
