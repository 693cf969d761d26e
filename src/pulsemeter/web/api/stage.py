"""The stage view for programs: seen, switched on or changed, switched off.

GET    /api/v1/sessions/{code}/stage
PUT    /api/v1/sessions/{code}/stage
DELETE /api/v1/sessions/{code}/stage
"""

from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.domain.stage_view import StageRefused, StageSetting, no_stage_because
from pulsemeter.service.conduct_session import Place
from pulsemeter.web.join_links import join_base
from pulsemeter.web.participant_records import json_response, problem, read_asked
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of
from pulsemeter.wire import stage_setting as wire

_BYTES_MAX = 10_000


async def stage(request: Request) -> Response:
    """GET /api/v1/sessions/{code}/stage."""
    place = services_of(request).conduct.place(request.path_params["code"])
    return json_response(await _state(request, place))


async def switch_on(request: Request) -> Response:
    """PUT /api/v1/sessions/{code}/stage."""
    services = services_of(request)
    place = services.conduct.place(request.path_params["code"])
    asked = await read_asked(request, wire.WantedStage, _BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    try:
        setting = StageSetting(tuple(asked.cells), asked.delay_s)
        await services.stages.switch_on(
            staff_of(request).member.name, place, setting, has_read=asked.panel_wont_see
        )
    except StageRefused as refused:
        return problem(422, str(refused), "look at the choices of this address")
    return json_response(await _state(request, place))


async def switch_off(request: Request) -> Response:
    """DELETE /api/v1/sessions/{code}/stage."""
    services = services_of(request)
    place = services.conduct.place(request.path_params["code"])
    await services.stages.switch_off(staff_of(request).member.name, place)
    return Response(status_code=204)


async def _state(request: Request, place: Place) -> wire.StageState:
    stages = services_of(request).stages
    held = stages.of(place.session.code)
    choices = await stages.choices(place)
    return wire.StageState(
        is_on=held is not None,
        actor=held.actor if held else "",
        cells=list(held.setting.cells) if held else [],
        delay_s=held.setting.delay_s if held else 0,
        link=f"{join_base(request)}/stage/{held.token}" if held else "",
        why_not=no_stage_because(place.session),
        choices=[wire.StageChoice(c.id, c.label, c.attribute_label) for c in choices],
    )
