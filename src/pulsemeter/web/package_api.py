"""Hand-over packages over HTTP: asked for, how far, and the ZIP itself.

    POST /api/v1/sessions/{code}/decisions/{decision}/package
    GET  /api/v1/sessions/{code}/decisions/{decision}/package
    POST /api/v1/sessions/{code}/decisions/{decision}/package/cancel
    GET  /api/v1/sessions/{code}/decisions/{decision}/package/file

A package holds figures of its asker's audiences; who has another view finds another package, or
none.
"""

from urllib.parse import quote

from msgspec import convert, structs
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from pulsemeter.domain.decision import Decision
from pulsemeter.release.view import View
from pulsemeter.service.gather_hand_over import PackageRefused
from pulsemeter.service.hand_over import PackageProgress, plain_name
from pulsemeter.service.record_decision import UnknownDecision
from pulsemeter.web.job_status import job_status
from pulsemeter.web.participant_records import json_response, problem
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of, view_of
from pulsemeter.wire.decisions import PackageStatus


async def ask_package(request: Request) -> Response:
    """POST …/package: 202 while it is being made, 200 when it lies ready."""
    found = await _found(request)
    if isinstance(found, Response):
        return found
    decision, view = found
    try:
        progress = await services_of(request).packages.ask(decision, view)
    except PackageRefused as refusal:
        return problem(409, str(refusal))
    return _status(decision, progress, 200 if progress.state == "ready" else 202)


async def package_status(request: Request) -> Response:
    """GET …/package."""
    found = await _found(request)
    if isinstance(found, Response):
        return found
    decision, view = found
    return _status(decision, services_of(request).packages.progress(decision, view))


async def cancel_package(request: Request) -> Response:
    """POST …/package/cancel."""
    found = await _found(request)
    if isinstance(found, Response):
        return found
    decision, view = found
    return _status(decision, await services_of(request).packages.cancel(decision, view))


async def package_file(request: Request) -> Response:
    """GET …/package/file."""
    found = await _found(request)
    if isinstance(found, Response):
        return found
    decision, view = found
    kept = services_of(request).packages.progress(decision, view).kept
    if kept is None:
        return problem(404, "no package lies ready for you", "ask for it first")
    name = plain_name(f"{decision.study}-{decision.statement}-r{decision.revision}")
    headers = {"Cache-Control": "private, no-store"}
    return FileResponse(
        kept.path, media_type="application/zip", filename=f"{name}.zip", headers=headers
    )


async def _found(request: Request) -> tuple[Decision, View] | Response:
    """The decision that an address names, and what whoever asks may see. One for somebody else's
    audience has no package for them."""
    code, name = request.path_params["code"], request.path_params["decision"]
    try:
        decision = await services_of(request).decisions.one(code, name)
    except UnknownDecision as error:
        return problem(404, str(error), "look at the decisions again")
    view = view_of(staff_of(request), decision.study)
    if not view.shows(decision.audience):
        return problem(403, f"the figures of {decision.audience} are not yours to hand over")
    return decision, view


def _status(decision: Decision, progress: PackageProgress, status: int = 200) -> Response:
    told, kept = structs.asdict(job_status(progress)), progress.kept
    if kept is not None:
        code, name = quote(decision.session, safe=""), quote(decision.id, safe="")
        url = f"/api/v1/sessions/{code}/decisions/{name}/package/file"
        told |= {"release": kept.name.release, "size_bytes": kept.size_bytes, "url": url}
    return json_response(convert(told, PackageStatus), status)
