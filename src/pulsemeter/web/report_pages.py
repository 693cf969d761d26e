"""The report on a session: asked for, how far, and its files.

    GET  /sessions/{code}/report          how far it is, and what lies ready
    POST /sessions/{code}/report          let it be made
    POST /sessions/{code}/report/cancel   stop making it
    GET  /sessions/{code}/report/{form}   the report as html, pdf or pptx

Each takes a `stimulus`, in the address or the form, where the session has several; else it is the
first. A report holds figures of its asker's audiences; who has another view finds another, or none.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from pulsemeter.domain.session import OVER
from pulsemeter.release.view import View
from pulsemeter.service.conduct_session import Place, UnknownSession
from pulsemeter.service.make_reports import (
    FORMATS,
    ReportProgress,
    ReportRefused,
    first_for_nothing,
)
from pulsemeter.web.services import services_of
from pulsemeter.web.sign_in_pages import sentence
from pulsemeter.web.staff_door import staff_of, view_of
from pulsemeter.web.templates import plain_page, render

MEDIA_TYPES = {
    "html": "text/html",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
NAMES = {"html": "Page (HTML)", "pdf": "Print (PDF)", "pptx": "Slides (PPTX)"}
_FIELDS_MAX = 20
AGAIN_S = 2
"""So often a page looks again while its report is made."""


async def report_page(request: Request) -> Response:
    """GET /sessions/{code}/report."""
    found = _found(request, request.query_params.get("stimulus", ""))
    return found if isinstance(found, Response) else _page(request, found)


async def ask_report(request: Request) -> Response:
    """POST /sessions/{code}/report."""
    found = await _posted(request)
    if isinstance(found, Response):
        return found
    try:
        await services_of(request).reports.ask(found.place, found.view, found.stimulus)
    except ReportRefused as refusal:
        return _page(request, found, 409, str(refusal))
    return _back(found)


async def cancel_report(request: Request) -> Response:
    """POST /sessions/{code}/report/cancel."""
    found = await _posted(request)
    if isinstance(found, Response):
        return found
    await services_of(request).reports.cancel(found.place, found.view, found.stimulus)
    return _back(found)


async def report_file(request: Request) -> Response:
    """GET /sessions/{code}/report/{form}."""
    found = _found(request, request.query_params.get("stimulus", ""))
    if isinstance(found, Response):
        return found
    form, place = request.path_params["form"], found.place
    kept = found.progress(request).kept
    if kept is None or form not in FORMATS or form not in kept.files:
        return plain_page(
            request, 404, "There is no such report for you yet.", "Let it be made first.",
            link=(found.address, "To the report"), language="en",
        )  # fmt: skip
    return FileResponse(
        kept.files[form],
        media_type=MEDIA_TYPES[form],
        filename=report_name(place, found.stimulus, form),
        headers={"Cache-Control": "private, no-store"},
    )


def report_name(place: Place, stimulus: str, form: str) -> str:
    """The name under which a report is taken away."""
    parts = [place.study.name, place.session.code, *filter(None, [stimulus]), "report"]
    return f"{'-'.join(parts)}.{form}"


@dataclass(frozen=True, slots=True)
class _Found:
    """Which report: of a session's stimulus, "" for the first, for somebody's view."""

    place: Place
    view: View
    stimulus: str

    @property
    def address(self) -> str:
        """Where its page is."""
        page = f"/sessions/{quote(self.place.session.code)}/report"
        return f"{page}?stimulus={quote(self.stimulus, safe='')}" if self.stimulus else page

    def progress(self, request: Request) -> ReportProgress:
        """How far it is."""
        return services_of(request).reports.progress(self.place, self.view, self.stimulus)


async def _posted(request: Request) -> _Found | Response:
    async with request.form(max_files=0, max_fields=_FIELDS_MAX) as form:
        return _found(request, str(form.get("stimulus", "")))


def _found(request: Request, stimulus: str) -> _Found | Response:
    try:
        place = services_of(request).conduct.place(request.path_params["code"])
        named = first_for_nothing(place.study, stimulus)
    except UnknownSession as error:
        return plain_page(request, 404, f"{error}.", "Look at the list of sessions.", language="en")
    except ReportRefused as error:
        return plain_page(
            request, 404, sentence(str(error)), "Look at the list of sessions.",
            language="en",
        )  # fmt: skip
    return _Found(place, view_of(staff_of(request), place.session.study), named)


def _back(found: _Found) -> Response:
    return RedirectResponse(found.address, 303)


def _page(request: Request, found: _Found, status: int = 200, problem: str = "") -> Response:
    place, progress = found.place, found.progress(request)
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
        stimulus=found.stimulus, is_limited=found.view.audiences is not None,
        problem=sentence(problem or progress.problem),
        made="" if kept is None else _moment(kept.made_ms),
    )  # fmt: skip
    if progress.state.is_under_way:
        page.headers["Refresh"] = str(AGAIN_S)
    return page


def _moment(wall_ms: int) -> str:
    return f"{datetime.fromtimestamp(wall_ms / 1_000, UTC):%Y-%m-%d %H:%M} UTC"
