"""One showing of a study's stimuli to a panel: its states and its clock.

The clock is a value: told what the time is, it answers what session time it is. Where the
time comes from is decided outside the domain.
"""

from dataclasses import dataclass, replace
from enum import StrEnum


class SessionKind(StrEnum):
    """Whether everyone shares one clock or each participant has an own one."""

    LIVE = "live"
    ON_DEMAND = "on_demand"


class SessionState(StrEnum):
    """The life of a session, in order; running and paused may alternate."""

    PLANNED = "planned"
    OPEN = "open"
    RUNNING = "running"
    PAUSED = "paused"
    CLOSED = "closed"
    RELEASED = "released"


_ALLOWED = {
    SessionState.PLANNED: (SessionState.OPEN,),
    SessionState.OPEN: (SessionState.RUNNING, SessionState.CLOSED),
    SessionState.RUNNING: (SessionState.PAUSED, SessionState.CLOSED),
    SessionState.PAUSED: (SessionState.RUNNING, SessionState.CLOSED),
    SessionState.CLOSED: (SessionState.RELEASED,),
    SessionState.RELEASED: (),
}

ACCEPTS_SEATS = frozenset((SessionState.OPEN, SessionState.RUNNING, SessionState.PAUSED))


class SessionStateError(ValueError):
    """A step that the session's present state does not allow."""


@dataclass(frozen=True, slots=True)
class SessionClock:
    """Session time as a line through one anchor; it stands still unless running.

    `anchor_wall_ms` is the only wall time a session keeps; it bridges a restart and never
    enters a record.
    """

    anchor_session_ms: int = 0
    anchor_wall_ms: int = 0
    is_running: bool = False

    def session_ms(self, wall_ms: int) -> int:
        """Session time at a wall time; never before the anchor. That it never goes back between
        two looks is up to whoever tells the time."""
        if not self.is_running:
            return self.anchor_session_ms
        return self.anchor_session_ms + max(0, wall_ms - self.anchor_wall_ms)

    def run(self, wall_ms: int) -> "SessionClock":
        """The clock set going at this wall time."""
        return SessionClock(self.session_ms(wall_ms), wall_ms, True)

    def stop(self, wall_ms: int) -> "SessionClock":
        """The clock standing at what it shows now."""
        return SessionClock(self.session_ms(wall_ms), wall_ms, False)


@dataclass(frozen=True, slots=True)
class Session:
    """A session by its code, which is also what a participant may type to join."""

    code: str
    study: str
    kind: SessionKind
    state: SessionState = SessionState.PLANNED
    clock: SessionClock = SessionClock()
    simulated: bool = False

    @property
    def is_live(self) -> bool:
        """Whether all participants share one clock."""
        return self.kind is SessionKind.LIVE

    def step(self, state: SessionState, wall_ms: int) -> "Session":
        """The session in its next state, its clock set going or stopped.

        Raises SessionStateError when the present state does not lead there.
        """
        if state not in _ALLOWED[self.state]:
            raise SessionStateError(
                f"session {self.code} is {self.state.value}; it can't become {state.value} "
                f"(from here: {', '.join(s.value for s in _ALLOWED[self.state]) or 'nothing'})"
            )
        # On demand nobody shares the clock; it only dates what arrives, from the opening on.
        going = {SessionState.RUNNING} if self.is_live else ACCEPTS_SEATS
        clock = self.clock.run(wall_ms) if state in going else self.clock.stop(wall_ms)
        return replace(self, state=state, clock=clock)
