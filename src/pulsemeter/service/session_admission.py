"""What a session lets in at this moment: asked by every press, so kept for an instant.

Knows no record: `domain.reaction.admit` decides about each by what is told here.
"""

from dataclasses import replace
from typing import NamedTuple

from pulsemeter.domain.assignment import arm_of, instrument_of, presses, shown_in
from pulsemeter.domain.delay import DELAY_MAX_MS
from pulsemeter.domain.participant import Seat
from pulsemeter.domain.reaction import Admission
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.service.conduct_session import Conduct, Place
from pulsemeter.service.ports import Clock

BUFFER_MS = 24 * 3_600_000
"""How long a closed session takes what phones have kept."""
KEPT_MS = 20
"""Far shorter than the tolerance of the clock."""


class Admitting(NamedTuple):
    """What a session let in at a moment of the steady clock, from seats of one arm."""

    place: Place
    admission: Admission
    since_ms: int


class SessionAdmissions:
    """The newest of every session and arm."""

    def __init__(self, conduct: Conduct, clock: Clock) -> None:
        self._conduct = conduct
        self._clock = clock
        self._held: dict[tuple[str, str], Admitting] = {}

    def now(self, seat: Seat, now_ms: int) -> Admitting:
        """What its session lets in from this seat now, `now_ms` of the steady clock."""
        key = (seat.session, seat.arm)
        session = self._conduct.session(seat.session)
        held = self._held.get(key)
        if held is None or held.place.session is not session or now_ms - held.since_ms >= KEPT_MS:
            place = self._conduct.place(seat.session)
            held = self._held[key] = Admitting(place, _admission(place, seat), now_ms)
        if session.state is SessionState.CLOSED:
            closed_ms = self._clock.wall_ms() - session.clock.anchor_wall_ms
            if closed_ms > BUFFER_MS:
                over = replace(held.admission, state=SessionState.RELEASED)
                return held._replace(admission=over)
        return held


def _admission(place: Place, seat: Seat) -> Admission:
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
