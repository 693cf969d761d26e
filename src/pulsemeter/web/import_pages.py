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
from pulsemeter.service.create_study import StudyRefused
from pulsemeter.service.import_job_ports import ReadFiles, WaitingImport
from pulsemeter.service.import_jobs import FILES_BYTES_MAX, FILES_MAX, TAKE_IN
from pulsemeter.service.import_session import ImportRefused, check_importable
from pulsemeter.service.mapping_form import CODES, fields_of, mapping_text, tables_of
from pulsemeter.service.ports import StoreError
from pulsemeter.transcript.cue import TranscriptError
from pulsemeter.transcript.draft import SIGNS_MAX, with_lines
from pulsemeter.web.report_pages import AGAIN_S
from pulsemeter.web.services import services_of
from pulsemeter.web.sign_in_pages import sentence
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.studio_page import form_items, no_study, study_of
from pulsemeter.web.templates import plain_page, render
from pulsemeter.web.transcript_pages import mended_lines, transcript_text
from pulsemeter.web.typed_times import is_whole

UPLOAD_BYTES_MAX = FILES_BYTES_MAX
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
TRANSCRIPT_BYTES_MAX = 4 * SIGNS_MAX
_REFUSALS = (ImportRefused, StoreError, StudyRefused, TranscriptError)


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
    imports = services_of(request).imports
    waiting = [
        (held, imports.found(held), imports.progress(held))
        for held in imports.of(who.member.id, study.name)
    ]
    return render(
        request, "studio_imports.html", status, language="en", who=who, study=study,
        waiting=waiting, why_not=why_not, trouble=trouble,
        megabytes=UPLOAD_BYTES_MAX // 1_000_000,
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
    async with request.form(max_files=FILES_MAX + 2, max_fields=10) as form:
        try:
            mapping, words = await _mapping(form), await _words(form)
            files = _files(form)
            if not files:
                raise ImportRefused("choose the files that hold the reactions")
            held = await services_of(request).imports.begin(
                staff_of(request).member.id, study, files, int(length), mapping, words
            )
        except _REFUSALS as refusal:
            return _list_page(request, study, 422, sentence(str(refusal)))
    return RedirectResponse(_at(study, held), 303)


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


async def _words(form: FormData) -> str:
    """The transcript that came along, "" for none. TranscriptError where it is no text."""
    held = form.get("transcript")
    if not isinstance(held, UploadFile) or not held.filename:
        return ""
    return transcript_text(held.filename, await held.read(TRANSCRIPT_BYTES_MAX))


def _at(study: Study, held: WaitingImport | None = None) -> str:
    return f"/studies/{quote(study.name, safe='')}/imports" + (f"/{held.id}" if held else "")


async def _asked(request: Request) -> tuple[Study, WaitingImport] | Response:
    """The study and the member's own import that an address names."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    owner, told = staff_of(request).member.id, request.path_params["job"]
    held = services_of(request).imports.one(owner, study.name, told)
    if held is None:
        return plain_page(
            request, 404, "These files aren’t here any more.",
            "They wait for a day, for whoever brought them. Bring them again.",
            link=(_at(study), "To the imports"), language="en",
        )  # fmt: skip
    return study, held


async def import_page(request: Request) -> Response:
    """GET /studies/{name}/imports/{job}."""
    asked = await _asked(request)
    return asked if isinstance(asked, Response) else await _page(request, *asked)


async def _page(
    request: Request, study: Study, held: WaitingImport, status: int = 200, trouble: str = ""
) -> Response:
    imports = services_of(request).imports
    found: ReadFiles = imports.found(held)
    progress = imports.progress(held)
    page = render(
        request, "studio_import.html", status, language="en", who=staff_of(request), study=study,
        held=held, found=found, progress=progress, is_taking=imports.step(held) == TAKE_IN,
        draft=await imports.draft(held), fields=fields_of(found.mapping, study),
        trouble=trouble or sentence(progress.problem), at=_at(study), layouts=LAYOUTS,
        units=UNITS, silences=SILENCES, meanings=_meanings(study),
    )  # fmt: skip
    if progress.state.is_under_way:
        page.headers["Refresh"] = str(AGAIN_S)
    return page


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
    study, held = asked
    imports, sent = services_of(request).imports, dict(await form_items(request))
    act = sent.pop("act", "")
    try:
        if act == "remove":
            await imports.drop(held)
            return RedirectResponse(_at(study), 303)
        if act == "cancel":
            await imports.cancel(held)
        elif act == "take-in":
            await imports.take_in(held)
        elif act == "columns":
            await imports.read(held, mapping_text(tables_of(sent, study)))
        elif act == "text":
            await imports.read(held, sent.get("text", "").replace("\r\n", "\n") or None)
        elif act == "lines":
            mended = with_lines(imports.words(held), mended_lines(sent))
            await imports.set_words(held, mended)
        elif act == "no-words":
            await imports.set_words(held, "")
        else:
            return await _page(request, study, held, 422, "Say what to do with the files.")
    except _REFUSALS as refusal:
        return await _page(request, study, held, 409, sentence(str(refusal)))
    # Without a fragment: a browser that asks again for one of these only scrolls.
    return RedirectResponse(_at(study, held), 303)


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
    found = services_of(request).imports.found(asked[1])
    return Response(found.mapping, media_type="application/toml", headers=headers)
