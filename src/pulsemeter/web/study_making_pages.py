"""How studies come and go as a whole: made anew, copied, taken in from files, written out.

GET, POST /studies/new              a new study, with what its first page needs
POST      /studies/import           study.toml with its lists, or the ZIP of an export
GET, POST /studies/{name}/copy      the same under another name, without its sessions
GET       /studies/{name}/export    a ZIP that can be taken in again
GET, POST /studies/{name}/file      the study file as text, for what has no form
"""

import asyncio
import hashlib
from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pulsemeter.domain.protection import PROFILES
from pulsemeter.domain.study import Study
from pulsemeter.languages import LANGUAGES
from pulsemeter.service.create_study import StudyRefused
from pulsemeter.service.edit_study import Tables
from pulsemeter.service.export_study import exported_study, held_study
from pulsemeter.service.study_bundle import carried_study, packed, unpacked
from pulsemeter.service.study_reading import Complaint, StudyFileError
from pulsemeter.service.write_study import StudyNotWritable, write_study
from pulsemeter.transcript.cue import TranscriptError
from pulsemeter.web.page_language import named_languages
from pulsemeter.web.services import services_of
from pulsemeter.web.shown_form import Form
from pulsemeter.web.sign_in_pages import sentence
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.step_forms import MOVED
from pulsemeter.web.studio_form import Field, Fields, Kind, given_of, overlaid
from pulsemeter.web.studio_page import form_items, no_study, studio_values, study_of
from pulsemeter.web.templates import render
from pulsemeter.web.typed_times import is_whole

IMPORT_BYTES_MAX = 10_000_000
IMPORT_FILES_MAX = 20
_NEW: Fields = {
    "study.title": Field(Kind.TEXT, "Title"),
    "study.name": Field(Kind.TEXT, "Short name"),
    "study.language": Field(Kind.TEXT, "Language", "en"),
    "study.profile": Field(Kind.TEXT, "Protection profile", "standard"),
    "stimulus": Field(Kind.ROWS, "Stimulus"),
    "stimulus.id": Field(Kind.ID, "id"),
    "stimulus.title": Field(Kind.TEXT, "What is watched"),
    "consent.runner": Field(Kind.TEXT, "Who runs it"),
    "consent.payer": Field(Kind.TEXT, "Who pays for it"),
}
_UNREADABLE = (StudyFileError, StudyRefused, StudyNotWritable, TranscriptError, ValueError)


async def new_study_page(request: Request) -> Response:
    """GET /studies/new."""
    return _new_page(request, {})


def _new_page(
    request: Request, tables: Tables, status: int = 200,
    *, complaints: list[Complaint] | None = None, refused: str = "",
) -> Response:  # fmt: skip
    return render(
        request, "studio_new.html", status, language="en", who=staff_of(request),
        form=Form(_NEW, tables, complaints or []), refused=refused,
        profiles=list(PROFILES.values()),
        languages_known=named_languages(LANGUAGES),
    )  # fmt: skip


async def make_study(request: Request) -> Response:
    """POST /studies/new."""
    tables = overlaid({}, given_of(await form_items(request)), _NEW)
    try:
        study = await services_of(request).studio.create(staff_of(request), tables)
    except StudyFileError as error:
        return _new_page(request, tables, 422, complaints=error.complaints)
    return RedirectResponse(_at(study, "stimuli"), 303)


def _at(study: Study, page: str) -> str:
    return f"/studies/{quote(study.name, safe='')}/{page}"


