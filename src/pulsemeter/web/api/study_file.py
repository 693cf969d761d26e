"""The study file for programs: read as its text, and kept in place of what it was.

    GET /api/v1/studies/{name}/file    the TOML text, with an ETag
    PUT /api/v1/studies/{name}/file    the new text, with that tag as If-Match

What the studio's steps change one by one is changed here at once, with the same checks.
"""

from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.domain.study import Study
from pulsemeter.service.write_study import StudyNotWritable, write_study
from pulsemeter.web.api.studies import no_study
from pulsemeter.web.api.study_refusals import AGAIN, NOT_KEPT, not_edited
from pulsemeter.web.participant_records import problem, read_body
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.studio_page import FORM_BYTES_MAX, study_of
from pulsemeter.web.study_making_pages import mark_of_text

TOML = "application/toml"


async def read_file(request: Request) -> Response:
    """GET /api/v1/studies/{name}/file."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    try:
        return _file(study)
    except StudyNotWritable as error:
        return problem(409, str(error), "make the study anew in the studio")


async def write_file(request: Request) -> Response:
    """PUT /api/v1/studies/{name}/file: answers the file as it is kept."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    seen = request.headers.get("if-match")
    if seen is None:
        return problem(428, "the header If-Match is missing", "send the ETag that you read")
    body = await read_body(request, FORM_BYTES_MAX)
    if body is None:
        return problem(413, f"more than {FORM_BYTES_MAX} bytes", "no study file is that long")
    try:
        text = body.decode().replace("\r\n", "\n")
        if seen not in ("*", _tag(study)):
            return problem(412, "somebody else changed the study since you read it", AGAIN)
        await services_of(request).studio.edit(staff_of(request), study, text, "study file")
    except UnicodeDecodeError:
        return problem(400, "the text isn’t UTF-8", "send it as UTF-8")
    except NOT_KEPT as error:
        return not_edited(error, f"this text can’t be the file of {study.name}")
    kept = await study_of(request)
    return no_study(request) if kept is None else _file(kept)


def _tag(study: Study) -> str:
    return f'"{mark_of_text(write_study(study))}"'


def _file(study: Study) -> Response:
    headers = {"ETag": _tag(study), "Cache-Control": "no-store"}
    return Response(write_study(study), media_type=TOML, headers=headers)
