"""The staff of a study for programs: listed, invited, given other roles, removed.

GET    /api/v1/studies/{name}/people
POST   /api/v1/studies/{name}/people/invitations
DELETE /api/v1/studies/{name}/people/invitations/{invitation}
PUT    /api/v1/studies/{name}/people/{member}
DELETE /api/v1/studies/{name}/people/{member}
"""

from msgspec import convert
from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.service.admit_staff import StaffRefused
from pulsemeter.service.manage_staff import audiences_of, membership_for
from pulsemeter.web.api.studies import no_study
from pulsemeter.web.participant_records import json_response, problem, read_asked
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.studio_page import study_of
from pulsemeter.wire import people as wire
from pulsemeter.wire.decisions import RoleName

_BYTES_MAX = 100_000
_MEND = "look at the people of the study again"


def _role(role: str) -> RoleName:
    told: RoleName = convert(role, type=RoleName)
    return told


async def people(request: Request) -> Response:
    """GET /api/v1/studies/{name}/people."""
    services, study = services_of(request), await study_of(request)
    if study is None:
        return no_study(request)
    held = await services.staff.people.of_study(study.name)
    invited = await services.staff.admission.open(study.name)
    return json_response(
        wire.People(
            [
                wire.Person(member.id, member.name, _role(m.role.value), list(m.audiences))
                for member, m in held
            ],
            [
                wire.OpenInvitation(
                    each.id,
                    _role(each.membership.role.value),
                    list(each.membership.audiences),
                    each.expires_ms,
                )
                for each in invited
            ],
            [wire.Audience(each.id, each.label, each.attribute) for each in audiences_of(study)],
        )
    )


async def invite(request: Request) -> Response:
    """POST /api/v1/studies/{name}/people/invitations: the link is told once."""
    services, study = services_of(request), await study_of(request)
    if study is None:
        return no_study(request)
    asked = await read_asked(request, wire.WantedRole, _BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    try:
        membership = membership_for(study, asked.role, asked.audiences)
    except StaffRefused as refusal:
        return problem(422, str(refusal), _MEND)
    token = await services.staff.admission.invite(staff_of(request).member.name, membership)
    return json_response(wire.InvitationLink(f"{services.staff.url}/staff/welcome#{token}"), 201)


async def take_back(request: Request) -> Response:
    """DELETE /api/v1/studies/{name}/people/invitations/{invitation}."""
    admission, path = services_of(request).staff.admission, request.path_params
    await admission.take_back(staff_of(request).member.name, path["name"], path["invitation"])
    return Response(status_code=204)


async def change_role(request: Request) -> Response:
    """PUT /api/v1/studies/{name}/people/{member}."""
    services, study = services_of(request), await study_of(request)
    if study is None:
        return no_study(request)
    asked = await read_asked(request, wire.WantedRole, _BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    try:
        membership = membership_for(study, asked.role, asked.audiences)
        await services.staff.people.change(
            staff_of(request).member.name, request.path_params["member"], membership
        )
    except StaffRefused as refusal:
        return problem(422, str(refusal), _MEND)
    return Response(status_code=204)


async def remove(request: Request) -> Response:
    """DELETE /api/v1/studies/{name}/people/{member}."""
    staff, path = services_of(request).staff.people, request.path_params
    try:
        await staff.remove(staff_of(request).member.name, path["member"], path["name"])
    except StaffRefused as refusal:
        return problem(422, str(refusal), _MEND)
    return Response(status_code=204)
