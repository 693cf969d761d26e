"""One showing of a study's stimuli to a panel: its states and its clock.

The clock is a value: told what the time is, it answers what session time it is. Where the
time comes from is decided outside the domain.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from pulsemeter.domain.delay import CUES_MAX, DelayCue
from pulsemeter.domain.origin import Origin
from pulsemeter.domain.panel_question import QUESTIONS_MAX, PanelQuestion


class SessionKind(StrEnum):
    """Whether everyone shares one clock or each participant has an own one."""

    LIVE = "live"
    ON_DEMAND = "on_demand"


class ShownIn(StrEnum):
    """Where people see the stimulus: on the participant's page, each on a screen of their own (the
    phone is the clicker, the broadcast's delay is measured), or on one screen in a room."""

    IN_PAGE = "in_page"
    OWN_SCREEN = "own_screen"
    ONE_ROOM = "one_room"


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
OVER = frozenset((SessionState.CLOSED, SessionState.RELEASED))


class SessionStateError(ValueError):
    """A step that the session's present state does not allow."""


@dataclass(frozen=True, slots=True)
class Boot:
    """One run of a machine, from its start to its next one, by an id; `began_wall_ms` is when it
    began, by the wall time of the process that looks. Every process of it has the same steady
    clock. Without an id nothing is known of it."""

    id: str = ""
    began_wall_ms: int = 0


@dataclass(frozen=True, slots=True)
class SessionClock:
    """Session time as a line through one anchor; it stands still unless running.

    `anchor_wall_ms` is the only wall time a session keeps; it bridges a restart and never
    enters a record. `boot` is the run of the machine in which the anchor was set.
    """

    anchor_session_ms: int = 0
    anchor_wall_ms: int = 0
    is_running: bool = False
    boot: Boot = Boot()

    def session_ms(self, wall_ms: int) -> int:
        """Session time at a wall time; never before the anchor. That it never goes back between
        two looks is up to whoever tells the time."""
        if not self.is_running:
            return self.anchor_session_ms
        return self.anchor_session_ms + max(0, wall_ms - self.anchor_wall_ms)

    def seen_from(self, boot: Boot) -> "SessionClock":
        """The clock as a process sees it that may have begun after the wall clock was set: as long
        as the machine wasn't started anew, that moves nothing."""
        if not boot.id or boot.id != self.boot.id:
            return self
        moved_ms = boot.began_wall_ms - self.boot.began_wall_ms
        return replace(self, anchor_wall_ms=self.anchor_wall_ms + moved_ms, boot=boot)

    def run(self, wall_ms: int) -> "SessionClock":
        """The clock set going at this wall time."""
        return SessionClock(self.session_ms(wall_ms), wall_ms, True)

    def at(self, session_ms: int, wall_ms: int) -> "SessionClock":
        """The clock showing this session time at this wall time, going or standing as before."""
        return SessionClock(session_ms, wall_ms, self.is_running)

    def stop(self, wall_ms: int) -> "SessionClock":
        """The clock standing at what it shows now."""
        return SessionClock(self.session_ms(wall_ms), wall_ms, False)


