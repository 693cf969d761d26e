"""When figures leave, and what has left: the gate's clock and memory for one session.

A release is written into the book before it is shown. An interval leaves once while the
session runs and once more after its close, and then only if enough persons changed for the
difference to tell of no small group.
"""

from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from pulsemeter.analysis.statement import PersonClass
from pulsemeter.domain.protection import REPORTED_SHARE, ReleaseMoment
from pulsemeter.domain.session import SessionState
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.timeline import interval_end
from pulsemeter.release.figures import (
    IntervalFigure,
    IntervalRelease,
    Release,
    Standing,
    StatementFigure,
    StatementRelease,
)
from pulsemeter.release.gate import release_interval, release_statement, rule_of, told_share
from pulsemeter.release.plan import SettledPlan
from pulsemeter.service.conduct_session import Place
from pulsemeter.service.follow_tally import TallyFollower
from pulsemeter.service.ports import Channel, ReleaseBook
from pulsemeter.tally.counters import Standing as Column

GRACE_MS = 2_000
"""From an interval's close to its freeze where no broadcast delay has to be waited for."""

_NOBODY = -1
_UNHEARD = int(Column.UNKNOWN)

Rows = npt.NDArray[np.int8]
IntervalKey = tuple[int, int]


Partitions = frozenset[int]


