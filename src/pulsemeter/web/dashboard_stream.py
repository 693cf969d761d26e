"""Released figures as server-sent events, resumed by the number of the last release seen."""

from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from pulsemeter.service.conduct_session import UnknownSession
from pulsemeter.web.participant_records import problem
from pulsemeter.web.services import Mailbox, Services, services_of
from pulsemeter.wire.dashboard import PlanChange
from pulsemeter.wire.telling import plan_cells, release_message, status_message
from pulsemeter.wire.telling_events import event_bytes

KEEP_ALIVE_S = 10.0
_KEEP_ALIVE = b": keep-alive\n\n"


async def stream(request: Request) -> Response:
    """GET /api/v1/sessions/{code}/stream."""
    services = services_of(request)
    try:
        code = services.conduct.place(request.path_params["code"]).session.code
    except UnknownSession as error:
        return problem(404, str(error), "look at the list of sessions")
    last = request.headers.get("last-event-id", "0")
    seen = int(last) if last.isdigit() and len(last) < 12 else 0
    return StreamingResponse(
        _events(services, code, seen),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _events(services: Services, code: str, seen: int) -> AsyncIterator[bytes]:
    # Subscribed before the past is read: what comes in between arrives twice and is told once.
    mailbox = services.feed.subscribe(code)
    try:
        yield _KEEP_ALIVE
        room = await services.keeper.room(code)
        if room is not None:
            yield event_bytes("plan", PlanChange(plan_cells(room.follower.cells())))
            yield event_bytes("status", status_message(services.keeper.activity(room)))
        for release in list(room.releaser.releases) if room else []:
            if release.number > seen:
                seen = release.number
                yield event_bytes("release", release_message(release), release.number)
        async for event in _new_events(mailbox, seen):
            yield event
    finally:
        mailbox.leave()


async def _new_events(mailbox: Mailbox, seen: int) -> AsyncIterator[bytes]:
    while not mailbox.is_closed:
        taken = await mailbox.take(KEEP_ALIVE_S)
        fresh = [event for number, event in taken if number == 0 or number > seen]
        seen = max([seen, *(number for number, _ in taken)])
        if fresh:
            yield b"".join(fresh)
        elif not taken:
            yield _KEEP_ALIVE
