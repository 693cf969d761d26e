"""When figures leave, and what has left: the gate's clock and memory for one session.

A release is written into the book before it is shown. An interval leaves once while the
session runs and once more after its close, and then only if enough persons changed for the
difference to tell of no small group.
"""

import asyncio
from collections.abc import Collection, Hashable, Sequence
from dataclasses import replace

import numpy as np

from pulsemeter.domain.passage import Judged
from pulsemeter.domain.protection import REPORTED_SHARE, ProtectionProfile, ReleaseMoment
from pulsemeter.domain.session import OVER
from pulsemeter.domain.timeline import interval_end
from pulsemeter.languages import words_for
from pulsemeter.release.figures import (
    IntervalRelease,
    Release,
    Standing,
    StatementRelease,
)
from pulsemeter.release.gate import (
    Counts,
    release_interval,
    release_statement,
    rule_of,
    whole_panel_share,
)
from pulsemeter.release.told_pool import Basis, Partitions
from pulsemeter.service.conduct_session import Place
from pulsemeter.service.count_statement import statement_counts, statement_standings
from pulsemeter.service.follow_tally import TallyFollower
from pulsemeter.service.keep_shown import Name, ShownFigures
from pulsemeter.service.ports import Channel, ReleaseBook
from pulsemeter.service.shown_before import Due, IntervalKey, Rows, name_of, told_anew

EVERY_MS = 1_000


