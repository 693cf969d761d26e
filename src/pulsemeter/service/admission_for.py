"""What a session lets in from the seats of one arm, as it stands now."""

from typing import NamedTuple

from pulsemeter.domain.assignment import arm_of, instrument_of, presses, shown_in
from pulsemeter.domain.delay import DELAY_MAX_MS
from pulsemeter.domain.participant import Seat
from pulsemeter.domain.reaction import Admission
from pulsemeter.domain.session import SessionKind
from pulsemeter.service.conduct_session import Place


class Admitting(NamedTuple):
    """What a session let in at a moment, by the steady clock."""

    place: Place
    admission: Admission
    since_ms: int


def admission_for(place: Place, seat: Seat) -> Admission:
    """What seats of this one's arm may send: its stimuli, and choices of its instrument."""
    study, instrument = place.study, instrument_of(place.study, seat)
    shown = shown_in(study, arm_of(study, seat))
    behind_ms = DELAY_MAX_MS if place.session.is_delayed else 0
    durations_ms = tuple(
        s.duration_ms + behind_ms if index in shown else 0 for index, s in enumerate(study.stimuli)
    )
    return Admission(
        state=place.session.state,
        is_live=place.session.kind is SessionKind.LIVE,
        # Nothing is ahead of a clock that may be behind.
        clock_now_ms=max(durations_ms) if place.session.carried_over else place.session_ms,
        durations_ms=durations_ms,
        targets=len(instrument.targets),
        choices=instrument.choices() if presses(study, seat) else frozenset(),
        cues=len(place.session.cues),
    )
