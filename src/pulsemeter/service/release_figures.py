"""When figures leave, and what has left: the gate's clock and memory for one session.

A release is written into the book before it is shown. An interval leaves once while the
session runs and once more after its close, and then only if enough persons changed for the
difference to tell of no small group.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pulsemeter.domain.protection import REPORTED_SHARE, ReleaseMoment
from pulsemeter.domain.session import SessionState
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.timeline import interval_end
from pulsemeter.release.figures import IntervalRelease, Release, Standing, StatementRelease
from pulsemeter.release.gate import release_interval, release_statement, rule_of, told_share
from pulsemeter.service.conduct_session import Place
from pulsemeter.service.follow_tally import TallyFollower
from pulsemeter.service.ports import Channel, ReleaseBook

GRACE_MS = 2_000
"""From an interval's close to its freeze where no broadcast delay has to be waited for."""

Rows = npt.NDArray[np.int8]
IntervalKey = tuple[int, int]


@dataclass(slots=True)
class _Due:
    """What one look at the clock found to be due."""

    intervals: list[tuple[IntervalKey, Standing]]
    statements: list[tuple[Statement, Standing]]


class Releaser:
    """The releases of one session, in the order of their numbers."""

    def __init__(
        self,
        follower: TallyFollower,
        statements: list[Statement],
        book: ReleaseBook,
        channel: Channel,
    ) -> None:
        self._follower = follower
        self._statements = statements
        self._book = book
        self._channel = channel
        self._rule = rule_of(follower.study)
        self.releases: list[Release] = []
        self._left: dict[IntervalKey, Rows] = {}
        self._left_at: dict[IntervalKey, int] = {}
        self._stated: dict[str, Rows] = {}
        self.is_final = False

    async def restore(self) -> None:
        """Take over what was released before: the log is folded up to each release's position,
        so that later differences are measured against what was really shown."""
        state = await self._book.state(self._follower.code)
        for release in sorted(state.releases, key=lambda r: r.number):
            await self._follower.catch_up(release.position)
            self._remember(release)
            self.is_final = self.is_final or release.standing == "final"

    def _remember(self, release: Release) -> None:
        self.releases.append(release)
        if isinstance(release, IntervalRelease):
            key = (release.stimulus, release.interval)
            self._left[key] = self._follower.standings(*key)
            self._left_at[key] = release.position
        else:
            statement = next((s for s in self._statements if s.id == release.statement), None)
            if statement is not None:
                self._stated[statement.id] = self._follower.classes(statement).copy()

    @property
    def _next_number(self) -> int:
        return self.releases[-1].number + 1 if self.releases else 1

    def frozen_upto(self, place: Place) -> int:
        """How many intervals of the running stimulus are frozen."""
        cells = self._follower.tally.cells[0, 0]
        if place.session.state in (SessionState.CLOSED, SessionState.RELEASED):
            return cells.intervals
        past_ms = place.session_ms - GRACE_MS
        return max(0, min(cells.intervals, past_ms // place.study.instrument.cadence_ms))

    async def release_live(self, place: Place, active: set[int]) -> None:
        """Release what a live session's clock has made due."""
        if self._follower.plan is None:
            return
        due = _Due([], [])
        cells = self._follower.tally.cells[0, 0]
        frozen = self.frozen_upto(place)
        for interval in range(cells.intervals):
            ended_ms = min(
                interval_end(interval, cells.cadence_ms), place.study.stimuli[0].duration_ms
            )
            if ended_ms > place.session_ms:
                break
            self._judge(due, (0, interval), interval < frozen, place, active)
        left = set(self._left) | {key for key, _ in due.intervals}
        for statement in self._statements:
            if statement.id in self._stated:
                continue
            stimulus = place.study.stimulus_index(statement.stimulus)
            needed = [(stimulus, k) for k in range(*self._follower.overlapped(statement))]
            if all(key in left for key in needed):
                whole = all(interval < frozen for _, interval in needed)
                due.statements.append((statement, "frozen" if whole else "provisional"))
        await self._release(due)

    def _judge(
        self, due: _Due, key: IntervalKey, is_frozen: bool, place: Place, active: set[int]
    ) -> None:
        moment = place.study.profile.release_moment
        if key in self._left:
            every_second = moment is ReleaseMoment.EVERY_SECOND and not is_frozen
            if every_second and not np.array_equal(self._left[key], self._follower.standings(*key)):
                due.intervals.append((key, "provisional"))
            return
        early = moment is ReleaseMoment.EVERY_SECOND or (
            moment is ReleaseMoment.WHEN_REPORTED
            and self._follower.reported_share(*key, active) >= REPORTED_SHARE
        )
        if is_frozen:
            due.intervals.append((key, "frozen"))
        elif early:
            due.intervals.append((key, "provisional"))

    async def release_all(self, standing: Standing) -> None:
        """Release every interval and statement whose figures are new or may change."""
        if self._follower.plan is None:
            return
        due = _Due([], [])
        for (stimulus, target), cells in self._follower.tally.cells.items():
            if target:
                continue
            for interval in range(cells.intervals):
                key = (stimulus, interval)
                if self._may_differ(self._left.get(key), self._follower.standings(*key)):
                    due.intervals.append((key, standing))
        for statement in self._statements:
            classes = self._follower.classes(statement)
            if self._may_differ(self._stated.get(statement.id), classes):
                due.statements.append((statement, standing))
        await self._release(due)
        self.is_final = self.is_final or standing == "final"

    def _may_differ(self, before: Rows | None, now: Rows) -> bool:
        """Whether a figure may leave again: in each cell that can leave, nobody changed or at
        least as many persons as the smallest roster."""
        if before is None:
            return True
        plan = self._follower.plan
        if plan is None:
            return False
        earlier = np.full(len(now), -1, dtype=np.int8)
        earlier[: len(before)] = before
        moved = earlier != now
        if not moved.any():
            return False
        floor = self._follower.study.profile.smallest_roster
        membership = next(iter(self._follower.tally.counters.values())).membership
        rows = min(len(now), membership.codes.shape[1])
        for partition, codes in zip(plan.partitions, membership.codes, strict=True):
            if partition.is_released:
                inside = moved[:rows] & (codes[:rows] >= 0)
                changed = np.bincount(codes[:rows][inside], minlength=len(partition.cells))
                if ((changed > 0) & (changed < floor)).any():
                    return False
        return True

    async def _release(self, due: _Due) -> None:
        plan, follower = self._follower.plan, self._follower
        if plan is None or not (due.intervals or due.statements):
            return
        number, position = self._next_number, follower.tally.position
        made: list[Release] = []
        for key, standing in due.intervals:
            counts = follower.interval_counts(*key)
            figures = release_interval(plan, counts, follower.study.profile, self._rule)
            share = told_share(follower.panel_share(key[0], [key[1]]))
            made.append(
                IntervalRelease(number + len(made), *key, standing, share, figures, position)
            )
        for statement, standing in due.statements:
            stimulus = follower.study.stimulus_index(statement.stimulus)
            tables = follower.statement_counts(statement, follower.classes(statement))
            rows = release_statement(plan, tables, follower.study, self._rule)
            share = told_share(
                follower.panel_share(stimulus, range(*follower.overlapped(statement)))
            )
            made.append(
                StatementRelease(
                    number + len(made), statement.id, statement.revision, standing, share, rows,
                    position,
                )
            )  # fmt: skip
        await self._book.write(follower.code, made)
        for release in made:
            self._remember(release)
            self._channel.release(follower.code, release)
