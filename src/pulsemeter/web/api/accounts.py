"""What a server owes and keeps account of, for programs: documents of duty, and the audit log.

GET /api/v1/studies/{name}/duties/{document}    Markdown
GET /api/v1/audit?before=N
"""

from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.report.duties import TITLES
from pulsemeter.report.markdown import markdown_of
from pulsemeter.web.api.studies import no_study
from pulsemeter.web.audit_page import entries_before
from pulsemeter.web.participant_records import json_response, problem
from pulsemeter.web.services import services_of
from pulsemeter.web.studio_page import study_of
from pulsemeter.wire import audit as wire


async def duty(request: Request) -> Response:
    """GET /api/v1/studies/{name}/duties/{document}."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    document = request.path_params["document"]
    if document not in TITLES:
        there = ", ".join(TITLES)
        return problem(404, f"there is no document {document!r}", f"there are {there}")
    made = (await services_of(request).duties.documents(study.name))[document]
    return Response(
        markdown_of(made), media_type="text/markdown", headers={"cache-control": "no-store"}
    )


async def audit(request: Request) -> Response:
    """GET /api/v1/audit."""
    report, entries, older = await entries_before(request)
    broken = report.broken
    told = wire.AuditPage(
        [
            wire.AuditDeed(
                e.number, e.deed.wall_ms, e.deed.actor, e.deed.act, e.deed.subject, e.deed.detail,
                e.link.hex(),
            )
            for e in entries
        ],
        report.entries, older, broken.number if broken else 0, broken.reason if broken else "",
    )  # fmt: skip
    return json_response(told)
