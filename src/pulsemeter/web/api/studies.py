"""Studies for programs: those that one belongs to, and what one of them is made of.

GET /api/v1/studies
GET /api/v1/studies/{name}
"""

from msgspec import convert
from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.domain.session import fixing_session
from pulsemeter.domain.staff import Act, Membership
from pulsemeter.domain.study import Attribute, Study
from pulsemeter.service.staff_sign_ins import SignedIn
from pulsemeter.web.participant_records import json_response, problem
from pulsemeter.web.services import Services, services_of
from pulsemeter.web.staff_door import staff_of
from pulsemeter.wire import studies as wire
from pulsemeter.wire.decisions import RoleName


async def studies(request: Request) -> Response:
    """GET /api/v1/studies."""
    services, who = services_of(request), staff_of(request)
    sessions = await services.studies.sessions()
    told = []
    for study in await services.studies.studies():
        held = who.membership(study.name)
        if held is not None:
            own = [s for s in sessions if s.study == study.name and not s.dry_run]
            told.append(
                wire.ListedStudy(
                    study.name, study.title, _role(held), list(held.audiences), len(own)
                )
            )
    return json_response(wire.Studies(sorted(told, key=lambda study: study.name)))


async def study(request: Request) -> Response:
    """GET /api/v1/studies/{name}."""
    services, who = services_of(request), staff_of(request)
    found = await services.studies.study(request.path_params["name"])
    held = who.membership(request.path_params["name"])
    if found is None or held is None:
        return no_study(request)
    return json_response(await _facts(services, found, held, who))


def no_study(request: Request) -> Response:
    """What is answered where there is no study of this name."""
    name = request.path_params["name"]
    return problem(404, f"there is no study {name!r}", "look at the list of studies")


async def _facts(
    services: Services, study: Study, held: Membership, who: SignedIn
) -> wire.StudyFacts:
    sessions = await services.studies.sessions()
    fixing = fixing_session(study.name, sessions)
    is_told = who.may(Act.EDIT_STUDY, study.name) or who.may(Act.CONDUCT, study.name)
    missing = await services.studio.missing(study) if is_told else []
    return wire.StudyFacts(
        name=study.name,
        title=study.title,
        question=study.question,
        language=study.language,
        profile=study.profile.name,
        simulated=study.simulated,
        role=_role(held),
        audiences=list(held.audiences),
        stimuli=[wire.StudyStimulus(s.id, s.title, s.duration_ms) for s in study.stimuli],
        attributes=[_attribute(attribute) for attribute in study.attributes],
        sessions=[s.code for s in sessions if s.study == study.name],
        fixed_by=fixing.code if fixing else "",
        missing=[wire.MissingPart(each.what, each.step, each.is_needed) for each in missing],
    )


def _attribute(attribute: Attribute) -> wire.StudyAttribute:
    categories = [
        wire.StudyCategory(each.id, each.label, each.quota or None) for each in attribute.categories
    ]
    return wire.StudyAttribute(attribute.id, attribute.label, categories)


def _role(held: Membership) -> RoleName:
    role: RoleName = convert(held.role.value, type=RoleName)
    return role
