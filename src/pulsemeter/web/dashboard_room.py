"""What the live room is drawn from: the session's facts and everything released so far."""

from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.domain.session import SessionState, SessionStateError
from pulsemeter.release.gate import rule_of
from pulsemeter.service.conduct_session import Place, UnknownSession
from pulsemeter.service.keep_room import Room as OpenRoom
from pulsemeter.web.media_files import captions_url, media_url
from pulsemeter.web.participant_records import json_response, problem
from pulsemeter.web.services import Services, services_of
from pulsemeter.wire.dashboard import Room, StatementFacts, Status, StimulusFacts
from pulsemeter.wire.telling import plan_cells, release_message, status_message

STEPS = {
    "open": SessionState.OPEN,
    "start": SessionState.RUNNING,
    "pause": SessionState.PAUSED,
    "resume": SessionState.RUNNING,
    "close": SessionState.CLOSED,
}


async def live_room_facts(request: Request) -> Response:
    """GET /api/v1/sessions/{code}/room."""
    services = services_of(request)
    try:
        place = services.conduct.place(request.path_params["code"])
    except UnknownSession as error:
        return problem(404, str(error), "look at the list of sessions")
    room = await services.keeper.room(place.session.code)
    return json_response(await _room(services, place, room))


async def _room(services: Services, place: Place, room: OpenRoom | None) -> Room:
    session, study = place.session, place.study
    statements = await services.keeper.statements(study.name)
    return Room(
        session=session.code,
        study=study.name,
        title=study.title,
        kind=session.kind.value,
        simulated=session.simulated,
        profile=study.profile.name,
        smallest_roster=study.profile.smallest_roster,
        cadence_ms=study.instrument.cadence_ms,
        lag_ms=study.lag_ms,
        like=study.instrument.like,
        dislike=study.instrument.dislike,
        verdict_rule=_rule_in_words(place),
        stimuli=[
            StimulusFacts(
                s.id,
                s.title,
                s.duration_ms,
                media_url(session.code, s),
                captions_url(session.code, s),
            )
            for s in study.stimuli
        ],
        statements=[
            StatementFacts(
                s.id, s.revision, study.stimulus_index(s.stimulus), s.start_ms, s.end_ms,
                s.words, s.speaker, s.topic, s.note,
            )
            for s in statements
        ],
        cells=plan_cells(room.follower.cells()) if room else [],
        releases=[release_message(r) for r in room.releaser.releases] if room else [],
        status=_status(services, place, room),
    )  # fmt: skip


def _status(services: Services, place: Place, room: OpenRoom | None) -> Status:
    if room is None:
        return Status(place.session.state.value, place.session_ms, 0, 0, 0, 0, 0, 0)
    return status_message(services.keeper.activity(room))


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
    """POST /api/v1/sessions/{code}/{open|start|pause|resume|close}."""
    services = services_of(request)
    state = STEPS.get(request.path_params["step"])
    if state is None:
        return problem(404, "no such step", f"one of {', '.join(STEPS)}")
    try:
        session = await services.conduct.step(request.path_params["code"], state)
    except UnknownSession as error:
        return problem(404, str(error), "look at the list of sessions")
    except SessionStateError as error:
        return problem(409, str(error), "reload the page to see the present state")
    room = await services.keeper.room(session.code)
    return json_response(_status(services, services.conduct.place(session.code), room))
