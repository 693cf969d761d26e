"""The data of a session, to take away: asked for, how far, and the ZIP itself.

    GET  /sessions/{code}/data              what there is, what was asked for
    POST /sessions/{code}/data              ask for a package
    GET  /sessions/{code}/data/{job}/file   take one away
    POST /sessions/{code}/data/{job}/drop   stop it, or remove it

A package is for whoever asked for it: figures as far as that member sees them, persons as far as
the profile and the role allow.
"""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from pulsemeter.domain.persons_export import REASON_LENGTH_MIN, needs_reason, why_not_exported
from pulsemeter.domain.staff import Act
from pulsemeter.service.conduct_session import Place, UnknownSession
from pulsemeter.service.export_jobs import DataProgress, ExportJobs, is_of_persons
from pulsemeter.service.jobs import Job
from pulsemeter.service.pack_persons import Asked, ExportRefused
from pulsemeter.web.services import services_of
from pulsemeter.web.sign_in_pages import sentence
from pulsemeter.web.staff_door import staff_of, view_of
from pulsemeter.web.templates import plain_page, render

FORMATS = {
    "parquet": "Parquet",
    "sav": "SPSS .sav",
    "zsav": "SPSS .zsav (smaller)",
    "dta": "Stata .dta",
}
_FIELDS_MAX = 20
_REASON_MAX = 500
_LONG_ENOUGH = "a reason that is long enough to be one"
_KB, _MB = 1_000, 1_000_000


async def data_page(request: Request) -> Response:
    """GET /sessions/{code}/data."""
    try:
        place = services_of(request).conduct.place(request.path_params["code"])
    except UnknownSession as error:
        return plain_page(request, 404, f"{error}.", "Look at the list of sessions.", language="en")
    return _page(request, place)


async def ask_data(request: Request) -> Response:
    """POST /sessions/{code}/data."""
    services, who = services_of(request), staff_of(request)
    try:
        place = services.conduct.place(request.path_params["code"])
    except UnknownSession as error:
        return plain_page(request, 404, f"{error}.", "Look at the list of sessions.", language="en")
    async with request.form(max_files=0, max_fields=_FIELDS_MAX) as form:
        chosen = [value for value in form.getlist("format") if value in FORMATS]
        formats = ("csv", *(name for name in FORMATS if name in chosen))
        package, reason = form.get("package"), str(form.get("reason") or "")[:_REASON_MAX]
        study = place.session.study
        try:
            if package == "persons":
                held = who.membership(study)
                asked = Asked(who.member.name, held.role if held else None, reason, formats)
                await services.exports.ask_persons(who.member.id, place, asked)
            elif package == "released":
                view = view_of(who, study)
                await services.exports.ask_released(who.member.id, place, view, formats)
            else:
                return _page(request, place, 422, "Choose which package you want.")
        except ExportRefused as refusal:
            return _page(request, place, 409, sentence(str(refusal)), reason)
    return RedirectResponse(f"/sessions/{place.session.code}/data", 303)


async def data_file(request: Request) -> Response:
    """GET /sessions/{code}/data/{job}/file."""
    job, exports = own_package(request), services_of(request).exports
    kept = exports.progress(job).kept if job is not None else None
    if job is None or kept is None or not await exports.still_there(job):
        return _gone(request)
    name = quote(f"{job.result}.zip")
    headers = {
        "cache-control": "private, no-store",
        "content-disposition": f"attachment; filename*=UTF-8''{name}",
    }
    return FileResponse(kept, media_type="application/zip", headers=headers)


async def drop_data(request: Request) -> Response:
    """POST /sessions/{code}/data/{job}/drop."""
    job = own_package(request)
    if job is None:
        return _gone(request)
    await services_of(request).exports.drop(job)
    return RedirectResponse(f"/sessions/{job.note.session}/data", 303)


def size_words(size_bytes: int) -> str:
    """How large a file is."""
    if size_bytes < _MB:
        return f"{max(size_bytes // _KB, 1)} kB"
    return f"{size_bytes / _MB:.1f} MB"


def own_package(request: Request) -> Job | None:
    """The asker's own package that an address names, as long as they may have such a one."""
    code, job = request.path_params["code"], request.path_params["job"]
    held = services_of(request).exports.one(staff_of(request).member.id, code, job)
    if held is not None and is_of_persons(held.note):
        # The right to it may have been taken away since it was asked for.
        place = services_of(request).conduct.place(code)
        may = staff_of(request).may(Act.EXPORT_PERSONS, place.session.study)
        return held if may and not _why_not(request, place, _LONG_ENOUGH) else None
    return held


def _gone(request: Request) -> Response:
    code = quote(request.path_params["code"], safe="")
    return plain_page(
        request, 404, "This package isn’t here any more.",
        "Packages lie here for an hour, for whoever asked for them. Ask for it again.",
        link=(f"/sessions/{code}/data", "To the data of the session"), language="en",
    )  # fmt: skip


def _why_not(request: Request, place: Place, reason: str) -> str:
    held = staff_of(request).membership(place.session.study)
    return why_not_exported(place.study.profile, held.role if held else None, reason)


def _jobs(exports: ExportJobs, owner: str, place: Place) -> list[tuple[Job, DataProgress]]:
    return [(job, exports.progress(job)) for job in exports.of(owner, place.session.code)]


def _page(
    request: Request, place: Place, status: int = 200, trouble: str = "", reason: str = ""
) -> Response:
    services, who = services_of(request), staff_of(request)
    view = view_of(who, place.session.study)
    why_not = _why_not(request, place, _LONG_ENOUGH)
    return render(
        request, "data.html", status,
        language="en", place=place, who=who, trouble=trouble, reason=reason, formats=FORMATS,
        size_words=size_words, sentence=sentence,
        jobs=_jobs(services.exports, who.member.id, place),
        audiences=None if view.audiences is None else sorted(view.audiences),
        may_persons=who.may(Act.EXPORT_PERSONS, place.session.study),
        why_not=sentence(why_not) if why_not else "",
        needs_reason=needs_reason(place.study.profile), reason_min=REASON_LENGTH_MIN,
    )  # fmt: skip
