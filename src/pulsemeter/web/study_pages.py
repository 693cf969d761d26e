"""The staff's list of studies; see `studio_pages` for what is done with one."""

from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.domain.staff import EVERY_STUDY, Act
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.templates import render


async def studies_page(request: Request) -> Response:
    """GET /studies: those that the member belongs to, and what may be done there."""
    services, who = services_of(request), staff_of(request)
    studies = [s for s in await services.studies.studies() if who.membership(s.name)]
    sessions = await services.studies.sessions()
    counts = {
        s.name: sum(held.study == s.name and not held.dry_run for held in sessions) for s in studies
    }
    return render(
        request,
        "studies.html",
        language="en",
        studies=studies,
        sessions=counts,
        who=who,
        act=Act,
        makes=who.may(Act.EDIT_STUDY, EVERY_STUDY),
    )
