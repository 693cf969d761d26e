"""The report on a session: asked for, how far, and its files.

    GET  /sessions/{code}/report          how far it is, and what lies ready
    POST /sessions/{code}/report          let it be made
    POST /sessions/{code}/report/cancel   stop making it
    GET  /sessions/{code}/report/{form}   the report as html, pdf or pptx

A report holds figures of its asker's audiences; who has another view finds another, or none.
"""

from datetime import UTC, datetime
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from pulsemeter.domain.session import OVER
from pulsemeter.release.view import View
from pulsemeter.service.conduct_session import Place, UnknownSession
from pulsemeter.service.make_reports import FORMATS, ReportRefused
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of, view_of
from pulsemeter.web.templates import plain_page, render

MEDIA_TYPES = {
    "html": "text/html",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
NAMES = {"html": "Page (HTML)", "pdf": "Print (PDF)", "pptx": "Slides (PPTX)"}
AGAIN_S = 2
"""So often a page looks again while its report is made."""


async def report_page(request: Request) -> Response:
    """GET /sessions/{code}/report."""
    found = _found(request)
    return found if isinstance(found, Response) else _page(request, *found)


async def ask_report(request: Request) -> Response:
    """POST /sessions/{code}/report."""
    found = _found(request)
    if isinstance(found, Response):
        return found
    place, view = found
    try:
        services_of(request).reports.ask(place.session, view)
    except ReportRefused as refusal:
        return _page(request, place, view, 409, str(refusal))
    return _back(place)


async def cancel_report(request: Request) -> Response:
    """POST /sessions/{code}/report/cancel."""
    found = _found(request)
    if isinstance(found, Response):
        return found
    place, view = found
    services_of(request).reports.cancel(place.session, view)
    return _back(place)


async def report_file(request: Request) -> Response:
    """GET /sessions/{code}/report/{form}."""
    found = _found(request)
    if isinstance(found, Response):
        return found
    place, view = found
    form = request.path_params["form"]
    kept = services_of(request).reports.progress(place.session, view).kept
    if kept is None or form not in FORMATS or form not in kept.files:
        return plain_page(
            request, 404, "There is no such report for you yet.", "Let it be made first.",
            link=(f"/sessions/{quote(place.session.code)}/report", "To the report"), language="en",
        )  # fmt: skip
    return FileResponse(
        kept.files[form],
        media_type=MEDIA_TYPES[form],
        filename=f"{place.study.name}-{place.session.code}-report.{form}",
        headers={"Cache-Control": "private, no-store"},
    )


def _found(request: Request) -> tuple[Place, View] | Response:
    try:
        place = services_of(request).conduct.place(request.path_params["code"])
    except UnknownSession as error:
        return plain_page(request, 404, f"{error}.", "Look at the list of sessions.", language="en")
    return place, view_of(staff_of(request), place.session.study)


def _back(place: Place) -> Response:
    return RedirectResponse(f"/sessions/{quote(place.session.code)}/report", 303)


def _page(
    request: Request, place: Place, view: View, status: int = 200, problem: str = ""
) -> Response:
    progress = services_of(request).reports.progress(place.session, view)
    kept, files = progress.kept, []
    if kept is not None:
        files = [
            (form, NAMES[form], -(-kept.files[form].stat().st_size // 1024))
            for form in FORMATS
            if form in kept.files
        ]
    page = render(
        request, "report.html", status, language="en", who=staff_of(request), place=place,
        is_over=place.session.state in OVER, progress=progress, files=files,
        is_limited=view.audiences is not None, problem=problem or progress.problem,
        made="" if kept is None else _moment(kept.made_ms),
    )  # fmt: skip
    if progress.state in ("waiting", "making"):
        page.headers["Refresh"] = str(AGAIN_S)
    return page


def _moment(wall_ms: int) -> str:
    return f"{datetime.fromtimestamp(wall_ms / 1_000, UTC):%Y-%m-%d %H:%M} UTC"
