"""Briefs for programs: recipients and rules of a study, and what a session has sent.

GET    /api/v1/studies/{name}/briefs
POST   /api/v1/studies/{name}/briefs/recipients
PUT    /api/v1/studies/{name}/briefs/recipients/{recipient}
DELETE /api/v1/studies/{name}/briefs/recipients/{recipient}
POST   /api/v1/studies/{name}/briefs/recipients/{recipient}/{flow}    pause, resume
POST   /api/v1/studies/{name}/briefs/rules
DELETE /api/v1/studies/{name}/briefs/rules/{rule}
POST   /api/v1/studies/{name}/briefs/rules/{rule}/{flow}
GET    /api/v1/sessions/{code}/briefs
POST   /api/v1/sessions/{code}/briefs
GET    /api/v1/sessions/{code}/briefs/preview?to=RECIPIENT
"""

from collections.abc import Awaitable

from msgspec import convert, structs, to_builtins
from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.domain.brief import Brief, BriefRefused, BriefRule, Recipient
from pulsemeter.service.manage_briefs import (
    BriefDesk,
    RecipientForm,
    RuleForm,
    UnknownRecipient,
)
from pulsemeter.web.api.studies import no_study
from pulsemeter.web.participant_records import json_response, problem, read_asked
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.studio_page import study_of
from pulsemeter.wire import briefs as wire

_BYTES_MAX = 100_000
FLOWS = ("pause", "resume")
_GONE = ("there is no such recipient or rule", "look at the briefs of the study")
_MEND = "change what it complains of"


async def briefs(request: Request) -> Response:
    """GET /api/v1/studies/{name}/briefs."""
    desk, study = services_of(request).briefs, await study_of(request)
    if study is None:
        return no_study(request)
    return json_response(
        wire.StudyBriefs(
            [_recipient(desk, each) for each in await desk.recipients(study.name)],
            [_rule(each) for each in await desk.rules(study.name)],
            sorted(channel.value for channel in desk.delivery.channels),
        )
    )


def _recipient(desk: BriefDesk, held: Recipient) -> wire.BriefRecipient:
    return wire.BriefRecipient(
        held.id, held.name, held.channel.value, held.address, held.language,
        None if held.audiences is None else list(held.audiences), held.is_paused,
        desk.delivery.secret_for(held),
    )  # fmt: skip


def _rule(held: BriefRule) -> wire.BriefRuleFacts:
    return convert(to_builtins(held), type=wire.BriefRuleFacts)


async def _done(work: Awaitable[None]) -> Response:
    """What is answered to a step that tells nothing more than that it was taken."""
    try:
        await work
    except UnknownRecipient:
        return problem(404, *_GONE)
    return Response(status_code=204)


async def add_recipient(request: Request) -> Response:
    """POST /api/v1/studies/{name}/briefs/recipients."""
    made = await _put_recipient(request, "")
    return made if isinstance(made, Response) else json_response(made, 201)


async def change_recipient(request: Request) -> Response:
    """PUT /api/v1/studies/{name}/briefs/recipients/{recipient}."""
    made = await _put_recipient(request, request.path_params["recipient"])
    return made if isinstance(made, Response) else json_response(made)


async def _put_recipient(request: Request, recipient: str) -> wire.BriefRecipient | Response:
    desk, study = services_of(request).briefs, await study_of(request)
    if study is None:
        return no_study(request)
    asked = await read_asked(request, wire.WantedRecipient, _BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    form = RecipientForm(**structs.asdict(asked))
    try:
        made = await desk.put_recipient(staff_of(request).member.name, study, form, recipient)
    except UnknownRecipient:
        return problem(404, *_GONE)
    except BriefRefused as refused:
        return problem(422, str(refused), _MEND)
    return _recipient(desk, made)


async def drop_recipient(request: Request) -> Response:
    """DELETE /api/v1/studies/{name}/briefs/recipients/{recipient}."""
    desk, path = services_of(request).briefs, request.path_params
    actor = staff_of(request).member.name
    return await _done(desk.drop_recipient(actor, path["name"], path["recipient"]))


async def pause_recipient(request: Request) -> Response:
    """POST /api/v1/studies/{name}/briefs/recipients/{recipient}/{flow}."""
    desk, path = services_of(request).briefs, request.path_params
    if path["flow"] not in FLOWS:
        return problem(404, *_GONE)
    actor, is_paused = staff_of(request).member.name, path["flow"] == "pause"
    return await _done(desk.pause_recipient(actor, path["name"], path["recipient"], is_paused))


async def add_rule(request: Request) -> Response:
    """POST /api/v1/studies/{name}/briefs/rules."""
    desk, study = services_of(request).briefs, await study_of(request)
    if study is None:
        return no_study(request)
    asked = await read_asked(request, wire.WantedRule, _BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    form = RuleForm(**structs.asdict(asked))
    try:
        made = await desk.put_rule(staff_of(request).member.name, study, form)
    except BriefRefused as refused:
        return problem(422, str(refused), _MEND)
    return json_response(_rule(made), 201)


async def drop_rule(request: Request) -> Response:
    """DELETE /api/v1/studies/{name}/briefs/rules/{rule}."""
    desk, path = services_of(request).briefs, request.path_params
    return await _done(desk.drop_rule(staff_of(request).member.name, path["name"], path["rule"]))


async def pause_rule(request: Request) -> Response:
    """POST /api/v1/studies/{name}/briefs/rules/{rule}/{flow}."""
    desk, path = services_of(request).briefs, request.path_params
    if path["flow"] not in FLOWS:
        return problem(404, *_GONE)
    actor, is_paused = staff_of(request).member.name, path["flow"] == "pause"
    return await _done(desk.pause_rule(actor, path["name"], path["rule"], is_paused))


async def session_briefs(request: Request) -> Response:
    """GET /api/v1/sessions/{code}/briefs."""
    services = services_of(request)
    place = services.conduct.place(request.path_params["code"])
    held = await services.briefs.of_session(place.session.code)
    return json_response(wire.SessionBriefs([_sent(brief) for brief in reversed(held)]))


def _sent(brief: Brief) -> wire.SentBrief:
    tries = [wire.BriefTry(t.at_ms, t.outcome.value, t.said, t.next_ms) for t in brief.tries]
    return wire.SentBrief(
        brief.id, brief.recipient, brief.recipient_name, brief.written_ms, brief.subject,
        brief.text, brief.is_early, brief.corrects, brief.state.value, tries,
    )  # fmt: skip


async def send_brief(request: Request) -> Response:
    """POST /api/v1/sessions/{code}/briefs: write one by hand."""
    services = services_of(request)
    place = services.conduct.place(request.path_params["code"])
    asked = await read_asked(request, wire.AskedBrief, _BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    try:
        if not await services.briefs.send(staff_of(request).member.name, place, asked.to):
            return problem(409, "there is nothing new to tell", "wait for new figures")
    except UnknownRecipient:
        return problem(404, *_GONE)
    except BriefRefused as refused:
        return problem(422, str(refused), _MEND)
    return Response(status_code=204)


async def preview_brief(request: Request) -> Response:
    """GET /api/v1/sessions/{code}/briefs/preview."""
    services = services_of(request)
    place = services.conduct.place(request.path_params["code"])
    try:
        seen = await services.briefs.preview(place, request.query_params.get("to", ""))
    except UnknownRecipient:
        return problem(404, *_GONE)
    return json_response(wire.BriefPreview(seen.subject, seen.text) if seen else NOTHING_NEW)


NOTHING_NEW = wire.BriefPreview("", "")