class Releaser:
    """The releases of one session, in the order of their numbers."""

    def __init__(
        self,
        follower: TallyFollower,
        statements: Sequence[Judged],
        book: ReleaseBook,
        channel: Channel,
    ) -> None:
        self._follower = follower
        self._statements = list(statements)
        self._book = book
        self._channel = channel
        self._rule = rule_of(follower.study)
        self._words = words_for(follower.study.language)
        self.releases: list[Release] = []
        self._shown = ShownFigures(follower, statements)
        self._newest: dict[Name, Release] = {}
        self._told_ms: dict[IntervalKey, int] = {}
        # With screens of people's own, what earlier figures rested on can't be made again: delays
        # are known better now. What left before a restart then stays as it is.
        self._stays: set[Name] = set()
        self._frozen = 0
        self._leaving: set[str] = set()
        self.is_final = False

    async def restore(self) -> None:
        """Take over what was released before: the log is folded up to each release's position,
        so that later differences are measured against what was really shown."""
        state = await self._book.state(self._follower.code)
        for release in sorted(state.releases, key=lambda r: r.number):
            await self._follower.catch_up(release.position)
            told = self._told_in(release)
            self._remember(
                release, self._shown.basis(name_of(release), self._rows_of(release), told)
            )
            self.is_final = self.is_final or release.standing == "final"
            if self._follower.delays is not None:
                self._stays.add(name_of(release))

    def know(self, statements: Sequence[Judged]) -> None:
        """Reckon with statements and passages as they are now; some may have been opened since."""
        self._shown.know(statements)
        self._statements = list(statements)

    @property
    def leaving(self) -> set[str]:
        """The statements of which figures have left, or are about to: their stretch stays."""
        return self._leaving | {name for name in self._newest if isinstance(name, str)}

    @property
    def shown(self) -> ShownFigures:
        """What was shown, and on what it rests."""
        return self._shown

    @property
    def newest(self) -> Collection[Release]:
        """The newest release of each interval and statement."""
        return self._newest.values()

    def _rows_of(self, release: Release) -> Rows:
        """What each row is now, as far as this release tells of it."""
        if isinstance(release, IntervalRelease):
            return self._follower.standings(release.stimulus, release.interval)
        statement = next((s for s in self._statements if s.id == release.statement), None)
        if statement is None:
            return np.empty(0, dtype=np.int8)
        return statement_standings(self._follower, statement)

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

    def _remember(self, release: Release, basis: Basis) -> None:
        self.releases.append(release)
        self._newest[name_of(release)] = release
        self._shown.remember(name_of(release), basis)

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
        left = self._shown.names() | {key for key, _, _ in due.intervals}
        for statement in self._statements:
            if statement.id in self._shown:
                continue
            stimulus = place.study.stimulus_index(statement.stimulus)
            needed = [(stimulus, k) for k in range(*self._follower.overlapped(statement))]
            if all(key in left for key in needed):
                whole = all(interval < frozen for _, interval in needed)
                standing: Standing = "frozen" if whole else "provisional"
                due.statements.append((statement, standing, self._shown.all_partitions))
        await self._release(due)

    def _judge(
        self, due: Due, key: IntervalKey, is_frozen: bool, place: Place, active: set[int]
    ) -> None:
        moment = place.study.profile.release_moment
        if key in self._shown:
            if moment is ReleaseMoment.EVERY_SECOND and self._is_due_again(key, is_frozen, place):
                # As at the close: no second may show what a few did in it.
                told = self._shown.may_be_told(key, self._follower.standings(*key))
                if told or is_frozen:
                    standing: Standing = "frozen" if is_frozen else "provisional"
                    due.intervals.append((key, standing, told))
                    self._told_ms[key] = place.session_ms
            return
        early = moment is ReleaseMoment.EVERY_SECOND or (
            moment is ReleaseMoment.WHEN_REPORTED
            and self._follower.reported_share(*key, active) >= REPORTED_SHARE
        )
        if is_frozen:
            due.intervals.append((key, "frozen", self._shown.all_partitions))
        elif early:
            due.intervals.append((key, "provisional", self._shown.all_partitions))
            self._told_ms[key] = place.session_ms

    def _is_due_again(self, key: IntervalKey, is_frozen: bool, place: Place) -> bool:
        """Whether an interval that is told every second has something new: at most once a second
        until its freeze, and then with what it froze at."""
        if is_frozen and self._newest[key].standing != "provisional":
            return False
        if not is_frozen and place.session_ms - self._told_ms.get(key, 0) < EVERY_MS:
            return False
        return self._shown.has_changed(key, self._follower.standings(*key))

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
                told = self._shown.may_be_told(key, self._follower.standings(*key))
                told = frozenset() if key in self._stays else told
                if told or standing == "final":
                    due.intervals.append((key, standing, told))
        for statement in self._statements:
            standings = statement_standings(self._follower, statement)
            told = self._shown.may_be_told(statement.id, standings)
            told = frozenset() if statement.id in self._stays else told
            if told or standing == "final":
                due.statements.append((statement, standing, told))
        await self._release(due)
        self.is_final = self.is_final or standing == "final"

    async def _release(self, due: Due) -> None:
        plan = self._follower.plan
        if plan is None or not (due.intervals or due.statements):
            return
        number = self._next_number
        self._leaving |= {statement.id for statement, _, _ in due.statements}
        # The tally goes on while the book is waited for, and between two figures, so that presses
        # don't wait until all is reckoned: each rests on the rows of its own moment.
        about_to: dict[Hashable, Basis] = {}
        made: list[tuple[Release, Basis]] = []
        for key, standing, allowed in due.intervals:
            basis = self._basis(key, key[0], self._follower.standings(*key), allowed, about_to)
            made.append((self._interval_release(number + len(made), key, standing, basis), basis))
            await asyncio.sleep(0)
        for statement, standing, allowed in due.statements:
            rows = statement_standings(self._follower, statement)
            stimulus = self._follower.study.stimulus_index(statement.stimulus)
            basis = self._basis(statement.id, stimulus, rows, allowed, about_to)
            made.append(
                (self._statement_release(number + len(made), statement, standing, basis), basis)
            )
            await asyncio.sleep(0)
        await self._book.write(self._follower.code, [release for release, _ in made])
        for release, basis in made:
            self._remember(release, basis)
            self._channel.release(self._follower.code, release)

    def _basis(
        self,
        name: Name,
        stimulus: int,
        rows: Rows,
        allowed: Partitions,
        about_to: dict[Hashable, Basis],
    ) -> Basis:
        """What leaves now of the partitions that may be told anew, beside what leaves with it."""
        # Somebody may have pressed or withdrawn since this was found to be due.
        allowed &= self._shown.may_be_told(name, rows)
        basis = self._shown.basis(name, rows, allowed)
        told = self._shown.leaving(basis, stimulus, about_to)
        about_to[name] = replace(basis, told=told)
        return about_to[name]

    def _interval_release(
        self, number: int, key: IntervalKey, standing: Standing, basis: Basis
    ) -> IntervalRelease:
        follower, told = self._follower, basis.told
        plan, counts = follower.plan_of(key[0]), follower.interval_counts(*key)
        figures = release_interval(plan, counts, follower.study.profile, self._rule, told)
        before = self._newest.get(key)
        kept = before.figures if isinstance(before, IntervalRelease) else []
        share = _share(counts[0], follower.study.profile, before, told)
        return IntervalRelease(
            number,
            *key,
            standing,
            share,
            told_anew(plan, told, figures, kept),
            follower.tally.position,
        )

    def _statement_release(
        self, number: int, statement: Judged, standing: Standing, basis: Basis
    ) -> StatementRelease:
        follower, told = self._follower, basis.told
        plan = follower.plan_of(follower.study.stimulus_index(statement.stimulus))
        tables = statement_counts(follower, statement, basis.standings)
        figures = release_statement(plan, tables, follower.study, self._rule, told, self._words)
        before = self._newest.get(statement.id)
        kept = before.figures if isinstance(before, StatementRelease) else []
        share = _share(tables[0], follower.study.profile, before, told)
        return StatementRelease(
            number,
            statement.id,
            statement.revision,
            standing,
            share,
            told_anew(plan, told, figures, kept),
            follower.tally.position,
        )


def _share(
    whole: Counts, profile: ProtectionProfile, before: Release | None, told: Partitions
) -> int | None:
    """The share of the panel to be told with figures; with none that are new it stays as it was."""
    if told:
        return whole_panel_share(whole, profile)
    return before.panel_share if before is not None else None
