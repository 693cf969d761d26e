"""What a server has at hand of one session that is not planned any more."""

import asyncio
from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt

from pulsemeter.domain.assignment import presses, stimulus_now
from pulsemeter.domain.participant import Seat
from pulsemeter.domain.timeline import interval_of
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
        self.under_way: asyncio.Task[None] | None = None
        """The step to the next figures, while it is reckoned."""
        self._waiting: tuple[int, int, list[Seat]] = (-1, 0, [])

    def waiting(self, changes: int, seats: Callable[[], Iterable[Seat]]) -> list[Seat]:
        """Of these seats those that take part but aren't on the roster; looked for only after a
        change, of which `changes` is the number."""
        members = self.follower.members
        if self._waiting[:2] != (changes, len(members)):
            found = [
                seat
                for seat in seats()
                if seat.may_react and seat.id not in members and presses(self.place.study, seat)
            ]
            self._waiting = (changes, len(members), found)
        return self._waiting[2]

    async def resume_ms(self, seat: Seat) -> int:
        """Stimulus time up to which a seat's reactions are stored; where traffic is even the end
        of that interval."""
        await self.follower.catch_up()
        stimulus = 0 if self.place.session.is_live else stimulus_now(self.place.study, seat)
        known_ms = self.follower.known_upto_ms(seat.id, stimulus)
        if not (known_ms and self.place.study.profile.even_traffic):
            return known_ms
        cadence_ms = self.place.study.instrument.cadence_ms
        return (interval_of(known_ms, cadence_ms) + 1) * cadence_ms - 1

    async def own_codes(self, seat: Seat, stimulus: int) -> npt.NDArray[np.int8] | None:
        """A seat's own cells of one stimulus and the first target, int8 (intervals,); None where
        nothing is known."""
        await self.follower.catch_up()
        cells = self.follower.tally.cells[stimulus, 0]
        row = self.follower.tally.row_of.get(seat.id)
        return None if row is None or row >= cells.rows else cells.codes[:, row].copy()

    async def wait(self, longest_s: float | None) -> None:
        """Wait for the step under way, so long at most; raises what it raised."""
        if self.under_way is not None:
            done, _ = await asyncio.wait({self.under_way}, timeout=longest_s)
            if done:
                self.under_way = None
                done.pop().result()

    @property
    def plan(self) -> SettledPlan | None:
        """The plan, once its cells are settled."""
        return self.follower.plan
