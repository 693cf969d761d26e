"""Sessions of other systems for programs: files, mapping, preview, transcript, taken in.

    GET, POST        /api/v1/studies/{name}/imports
    GET, DELETE      /api/v1/studies/{name}/imports/{job}
    PUT, DELETE      …/{job}/files/{file}
    PUT              …/{job}/mapping        the files are read anew by it
    PUT, DELETE      …/{job}/transcript
    POST             …/{job}/take-in, …/{job}/cancel

An import is for the member alone whose token asks, as on the page: it shows exact figures of files.
"""

import tempfile
from collections.abc import Awaitable, Callable

from msgspec import convert
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from pulsemeter.domain.study import Study
from pulsemeter.service import import_job_ports as ports
from pulsemeter.service.import_job_ports import WaitingImport
from pulsemeter.service.import_jobs import KEPT_MS, Imports
from pulsemeter.service.import_session import ImportRefused
from pulsemeter.transcript.draft import SIGNS_MAX, Draft
from pulsemeter.web.api.studies import no_study
from pulsemeter.web.api.transcripts import line_message
from pulsemeter.web.job_status import job_status
from pulsemeter.web.participant_records import json_response, problem, read_asked
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.studio_page import study_of
from pulsemeter.wire import imports as wire

MAPPING_BYTES_MAX = 1_000_000
TRANSCRIPT_BYTES_MAX = 4 * SIGNS_MAX
_IN_MEMORY_BYTES = 1_000_000
_LOOK = "look at the import again"
Answered = Callable[[Imports, WaitingImport], Awaitable[WaitingImport]]


async def imports(request: Request) -> Response:
    """GET /api/v1/studies/{name}/imports."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    held = services_of(request).imports.of(staff_of(request).member.id, study.name)
    return json_response(wire.WaitingImports([await _told(request, each) for each in held]))


async def begin_import(request: Request) -> Response:
    """POST /api/v1/studies/{name}/imports."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    try:
        held = await services_of(request).imports.begin(staff_of(request).member.id, study)
    except ImportRefused as refusal:
        return problem(409, str(refusal), _LOOK)
    return json_response(await _told(request, held), 201)


async def one_import(request: Request) -> Response:
    """GET …/{job}."""
    asked = await _asked(request)
    return asked if isinstance(asked, Response) else json_response(await _told(request, asked[1]))


async def drop_import(request: Request) -> Response:
    """DELETE …/{job}: its files go, whatever is done with them."""
    asked = await _asked(request)
    if isinstance(asked, Response):
        return asked
    await services_of(request).imports.drop(asked[1])
    return Response(status_code=204)


async def put_file(request: Request) -> Response:
    """PUT …/{job}/files/{file}."""
    asked = await _asked(request)
    if isinstance(asked, Response):
        return asked
    with tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES) as file:
        size_bytes = 0
        try:
            async for piece in request.stream():
                file.write(piece)
                size_bytes += len(piece)
        except ClientDisconnect:
            return problem(400, "the file broke off", "send it again")
        bringing, name = services_of(request).imports.bring, request.path_params["file"]
        return await _answered(request, lambda _, held: bringing(held, name, file, size_bytes))


async def drop_file(request: Request) -> Response:
    """DELETE …/{job}/files/{file}."""

    async def taken_away(held_imports: Imports, held: WaitingImport) -> WaitingImport:
        return held_imports.take_away(held, request.path_params["file"])

    return await _answered(request, taken_away)


async def put_mapping(request: Request) -> Response:
    """PUT …/{job}/mapping."""
    asked = await read_asked(request, wire.WantedMapping, MAPPING_BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    return await _answered(request, lambda i, held: i.read(held, asked.text or None), 202)


async def put_transcript(request: Request) -> Response:
    """PUT …/{job}/transcript."""
    asked = await read_asked(request, wire.ImportTranscript, TRANSCRIPT_BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    return await _answered(request, lambda i, held: i.set_words(held, asked.text))


async def drop_transcript(request: Request) -> Response:
    """DELETE …/{job}/transcript."""
    return await _answered(request, lambda i, held: i.set_words(held, ""))


async def take_in(request: Request) -> Response:
    """POST …/{job}/take-in."""

    async def asked_for(held_imports: Imports, held: WaitingImport) -> WaitingImport:
        await held_imports.take_in(held)
        return held

    return await _answered(request, asked_for, 202)


async def cancel_import(request: Request) -> Response:
    """POST …/{job}/cancel: stop what is under way; the files stay."""
    asked = await _asked(request)
    if isinstance(asked, Response):
        return asked
    await services_of(request).imports.cancel(asked[1])
    return await one_import(request)


async def _asked(request: Request) -> tuple[Study, WaitingImport] | Response:
    """The study and the member's own import that an address names."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    owner, told = staff_of(request).member.id, request.path_params["job"]
    held = services_of(request).imports.one(owner, study.name, told)
    if held is None:
        return problem(404, "there is no such import of yours", "they wait for a day; begin one")
    return study, held


async def _answered(request: Request, change: Answered, status: int = 200) -> Response:
    """How an import is after a change."""
    asked = await _asked(request)
    if isinstance(asked, Response):
        return asked
    try:
        held = await change(services_of(request).imports, asked[1])
    except ImportRefused as refusal:
        return problem(409, str(refusal), _LOOK)
    return json_response(await _told(request, held), status)


async def _told(request: Request, held: WaitingImport) -> wire.ImportFacts:
    held_imports = services_of(request).imports
    found, draft = held_imports.found(held), await held_imports.draft(held)
    return wire.ImportFacts(
        id=held.id,
        study=held.study,
        begun_ms=held.begun_ms,
        goes_ms=held.begun_ms + KEPT_MS,
        files=[*held.files],
        doing=convert(held_imports.step(held), wire.ImportStep),
        job=job_status(held_imports.progress(held)),
        mapping=found.mapping,
        refused=found.refused,
        session=held.session if held.is_taken_in else "",
        looked=_looked(found.looked) if found.looked else None,
        preview=_preview(found.preview) if found.preview else None,
        words=_words(draft) if draft else None,
    )


def _looked(table: ports.LookedTable) -> wire.LookedFile:
    first = [[*row] for row in table.first]
    return wire.LookedFile(table.name, [*table.columns], first, table.rows, table.width)


def _preview(preview: ports.ImportPreview) -> wire.ImportPreview:
    return wire.ImportPreview(
        [*preview.study],
        [*preview.rows],
        [*preview.counts],
        [*preview.left_out],
        preview.unlisted,
        [
            wire.ImportedSegment(each.attribute, each.label, each.persons, each.withheld)
            for each in preview.segments
        ],
        [*preview.notes],
    )


def _words(draft: Draft) -> wire.ImportWords:
    return wire.ImportWords(
        len(draft.statements),
        draft.cues,
        [line_message(line) for line in draft.to_mend],
        [line_message(line) for line in draft.remarks],
        draft.hidden,
    )
