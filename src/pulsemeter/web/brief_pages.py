"""Briefs for those who lead: recipients and rules of a study, and a session's briefs with how each
went."""

from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pulsemeter.domain.brief import CHATS, About, BriefChannel, BriefRefused, Occasion
from pulsemeter.domain.study import Study
from pulsemeter.languages import LANGUAGES
from pulsemeter.service.manage_briefs import RecipientForm, RuleForm, UnknownRecipient
from pulsemeter.service.manage_staff import audiences_of
from pulsemeter.web.services import services_of
from pulsemeter.web.sign_in_pages import sentence
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.templates import plain_page, render

_FIELDS_MAX = 500
_STEPS = ("change", "pause", "resume", "remove")


async def briefs_page(request: Request) -> Response:
    """GET /studies/{name}/briefs."""
    return await _page(request)


async def _page(request: Request, status: int = 200, trouble: str = "") -> Response:
    desk, study = services_of(request).briefs, await _study(request)
    if study is None:
        return _nothing(request, "There is no study of this name.", "Look at the list of studies.")
    recipients = await desk.recipients(study.name)
    labels = {audience.id: audience.label for audience in audiences_of(study)}
    sessions = [
        place.session
        for place in services_of(request).conduct.places()
        if place.study.name == study.name
    ]
    return render(
        request, "briefs.html", status,
        language="en", study=study, who=staff_of(request), trouble=trouble,
        recipients=recipients, rules=await desk.rules(study.name), labels=labels,
        names={recipient.id: recipient.name for recipient in recipients},
        secrets={r.id: desk.delivery.secret_for(r) for r in recipients},
        audiences=audiences_of(study), channels=list(BriefChannel), occasions=list(Occasion),
        abouts=list(About), reachable=desk.delivery.channels, languages=LANGUAGES,
        sessions=sessions, chats=CHATS,
    )  # fmt: skip


async def _study(request: Request) -> Study | None:
    return await services_of(request).studies.study(request.path_params["name"])


def _nothing(request: Request, what: str, remedy: str) -> Response:
    return plain_page(request, 404, what, remedy, language="en")


def _back(request: Request) -> Response:
    return RedirectResponse(f"/studies/{quote(request.path_params['name'], safe='')}/briefs", 303)


def _texts(form: FormData, name: str) -> list[str]:
    return [value for value in form.getlist(name) if isinstance(value, str)]


def _number(form: FormData, name: str, default: int) -> int:
    text = str(form.get(name, "")).strip()
    if not text:
        return default
    try:
        return int(text)
    except ValueError:
        raise BriefRefused(f"{text!r} is no whole number") from None


def _recipient_form(form: FormData) -> RecipientForm:
    return RecipientForm(
        str(form.get("name", "")),
        str(form.get("channel", "")),
        str(form.get("address", "")),
        str(form.get("language", "")),
        None if form.get("every") else _texts(form, "audience"),
    )


def _rule_form(form: FormData) -> RuleForm:
    return RuleForm(
        str(form.get("occasion", "")),
        _texts(form, "recipient"),
        _number(form, "net_from", 0),
        _number(form, "certainty", 95),
        _number(form, "every_minutes", 10),
        bool(form.get("early")),
        str(form.get("about", About.STATEMENTS.value)),
    )


async def put_recipient(request: Request) -> Response:
    """POST /studies/{name}/briefs/recipients: somebody new."""
    return await _put_recipient(request, "")


async def _put_recipient(request: Request, recipient: str) -> Response:
    desk, study = services_of(request).briefs, await _study(request)
    if study is None:
        return await _page(request)
    async with request.form(max_files=0, max_fields=_FIELDS_MAX) as form:
        try:
            await desk.put_recipient(
                staff_of(request).member.name, study, _recipient_form(form), recipient
            )
        except BriefRefused as refused:
            return await _page(request, 422, sentence(str(refused)))
    return _back(request)


async def step_recipient(request: Request) -> Response:
    """POST /studies/{name}/briefs/recipients/{recipient}/{step}: change, pause, resume, remove."""
    desk, actor = services_of(request).briefs, staff_of(request).member.name
    study, recipient = request.path_params["name"], request.path_params["recipient"]
    step = request.path_params["step"]
    try:
        if step == "change":
            return await _put_recipient(request, recipient)
        if step == "remove":
            await desk.drop_recipient(actor, study, recipient)
        elif step in _STEPS:
            await desk.pause_recipient(actor, study, recipient, step == "pause")
        else:
            return _nothing(request, "There is nothing here.", "Go back to the briefs.")
    except UnknownRecipient:
        return await _page(request, 404, "This recipient isn’t there any more.")
    return _back(request)


async def put_rule(request: Request) -> Response:
    """POST /studies/{name}/briefs/rules: another rule."""
    desk, study = services_of(request).briefs, await _study(request)
    if study is None:
        return await _page(request)
    async with request.form(max_files=0, max_fields=_FIELDS_MAX) as form:
        try:
            await desk.put_rule(staff_of(request).member.name, study, _rule_form(form))
        except BriefRefused as refused:
            return await _page(request, 422, sentence(str(refused)))
    return _back(request)


async def step_rule(request: Request) -> Response:
    """POST /studies/{name}/briefs/rules/{rule}/{step}: pause, resume, remove."""
    desk, actor = services_of(request).briefs, staff_of(request).member.name
    study, rule = request.path_params["name"], request.path_params["rule"]
    step = request.path_params["step"]
    try:
        if step == "remove":
            await desk.drop_rule(actor, study, rule)
        elif step in ("pause", "resume"):
            await desk.pause_rule(actor, study, rule, step == "pause")
        else:
            return _nothing(request, "There is nothing here.", "Go back to the briefs.")
    except UnknownRecipient:
        return await _page(request, 404, "This rule isn’t there any more.")
    return _back(request)


async def session_briefs_page(request: Request) -> Response:
    """GET /sessions/{code}/briefs: what was sent and how it went; `?to=` shows what somebody would
    be sent now."""
    return await _session_page(request)


async def _session_page(request: Request, status: int = 200, trouble: str = "") -> Response:
    services, desk = services_of(request), services_of(request).briefs
    place = services.conduct.place(request.path_params["code"])
    to, seen, is_looked = request.query_params.get("to", ""), None, False
    try:
        if to:
            seen, is_looked = await desk.preview(place, to), True
    except UnknownRecipient:
        status, trouble = 404, "This recipient isn’t there any more."
    return render(
        request, "session_briefs.html", status,
        language="en", place=place, who=staff_of(request), trouble=trouble, to=to, seen=seen,
        is_looked=is_looked, recipients=await desk.recipients(place.study.name),
        briefs=list(reversed(await desk.of_session(place.session.code))),
    )  # fmt: skip


async def send_brief(request: Request) -> Response:
    """POST /sessions/{code}/briefs/send: write one by hand."""
    services = services_of(request)
    place = services.conduct.place(request.path_params["code"])
    async with request.form(max_files=0, max_fields=_FIELDS_MAX) as form:
        to = str(form.get("to", ""))
    try:
        if not await services.briefs.send(staff_of(request).member.name, place, to):
            return await _session_page(request, 422, "There is nothing new to tell.")
    except UnknownRecipient:
        return await _session_page(request, 404, "This recipient isn’t there any more.")
    except BriefRefused as refused:
        return await _session_page(request, 422, sentence(str(refused)))
    return RedirectResponse(f"/sessions/{place.session.code}/briefs", 303)
