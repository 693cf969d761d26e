"""Records over POST: the way round a blocked socket, and the beacon of a page that hides."""

import asyncio
from typing import TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.domain.participant import Seat
from pulsemeter.service.conduct_session import Place
from pulsemeter.service.ingest_reaction import Acknowledged, Superseded, WriterUnknown
from pulsemeter.web.even_answers import answer_bytes
from pulsemeter.web.participant_socket import SEAT_COOKIE, ack_of, incoming, welcome_of
from pulsemeter.web.services import Services, services_of
from pulsemeter.wire.dashboard import Problem
from pulsemeter.wire.participant import Hello, Records, Sealed, TakenOver
from pulsemeter.wire.reading import Unreadable, reader_of

BODY_BYTES_MAX = 4_096
ACK_WAIT_S = 20.0

T = TypeVar("T")
_read = reader_of(Records | Sealed | Hello)


def json_response(message: msgspec.Struct, status: int = 200) -> Response:
    """A wire message as the body of an answer."""
    return Response(
        msgspec.json.encode(message),
        status,
        media_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


def even_response(message: msgspec.Struct, place: Place) -> Response:
    """An answer to a page of this session; nobody on the way may pack it smaller again."""
    headers = {"Cache-Control": "no-store"}
    if place.study.profile.even_traffic:
        headers["Cache-Control"] += ", no-transform"
    return Response(answer_bytes(message, place), media_type="application/json", headers=headers)


def problem(status: int, error: str, remedy: str = "") -> Response:
    """A refusal of the API."""
    return json_response(Problem(error, remedy), status)


async def take_records(request: Request) -> Response:
    """POST /p/records: a frame of records in, an Ack out once it is durable. A Hello frame is
    answered by a Welcome, for pages whose socket never opened, or by TakenOver. A device whose
    seat was taken over may deliver what it pressed; it gets no seat."""
    services = services_of(request)
    secret = request.cookies.get(SEAT_COOKIE, "")
    holder = await services.enrolment.seat_of(secret)
    seat = holder or services.enrolment.seat_of_former(secret)
    if seat is None:
        return problem(403, "no seat", "open your link again")
    body = await read_body(request, BODY_BYTES_MAX)
    if body is None:
        return problem(413, f"more than {BODY_BYTES_MAX} bytes", "send fewer records at once")
    try:
        message = _read(body)
    except Unreadable as error:
        return problem(400, f"not a frame of ours: {error}")
    if isinstance(message, Hello):
        return await _greet(services, holder, message)
    durable: asyncio.Future[Acknowledged] = asyncio.get_running_loop().create_future()

    def reply(done: Acknowledged) -> None:
        if not durable.done():
            durable.set_result(done)

    # Its hello may have been heard at another server, and its records acknowledged there.
    await services.enrolment.know_writer(seat, message.writer)
    await services.ingest.restore(seat.session)
    try:
        services.ingest.take(seat, message.writer, incoming(message.records), reply)
    except WriterUnknown:
        return json_response(TakenOver(message.writer), 409)
    try:
        done = await asyncio.wait_for(durable, ACK_WAIT_S)
    except TimeoutError:
        return problem(503, "not stored yet", "keep the records and send them again")
    return even_response(ack_of(done), done.place)


async def _greet(services: Services, holder: Seat | None, message: Hello) -> Response:
    """The seat for a page load, if its device still holds it and no later page load does."""
    try:
        if holder is None:
            raise Superseded("another device holds this seat")
        done = await services.ingest.take_seat(holder, message.writer)
    except Superseded:
        return json_response(TakenOver(message.writer), 409)
    except WriterUnknown as error:
        return problem(409, str(error))
    welcome = welcome_of(done, await services.keeper.resume_ms(holder))
    return even_response(welcome, done.place)


async def read_body(request: Request, bytes_max: int) -> bytes | None:
    """The body, or None as soon as it is longer than allowed."""
    parts: list[bytes] = []
    length = 0
    async for part in request.stream():
        length += len(part)
        if length > bytes_max:
            return None
        parts.append(part)
    return b"".join(parts)


async def read_asked(request: Request, kind: type[T], bytes_max: int) -> T | Response:
    """What the body of a request of the API asks for, or why it can't be read; an empty one says
    nothing beyond the address."""
    body = await read_body(request, bytes_max)
    if body is None:
        return problem(413, f"more than {bytes_max} bytes", "send fewer words")
    try:
        asked: T = reader_of(kind)(body or b"{}")
    except Unreadable as error:
        told = "see what it takes at /api/v1/openapi.json"
        return problem(400, f"not what this address takes: {error}", told)
    return asked