@dataclass(frozen=True, slots=True)
class Session:
    """A session by its code, which is also what a participant may type to join. A `dry_run` is
    there to try a study out: it doesn't keep the study from being changed. `extended_ms` is by how
    much its end was moved while it ran. One with an `origin` was held by another system. Where
    `carried_over` is set the machine was started anew while it ran: its wall clock may have been
    set meanwhile, so the session's may be behind what pages have seen, nobody knows how far."""

    code: str
    study: str
    kind: SessionKind
    state: SessionState = SessionState.PLANNED
    clock: SessionClock = SessionClock()
    simulated: bool = False
    shown: ShownIn = ShownIn.IN_PAGE
    cues: tuple[DelayCue, ...] = ()
    dry_run: bool = False
    questions: tuple[PanelQuestion, ...] = ()
    extended_ms: int = 0
    origin: Origin | None = None
    carried_over: bool = False

    @property
    def is_live(self) -> bool:
        """Whether all participants share one clock."""
        return self.kind is SessionKind.LIVE

    @property
    def is_delayed(self) -> bool:
        """Whether everybody's screen is behind the session's clock by a delay of its own."""
        return self.shown is ShownIn.OWN_SCREEN

    @property
    def open_cue(self) -> DelayCue | None:
        """The cue that people are waiting for, or were a moment ago."""
        return self.cues[-1] if self.cues and self.cues[-1].is_open else None

    @property
    def open_question(self) -> PanelQuestion | None:
        """The question that everybody is asked now."""
        asked = self.questions[-1] if self.questions else None
        return asked if asked and asked.is_open and self.state not in OVER else None

    def step(self, state: SessionState, wall_ms: int, at_ms: int | None = None) -> "Session":
        """The session in its next state, its clock set going or stopped; at `at_ms` if given, as
        a player that leads tells it, or below 0 for a countdown before the start.

        Raises SessionStateError when the present state does not lead there.
        """
        is_led = self.shown is ShownIn.ONE_ROOM and at_ms is not None
        same = state is self.state is SessionState.RUNNING and is_led
        if state not in _ALLOWED[self.state] and not same:
            raise SessionStateError(
                f"session {self.code} is {self.state.value}; it can't become {state.value} "
                f"(from here: {', '.join(s.value for s in _ALLOWED[self.state]) or 'nothing'})"
            )
        # On demand nobody shares the clock; it only dates what arrives, from the opening on.
        going = {SessionState.RUNNING} if self.is_live else ACCEPTS_SEATS
        clock = self.clock.run(wall_ms) if state in going else self.clock.stop(wall_ms)
        if at_ms is not None:
            is_countdown = self.state is SessionState.OPEN and at_ms <= 0
            if not (is_led or is_countdown):
                raise SessionStateError(
                    f"session {self.code} keeps its own clock; only a player in one room sets it"
                )
            clock = clock.at(at_ms, wall_ms)
        return replace(self, state=state, clock=clock)

    def ask_cue(self, words: str, planned: int = -1) -> "Session":
        """The session with a cue to wait for, in place of an earlier one. SessionStateError where
        nobody has a screen of their own, or the session doesn't run."""
        if not self.is_delayed:
            raise SessionStateError(
                f"session {self.code} is shown {self.shown.value.replace('_', ' ')}; only "
                "screens of people's own have a delay to measure"
            )
        if self.state is not SessionState.RUNNING:
            raise SessionStateError(
                f"session {self.code} is {self.state.value}; cues are asked while it runs"
            )
        if len(self.cues) >= CUES_MAX:
            raise SessionStateError(f"session {self.code} has had {CUES_MAX} cues, the most it can")
        earlier = self.end_cue()
        cue = DelayCue(len(self.cues) + 1, words, planned)
        return replace(earlier, cues=(*earlier.cues, cue))

    def mark_cue(self, wall_ms: int) -> "Session":
        """The session with its open cue marked at this moment; marking again corrects it."""
        cue = self.open_cue
        if cue is None:
            raise SessionStateError(f"session {self.code} has no open cue; ask one first")
        marked = replace(cue, marked_ms=self.clock.session_ms(wall_ms))
        return replace(self, cues=(*self.cues[:-1], marked))

    def end_cue(self) -> "Session":
        """The session without an open cue; an unmarked one tells nothing."""
        if self.open_cue is None:
            return self
        return replace(self, cues=(*self.cues[:-1], replace(self.cues[-1], is_open=False)))

    def ask_question(
        self, text: str, answers: tuple[str, ...], planned: str, wall_ms: int
    ) -> "Session":
        """The session with a question to everybody, in place of an open one. SessionStateError
        where it doesn't run, or had as many as it can."""
        if self.state not in (SessionState.RUNNING, SessionState.PAUSED):
            raise SessionStateError(
                f"session {self.code} is {self.state.value}; questions are put while it runs"
            )
        if len(self.questions) >= QUESTIONS_MAX:
            raise SessionStateError(
                f"session {self.code} has had {QUESTIONS_MAX} questions, the most it can"
            )
        held = self.end_question() if self.open_question else self
        asked_ms = self.clock.session_ms(wall_ms)
        asked = PanelQuestion(len(held.questions) + 1, text, answers, planned, asked_ms)
        return replace(held, questions=(*held.questions, asked))

    def end_question(self) -> "Session":
        """The session with its open question ended. SessionStateError where none is open."""
        asked = self.open_question
        if asked is None:
            raise SessionStateError(f"session {self.code} has no open question")
        ended = replace(asked, is_open=False)
        return replace(self, questions=(*self.questions[:-1], ended))


def fixing_session(study: str, sessions: Iterable[Session]) -> Session | None:
    """The first session because of which a study stays as it is; dry runs leave it free."""
    return next((s for s in sessions if s.study == study and not s.dry_run), None)
