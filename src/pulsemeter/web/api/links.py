"""Personal links of a session and its poster, for programs.

    POST /api/v1/sessions/{code}/links            made and told, once
    POST /api/v1/sessions/{code}/links/package    made and packed: links.csv, with cards and labels
    GET  /api/v1/sessions/{code}/poster           one page with the QR code, as a PDF

The server keeps hashes only: what is answered here is the only copy of the links.
"""

import asyncio
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.report.invitation_sheet import poster_source
from pulsemeter.service.make_tokens import CellWish, MadeToken, TokensRefused
from pulsemeter.service.pack_invitations import (
    SHEETS_MAX,
    NoWayIn,
    check_way_in,
    invitation_files,
)
from pulsemeter.service.set_sheets import pdf_of, sheet_words
from pulsemeter.service.study_bundle import packed
from pulsemeter.service.token_text import grouped
from pulsemeter.web.join_links import join_base
from pulsemeter.web.participant_records import json_response, problem, read_asked
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of
from pulsemeter.wire import opening as wire

_BODY_BYTES_MAX = 262_144


async def make_links(request: Request) -> Response:
    """POST /api/v1/sessions/{code}/links."""
    asked = await read_asked(request, wire.LinksWish, _BODY_BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    try:
        made = await _made(request, asked)
    except TokensRefused as refusal:
        return _refused(refusal)
    address = _address(request)
    links = [
        wire.PersonalLink(each.number, each.link(address), grouped(each.token), each.categories)
        for each in made
    ]
    return json_response(wire.PersonalLinks(links), 201)


async def pack_links(request: Request) -> Response:
    """POST /api/v1/sessions/{code}/links/package."""
    asked = await read_asked(request, wire.LinksWish, _BODY_BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    if asked.sheets and sum(cell.count for cell in asked.cells) > SHEETS_MAX:
        return problem(422, f"sheets are set for up to {SHEETS_MAX} links", "ask for fewer at once")
    place = services_of(request).conduct.place(request.path_params["code"])
    told = place.study, place.session.code, _address(request)
    try:
        made = await _made(request, asked)
        files = await asyncio.to_thread(invitation_files, *told, made, with_sheets=asked.sheets)
    except TokensRefused as refusal:
        return _refused(refusal)
    name = f"links-{place.session.code}.zip"
    return Response(packed(files), 201, _headers(name), media_type="application/zip")


async def poster(request: Request) -> Response:
    """GET /api/v1/sessions/{code}/poster."""
    place = services_of(request).conduct.place(request.path_params["code"])
    address = _address(request)
    try:
        check_way_in(place.session)
        words = sheet_words(place.study, place.session.code, address, is_open=True)
        body = await asyncio.to_thread(pdf_of, poster_source(words, address))
    except TokensRefused as refusal:
        return _refused(refusal)
    headers = _headers(f"poster-{place.session.code}.pdf")
    return Response(body, headers=headers, media_type="application/pdf")


async def _made(request: Request, asked: wire.LinksWish) -> list[MadeToken]:
    services = services_of(request)
    place = services.conduct.place(request.path_params["code"])
    wishes = [CellWish(cell.count, cell.categories) for cell in asked.cells]
    return await services.studio.make_links(staff_of(request), place, wishes)


def _refused(refusal: TokensRefused) -> Response:
    if isinstance(refusal, NoWayIn):
        return problem(409, str(refusal), "open a session first")
    return problem(422, str(refusal), "ask for others")


def _address(request: Request) -> str:
    """Where people come into the session."""
    code = services_of(request).conduct.place(request.path_params["code"]).session.code
    return f"{join_base(request)}/j/{code}"


def _headers(name: str) -> dict[str, str]:
    return {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "no-store",
    }
