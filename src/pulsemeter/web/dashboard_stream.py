"""Released figures as server-sent events, resumed by the number of the last release seen."""

import asyncio
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from pulsemeter.release.view import View
from pulsemeter.service.conduct_session import UnknownSession
from pulsemeter.service.keep_access_tokens import TokenWrong
from pulsemeter.service.ports import StoreError
from pulsemeter.service.sign_in_rate import TooManyTries
from pulsemeter.service.watch_load import LoadWatch
from pulsemeter.web.participant_records import problem
from pulsemeter.web.services import Mailbox, services_of
from pulsemeter.web.staff_door import staff_of, view_of, who_asks
from pulsemeter.web.wait_pages import RETRY_WAIT_S, wait_s
from pulsemeter.wire.dashboard import PlanChange
from pulsemeter.wire.telling import plan_cells, release_message, status_message
from pulsemeter.wire.telling_decisions import decision_message
from pulsemeter.wire.telling_events import event_bytes
from pulsemeter.wire.telling_words import words_message

KEEP_ALIVE_S = 10.0
ASKED_AGAIN_MS = 10_000
"""How long a screen is shown anything after its member was signed out or given another role."""
_KEEP_ALIVE = b": keep-alive\n\n"


async def stream(request: Request) -> Response:
    """GET /api/v1/sessions/{code}/stream."""
    services = services_of(request)
    try:
        session = services.conduct.place(request.path_params["code"]).session
    except UnknownSession as error:
        return problem(404, str(error), "look at the list of sessions")
    if services.load.sheds_screens:
        return _too_busy()
    last = request.headers.get("last-event-id", "0")
    seen = int(last) if last.isascii() and last.isdecimal() and len(last) < 12 else 0
    view = view_of(staff_of(request), session.study)
    return StreamingResponse(
        _events(request, session.code, view, seen),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def _too_busy() -> Response:
    """Screens make way for presses. Nothing is lost: a stream resumes where it stopped."""
    answer = problem(
        503, "too many people press right now; screens make way", "it goes on by itself"
    )
    answer.headers["Retry-After"] = str(wait_s(RETRY_WAIT_S))
    return answer


async def _events(request: Request, code: str, view: View, seen: int) -> AsyncIterator[bytes]:
    services = services_of(request)
    # Subscribed before the past is read: what comes in between arrives twice and is told once.
    mailbox = services.feed.subscribe(code, view)
    try:
        yield _KEEP_ALIVE
        room = await services.keeper.room(code)
        if room is not None:
            cells = view.of_cells(room.follower.cells())
            yield event_bytes("plan", PlanChange(plan_cells(cells)))
            yield event_bytes("status", status_message(services.keeper.activity(room), view))
        for release in list(room.releaser.releases) if room else []:
            if release.number > seen:
                seen = release.number
                if (shown := view.of_release(release)) is not None:
                    yield event_bytes("release", release_message(shown), release.number)
                    await asyncio.sleep(0)  # whoever presses isn't held up by a long past
        words = await services.keeper.words.words(code)
        if words.open or words.statements:
            yield event_bytes("words", words_message(words, words.statements))
        held = await services.decisions.of_session(code)
        told = (event_bytes("decision", decision_message(decision, view)) for decision in held)
        if past := b"".join(told):
            yield past
        member = _StillMember(request, view)
        async for event in _new_events(mailbox, seen, member, services.load):
            yield event
    finally:
        mailbox.leave()


async def _new_events(
    mailbox: Mailbox, seen: int, member: "_StillMember", load: LoadWatch
) -> AsyncIterator[bytes]:
    while not mailbox.is_closed:
        taken = await mailbox.take(KEEP_ALIVE_S)
        if load.sheds_screens or not await member.is_still():
            return
        fresh = []
        for number, event in taken:
            if number == 0 or number > seen:
                fresh.append(event)
                seen = max(seen, number)
        if fresh:
            yield b"".join(fresh)
        elif not taken:
            yield _KEEP_ALIVE


class _StillMember:
    """Whether whoever opened a stream may still see what it shows; asked now and then."""

    def __init__(self, request: Request, view: View) -> None:
        self._request = request
        self._view = view
        self._asked_ms = services_of(request).conduct.elapsed_ms()

    async def is_still(self) -> bool:
        """False once the sign-in ended or the member's view is another one."""
        conduct = services_of(self._request).conduct
        now_ms = conduct.elapsed_ms()
        if now_ms - self._asked_ms < ASKED_AGAIN_MS:
            return True
        self._asked_ms = now_ms
        try:
            who = await who_asks(self._request)
        except (TokenWrong, TooManyTries, StoreError):
            return False  # of whom nobody can tell just now, neither: the page asks again
        study = conduct.place(self._request.path_params["code"]).session.study
        return who is not None and view_of(who, study) == self._view
