"""Pages of the staff: the list of sessions, and the live room."""

from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.domain.session import OVER
from pulsemeter.domain.staff import Act
from pulsemeter.service.conduct_session import Place, UnknownSession
from pulsemeter.service.keep_recording import no_recording_because
from pulsemeter.service.staff_sign_ins import SignedIn
from pulsemeter.web.headers import allow_media_of
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.templates import plain_page, render


async def sessions_page(request: Request) -> Response:
    """GET /sessions: those of the studies that the member belongs to."""
    services, who = services_of(request), staff_of(request)
    places = [p for p in services.conduct.places() if who.membership(p.session.study)]
    ways = await services.staff.ways.of(who.member.id)
    return render(
        request, "sessions.html", language="en", who=who, has_way=ways.count > 0,
        places=places, open_rooms={p.session.code for p in places if _sees_room(who, p)},
        stageable={p.session.code for p in places if who.may(Act.CONDUCT, p.session.study)},
        filmable={
            p.session.code for p in places if p.session.state in OVER and _sees_room(who, p)
        },
        recordable={p.session.code for p in places if _takes_recording(who, p)},
        readable={p.session.code for p in places if _reads_comments(who, p)},
        early_closes=await services.audit.early_closes(), trouble=services.keeper.trouble,
    )  # fmt: skip


def _sees_room(who: SignedIn, place: Place) -> bool:
    act = Act.SEE_RELEASED if place.session.state in OVER else Act.SEE_LIVE
    return who.may(act, place.session.study)


def _takes_recording(who: SignedIn, place: Place) -> bool:
    """Whether a recording of what was shown can be attached or aligned by this member."""
    is_over = place.session.state in OVER and who.may(Act.ALIGN, place.session.study)
    return is_over and not all(no_recording_because(place.session, s) for s in place.study.stimuli)


def _reads_comments(who: SignedIn, place: Place) -> bool:
    """Whether there may be comments, and this member may read them."""
    is_over = place.session.state in OVER and place.study.profile.comments
    return is_over and who.may(Act.SEE_EVERY_AUDIENCE, place.session.study)


async def live_room_page(request: Request) -> Response:
    """GET /sessions/{code}/live."""
    try:
        place = services_of(request).conduct.place(request.path_params["code"])
    except UnknownSession as error:
        return plain_page(request, 404, f"{error}.", "Look at the list of sessions.", language="en")
    page = render(request, "live_room.html", language="en", place=place)
    return allow_media_of(page, *(stimulus.address for stimulus in place.study.stimuli))
