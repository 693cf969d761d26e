"""Notes and lines of staff over HTTP: read, written, taken back, as a table.

GET  /api/v1/sessions/{code}/remarks
POST /api/v1/sessions/{code}/remarks                     an AskedRemark
POST /api/v1/sessions/{code}/remarks/{remark}/take-back
GET  /api/v1/sessions/{code}/remarks.csv
"""

import csv
import io
from datetime import UTC, datetime

from msgspec import convert
from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.domain.remark import Remark, RemarkKind, RemarkRefused
from pulsemeter.domain.staff import Act
from pulsemeter.report.cell_text import defused
from pulsemeter.service.write_remarks import UnknownRemark
from pulsemeter.web.participant_records import json_response, problem, read_asked
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of
from pulsemeter.wire import remarks as wire
from pulsemeter.wire.decisions import RoleName

_BODY_BYTES_MAX = 16_384
_COLUMNS = ("session", "stimulus", "at_ms", "written_utc", "kind", "author", "role", "words")


async def remarks(request: Request) -> Response:
    """GET /api/v1/sessions/{code}/remarks."""
    services, who, code = services_of(request), staff_of(request), request.path_params["code"]
    held = await services.remarks.of_session(who, code)
    study = services.conduct.place(code).study.name
    told = [_message(remark, who.member.id) for remark in held]
    return json_response(wire.Remarks(told, who.may(Act.CONDUCT, study)))


async def write(request: Request) -> Response:
    """POST /api/v1/sessions/{code}/remarks."""
    asked = await read_asked(request, wire.AskedRemark, _BODY_BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    who = staff_of(request)
    try:
        remark = await services_of(request).remarks.write(
            who,
            request.path_params["code"],
            RemarkKind(asked.kind),
            asked.stimulus,
            asked.at_ms,
            asked.words,
        )
    except RemarkRefused as refusal:
        return problem(422, str(refusal))
    return json_response(_message(remark, who.member.id), 201)


async def take_back(request: Request) -> Response:
    """POST /api/v1/sessions/{code}/remarks/{remark}/take-back."""
    code, remark = request.path_params["code"], request.path_params["remark"]
    try:
        await services_of(request).remarks.take_back(staff_of(request), code, remark)
    except UnknownRemark as error:
        return problem(404, str(error), "look at the remarks again")
    return await remarks(request)


async def table(request: Request) -> Response:
    """GET /api/v1/sessions/{code}/remarks.csv."""
    services, code = services_of(request), request.path_params["code"]
    place = services.conduct.place(code)
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(_COLUMNS)
    for remark in await services.remarks.of_session(staff_of(request), code):
        when = datetime.fromtimestamp(remark.wall_ms / 1_000, UTC).isoformat(timespec="seconds")
        cells = (
            remark.session,
            place.study.stimuli[remark.stimulus].id,
            str(remark.at_ms),
            when,
            remark.kind.value,
            remark.author.name,
            remark.author.role.value,
            remark.words,
        )
        rows.writerow([defused(cell) for cell in cells])
    name = f"remarks-{place.session.code}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(written.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _message(remark: Remark, member: str) -> wire.Remark:
    return wire.Remark(
        id=remark.id,
        kind=convert(remark.kind.value, type=wire.RemarkKindName),
        author=remark.author.name,
        role=convert(remark.author.role.value, type=RoleName),
        own=remark.author.id == member,
        stimulus=remark.stimulus,
        at_ms=remark.at_ms,
        wall_ms=remark.wall_ms,
        words=remark.words,
    )
