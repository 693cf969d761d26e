"""Sessions for programs: those of the studies that one belongs to, and one of them.

GET /api/v1/sessions
GET /api/v1/sessions/{code}
"""

from msgspec import convert
from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.domain.session import OVER
from pulsemeter.domain.staff import Act
from pulsemeter.service.conduct_session import Place, UnknownSession
from pulsemeter.service.staff_sign_ins import SignedIn
from pulsemeter.web.join_links import join_base
from pulsemeter.web.participant_records import json_response, problem
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of
from pulsemeter.wire import sessions as wire
from pulsemeter.wire.participant import SessionStateName, ShownName


async def sessions(request: Request) -> Response:
    """GET /api/v1/sessions."""
    services, who = services_of(request), staff_of(request)
    early = await _early(request)
    places = [p for p in services.conduct.places() if who.membership(p.session.study)]
    return json_response(wire.Sessions([_listed(place, who, early) for place in places]))


async def session(request: Request) -> Response:
    """GET /api/v1/sessions/{code}."""
    services = services_of(request)
    try:
        place = services.conduct.place(request.path_params["code"])
    except UnknownSession as error:
        return problem(404, str(error), "look at the list of sessions")
    return json_response(await session_facts(request, place))


async def session_facts(request: Request, place: Place) -> wire.SessionFacts:
    """A session as whoever asks is told it."""
    return wire.SessionFacts(
        session=_listed(place, staff_of(request), await _early(request)),
        session_ms=place.session_ms,
        extended_ms=place.session.extended_ms,
        stimuli=[stimulus.id for stimulus in place.study.stimuli],
        join_url=f"{join_base(request)}/j/{place.session.code}",
    )


async def _early(request: Request) -> dict[str, str]:
    """By session, how long before its end it was closed."""
    closes = await services_of(request).audit.early_closes()
    return {code: entry.deed.detail for code, entry in closes.items()}


def _listed(place: Place, who: SignedIn, early: dict[str, str]) -> wire.ListedSession:
    held = place.session
    act = Act.SEE_RELEASED if held.state in OVER else Act.SEE_LIVE
    return wire.ListedSession(
        code=held.code,
        study=held.study,
        title=place.study.title,
        kind=convert(held.kind.value, type=wire.KindName),
        shown=convert(held.shown.value, type=ShownName),
        state=convert(held.state.value, type=SessionStateName),
        dry_run=held.dry_run,
        simulated=held.simulated,
        figures=who.may(act, held.study),
        closed_early=early.get(held.code, ""),
    )
