"""Live words over HTTP: the manuscript, its keys, typed words, and captions from outside.

    GET  /api/v1/sessions/{code}/words
    POST /api/v1/sessions/{code}/words/{load|next|skip|depart|end|back|type}    an AskedStep
    POST /api/v1/sessions/{code}/captions                                       Captions

Translates only; what a step may do is decided by `service.keep_words_live`.
"""

from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.domain.live_step import Step, StepKind
from pulsemeter.transcript.live_words import StepRefused
from pulsemeter.transcript.manuscript import ManuscriptError, read_manuscript
from pulsemeter.web.participant_records import json_response, problem, read_asked
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of
from pulsemeter.wire import words as wire
from pulsemeter.wire.telling_words import words_message, words_room

STEPS = tuple(kind.value for kind in StepKind if kind is not StepKind.CAPTION)
WORDS_BYTES_MAX = 2**20
_CHANGED_MAX = 2


async def live_words(request: Request) -> Response:
    """GET /api/v1/sessions/{code}/words."""
    words, code = services_of(request).keeper.words, request.path_params["code"]
    return json_response(words_room(await words.words(code), await words.refusal(code)))


async def take_step(request: Request) -> Response:
    """POST /api/v1/sessions/{code}/words/{step}."""
    kind = request.path_params["step"]
    if kind not in STEPS:
        return problem(404, "no such step", f"one of {', '.join(STEPS)}")
    asked = await read_asked(request, wire.AskedStep, WORDS_BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    services, code = services_of(request), request.path_params["code"]
    now_ms = services.conduct.place(code).session_ms
    is_load = kind == StepKind.LOAD.value
    try:
        step = Step(
            f"key:{asked.key}",
            StepKind(kind),
            at_ms=now_ms if asked.at_ms is None else asked.at_ms,
            line=asked.line,
            statement=asked.statement,
            words=asked.words,
            speaker=asked.speaker,
            topic=asked.topic,
            lines=read_manuscript(asked.text, asked.speaker) if is_load else (),
        )
        words = await services.keeper.words.step(code, step, staff_of(request).member.name)
    except ManuscriptError as error:
        return problem(422, str(error))
    except StepRefused as refusal:
        return problem(409, str(refusal))
    typed = [each for each in words.statements if each.id == asked.statement]
    return json_response(words_message(words, typed or words.statements[-_CHANGED_MAX:]))


async def take_captions(request: Request) -> Response:
    """POST /api/v1/sessions/{code}/captions."""
    asked = await read_asked(request, wire.Captions, WORDS_BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    words, code = services_of(request).keeper.words, request.path_params["code"]
    who = staff_of(request).member.name
    for caption in asked.captions:
        step = Step(
            f"caption:{caption.id}",
            StepKind.CAPTION,
            caption.start_ms,
            caption.end_ms,
            words=caption.words,
            speaker=caption.speaker,
        )
        try:
            await words.step(code, step, who)
        except StepRefused as refusal:
            return problem(
                409, f"caption {caption.id}: {refusal}", "those before it were taken; send the rest"
            )
    return json_response(wire.TakenCaptions(len(asked.captions)))
