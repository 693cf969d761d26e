"""The languages of a study, for programs: which there are, their texts, and who stands for them.

    GET, POST   /api/v1/studies/{name}/languages
    GET, PUT, DELETE  /api/v1/studies/{name}/languages/{language}
    PUT, DELETE /api/v1/studies/{name}/languages/{language}/reader    you read its pages; nobody did

Whoever changes texts, or says that they read them, names as If-Match what they saw.
"""

from collections.abc import Callable

from msgspec import convert
from starlette.requests import Request
from starlette.responses import Response

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
    readers,
    texts_mark,
    with_language,
    with_reader,
    with_texts,
    without_language,
)
from pulsemeter.service.edit_study import Tables, study_tables
from pulsemeter.web.api.studies import no_study
from pulsemeter.web.api.study_refusals import AGAIN, NOT_KEPT, not_edited, not_made
from pulsemeter.web.page_language import named_languages
from pulsemeter.web.participant_records import json_response, problem, read_asked
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.studio_page import FORM_BYTES_MAX, study_of
from pulsemeter.web.studio_steps import LANGUAGES as STEP
from pulsemeter.wire import languages as wire

Change = Callable[[Tables], Tables]


async def study_languages(request: Request) -> Response:
    """GET /api/v1/studies/{name}/languages."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    offered = languages_of(study)
    others = [code for code in LANGUAGES if code not in offered]
    return json_response(wire.StudyLanguages([_language(study, c) for c in offered], others))


async def add_language(request: Request) -> Response:
    """POST /api/v1/studies/{name}/languages."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    asked = await read_asked(request, wire.NewLanguage, FORM_BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    return await _answered(
        request, study, asked.code, lambda tables: with_language(tables, asked.code), 201
    )


async def language_texts(request: Request) -> Response:
    """GET /api/v1/studies/{name}/languages/{language}."""
    study, code = await study_of(request), request.path_params["language"]
    if study is None:
        return no_study(request)
    return _no_language(study, code) or _told(study, code)


async def put_texts(request: Request) -> Response:
    """PUT /api/v1/studies/{name}/languages/{language}."""
    study, code = await study_of(request), request.path_params["language"]
    if study is None:
        return no_study(request)
    refused = _no_language(study, code) or _own(study, code) or _unseen(request, study, code)
    if refused is not None:
        return refused
    asked = await read_asked(request, wire.GivenTexts, FORM_BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    unknown = [path for path in asked.texts if path not in texts(study)]
    if unknown:
        return not_made(StudyRefused(f"the study has no text {unknown[0][:80]!r}"), "")
    return await _answered(
        request, study, code, lambda tables: with_texts(tables, code, asked.texts)
    )


async def drop_language(request: Request) -> Response:
    """DELETE /api/v1/studies/{name}/languages/{language}: answers the study's own."""
    study, code = await study_of(request), request.path_params["language"]
    if study is None:
        return no_study(request)
    refused = _no_language(study, code) or _own(study, code) or _unseen(request, study, code)
    if refused is not None:
        return refused
    return await _answered(
        request, study, study.language, lambda tables: without_language(tables, code)
    )


async def put_reader(request: Request) -> Response:
    """PUT /api/v1/studies/{name}/languages/{language}/reader: whoever asks stands for it."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    return await _read_by(request, study, staff_of(request).member.name)


async def drop_reader(request: Request) -> Response:
    """DELETE /api/v1/studies/{name}/languages/{language}/reader."""
    study = await study_of(request)
    return no_study(request) if study is None else await _read_by(request, study, "")


async def _read_by(request: Request, study: Study, name: str) -> Response:
    code = request.path_params["language"]
    refused = _no_language(study, code) or _unseen(request, study, code)
    if refused is not None:
        return refused
    return await _answered(request, study, code, lambda tables: with_reader(tables, code, name))


async def _answered(
    request: Request, study: Study, code: str, change: Change, status: int = 200
) -> Response:
    """A language after a change, or why it can't be made."""
    studio = services_of(request).studio
    try:
        tables = change(study_tables(study))
        return _told(await studio.edit(staff_of(request), study, tables, STEP.name), code, status)
    except NOT_KEPT as error:
        return not_edited(error, "the study can’t have these languages")


def _no_language(study: Study, code: str) -> Response | None:
    if code in languages_of(study):
        return None
    return problem(404, f"the study has no language {code!r}", "add it first")


def _own(study: Study, code: str) -> Response | None:
    if code != study.language:
        return None
    said_own = f"{code} is the study’s own language"
    return problem(409, said_own, "change its texts in the study file")


def _unseen(request: Request, study: Study, code: str) -> Response | None:
    """Why somebody may not change texts that they haven't seen as they are."""
    seen = request.headers.get("if-match")
    if seen is None:
        return problem(428, "the header If-Match is missing", "send the ETag that you read")
    if seen in ("*", _tag(study, code)):
        return None
    return problem(412, "somebody else changed the texts since you read them", AGAIN)


def _tag(study: Study, code: str) -> str:
    return f'"{texts_mark(study, code)}"'


def _told(study: Study, code: str, status: int = 200) -> Response:
    given = given_texts(study, code)
    rows = [
        wire.StudyText(
            path, own, given.get(path, ""), said(code, own) if own in standard_texts() else ""
        )
        for path, own in texts(study).items()
    ]
    answer = json_response(
        wire.LanguageTexts(_tag(study, code), _language(study, code), rows), status
    )
    answer.headers["ETag"] = _tag(study, code)
    return answer


def _language(study: Study, code: str) -> wire.StudyLanguage:
    lacking = missing_texts(study, code)
    state = state_of(code) if is_spoken(code) else "missing"
    return wire.StudyLanguage(
        code=code,
        name=named_languages([code])[0][1].removesuffix(f" ({code})"),
        is_own=code == study.language,
        program=convert(state, type=wire.ProgramWordsName),
        texts=len(texts(in_language(study, code))),
        lacking=lacking,
        lacks_consent=[path for path in lacking if path in CONSENT_PATHS],
        read_by=readers(study)[code],
    )
