"""What a server has at hand of one session that is not planned any more."""

from pulsemeter.domain.participant import Seat
from pulsemeter.release.plan import SettledPlan
from pulsemeter.service.conduct_session import Place
from pulsemeter.service.follow_tally import TallyFollower
from pulsemeter.service.release_figures import Releaser


class Room:
    """One session's follower and releaser, and who is on its roster."""

    def __init__(self, code: str, place: Place, follower: TallyFollower, releaser: Releaser):
        self.code = code
        self.place = place
        self.follower = follower
        self.releaser = releaser
        self.over_since_ms: int | None = None
        self.timed_ms = 0
        self.waiting: tuple[int, int, list[Seat]] = (-1, 0, [])

    @property
    def plan(self) -> SettledPlan | None:
        """The plan, once its cells are settled."""
        return self.follower.plan
