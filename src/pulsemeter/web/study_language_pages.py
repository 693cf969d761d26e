"""Step 5 of the studio: the languages of a study, their texts, and who stands for them.

GET, POST /studies/{name}/languages           which there are; one more, one fewer, "I read it"
GET, POST /studies/{name}/languages/{code}    every text of the study beside its translation
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pulsemeter.domain.study import Study
from pulsemeter.domain.translation import (
    CONSENT_PATHS,
    in_language,
    languages_of,
    missing_texts,
    standard_texts,
    texts,
)
from pulsemeter.languages import LANGUAGES, is_spoken, state_of
from pulsemeter.languages.page_words import said
from pulsemeter.service.create_study import StudyRefused
from pulsemeter.service.edit_languages import (
    given_texts,
    languages_mark,
    readers,
    texts_mark,
    with_language,
    with_reader,
    with_texts,
    without_language,
)
from pulsemeter.service.edit_study import Tables, study_tables
from pulsemeter.service.study_reading import StudyFileError
from pulsemeter.web.page_language import named_languages
from pulsemeter.web.services import services_of
from pulsemeter.web.sign_in_pages import sentence
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.step_forms import MOVED
from pulsemeter.web.studio_page import form_items, no_study, studio_page, studio_values, study_of
from pulsemeter.web.studio_steps import LANGUAGES as STEP
from pulsemeter.web.templates import plain_page, render

_TEXT = "text:"


async def languages_page(request: Request) -> Response:
    """GET /studies/{name}/languages."""
    study = await study_of(request)
    return no_study(request) if study is None else await _page(request, study)


async def _page(request: Request, study: Study, status: int = 200, note: str = "") -> Response:
    offered = languages_of(study)
    others = [code for code in LANGUAGES if code not in offered]
    return await studio_page(
        request, study, STEP, status, note=note, told=[_told(study, code) for code in offered],
        others=named_languages(others), mark=languages_mark(study),
    )  # fmt: skip


def _told(study: Study, code: str) -> dict[str, Any]:
    """How far a language is."""
    own = code == study.language
    lacking = missing_texts(study, code)
    shown = texts(in_language(study, code))
    return {
        "code": code,
        "name": named_languages([code])[0][1],
        "is_own": own,
        "program": state_of(code) if is_spoken(code) else "missing",
        "all": len(shown),
        "lacking": len(lacking),
        "lacks_consent": [path for path in lacking if path in CONSENT_PATHS],
        "read_by": readers(study)[code],
        "consent": [shown[path] for path in CONSENT_PATHS if path in shown],
    }


async def change_languages(request: Request) -> Response:
    """POST /studies/{name}/languages."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    asked = dict(await form_items(request))
    if asked.get("mark") != languages_mark(study):
        return await _page(request, study, 409, "The texts were changed meanwhile; look again.")
    tables = _changed(study_tables(study), asked, staff_of(request).member.name)
    refusal = await _kept(request, study, tables)
    return await _page(request, study, 422, refusal) if refusal else _back(study, "?saved")


def _changed(tables: Tables, asked: Mapping[str, str], reader: str) -> Tables:
    """The tables after what was asked for: a language added or dropped, a reader named."""
    code = asked.get("code", "")
    act = asked.get("act", "")
    if act == "add":
        return with_language(tables, code)
    if act == "drop":
        return without_language(tables, code)
    if act in ("read", "unread"):
        return with_reader(tables, code, reader if act == "read" else "")
    return tables


async def _kept(request: Request, study: Study, tables: Tables) -> str:
    """Keep the study; what is wrong, if it can't be kept."""
    try:
        await services_of(request).studio.edit(staff_of(request), study, tables, STEP.name)
    except StudyFileError as error:
        return "; ".join(sentence(str(complaint)) for complaint in error.complaints)
    except StudyRefused as refusal:
        return sentence(str(refusal))
    return ""


def _back(study: Study, more: str = "") -> Response:
    return RedirectResponse(f"/studies/{quote(study.name, safe='')}/{STEP.slug}{more}", 303)


async def texts_page(request: Request) -> Response:
    """GET /studies/{name}/languages/{code}."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    if request.path_params["code"] not in [held.code for held in study.languages]:
        return _no_language(request)
    return await _texts_page(request, study, given_texts(study, request.path_params["code"]))


def _no_language(request: Request) -> Response:
    return plain_page(
        request, 404, "The study has no such language.", "Add it on the page of its languages.",
        language="en",
    )  # fmt: skip


async def _texts_page(
    request: Request, study: Study, given: Mapping[str, str], status: int = 200, note: str = ""
) -> Response:
    code = request.path_params["code"]
    rows = [
        {
            "path": path,
            "own": own,
            "given": given.get(path, ""),
            "by_itself": said(code, own) if own in standard_texts() else "",
        }
        for path, own in texts(study).items()
    ]
    shown = await studio_values(request, study, STEP)
    shown |= {
        "code": code,
        "language_name": named_languages([code])[0][1],
        "rows": rows,
        "mark": texts_mark(study, code),
        "note": note,
    }
    return render(request, "studio_texts.html", status, language="en", **shown)


async def save_texts(request: Request) -> Response:
    """POST /studies/{name}/languages/{code}."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    code = request.path_params["code"]
    if code not in [held.code for held in study.languages]:
        return _no_language(request)
    sent = dict(await form_items(request))
    known = texts(study)
    given = {
        name.removeprefix(_TEXT): text.strip().replace("\r\n", "\n")
        for name, text in sent.items()
        if name.startswith(_TEXT) and name.removeprefix(_TEXT) in known
    }
    if sent.get("mark") != texts_mark(study, code):
        return await _texts_page(request, study, given, 409, MOVED)
    refusal = await _kept(request, study, with_texts(study_tables(study), code, given))
    if refusal:
        return await _texts_page(request, study, given, 422, refusal)
    return _back(study, "?saved")
