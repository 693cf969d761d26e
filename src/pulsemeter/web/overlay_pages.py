"""The page on which films with an overlay are made and taken away.

    GET  /sessions/{code}/overlay           what there is, how far it is, what can be made
    POST /sessions/{code}/overlay           make films in place of those that are there
    POST /sessions/{code}/overlay/cancel    give up what is being made
    GET  /sessions/{code}/overlay/{file}    one film

Films hold final figures of whoever asks for them: who has another view finds other films, or none.
"""

from collections.abc import Sequence

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from pulsemeter.domain.session import OVER
from pulsemeter.release.view import View
from pulsemeter.report.overlay_layout import LAYOUTS
from pulsemeter.report.overlay_story import CURVES_MAX, OverlayRefused
from pulsemeter.service.conduct_session import Place
from pulsemeter.service.plan_overlay import OverlayChoice
from pulsemeter.web.services import services_of
from pulsemeter.web.sign_in_pages import sentence
from pulsemeter.web.staff_door import staff_of, view_of
from pulsemeter.web.templates import plain_page, render

_FIELDS_MAX = 200
_KINDS = {".mp4": "video/mp4", ".txt": "text/plain; charset=utf-8"}


async def overlay_page(request: Request) -> Response:
    """GET /sessions/{code}/overlay."""
    return await _page(request)


async def make_overlay(request: Request) -> Response:
    """POST /sessions/{code}/overlay."""
    place, view = _asked(request)
    async with request.form(max_files=0, max_fields=_FIELDS_MAX) as form:
        cells = tuple(value for value in form.getlist("cell") if isinstance(value, str))
        try:
            choice = _choice(form, cells)
            actor = staff_of(request).member.name
            await services_of(request).overlays.ask(place.session, view, choice, actor)
        except OverlayRefused as refusal:
            return await _page(request, 422, sentence(str(refusal)), cells)
    return _back(place)


async def cancel_overlay(request: Request) -> Response:
    """POST /sessions/{code}/overlay/cancel."""
    place, view = _asked(request)
    await services_of(request).overlays.cancel(place.session, view)
    return _back(place)


async def overlay_file(request: Request) -> Response:
    """GET /sessions/{code}/overlay/{file}."""
    place, view = _asked(request)
    file = request.path_params["file"]
    path = services_of(request).overlays.path(place.session, view, file)
    if path is None:
        return plain_page(
            request, 404, "There is no such film for you.", "Make it first.",
            link=(f"/sessions/{place.session.code}/overlay", "To the overlays"), language="en",
        )  # fmt: skip
    return FileResponse(
        path,
        media_type=_KINDS[path.suffix],
        filename=f"{place.session.code}-{file}",
        headers={"Cache-Control": "private, no-store"},
    )


def _asked(request: Request) -> tuple[Place, View]:
    place = services_of(request).conduct.place(request.path_params["code"])
    return place, view_of(staff_of(request), place.session.study)


def _choice(form: FormData, cells: tuple[str, ...]) -> OverlayChoice:
    wanted = str(form.get("layout", ""))
    layout = next((known for known in LAYOUTS if known == wanted), None)
    if layout is None:
        raise OverlayRefused("choose where the curve is to stand")
    if not cells:
        raise OverlayRefused(f"choose one to {CURVES_MAX} segments")
    return OverlayChoice(str(form.get("stimulus", "")), layout, cells, bool(form.get("clips")))


async def _page(
    request: Request, status: int = 200, trouble: str = "", asked: Sequence[str] = ()
) -> Response:
    overlays = services_of(request).overlays
    place, view = _asked(request)
    is_over = place.session.state in OVER
    page = render(
        request, "overlay.html", status,
        language="en", place=place, who=staff_of(request), trouble=trouble, is_over=is_over,
        choices=await overlays.choices(place.session, view) if is_over else [], asked=asked,
        progress=overlays.progress(place.session, view), curves_max=CURVES_MAX,
        sentence=sentence,
    )  # fmt: skip
    page.headers["cache-control"] = "no-store"
    return page


def _back(place: Place) -> Response:
    return RedirectResponse(f"/sessions/{place.session.code}/overlay", 303)
