"""When figures leave, and what has left: the gate's clock and memory for one session.

A release is written into the book before it is shown. An interval leaves once while the
session runs and once more after its close, and then only if enough persons changed for the
difference to tell of no small group.
"""

import asyncio
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from pulsemeter.domain.passage import Judged
from pulsemeter.domain.protection import REPORTED_SHARE, ReleaseMoment
from pulsemeter.domain.session import OVER
from pulsemeter.domain.timeline import interval_end
from pulsemeter.languages import words_for
from pulsemeter.release.figures import IntervalRelease, Release, Standing, StatementRelease, name_of
from pulsemeter.release.gate import Counts, release_interval, release_statement, rule_of
from pulsemeter.release.told_pool import Basis, Partitions
from pulsemeter.service.apart import Apart, at_once
from pulsemeter.service.conduct_session import Place
from pulsemeter.service.count_statement import interval_now, statement_now, statement_standings
from pulsemeter.service.follow_tally import TallyFollower
from pulsemeter.service.keep_shown import Name, ShownFigures
from pulsemeter.service.last_word import LastWord
from pulsemeter.service.ports import Channel, ReleaseBook
from pulsemeter.service.shown_before import (
    Counted,
    Due,
    IntervalKey,
    Rows,
    share_told,
    told_anew,
    told_in,
)
from pulsemeter.tally.frame import Stretch

EVERY_MS = 1_000


