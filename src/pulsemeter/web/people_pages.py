"""The staff of one study, for its owners: listed, invited, given other roles, removed."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pulsemeter.domain.staff import Membership, Role
from pulsemeter.domain.study import Study
from pulsemeter.service.admit_staff import StaffRefused
from pulsemeter.service.manage_staff import audiences_of, membership_for
from pulsemeter.web.services import services_of
from pulsemeter.web.sign_in_pages import sentence
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.studio_page import no_study, study_of
from pulsemeter.web.templates import render


async def people_page(request: Request) -> Response:
    """GET /studies/{name}/people."""
    return await _page(request)


async def _page(request: Request, status: int = 200, trouble: str = "", link: str = "") -> Response:
    services = services_of(request)
    study = await study_of(request)
    if study is None:
        return no_study(request)
    labels = {audience.id: audience for audience in audiences_of(study)}
    return render(
        request, "staff_people.html", status,
        language="en", study=study, who=staff_of(request), roles=list(Role),
        audiences=audiences_of(study), labels=labels, trouble=trouble, link=link,
        people=await services.staff.people.of_study(study.name),
        invitations=await services.staff.admission.open(study.name),
    )  # fmt: skip


async def _asked(request: Request, study: Study) -> Membership:
    async with request.form(max_files=0, max_fields=500) as form:
        audiences = [value for value in form.getlist("audience") if isinstance(value, str)]
        return membership_for(study, str(form.get("role", "")), audiences)


def _back(request: Request) -> Response:
    """To the list of people; who changed their own place may not see it any more."""
    if request.path_params.get("member") == staff_of(request).member.id:
        return RedirectResponse("/studies", 303)
    return RedirectResponse(f"/studies/{quote(request.path_params['name'], safe='')}/people", 303)


async def invite(request: Request) -> Response:
    """POST /studies/{name}/people/invite: the link is shown once."""
    services, study = services_of(request), await study_of(request)
    if study is None:
        return no_study(request)
    try:
        membership = await _asked(request, study)
    except StaffRefused as refusal:
        return await _page(request, 422, sentence(str(refusal)))
    actor = staff_of(request).member.name
    token = await services.staff.admission.invite(actor, membership)
    return await _page(request, link=f"{services.staff.url}/staff/welcome#{token}")


async def change_role(request: Request) -> Response:
    """POST /studies/{name}/people/{member}/role."""
    services, study = services_of(request), await study_of(request)
    if study is None:
        return no_study(request)
    try:
        membership = await _asked(request, study)
        await services.staff.people.change(
            staff_of(request).member.name, request.path_params["member"], membership
        )
    except StaffRefused as refusal:
        return await _page(request, 422, sentence(str(refusal)))
    return _back(request)


async def remove(request: Request) -> Response:
    """POST /studies/{name}/people/{member}/remove."""
    study, people = request.path_params["name"], services_of(request).staff.people
    try:
        await people.remove(staff_of(request).member.name, request.path_params["member"], study)
    except StaffRefused as refusal:
        return await _page(request, 422, sentence(str(refusal)))
    return _back(request)


async def take_back(request: Request) -> Response:
    """POST /studies/{name}/people/invitations/{invitation}/take-back."""
    study, admission = request.path_params["name"], services_of(request).staff.admission
    await admission.take_back(
        staff_of(request).member.name, study, request.path_params["invitation"]
    )
    return _back(request)
