"""Sessions of other systems taken in in the browser: files, mapping, preview, session.

    GET, POST /studies/{name}/imports                     bring files; those that wait
    GET, POST /studies/{name}/imports/{job}               mapping and preview; take in, remove
    GET       /studies/{name}/imports/{job}/mapping.toml  the mapping, as the command line takes it

What a job shows are exact figures of files, for whoever brought them and nobody else.
"""

from collections.abc import Mapping
from typing import BinaryIO
from urllib.parse import quote

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pulsemeter.domain.study import Study
from pulsemeter.service.import_job_ports import ReadFiles
from pulsemeter.service.import_jobs import FILES_MAX, ImportJob
from pulsemeter.service.import_session import ImportRefused, check_importable
from pulsemeter.service.mapping_form import CODES, fields_of, mapping_text, tables_of
from pulsemeter.service.ports import StoreError
from pulsemeter.web.services import services_of
from pulsemeter.web.sign_in_pages import sentence
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.studio_page import form_items, no_study, study_of
from pulsemeter.web.templates import plain_page, render
from pulsemeter.web.typed_times import is_whole

UPLOAD_BYTES_MAX = 64_000_000
MAPPING_BYTES_MAX = 200_000
LAYOUTS = {
    "long": "a row for each reaction",
    "wide": "a row for each participant, a column for each moment",
    "wide_by_time": "a row for each moment, a column for each participant",
    "file_per_participant": "a file for each participant",
}
UNITS = {
    "s": "seconds",
    "ms": "milliseconds",
    "clock": "hours:minutes:seconds",
    "frames": "frames",
}
MEANINGS = dict(
    zip(
        CODES,
        ("Like", "Dislike", "Like a lot", "Dislike a lot", "Taken back",
         "There, without a reaction", "Not there"),
        strict=True,
    )
)  # fmt: skip
SILENCES = {"unknown": "unknown", "skipped": "there, without a reaction", "away": "not there"}
_REFUSALS = (ImportRefused, StoreError)


async def imports_page(request: Request) -> Response:
    """GET /studies/{name}/imports."""
    study = await study_of(request)
    return no_study(request) if study is None else _list_page(request, study)


def _list_page(request: Request, study: Study, status: int = 200, trouble: str = "") -> Response:
    who = staff_of(request)
    try:
        check_importable(study)
        why_not = ""
    except ImportRefused as refusal:
        why_not = sentence(str(refusal))
    jobs = services_of(request).imports.of(who.member.id, study.name)
    return render(
        request, "studio_imports.html", status, language="en", who=who, study=study, jobs=jobs,
        why_not=why_not, trouble=trouble, megabytes=UPLOAD_BYTES_MAX // 1_000_000,
    )  # fmt: skip


async def bring_files(request: Request) -> Response:
    """POST /studies/{name}/imports."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    length = request.headers.get("content-length", "")
    if not is_whole(length) or int(length) > UPLOAD_BYTES_MAX:
        most = f"The files are longer than {UPLOAD_BYTES_MAX // 1_000_000} MB together. Leave out "
        most += "columns, or take them in on the server: pulsemeter import."
        return _list_page(request, study, 413, most)
    async with request.form(max_files=FILES_MAX + 1, max_fields=10) as form:
        try:
            mapping = await _mapping(form)
            job = await services_of(request).imports.begin(
                staff_of(request).member.id, study, _files(form), int(length), mapping
            )
        except _REFUSALS as refusal:
            return _list_page(request, study, 422, sentence(str(refusal)))
    return RedirectResponse(_at(study, job), 303)


def _files(form: FormData) -> list[tuple[str, BinaryIO]]:
    return [
        (each.filename, each.file)
        for each in form.getlist("file")
        if isinstance(each, UploadFile) and each.filename
    ]


async def _mapping(form: FormData) -> str | None:
    """The mapping that came along. ImportRefused where it is no text."""
    held = form.get("mapping")
    if not isinstance(held, UploadFile) or not held.filename:
        return None
    content = await held.read(MAPPING_BYTES_MAX)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ImportRefused("the mapping is no UTF-8 text; save it again as UTF-8") from None


def _at(study: Study, job: ImportJob | None = None) -> str:
    return f"/studies/{quote(study.name, safe='')}/imports" + (f"/{job.id}" if job else "")


async def _asked(request: Request) -> tuple[Study, ImportJob] | Response:
    """The study and the member's own job that an address names."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    owner, told = staff_of(request).member.id, request.path_params["job"]
    job = services_of(request).imports.one(owner, study.name, told)
    if job is None:
        return plain_page(
            request, 404, "These files aren’t here any more.",
            "They wait for a day, for whoever brought them. Bring them again.",
            link=(_at(study), "To the imports"), language="en",
        )  # fmt: skip
    return study, job


async def import_page(request: Request) -> Response:
    """GET /studies/{name}/imports/{job}."""
    asked = await _asked(request)
    return asked if isinstance(asked, Response) else _job_page(request, *asked)


def _job_page(
    request: Request, study: Study, job: ImportJob, status: int = 200, trouble: str = ""
) -> Response:
    found: ReadFiles = job.found
    return render(
        request, "studio_import.html", status, language="en", who=staff_of(request), study=study,
        job=job, found=found, fields=fields_of(found.mapping, study), trouble=trouble,
        at=_at(study), layouts=LAYOUTS, units=UNITS, silences=SILENCES, meanings=_meanings(study),
    )  # fmt: skip


def _meanings(study: Study) -> Mapping[str, str]:
    """What a value may stand for, in the words of the study's own buttons."""
    said = study.instrument
    words = {
        "like": said.like, "dislike": said.dislike, "strong_like": said.strong_like,
        "strong_dislike": said.strong_dislike,
    }  # fmt: skip
    steps = said.kind.value == "four_steps"
    return {
        code: f"{words[code]} ({usual.lower()})" if words.get(code, usual) != usual else usual
        for code, usual in MEANINGS.items()
        if steps or not code.startswith("strong")
    }


async def change_import(request: Request) -> Response:
    """POST /studies/{name}/imports/{job}: `act` says what is done."""
    asked = await _asked(request)
    if isinstance(asked, Response):
        return asked
    study, job = asked
    imports, sent = services_of(request).imports, dict(await form_items(request))
    act = sent.pop("act", "")
    try:
        if act == "remove":
            imports.drop(job)
            return RedirectResponse(_at(study), 303)
        if act == "take-in":
            session = await imports.take_in(job, staff_of(request).member.name)
            return RedirectResponse(f"/sessions#{session.code}", 303)
        if act == "columns":
            await imports.read(job, mapping_text(tables_of(sent, study)))
        elif act == "text":
            await imports.read(job, sent.get("text", "").replace("\r\n", "\n"))
        else:
            return _job_page(request, study, job, 422, "Say what to do with the files.")
    except _REFUSALS as refusal:
        return _job_page(request, study, job, 409, sentence(str(refusal)))
    return RedirectResponse(f"{_at(study, job)}#found", 303)


async def mapping_file(request: Request) -> Response:
    """GET /studies/{name}/imports/{job}/mapping.toml."""
    asked = await _asked(request)
    if isinstance(asked, Response):
        return asked
    name = quote(f"{asked[0].name}.mapping.toml")
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{name}",
        "cache-control": "private, no-store",
    }
    return Response(asked[1].found.mapping, media_type="application/toml", headers=headers)