class Releaser:
    """The releases of one session, in the order of their numbers."""

    def __init__(
        self,
        follower: TallyFollower,
        statements: Sequence[Judged],
        book: ReleaseBook,
        channel: Channel,
        apart: Apart = at_once,
    ) -> None:
        self._follower = follower
        self._apart = apart
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
        self.last_word = LastWord()
        self.last_word.know(statement.id for statement in statements)

    async def restore(self, read: Stretch | None = None) -> None:
        """Take over what was released before: the log, perhaps `read` already, is folded up to each
        release's position, so that later differences are measured against what was shown."""
        state = await self._book.state(self._follower.code)
        for release in sorted(state.releases, key=lambda r: r.number):
            await self._follower.catch_up(release.position, read)
            told = told_in(self._follower.plan, release, self._newest.get(name_of(release)))
            self._remember(
                release, self._shown.basis(name_of(release), self._rows_of(release), told)
            )
            if self._follower.delays is not None:
                self._stays.add(name_of(release))

    def watch(self, release: Release) -> None:
        """Know of a release, for a server that only shows what another one released."""
        self.releases.append(release)
        self._newest[name_of(release)] = release
        self.last_word.left(release)

    def know(self, statements: Sequence[Judged]) -> None:
        """Reckon with statements and passages as they are now; some may have been opened since."""
        self._shown.know(statements)
        self._statements = list(statements)
        self.last_word.know(statement.id for statement in statements)

    @property
    def is_final(self) -> bool:
        """Whether the last word on everything has left."""
        return self.last_word.has_left

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

    def _remember(self, release: Release, basis: Basis) -> None:
        self.watch(release)
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
        until its freeze, and then with what it froze at. What was frozen stays so after a start,
        when delays aren't known yet and its freeze seems to be to come."""
        if self._newest[key].standing != "provisional":
            return False
        if not is_frozen and place.session_ms - self._told_ms.get(key, 0) < EVERY_MS:
            return False
        return self._shown.has_changed(key, self._follower.standings(*key))

    async def release_all(self, standing: Standing) -> None:
        """Release every interval and statement whose figures are new or may change; with the
        last release also those that stay as they were, now as final."""
        if self._follower.plan is None:
            if standing == "final":
                self.last_word.end()  # nobody took part, so there is nothing to tell
            return
        due = Due()
        for (stimulus, target), cells in self._follower.tally.cells.items():
            if target:
                continue
            for interval in range(cells.intervals):
                key = (stimulus, interval)
                told = self._shown.may_be_told(key, self._follower.standings(*key))
                told = frozenset() if key in self._stays else told
                if (told or standing == "final") and not self.last_word.is_on(key):
                    due.intervals.append((key, standing, told))
        for statement in self._statements:
            standings = statement_standings(self._follower, statement)
            told = self._shown.may_be_told(statement.id, standings)
            told = frozenset() if statement.id in self._stays else told
            if (told or standing == "final") and not self.last_word.is_on(statement.id):
                due.statements.append((statement, standing, told))
        await self._release(due)
        if standing == "final":
            self.last_word.end()

    async def _release(self, due: Due) -> None:
        plan = self._follower.plan
        if plan is None or not (due.intervals or due.statements):
            return
        self._leaving |= {statement.id for statement, _, _ in due.statements}
        # The tally goes on while the book is waited for, and while something is reckoned, so that
        # presses don't wait until it is done: each figure rests on the rows of its own moment.
        about_to: dict[Hashable, Basis] = {}
        made: list[tuple[Release, Basis]] = []
        for key, standing, allowed in due.intervals:
            count = partial(interval_now, self._follower, key)
            counted = await self._reckoned(key, key[0], count, allowed, about_to)
            number = self._next_number + len(made)
            release = self._interval_release(number, key, standing, counted)
            made.append((release, counted.basis))
        await self._leave(made)
        about_to.clear()
        made.clear()
        for statement, standing, allowed in due.statements:
            stimulus = self._follower.study.stimulus_index(statement.stimulus)
            count = partial(statement_now, self._follower, statement)
            counted = await self._reckoned(statement.id, stimulus, count, allowed, about_to)
            number = self._next_number + len(made)
            made.append(
                (self._statement_release(number, statement, standing, counted), counted.basis)
            )
        await self._leave(made)

    async def _leave(self, made: Sequence[tuple[Release, Basis]]) -> None:
        """Into the book first, then to the screens."""
        if not made:
            return
        await self._book.write(self._follower.code, [release for release, _ in made])
        for release, basis in made:
            self._remember(release, basis)
            self._channel.release(self._follower.code, release)

    async def _reckoned(
        self,
        name: Name,
        stimulus: int,
        count: Callable[[], tuple[Rows, list[Counts]]],
        allowed: Partitions,
        about_to: dict[Hashable, Basis],
    ) -> Counted:
        """What leaves now of the partitions that may be told anew, beside what leaves with it; all
        of one moment. Counted once more where somebody came or withdrew while it was reckoned."""
        follower = self._follower
        while True:
            rows, tables = count()
            membership, plan = follower.membership(stimulus), follower.plan_of(stimulus)
            position = follower.tally.position
            # Somebody may have pressed or withdrawn since this was found to be due.
            allowed &= self._shown.may_be_told(name, rows)
            basis = self._shown.basis(name, rows, allowed)
            told = await self._apart(self._shown.leaving(basis, stimulus, about_to))
            await asyncio.sleep(0)
            if follower.membership(stimulus) is membership:
                break
        about_to[name] = replace(basis, told=told)
        return Counted(about_to[name], plan, tables, position)

    def _interval_release(
        self, number: int, key: IntervalKey, standing: Standing, counted: Counted
    ) -> IntervalRelease:
        study, told, plan = self._follower.study, counted.basis.told, counted.plan
        figures = release_interval(plan, counted.tables, study.profile, self._rule, told)
        before = self._newest.get(key)
        kept = before.figures if isinstance(before, IntervalRelease) else []
        share = share_told(counted, study.profile, before)
        anew = told_anew(plan, told, figures, kept)
        return IntervalRelease(number, *key, standing, share, anew, counted.position)

    def _statement_release(
        self, number: int, statement: Judged, standing: Standing, counted: Counted
    ) -> StatementRelease:
        study, told, plan = self._follower.study, counted.basis.told, counted.plan
        figures = release_statement(plan, counted.tables, study, self._rule, told, self._words)
        before = self._newest.get(statement.id)
        kept = before.figures if isinstance(before, StatementRelease) else []
        share = share_told(counted, study.profile, before)
        anew = told_anew(plan, told, figures, kept)
        return StatementRelease(
            number, statement.id, statement.revision, standing, share, anew, counted.position
        )
