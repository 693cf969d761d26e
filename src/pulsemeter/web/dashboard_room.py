"""What the live room is drawn from: the session's facts and everything released so far."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence

from msgspec.json import encode
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from pulsemeter.domain.extension import BY_MAX_MS, why_not_longer
from pulsemeter.domain.session import Session, SessionState, SessionStateError
from pulsemeter.domain.staff import Act
from pulsemeter.release.activity import Activity
from pulsemeter.release.figures import Release
from pulsemeter.release.gate import rule_of
from pulsemeter.release.view import View
from pulsemeter.service.conduct_session import Place, UnknownSession
from pulsemeter.service.room import Room as OpenRoom
from pulsemeter.service.staff_sign_ins import SignedIn
from pulsemeter.web.participant_records import BODY_BYTES_MAX, json_response, problem, read_body
from pulsemeter.web.room_stimuli import stimuli_facts
from pulsemeter.web.services import Services, services_of
from pulsemeter.web.staff_door import staff_of, view_of
from pulsemeter.web.typed_times import is_whole
from pulsemeter.wire.dashboard import AskedCue, Room, StatementFacts, Status
from pulsemeter.wire.reading import Unreadable, reader_of
from pulsemeter.wire.telling import plan_cells, release_message, status_message

STEPS = {
    "open": SessionState.OPEN,
    "start": SessionState.RUNNING,
    "pause": SessionState.PAUSED,
    "resume": SessionState.RUNNING,
    "close": SessionState.CLOSED,
}
COUNTDOWN_MAX_S = 60
AT_MAX_MS = 24 * 3_600_000

_read_cue = reader_of(AskedCue)


async def live_room_facts(request: Request) -> Response:
    """GET /api/v1/sessions/{code}/room."""
    services = services_of(request)
    try:
        place = services.conduct.place(request.path_params["code"])
    except UnknownSession as error:
        return problem(404, str(error), "look at the list of sessions")
    room = await services.keeper.room(place.session.code)
    who = staff_of(request)
    view = view_of(who, place.study.name)
    facts = await _room(services, place, room, who, view)
    return StreamingResponse(
        _with_releases(facts, list(room.releaser.releases) if room else [], view),
        media_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


async def _with_releases(
    facts: Room, releases: Sequence[Release], view: View
) -> AsyncIterator[bytes]:
    """The room as JSON, its releases one after the other: those of a long session at once would
    take megabytes for a moment, and hold up whoever presses."""
    # A quotation mark inside a text is written as \", so this stands there once.
    before, after = encode(facts).split(b'"releases":[]')
    yield before + b'"releases":['
    separator = b""
    for release in releases:
        if (seen := view.of_release(release)) is not None:
            yield separator + encode(release_message(seen))
            separator = b","
        await asyncio.sleep(0)
    yield b"]" + after


async def _room(
    services: Services, place: Place, room: OpenRoom | None, who: SignedIn, view: View
) -> Room:
    """All of the room but its releases."""
    session, study = place.session, place.study
    statements = await services.keeper.statements(session.code)
    return Room(
        session=session.code,
        study=study.name,
        title=study.title,
        kind=session.kind.value,
        simulated=session.simulated,
        imported="" if session.origin is None else session.origin.system,
        profile=study.profile.name,
        smallest_roster=study.profile.smallest_roster,
        cadence_ms=study.instrument.cadence_ms,
        lag_ms=study.lag_ms,
        like=study.instrument.like,
        dislike=study.instrument.dislike,
        verdict_rule=_rule_in_words(place),
        stimuli=await stimuli_facts(services, place),
        statements=[
            StatementFacts(
                s.id, s.revision, study.stimulus_index(s.stimulus), s.start_ms, s.end_ms,
                s.words, s.speaker, s.topic, s.note,
            )
            for s in statements
        ],
        cells=plan_cells(view.of_cells(room.follower.cells())) if room else [],
        releases=[],
        status=_status(services, place, room, view),
        shown=session.shown.value,
        cues=list(study.cues) if session.is_delayed else [],
        language=study.language,
        conducts=who.may(Act.CONDUCT, study.name),
        can_extend=not why_not_longer(study, session),
        own_only=view.audiences is not None,
        words_live=await services.keeper.words.refusal(session.code) == "",
    )  # fmt: skip


def _status(services: Services, place: Place, room: OpenRoom | None, view: View) -> Status:
    if room is None:
        nothing = Activity(place.session.state.value, place.session_ms, 0, 0, 0, 0, 0, 0)
        return status_message(nothing, view)
    return status_message(services.keeper.activity(room), view)


def _rule_in_words(place: Place) -> str:
    rule = rule_of(place.study)
    return (
        f"Fewer than {rule.floor} persons, or fewer than {rule.pressers_min} who pressed: too few. "
        f"Leaves cold: with {rule.certainty_cold:.0%} certainty fewer than {rule.a:.0%} pressed. "
        f"Resonates or falls flat: with {rule.certainty_net:.0%} certainty net approval beyond "
        f"{rule.delta * 100:g} points. Divides: with {rule.certainty_divides:.0%} certainty the "
        f"smaller side holds {rule.divides_smaller:.0%} of those who pressed."
    )


async def step_session(request: Request) -> Response:
    """POST /api/v1/sessions/{code}/{open|start|pause|resume|close}. `start?countdown_s=10` lets
    the clock run from ten seconds before the beginning; `at_ms` sets it to the player that leads
    a session in one room."""
    state = STEPS.get(request.path_params["step"])
    if state is None:
        return problem(404, "no such step", f"one of {', '.join(STEPS)}")
    try:
        at_ms = _clock_asked(request)
    except ValueError as error:
        return problem(422, str(error), "leave it away, or send a whole number")
    return await _changed(request, _stepped(request, state, at_ms))


async def _stepped(request: Request, state: SessionState, at_ms: int | None) -> Session:
    services, code = services_of(request), request.path_params["code"]
    place = services.conduct.place(code)
    who = staff_of(request).member.name
    if state is not place.session.state:  # a player that leads tells its time again and again
        await services.audit.note_step(who, place, state)
    session = await services.conduct.step(code, state, at_ms)
    if state is SessionState.OPEN:
        digest = await services.conduct.plan_digest(session.code)
        await services.audit.note_plan(who, session.code, digest)
    return session


def _clock_asked(request: Request) -> int | None:
    """The session time that a step asks for, if it does. ValueError for what is none."""
    if (player_ms := _whole_number(request, "at_ms", AT_MAX_MS)) is not None:
        return player_ms
    countdown_s = _whole_number(request, "countdown_s", COUNTDOWN_MAX_S)
    return -1_000 * countdown_s if countdown_s else None


def _whole_number(request: Request, name: str, most: int) -> int | None:
    told = request.query_params.get(name)
    if told is None:
        return None
    if not is_whole(told) or int(told) > most:
        raise ValueError(f"{name} is {told!r}, not a whole number up to {most}")
    return int(told)


async def extend_session(request: Request) -> Response:
    """POST /api/v1/sessions/{code}/extend?minutes=10: the end of a live session moves."""
    try:
        minutes = _whole_number(request, "minutes", BY_MAX_MS // 60_000)
        if not minutes:
            raise ValueError("minutes is missing")
    except ValueError as error:
        return problem(422, str(error), f"ask for 1 to {BY_MAX_MS // 60_000} minutes")
    return await _changed(request, _extended(request, 60_000 * minutes))


async def _extended(request: Request, by_ms: int) -> Session:
    services, code = services_of(request), request.path_params["code"]
    who = staff_of(request).member.name
    await services.audit.note_extension(who, services.conduct.place(code), by_ms)
    return await services.conduct.extend(code, by_ms)


async def change_cue(request: Request) -> Response:
    """POST /api/v1/sessions/{code}/cue/{ask|mark|end}: ask takes {"words", "planned"} as JSON."""
    conduct, code = services_of(request).conduct, request.path_params["code"]
    step = request.path_params["step"]
    if step == "mark":
        return await _changed(request, conduct.mark_cue(code))
    if step == "end":
        return await _changed(request, conduct.end_cue(code))
    if step != "ask":
        return problem(404, "no such step", "one of ask, mark, end")
    body = await read_body(request, BODY_BYTES_MAX)
    if body is None:
        return problem(413, f"more than {BODY_BYTES_MAX} bytes", "send fewer words")
    try:
        asked = _read_cue(body)
    except Unreadable as error:
        return problem(422, f"not the words of a cue: {error}")
    return await _changed(request, conduct.ask_cue(code, asked.words.strip(), asked.planned))


async def _changed(request: Request, change: Awaitable[Session]) -> Response:
    """The session's status after a change, or why it was refused."""
    services = services_of(request)
    try:
        session = await change
    except UnknownSession as error:
        return problem(404, str(error), "look at the list of sessions")
    except SessionStateError as error:
        return problem(409, str(error), "reload the page to see the present state")
    room = await services.keeper.room(session.code)
    place, view = services.conduct.place(session.code), view_of(staff_of(request), session.study)
    return json_response(_status(services, place, room, view))
