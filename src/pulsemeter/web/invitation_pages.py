"""Step 6 of the studio: who may join, the way into each session, and personal links to print.

GET, POST /studies/{name}/invitations           who may join, and how seats are filled
POST      /studies/{name}/invitations/links     links.csv with cards and labels, as a ZIP
GET       /studies/{name}/invitations/{code}/poster    one page with the QR code of a session
"""

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.domain.session import ACCEPTS_SEATS, Session
from pulsemeter.domain.study import JoinMode, Study
from pulsemeter.report.invitation_sheet import poster_source
from pulsemeter.service.conduct_session import Place, UnknownSession
from pulsemeter.service.make_tokens import CellWish, TokensRefused, carries_categories
from pulsemeter.service.pack_invitations import (
    PACKED_MAX,
    SHEETS_MAX,
    NoWayIn,
    check_way_in,
    invitation_files,
)
from pulsemeter.service.set_sheets import pdf_of, sheet_words
from pulsemeter.service.study_bundle import packed
from pulsemeter.web.join_links import JoinLink, join_link
from pulsemeter.web.services import services_of
from pulsemeter.web.sign_in_pages import sentence
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.step_forms import StepForm
from pulsemeter.web.studio_page import form_items, no_study, study_of
from pulsemeter.web.studio_steps import INVITATIONS
from pulsemeter.web.templates import plain_page


async def _values(request: Request, study: Study) -> Mapping[str, Any]:
    """What only this step shows: the ways in, and which cells links can carry."""
    cells = [
        (a, [(category.id, category.label) for category in a.categories]) for a in study.attributes
    ]
    return {
        "links": await services_of(request).studio.links(study),
        "open_ways": _open_ways(request, study),
        "by_tokens": study.join is JoinMode.TOKENS,
        "tokens_carry": carries_categories(study),
        "cells": cells,
        "packed_max": PACKED_MAX,
        "sheets_max": SHEETS_MAX,
    }


FORM = StepForm(INVITATIONS, _values)


def _open_ways(request: Request, study: Study) -> list[tuple[Session, JoinLink]]:
    places = services_of(request).conduct.places()
    return [
        (place.session, join_link(request, place.session.code))
        for place in reversed(places)
        if place.session.study == study.name
        and not place.session.dry_run
        and place.session.state in ACCEPTS_SEATS
    ]


def _place(request: Request, study: Study, code: str) -> Place | None:
    """A session of this study that takes people in."""
    try:
        place = services_of(request).conduct.place(code)
        check_way_in(place.session)
    except (UnknownSession, NoWayIn):
        return None
    return place if place.session.study == study.name else None


def _no_session(request: Request) -> Response:
    return plain_page(
        request, 404, "The study has no such session that people can join.",
        "Open one in the last step.", language="en",
    )  # fmt: skip


async def make_links(request: Request) -> Response:
    """POST /studies/{name}/invitations/links."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    asked = dict(await form_items(request))
    place = _place(request, study, asked.get("session", ""))
    if place is None:
        return _no_session(request)
    code, address = place.session.code, join_link(request, place.session.code).address
    try:
        made = await services_of(request).studio.make_links(
            staff_of(request), place, [_wish(place.study, asked)]
        )
        with_sheets = bool(asked.get("sheets")) and len(made) <= SHEETS_MAX
        files = await asyncio.to_thread(
            invitation_files, place.study, code, address, made, with_sheets=with_sheets
        )
    except TokensRefused as refusal:
        note = sentence(str(refusal))
        return await FORM.shown(request, study, status=422, note=note)
    return _attached(packed(files), "application/zip", f"links-{code}.zip")


def _wish(study: Study, asked: Mapping[str, str]) -> CellWish:
    count = asked.get("count", "").strip()
    if not count.isascii() or not count.isdigit() or len(count) > 9:
        raise TokensRefused("say how many links, as a number")
    if not carries_categories(study):
        return CellWish(int(count))
    chosen = {a.id: asked.get(f"cell-{a.id}", "") for a in study.attributes}
    return CellWish(int(count), {name: category for name, category in chosen.items() if category})


async def poster(request: Request) -> Response:
    """GET /studies/{name}/invitations/{code}/poster."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    place = _place(request, study, request.path_params["code"])
    if place is None:
        return _no_session(request)
    code, address = place.session.code, join_link(request, place.session.code).address
    words = sheet_words(place.study, code, address, is_open=True)
    try:
        body = await asyncio.to_thread(pdf_of, poster_source(words, address))
    except TokensRefused as refusal:
        return await FORM.shown(request, study, status=500, note=sentence(str(refusal)))
    return _attached(body, "application/pdf", f"poster-{code}.pdf")


def _attached(body: bytes, kind: str, name: str) -> Response:
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "cache-control": "no-store",
    }
    return Response(body, media_type=kind, headers=headers)
