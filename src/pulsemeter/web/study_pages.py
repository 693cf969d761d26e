"""Staff pages of studies: the list, and the stimuli of one with their files."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.domain.staff import Act
from pulsemeter.release.foresee_plan import foresee_plan, foreseen_lines, planned_size
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.templates import embedded_json, plain_page, render
from pulsemeter.web.upload_api import stimuli_of


async def studies_page(request: Request) -> Response:
    """GET /studies: those that the member belongs to, and what may be done there."""
    services, who = services_of(request), staff_of(request)
    studies = [s for s in await services.studies.studies() if who.membership(s.name)]
    sessions = await services.studies.sessions()
    counts = {s.name: sum(held.study == s.name for held in sessions) for s in studies}
    return render(
        request, "studies.html", language="en", studies=studies, sessions=counts, who=who, act=Act
    )


async def stimuli_page(request: Request) -> Response:
    """GET /studies/{name}/stimuli."""
    services = services_of(request)
    study = await services.studies.study(request.path_params["name"])
    if study is None:
        return plain_page(
            request,
            404,
            "There is no study of this name.",
            "Look at the list of studies.",
            language="en",
        )
    has_session = any(s.study == study.name for s in await services.studies.sessions())
    listed = stimuli_of(study, services.reception, has_session)
    encoded = embedded_json(msgspec.json.encode(listed))
    size = planned_size(study)
    return render(
        request,
        "stimuli.html",
        language="en",
        study=study,
        listed=listed,
        listed_json=encoded,
        who=staff_of(request),
        act=Act,
        foreseen=foreseen_lines(foresee_plan(study, size)) if size else [],
    )
