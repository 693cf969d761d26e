"""When figures leave, and what has left: the gate's clock and memory for one session.

A release is written into the book before it is shown. An interval leaves once while the
session runs and once more after its close, and then only if enough persons changed for the
difference to tell of no small group.
"""

import numpy as np

from pulsemeter.domain.protection import REPORTED_SHARE, ReleaseMoment
from pulsemeter.domain.session import OVER
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.timeline import interval_end
from pulsemeter.languages import words_for
from pulsemeter.release.figures import (
    IntervalRelease,
    Release,
    Standing,
    StatementRelease,
)
from pulsemeter.release.gate import release_interval, release_statement, rule_of, told_share
from pulsemeter.service.conduct_session import Place
from pulsemeter.service.follow_tally import TallyFollower
from pulsemeter.service.ports import Channel, ReleaseBook
from pulsemeter.service.shown_before import (
    Due,
    IntervalKey,
    Partitions,
    Rows,
    as_standings,
    moved,
    name_of,
    told_anew,
    with_parents,
)

EVERY_MS = 1_000


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
        self._words = words_for(follower.study.language)
        self.releases: list[Release] = []
        # What was shown rests on these rows, one array per partition: a partition that was not
        # told anew keeps its older ones.
        self._left: dict[IntervalKey, list[Rows]] = {}
        self._newest: dict[IntervalKey | str, Release] = {}
        self._told_ms: dict[IntervalKey, int] = {}
        self._stated: dict[str, list[Rows]] = {}
        # With screens of people's own, what earlier figures rested on can't be made again: delays
        # are known better now. What left before a restart then stays as it is.
        self._stays: set[IntervalKey | str] = set()
        self._frozen = 0
        self.is_final = False

    async def restore(self) -> None:
        """Take over what was released before: the log is folded up to each release's position,
        so that later differences are measured against what was really shown."""
        state = await self._book.state(self._follower.code)
        for release in sorted(state.releases, key=lambda r: r.number):
            await self._follower.catch_up(release.position)
            self._remember(release, self._rows_of(release), self._told_in(release))
            self.is_final = self.is_final or release.standing == "final"
            if self._follower.delays is not None:
                self._stays.add(name_of(release))

    def whole_panel(self) -> tuple[dict[IntervalKey, Rows], dict[str, Rows]]:
        """What the newest figures of the whole panel rest on, per interval and per statement:
        whatever else is cut from it must rest on the same, or their difference would tell of few.
        """
        return (
            {key: rows[0] for key, rows in self._left.items()},
            {name: rows[0] for name, rows in self._stated.items()},
        )

    def _rows_of(self, release: Release) -> Rows:
        """What each row is now, as far as this release tells of it."""
        if isinstance(release, IntervalRelease):
            return self._follower.standings(release.stimulus, release.interval)
        statement = next((s for s in self._statements if s.id == release.statement), None)
        if statement is None:
            return np.empty(0, dtype=np.int8)
        return self._follower.classes(statement).copy()

    def _told_in(self, release: Release) -> Partitions:
        """The partitions that a release from the book told anew: those whose figures differ from
        what was shown before."""
        before = self._newest.get(name_of(release))
        shown_before = {figure.cell: figure for figure in before.figures} if before else {}
        new = {f.cell for f in release.figures if shown_before.get(f.cell) != f}
        plan = self._follower.plan
        partitions = plan.partitions if plan else ()
        return frozenset(
            number
            for number, partition in enumerate(partitions)
            if any(cell.id in new for cell in partition.cells)
        )

    def _remember(self, release: Release, rows: Rows, told: Partitions) -> None:
        self.releases.append(release)
        self._newest[name_of(release)] = release
        partitions = range(len(self._all_partitions))
        if isinstance(release, IntervalRelease):
            key = (release.stimulus, release.interval)
            shown = self._left.get(key, [rows] * len(partitions))
            self._left[key] = [rows if p in told else shown[p] for p in partitions]
        else:
            shown = self._stated.get(release.statement, [rows] * len(partitions))
            self._stated[release.statement] = [rows if p in told else shown[p] for p in partitions]

    @property
    def _next_number(self) -> int:
        return self.releases[-1].number + 1 if self.releases else 1

    def frozen_upto(self, place: Place) -> int:
        """How many intervals of the running stimulus are frozen."""
        cells = self._follower.tally.cells[0, 0]
        if place.session.state in OVER:
            return cells.intervals
        if not place.session.is_live:
            return 0
        past_ms = place.session_ms - self._follower.grace_ms()
        past = min(cells.intervals, past_ms // place.study.instrument.cadence_ms)
        # What is frozen stays so when somebody's screen turns out to be later than any before.
        self._frozen = max(self._frozen, past)
        return self._frozen

    async def release_live(self, place: Place, active: set[int]) -> None:
        """Release what a live session's clock has made due."""
        if self._follower.plan is None:
            return
        due = Due()
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
        self, due: Due, key: IntervalKey, is_frozen: bool, place: Place, active: set[int]
    ) -> None:
        moment = place.study.profile.release_moment
        if key in self._left:
            if moment is ReleaseMoment.EVERY_SECOND and self._is_due_again(key, is_frozen, place):
                standing: Standing = "frozen" if is_frozen else "provisional"
                due.intervals.append((key, standing, self._all_partitions))
                self._told_ms[key] = place.session_ms
            return
        early = moment is ReleaseMoment.EVERY_SECOND or (
            moment is ReleaseMoment.WHEN_REPORTED
            and self._follower.reported_share(*key, active) >= REPORTED_SHARE
        )
        if is_frozen:
            due.intervals.append((key, "frozen", self._all_partitions))
        elif early:
            due.intervals.append((key, "provisional", self._all_partitions))
            self._told_ms[key] = place.session_ms

    def _is_due_again(self, key: IntervalKey, is_frozen: bool, place: Place) -> bool:
        """Whether an interval that is told every second has something new: at most once a second
        until its freeze, and then with what it froze at."""
        if is_frozen and self._newest[key].standing != "provisional":
            return False
        if not is_frozen and place.session_ms - self._told_ms.get(key, 0) < EVERY_MS:
            return False
        return not np.array_equal(self._left[key][0], self._follower.standings(*key))

    async def release_all(self, standing: Standing) -> None:
        """Release every interval and statement whose figures are new or may change; with the
        last release also those that stay as they were, now as final."""
        if self._follower.plan is None:
            return
        due = Due()
        for (stimulus, target), cells in self._follower.tally.cells.items():
            if target:
                continue
            for interval in range(cells.intervals):
                key = (stimulus, interval)
                told = self._may_be_told(self._left.get(key), self._follower.standings(*key))
                told = frozenset() if key in self._stays else told
                if told or standing == "final":
                    due.intervals.append((key, standing, told))
        for statement in self._statements:
            classes = self._follower.classes(statement)
            told = self._statement_may_be_told(self._stated.get(statement.id), classes)
            told = frozenset() if statement.id in self._stays else told
            if told or standing == "final":
                due.statements.append((statement, standing, told))
        await self._release(due)
        self.is_final = self.is_final or standing == "final"

    @property
    def _all_partitions(self) -> Partitions:
        plan = self._follower.plan
        return frozenset(range(len(plan.partitions))) if plan else frozenset()

    def _statement_may_be_told(self, before: list[Rows] | None, classes: Rows) -> Partitions:
        """The same for classes of persons, in which absent is the one empty value."""
        if before is None:
            return self._all_partitions
        return self._may_be_told([as_standings(b) for b in before], as_standings(classes))

    def _may_be_told(self, before: list[Rows] | None, now: Rows) -> Partitions:
        """The partitions whose figures may leave (again): in each of their cells, and among those
        who count in none of them, nobody changed or at least as many persons as the smallest
        roster. A partition is never newer than what it adds up to. Empty where nothing changed."""
        plan = self._follower.plan
        if before is None or plan is None:
            return self._all_partitions
        floor = self._follower.study.profile.smallest_roster
        membership = self._follower.tally.roster
        if membership is None:
            return self._all_partitions
        rows = min(len(now), membership.codes.shape[1])
        told, anything = set(), False
        for number, codes in enumerate(membership.codes):
            inside = moved(before[number], now)[:rows] & (membership.codes[0, :rows] >= 0)
            # Slot 0 holds those who count in the whole panel and in no cell here.
            changed = np.bincount(
                codes[:rows][inside].astype(np.int64) + 1, minlength=membership.sizes[number] + 1
            )
            # A withdrawn person may have been in any cell of an attribute.
            hidden = number > 0 and self._follower.unplaced > 0 and changed.any()
            if not (((changed > 0) | hidden) & (changed < floor)).any():
                told.add(number)
                anything = anything or bool(changed.any())
        return with_parents(plan, told) if anything else frozenset()

    async def _release(self, due: Due) -> None:
        plan = self._follower.plan
        if plan is None or not (due.intervals or due.statements):
            return
        number = self._next_number
        made: list[tuple[Release, Partitions]] = []
        for key, standing, told in due.intervals:
            made.append((self._interval_release(number + len(made), key, standing, told), told))
        for statement, standing, told in due.statements:
            stated = self._statement_release(number + len(made), statement, standing, told)
            made.append((stated, told))
        # Taken before the book is waited for: the tally goes on meanwhile.
        rows = [self._rows_of(release) for release, _ in made]
        await self._book.write(self._follower.code, [release for release, _ in made])
        for (release, told), rested_on in zip(made, rows, strict=True):
            self._remember(release, rested_on, told)
            self._channel.release(self._follower.code, release)

    def _interval_release(
        self, number: int, key: IntervalKey, standing: Standing, told: Partitions
    ) -> IntervalRelease:
        follower = self._follower
        plan = follower.plan_of(key[0])
        counts = follower.interval_counts(*key)
        figures = release_interval(plan, counts, follower.study.profile, self._rule)
        before = self._newest.get(key)
        kept = before.figures if isinstance(before, IntervalRelease) else []
        share = told_share(follower.panel_share(key[0], [key[1]]))
        if before is not None and not told:
            share = before.panel_share
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
        stimulus = follower.study.stimulus_index(statement.stimulus)
        plan = follower.plan_of(stimulus)
        tables = follower.statement_counts(statement, follower.classes(statement))
        figures = release_statement(plan, tables, follower.study, self._rule, self._words)
        before = self._newest.get(statement.id)
        kept = before.figures if isinstance(before, StatementRelease) else []
        share = told_share(follower.panel_share(stimulus, range(*follower.overlapped(statement))))
        if before is not None and not told:
            share = before.panel_share
        return StatementRelease(
            number,
            statement.id,
            statement.revision,
            standing,
            share,
            told_anew(plan, told, figures, kept),
            follower.tally.position,
        )
