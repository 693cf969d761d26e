"""The stage view: a picture for a studio as a browser source, the same figures as a feed, and the
page on which it is switched on.

    GET  /sessions/{code}/stage      what it would show, its warning, its links
    POST /sessions/{code}/stage      switch it on, or change it
    POST /sessions/{code}/stage/off  switch it off: its links open nothing any more
    GET  /stage/{token}              the picture, on a transparent ground
    GET  /stage/{token}/feed         the figures

The token stands in the address, because a browser source in a studio takes one address and can do
nothing with it; so this server writes down no addresses, and the page tells none to others. It
opens what is about to be public anyway, and only while the stage view is on. Whoever takes part,
in whatever session, is refused with it.
"""

from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pulsemeter.domain.session import OVER
from pulsemeter.domain.stage_view import (
    CELLS_MAX,
    DELAY_MAX_S,
    DELAY_MIN_S,
    DELAY_S,
    StageRefused,
    StageSetting,
    no_stage_because,
)
from pulsemeter.report.stage_figure import stage_svg
from pulsemeter.service.show_stage import StageSight
from pulsemeter.web.join_links import join_base
from pulsemeter.web.participant_records import json_response, problem
from pulsemeter.web.participant_socket import SEAT_COOKIE
from pulsemeter.web.services import services_of
from pulsemeter.web.sign_in_pages import sentence
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.templates import plain_page, render
from pulsemeter.wire.telling_stage import stage_message

_FIELDS_MAX = 500
_DIGITS_MAX = 15


async def stage_settings_page(request: Request) -> Response:
    """GET /sessions/{code}/stage."""
    return await _settings(request)


async def _settings(
    request: Request, status: int = 200, trouble: str = "", asked: tuple[str, ...] = ()
) -> Response:
    services = services_of(request)
    place = services.conduct.place(request.path_params["code"])
    held = services.stages.of(place.session.code)
    choices = await services.stages.choices(place)
    chosen = asked or (held.setting.cells if held else ())
    known = {cell.id for cell in choices}
    return render(
        request, "stage_settings.html", status,
        language="en", place=place, who=staff_of(request), trouble=trouble, held=held,
        reason=no_stage_because(place.session), choices=choices, chosen=chosen,
        lost=[name for name in (held.setting.cells if held else ()) if name not in known],
        address=f"{join_base(request)}/stage/{held.token}" if held else "",
        delay_s=held.setting.delay_s if held else DELAY_S, cells_max=CELLS_MAX,
        delay_min_s=DELAY_MIN_S, delay_max_s=DELAY_MAX_S,
    )  # fmt: skip


def _delay_s(form: FormData) -> int:
    text = str(form.get("delay_s", "")).strip()[:_DIGITS_MAX]
    try:
        return int(text)
    except ValueError:
        raise StageRefused(f"a delay of {text!r} is no whole number of seconds") from None


async def switch_stage_on(request: Request) -> Response:
    """POST /sessions/{code}/stage."""
    services, actor = services_of(request), staff_of(request).member.name
    place = services.conduct.place(request.path_params["code"])
    async with request.form(max_files=0, max_fields=_FIELDS_MAX) as form:
        cells = tuple(value for value in form.getlist("cell") if isinstance(value, str))
        try:
            setting = StageSetting(cells, _delay_s(form))
            await services.stages.switch_on(actor, place, setting, has_read=bool(form.get("read")))
        except StageRefused as refused:
            return await _settings(request, 422, sentence(str(refused)), cells)
    return RedirectResponse(f"/sessions/{place.session.code}/stage", 303)


async def switch_stage_off(request: Request) -> Response:
    """POST /sessions/{code}/stage/off."""
    services = services_of(request)
    place = services.conduct.place(request.path_params["code"])
    await services.stages.switch_off(staff_of(request).member.name, place)
    return RedirectResponse(f"/sessions/{place.session.code}/stage", 303)


async def _takes_part(request: Request) -> bool:
    secret = request.cookies.get(SEAT_COOKIE, "")
    return await services_of(request).enrolment.seat_of(secret) is not None


async def stage_page(request: Request) -> Response:
    """GET /stage/{token}. Where a link opens nothing the page is as empty as before the first
    figure: it may be on air."""
    if await _takes_part(request):
        return plain_page(
            request, 403, "This picture isn’t for participants.",
            "Go on where you were; please don’t look for what others think.", language="en",
        )  # fmt: skip
    sight = await services_of(request).stages.sight(request.path_params["token"])
    page = render(
        request, "stage_view.html", 200 if sight else 404, language="en", is_on=sight is not None,
        figure=Markup(_picture(sight) if sight else ""),
    )  # fmt: skip
    page.headers["referrer-policy"] = "no-referrer"
    return page


def _picture(sight: StageSight) -> str:
    study, session = sight.place.study, sight.place.session
    stimulus = study.stimuli[sight.board.stimulus]
    return stage_svg(
        sight.board,
        cadence_ms=study.instrument.cadence_ms,
        delay_s=sight.setting.delay_s,
        whole_ms=stimulus.duration_ms if session.state in OVER else 0,
        is_exact=study.profile.rounding_step == 1,
        is_simulated=session.simulated,
    )


async def stage_feed(request: Request) -> Response:
    """GET /stage/{token}/feed."""
    if await _takes_part(request):
        return problem(403, "this feed isn’t for participants")
    after = request.query_params.get("after", "0")
    if not after.isdecimal() or not after.isascii() or len(after) > _DIGITS_MAX:
        return problem(422, "after is no number of a release", "give the feed’s last number")
    sight = await services_of(request).stages.sight(request.path_params["token"])
    if sight is None:
        return problem(404, "there is nothing here", "ask for the link that is good now")
    place = sight.place
    return json_response(
        stage_message(sight.board, place.session, place.study, sight.setting.delay_s, int(after))
    )