@dataclass(slots=True)
class _Due:
    """What one look at the clock found to be due, with the partitions that may be told anew."""

    intervals: list[tuple[IntervalKey, Standing, Partitions]] = field(default_factory=list)
    statements: list[tuple[Statement, Standing, Partitions]] = field(default_factory=list)


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
        self._newest: dict[IntervalKey | str, Release] = {}
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
        name = (
            (release.stimulus, release.interval)
            if isinstance(release, IntervalRelease)
            else release.statement
        )
        self._newest[name] = release
        if isinstance(release, IntervalRelease):
            key = (release.stimulus, release.interval)
            self._left[key] = self._follower.standings(*key)
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
        due = _Due()
        cells = self._follower.tally.cells[0, 0]
        frozen = self.frozen_upto(place)
        for interval in range(cells.intervals):
            ended_ms = min(
                interval_end(interval, cells.cadence_ms), place.study.stimuli[0].duration_ms
            )
            if ended_ms > place.session_ms:
                break
            self._judge(due, (0, interval), interval < frozen, place, active)
        left = set(self._left) | {key for key, _, _ in due.intervals}
        for statement in self._statements:
            if statement.id in self._stated:
                continue
            stimulus = place.study.stimulus_index(statement.stimulus)
            needed = [(stimulus, k) for k in range(*self._follower.overlapped(statement))]
            if all(key in left for key in needed):
                whole = all(interval < frozen for _, interval in needed)
                standing: Standing = "frozen" if whole else "provisional"
                due.statements.append((statement, standing, self._all_partitions))
        await self._release(due)

    def _judge(
        self, due: _Due, key: IntervalKey, is_frozen: bool, place: Place, active: set[int]
    ) -> None:
        moment = place.study.profile.release_moment
        if key in self._left:
            every_second = moment is ReleaseMoment.EVERY_SECOND and not is_frozen
            if every_second and not np.array_equal(self._left[key], self._follower.standings(*key)):
                due.intervals.append((key, "provisional", self._all_partitions))
            return
        early = moment is ReleaseMoment.EVERY_SECOND or (
            moment is ReleaseMoment.WHEN_REPORTED
            and self._follower.reported_share(*key, active) >= REPORTED_SHARE
        )
        if is_frozen:
            due.intervals.append((key, "frozen", self._all_partitions))
        elif early:
            due.intervals.append((key, "provisional", self._all_partitions))

    async def release_all(self, standing: Standing) -> None:
        """Release every interval and statement whose figures are new or may change."""
        if self._follower.plan is None:
            return
        due = _Due()
        for (stimulus, target), cells in self._follower.tally.cells.items():
            if target:
                continue
            for interval in range(cells.intervals):
                key = (stimulus, interval)
                told = self._may_be_told(self._left.get(key), self._follower.standings(*key))
                if told:
                    due.intervals.append((key, standing, told))
        for statement in self._statements:
            classes = self._follower.classes(statement)
            told = self._statement_may_be_told(self._stated.get(statement.id), classes)
            if told:
                due.statements.append((statement, standing, told))
        await self._release(due)
        self.is_final = self.is_final or standing == "final"

    @property
    def _all_partitions(self) -> Partitions:
        plan = self._follower.plan
        return frozenset(range(len(plan.partitions))) if plan else frozenset()

    def _statement_may_be_told(self, before: Rows | None, classes: Rows) -> Partitions:
        """The same for classes of persons, in which absent is the one empty value."""
        if before is None:
            return self._all_partitions
        absent = np.int8(PersonClass.ABSENT)
        rows = len(classes)
        earlier = np.full(rows, absent, dtype=np.int8)
        earlier[: len(before)] = before
        empty = np.int8(_NOBODY)
        return self._may_be_told(
            np.where(earlier == absent, empty, earlier + 10).astype(np.int8),
            np.where(classes == absent, empty, classes + 10).astype(np.int8),
        )

    def _may_be_told(self, before: Rows | None, now: Rows) -> Partitions:
        """The partitions whose figures may leave (again): in each of their cells nobody changed
        or at least as many persons as the smallest roster. Empty where nothing changed."""
        plan = self._follower.plan
        if before is None or plan is None:
            return self._all_partitions
        earlier = np.full(len(now), _NOBODY, dtype=np.int8)
        earlier[: len(before)] = before
        # Who came onto the roster and of whom nothing is known has changed no figure.
        moved = (earlier != now) & ~((earlier == _NOBODY) & (now == _UNHEARD))
        if not moved.any():
            return frozenset()
        floor = self._follower.study.profile.smallest_roster
        membership = next(iter(self._follower.tally.counters.values())).membership
        rows = min(len(now), membership.codes.shape[1])
        told = set()
        for number, codes in enumerate(membership.codes):
            inside = moved[:rows] & (codes[:rows] >= 0)
            changed = np.bincount(codes[:rows][inside])
            if not ((changed > 0) & (changed < floor)).any():
                told.add(number)
        return frozenset(told)

    async def _release(self, due: _Due) -> None:
        plan = self._follower.plan
        if plan is None or not (due.intervals or due.statements):
            return
        number = self._next_number
        made: list[Release] = []
        for key, standing, told in due.intervals:
            made.append(self._interval_release(number + len(made), key, standing, told))
        for statement, standing, told in due.statements:
            made.append(self._statement_release(number + len(made), statement, standing, told))
        await self._book.write(self._follower.code, made)
        for release in made:
            self._remember(release)
            self._channel.release(self._follower.code, release)

    def _interval_release(
        self, number: int, key: IntervalKey, standing: Standing, told: Partitions
    ) -> IntervalRelease:
        follower = self._follower
        plan = self._settled()
        counts = follower.interval_counts(*key)
        figures = release_interval(plan, counts, follower.study.profile, self._rule)
        before = self._newest.get(key)
        kept = before.figures if isinstance(before, IntervalRelease) else []
        share = told_share(follower.panel_share(key[0], [key[1]]))
        return IntervalRelease(
            number,
            *key,
            standing,
            share,
            told_anew(plan, told, figures, kept),
            follower.tally.position,
        )

    def _statement_release(
        self, number: int, statement: Statement, standing: Standing, told: Partitions
    ) -> StatementRelease:
        follower = self._follower
        plan = self._settled()
        tables = follower.statement_counts(statement, follower.classes(statement))
        figures = release_statement(plan, tables, follower.study, self._rule)
        before = self._newest.get(statement.id)
        kept = before.figures if isinstance(before, StatementRelease) else []
        stimulus = follower.study.stimulus_index(statement.stimulus)
        share = told_share(follower.panel_share(stimulus, range(*follower.overlapped(statement))))
        return StatementRelease(
            number,
            statement.id,
            statement.revision,
            standing,
            share,
            told_anew(plan, told, figures, kept),
            follower.tally.position,
        )

    def _settled(self) -> SettledPlan:
        plan = self._follower.plan
        if plan is None:
            raise ValueError("the plan isn't settled yet")
        return plan


_Figure = TypeVar("_Figure", IntervalFigure, StatementFigure)


def told_anew(
    plan: SettledPlan, told: Partitions, figures: list[_Figure], kept: list[_Figure]
) -> list[_Figure]:
    """New figures for the partitions that may be told; for the others what was shown before."""
    fresh = {
        cell.id
        for number, partition in enumerate(plan.partitions)
        if number in told
        for cell in partition.cells
    }
    shown_before = {figure.cell: figure for figure in kept}
    return [
        figure if figure.cell in fresh else shown_before[figure.cell]
        for figure in figures
        if figure.cell in fresh or figure.cell in shown_before
    ]
