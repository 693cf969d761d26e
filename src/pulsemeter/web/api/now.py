"""What matters of the last ten minutes, for programs: GET /api/v1/sessions/{code}/now."""

from msgspec import convert, to_builtins
from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.release.now_board import NowDivide, NowFigure
from pulsemeter.service.read_now import NowReading, read_now
from pulsemeter.web.participant_records import json_response
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of, view_of
from pulsemeter.wire import now as wire
from pulsemeter.wire.dashboard import StatementFigure


async def now(request: Request) -> Response:
    """GET /api/v1/sessions/{code}/now, of own audiences."""
    services = services_of(request)
    place = services.conduct.place(request.path_params["code"])
    view = view_of(staff_of(request), place.study.name)
    reading = await read_now(services.keeper, place, view)
    divide = reading.board.divide
    told = wire.Now(
        [_statement(found, reading) for found in reading.board.best],
        [_statement(found, reading) for found in reading.board.worst],
        _split(divide, reading) if divide else None,
        reading.is_last_minutes,
    )
    return json_response(told)


def _statement(found: NowFigure, reading: NowReading) -> wire.NowStatement:
    release, cell = found.release, found.figure.cell
    return wire.NowStatement(
        release.statement,
        release.revision,
        reading.statements[release.statement].words,
        release.number,
        not release.is_reported,
        reading.labels[cell],
        convert(to_builtins(found.figure), type=StatementFigure),
        found.certainty,
    )


def _split(divide: NowDivide, reading: NowReading) -> wire.NowSplit:
    release = divide.release
    return wire.NowSplit(
        release.statement,
        release.revision,
        reading.statements[release.statement].words,
        release.number,
        divide.first,
        reading.labels[divide.first],
        divide.second,
        reading.labels[divide.second],
        divide.difference,
        divide.low,
        divide.high,
    )
