"""Two sessions beside each other, for programs: GET /api/v1/sessions/{code}/comparison.

Of each session only what the member may see of it, as on the page.
"""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.release.session_pair import PairRefused, Row, SessionPair, Told, session_pair
from pulsemeter.release.view import View
from pulsemeter.web.compare_page import asked_cell, figures_view, first_shared, other_showing
from pulsemeter.web.participant_records import json_response, problem
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of
from pulsemeter.wire import comparison as wire


async def comparison(request: Request) -> Response:
    """GET /api/v1/sessions/{code}/comparison?with=CODE&stimulus=ID&segment=CELL."""
    services, who = services_of(request), staff_of(request)
    place = services.conduct.place(request.path_params["code"])
    view = figures_view(who, place.session)
    own = await services.comparing.showing(place.session, view or View(frozenset()))
    try:
        other = await other_showing(request, services, who)
        stimulus = request.query_params.get("stimulus", "") or first_shared(own, other)
        pair = await asyncio.to_thread(session_pair, own, other, stimulus, asked_cell(request, own))
    except PairRefused as refusal:
        return problem(422, str(refusal), "choose another session, stimulus or segment")
    return json_response(_told(pair))


def _told(pair: SessionPair) -> wire.Comparison:
    statements = [
        wire.PairedStatement(s.statement.id, s.statement.words, *s.verdicts, _row(s.row))
        for s in pair.statements
    ]
    return wire.Comparison(
        pair.first.code, pair.second.code, pair.stimulus, pair.cell, pair.label,
        [_row(row) for row in pair.rows], _row(pair.whole), statements, list(pair.apart),
        list(pair.warnings), list(pair.notes), pair.is_pooled, pair.anywhere_p,
    )  # fmt: skip


def _row(row: Row) -> wire.PairedRow:
    return wire.PairedRow(
        _net(row.first), _net(row.second), _net(row.difference), _net(row.together),
        row.p, row.adjusted_p,
    )  # fmt: skip


def _net(told: Told) -> wire.NetTold:
    return wire.NetTold(told.net, told.low, told.high)