async def take_in_study(request: Request) -> Response:
    """POST /studies/import."""
    length = request.headers.get("content-length", "")
    if not is_whole(length) or int(length) > IMPORT_BYTES_MAX:
        refused = f"The files are longer than {IMPORT_BYTES_MAX // 1_000_000} MB, which is more "
        refused += "than a study and its lists need. Video and sound are uploaded afterwards."
        return _new_page(request, {}, 413, refused=refused)
    files: dict[str, bytes] = {}
    try:
        async with request.form(max_files=IMPORT_FILES_MAX, max_fields=10) as form:
            for each in form.getlist("file"):
                if isinstance(each, UploadFile) and each.filename:
                    content = await each.read()
                    files |= await asyncio.to_thread(unpacked, each.filename, content)
            name = str(form.get("name", "")).strip()
        # Whatever came, presses don't wait for its reading.
        carried = await asyncio.to_thread(carried_study, files)
        study = await services_of(request).studio.take_in(staff_of(request), carried, name)
    except _UNREADABLE as error:
        return _new_page(request, {}, 422, refused=str(error))
    return render(
        request, "studio_taken_in.html", language="en", who=staff_of(request), study=study,
        notes=carried.notes, statements=len(carried.said.statements),
    )  # fmt: skip


async def copy_page(request: Request) -> Response:
    """GET /studies/{name}/copy."""
    study = await study_of(request)
    return no_study(request) if study is None else await _copy_page(request, study)


async def _copy_page(
    request: Request, study: Study, status: int = 200, name: str = "", refused: str = ""
) -> Response:
    name = name or await services_of(request).studio.free_name(f"{study.name} copy")
    values = await studio_values(request, study, None)
    shown = {**values, "new_name": name, "refused": refused}
    return render(request, "studio_copy.html", status, language="en", **shown)


async def copy_study(request: Request) -> Response:
    """POST /studies/{name}/copy."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    name = dict(await form_items(request)).get("name", "").strip()
    if not name:
        return await _copy_page(request, study, 422, refused="The copy needs a short name.")
    try:
        copied = await services_of(request).studio.copy(staff_of(request), study.name, name)
    except StudyFileError as error:
        refused = " ".join(complaint.what for complaint in error.complaints)
        return await _copy_page(request, study, 422, name, sentence(refused))
    except StudyNotWritable:
        refused = "A short name has letters, digits, - and _ only."
        return await _copy_page(request, study, 422, name, refused)
    return RedirectResponse(_at(copied, "stimuli"), 303)


async def export_study(request: Request) -> Response:
    """GET /studies/{name}/export."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    exported = exported_study(*await held_study(services_of(request).studies, study.name))
    texts = {"study.toml": exported.text, **exported.texts}
    body = packed({name: text.encode() for name, text in texts.items()})
    name = quote(f"{study.name}.zip")
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{name}",
        "cache-control": "no-store",
    }
    return Response(body, media_type="application/zip", headers=headers)


async def file_page(request: Request) -> Response:
    """GET /studies/{name}/file."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    return await _file_page(request, study, write_study(study))


async def _file_page(
    request: Request, study: Study, text: str, status: int = 200,
    *, complaints: list[Complaint] | None = None, note: str = "",
) -> Response:  # fmt: skip
    values = await studio_values(request, study, None)
    shown = {**values, "text": text, "complaints": complaints or [], "note": note}
    seen = mark_of_text(write_study(study))
    return render(request, "studio_file.html", status, language="en", **shown, mark=seen)


def mark_of_text(text: str) -> str:
    """By what is told whether somebody else changed the study since its text was shown."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


async def save_file(request: Request) -> Response:
    """POST /studies/{name}/file."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    sent = dict(await form_items(request))
    text = sent.get("text", "").replace("\r\n", "\n")
    if sent.get("mark") != mark_of_text(write_study(study)):
        return await _file_page(request, study, text, 409, note=MOVED)
    try:
        await services_of(request).studio.edit(staff_of(request), study, text, "study file")
    except StudyFileError as error:
        return await _file_page(request, study, text, 422, complaints=error.complaints)
    except StudyRefused as refusal:
        return await _file_page(request, study, text, 422, note=sentence(str(refusal)))
    return RedirectResponse(_at(study, "file?saved"), 303)
