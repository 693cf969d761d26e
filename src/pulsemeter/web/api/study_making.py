"""How studies come and go as a whole, for programs, and what a study's expected panel buys.

    POST /api/v1/studies                    a new study, with what its first page asks for
    POST /api/v1/studies/import?name=       a ZIP of an export, or the text of a study file
    POST /api/v1/studies/{name}/copy        the same under another name, without its sessions
    GET  /api/v1/studies/{name}/export      a ZIP that can be taken in again
    GET  /api/v1/studies/{name}/foreseen?size=

Translates only; the pages of the studio call the same verbs.
"""

import asyncio
from urllib.parse import quote

from msgspec import convert
from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.analysis.planning import Precision
from pulsemeter.release.foresee_plan import (
    PERSONS_MAX,
    foresee_plan,
    foreseen_lines,
    foreseen_size,
    planned_size,
)
from pulsemeter.release.foresee_segments import ForeseenSegment, foresee_segments
from pulsemeter.service.edit_study import Tables
from pulsemeter.service.export_study import exported_study, held_study
from pulsemeter.service.study_bundle import carried_study, packed, unpacked
from pulsemeter.service.write_study import StudyNotWritable
from pulsemeter.transcript.cue import TranscriptError
from pulsemeter.web.api.studies import no_study
from pulsemeter.web.api.study_refusals import NOT_KEPT, not_made
from pulsemeter.web.participant_records import json_response, problem, read_asked, read_body
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.studio_page import study_of
from pulsemeter.web.study_making_pages import IMPORT_BYTES_MAX
from pulsemeter.wire import study_making as wire
from pulsemeter.wire.dashboard import VerdictName

_BODY_BYTES_MAX = 65_536


async def make_study(request: Request) -> Response:
    """POST /api/v1/studies."""
    asked = await read_asked(request, wire.NewStudy, _BODY_BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    try:
        made = await services_of(request).studio.create(staff_of(request), _tables(asked))
    except NOT_KEPT as error:
        return not_made(error, "no study can be made of this")
    return json_response(wire.MadeStudy(made.name), 201)


def _tables(asked: wire.NewStudy) -> Tables:
    head = {"title": asked.title, "language": asked.language, "profile": asked.profile}
    return {
        "study": {**head, "name": asked.name} if asked.name else head,
        "stimulus": [{"id": each.id, "title": each.title} for each in asked.stimuli],
        "consent": {"runner": asked.runner, "payer": asked.payer},
    }


async def take_in_study(request: Request) -> Response:
    """POST /api/v1/studies/import."""
    body = await read_body(request, IMPORT_BYTES_MAX)
    if body is None:
        refused = f"more than {IMPORT_BYTES_MAX} bytes"
        return problem(413, refused, "upload video and sound afterwards")
    name = request.query_params.get("name", "").strip()
    try:
        # Whatever came, presses don't wait for its reading.
        files = await asyncio.to_thread(unpacked, "study.toml", body)
        carried = await asyncio.to_thread(carried_study, files)
        study = await services_of(request).studio.take_in(staff_of(request), carried, name)
    except (*NOT_KEPT, TranscriptError, ValueError) as error:
        return not_made(error, "no study can be made of these files")
    told = wire.TakenInStudy(study.name, len(carried.said.statements), list(carried.notes))
    return json_response(told, 201)


async def copy_study(request: Request) -> Response:
    """POST /api/v1/studies/{name}/copy."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    asked = await read_asked(request, wire.CopyWish, _BODY_BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    studio = services_of(request).studio
    name = asked.name.strip() or await studio.free_name(f"{study.name} copy")
    try:
        made = await studio.copy(staff_of(request), study.name, name)
    except StudyNotWritable:
        said = f"{name!r} is no short name; use letters, digits, - and _ only"
        return not_made(ValueError(said), "")
    except NOT_KEPT as error:
        return not_made(error, f"the copy can’t be called {name}")
    return json_response(wire.MadeStudy(made.name), 201)


async def export_study(request: Request) -> Response:
    """GET /api/v1/studies/{name}/export."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    try:
        exported = exported_study(*await held_study(services_of(request).studies, study.name))
    except StudyNotWritable as error:
        return problem(409, str(error), "make the study anew in the studio")
    texts = {"study.toml": exported.text, **exported.texts}
    body = packed({name: text.encode() for name, text in texts.items()})
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(study.name)}.zip",
        "Cache-Control": "no-store",
    }
    return Response(body, media_type="application/zip", headers=headers)


async def foreseen(request: Request) -> Response:
    """GET /api/v1/studies/{name}/foreseen."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    told = request.query_params.get("size", "0")
    if not told.isascii() or not told.isdigit() or len(told) > 6 or int(told) > PERSONS_MAX:
        return problem(422, f"{told[:20]!r} is no size", f"ask for 1 to {PERSONS_MAX} persons")
    # Reckoning the chances of verdicts takes a moment that presses must not wait for.
    plan = await asyncio.to_thread(foresee_plan, study, foreseen_size(study, int(told)))
    segments = await asyncio.to_thread(foresee_segments, plan)
    answer = wire.ForeseenPanel(
        size=plan.size,
        has_quotas=planned_size(study) > 0,
        lines=foreseen_lines(plan),
        assumed=list(plan.assumed),
        segments=[_segment(segment) for segment in segments],
    )
    return json_response(answer)


def _segment(segment: ForeseenSegment) -> wire.ForeseenSegment:
    verdicts = [
        wire.VerdictReach(
            convert(reach.truth.verdict.value, type=VerdictName),
            round(reach.power, 3),
            reach.hardly,
            reach.persons_needed,
        )
        for reach in segment.reaches
    ]
    labels = (segment.label, segment.attribute, segment.persons, segment.withheld)
    return wire.ForeseenSegment(*labels, *_points(segment.precision), verdicts)


def _points(precision: Precision | None) -> tuple[float | None, float | None, float | None]:
    """Half-widths of a statement and of the band, and the smallest difference, in net points."""
    if precision is None:
        return None, None, None
    band = precision.simultaneous
    points = (precision.pointwise, band, precision.difference)
    statement, whole, difference = (None if p is None else round(100 * p, 1) for p in points)
    return statement, whole, difference
