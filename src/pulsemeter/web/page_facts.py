"""What the run page has to know before it opens its socket, out of seat, session and study."""

from pulsemeter.domain.assignment import instrument_of, presses, stimulus_now
from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.domain.session import ShownIn
from pulsemeter.service.conduct_session import Place
from pulsemeter.web.media_files import captions_url, media_url
from pulsemeter.wire.participant import PageFacts


def page_facts(seat: Seat, place: Place, language: str) -> PageFacts:
    """What the run page, in this language, has to know before it opens the socket."""
    session, instrument = place.session, instrument_of(place.study, seat)
    may_press = presses(place.study, seat)
    index = 0 if session.is_live else stimulus_now(place.study, seat)
    stimulus = place.study.stimuli[index]
    is_here = session.shown is ShownIn.IN_PAGE
    captions = captions_url(session.code, stimulus, language) if is_here else ""
    return PageFacts(
        session=session.code,
        kind="live" if session.is_live else "on_demand",
        state=session.state.value,
        step="practice" if seat.step is SeatStep.PRACTICE else "stimulus",
        instrument=instrument.kind.value if may_press else "two_buttons",
        cadence_ms=instrument.cadence_ms,
        cue=instrument.cue and may_press,
        like=instrument.like,
        dislike=instrument.dislike,
        likes_left=seat.likes_left,
        simulated=session.simulated,
        stimulus=index,
        title=stimulus.title,
        duration_ms=stimulus.duration_ms,
        media_url=media_url(session.code, stimulus) if is_here else "",
        captions_url=captions,
        socket_path="/p/socket",
        records_path="/p/records",
        practised_path="/p/practised",
        watched_path=f"/p/watched?stage={seat.stage}",
        presses=may_press,
        shown=session.shown.value,
        broadcast=stimulus.broadcast and is_here,
        cues=list(place.study.cues) if session.is_delayed else [],
        sealed=place.study.profile.even_traffic,
    )
