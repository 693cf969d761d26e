"""How the server is, for machines that watch it: whether it takes work, and numbers over time.

Nothing of a person, a seat, a group or a direction is in here: not even a session's name. What
counts people (sockets) is rounded as coarsely as the screens of the coarsest profile, and records
are counted in hundreds: one by one they would tell when a lone participant presses.
"""

from collections import Counter
from collections.abc import Callable, Sequence, Sized
from typing import NamedTuple

from pulsemeter.domain.protection import PROFILES
from pulsemeter.domain.session import SessionState
from pulsemeter.release.rounding import rounded
from pulsemeter.service.conduct_session import Conduct
from pulsemeter.service.enrol_participant import Enrolment
from pulsemeter.service.ingest_reaction import Ingest
from pulsemeter.service.keep_room import RoomKeeper
from pulsemeter.service.ports import Clock
from pulsemeter.service.tally_lag import tally_lag_ms
from pulsemeter.service.tell_trouble import storing_trouble
from pulsemeter.service.watch_load import LoadWatch

COARSEST_STEP = max(profile.rounding_step for profile in PROFILES.values())
RECORDS_STEP = 100


class Figure(NamedTuple):
    """A number that is watched. `values` are (label, value); the label is empty where there is
    one value."""

    name: str
    kind: str
    """`gauge` may fall, `counter` begins anew with the process only."""
    says: str
    values: Sequence[tuple[str, float]]


class ServerHealth:
    """Asked by whoever watches; costs next to nothing and never waits for the store."""

    def __init__(
        self,
        conduct: Conduct,
        enrolment: Enrolment,
        ingest: Ingest,
        keeper: RoomKeeper,
        load: LoadWatch,
        clock: Clock,
        *,
        sockets: Sized,
        screens: Callable[[], int],
    ) -> None:
        self._conduct = conduct
        self._enrolment = enrolment
        self._ingest = ingest
        self._keeper = keeper
        self._load = load
        self._clock = clock
        self._sockets = sockets
        self._screens = screens
        self._began_ms = clock.elapsed_ms()
        self.is_stopping = False

    @property
    def _stores_nothing(self) -> bool:
        return bool(storing_trouble(self._ingest, self._enrolment))

    def why_not_ready(self) -> str:
        """Why nobody new should be sent here just now; empty while all goes well. What exactly
        fails is told to staff and in the diagnostics, not to everybody who asks."""
        if self.is_stopping:
            return "this server is stopping"
        if self._stores_nothing:
            return "nothing can be stored at the moment"
        if self._keeper.trouble:
            return "figures wait for the store"
        if self._load.sheds_joining:
            return "this server is too far behind to let anybody join"
        return ""

    def figures(self) -> list[Figure]:
        """The numbers of this moment."""
        ingest, load = self._ingest, self._load
        states = Counter(place.session.state for place in self._conduct.places())
        return [
            _one("up_seconds", "gauge", "Since the start.",
                 (self._clock.elapsed_ms() - self._began_ms) / 1_000),
            _one("ready", "gauge", "1 where /health/ready says so.", not self.why_not_ready()),
            _one("sockets", "gauge", "Participants' sockets open, in coarse steps.",
                 rounded(len(self._sockets), COARSEST_STEP)),
            _one("screens", "gauge", "Live screens open.", self._screens()),
            _one("commits_total", "counter", "Batches made durable.", ingest.commits.written),
            _one("records_total", "counter", "Records made durable, in whole hundreds.",
                 ingest.records_stored // RECORDS_STEP * RECORDS_STEP),
            _one("frames_waiting", "gauge", "Frames not durable yet.", ingest.commits.waiting),
            _one("behind_seconds", "gauge", "By how much the server was behind at its last look.",
                 load.behind_ms / 1_000),
            _one("tally_lag_seconds", "gauge",
                 "Age of this server's oldest commit that isn't counted yet, in whole seconds.",
                 tally_lag_ms(ingest.commit_times, self._keeper.rooms.values()) // 1_000),
            _one("burden", "gauge", "0 light, 1 screens are let go, 2 nobody joins.", load.burden),
            _one("store_trouble", "gauge", "1 while nothing can be stored.",
                 self._stores_nothing),
            _one("release_trouble", "gauge", "1 while nothing can be stored or released.",
                 bool(self._keeper.trouble)),
            Figure("sessions", "gauge", "Sessions by state.",
                   [(state.value, states[state]) for state in SessionState]),
        ]  # fmt: skip


def _one(name: str, kind: str, says: str, value: float) -> Figure:
    return Figure(name, kind, says, [("", float(value))])
