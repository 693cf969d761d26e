"""The tally of one session, kept at the log's newest position, with the roster settled on it.

Reads the log and nothing else: what a screen shows can't be lost, because it was durable
before it was counted.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from pulsemeter.analysis.statement import PersonClass, classify_windows
from pulsemeter.domain.delay import COARSE_STATEMENT_MS, Delay, DelayCue, grace_ms
from pulsemeter.domain.passage import Judged
from pulsemeter.domain.presence import UNKNOWN
from pulsemeter.domain.study import Study
from pulsemeter.domain.timeline import interval_count
from pulsemeter.release.plan import (
    PlannedCell,
    SettledPlan,
    narrowed,
    resettle_plan,
    settle_plan,
)
from pulsemeter.release.rounding import rounded
from pulsemeter.service.begin_tally import new_tally
from pulsemeter.service.ports import ReactionLog
from pulsemeter.service.roster_member import Member
from pulsemeter.tally.cells import Arrays, in_memory
from pulsemeter.tally.counters import Membership, Standing, standing_of
from pulsemeter.tally.delays import Delays, fold_timed
from pulsemeter.tally.frame import Frame, Records, Stretch, joined

_NOT_COUNTED = -1
_FRAMES_AT_ONCE = 1_000

Table = npt.NDArray[np.int64]


class TallyFollower:
    """Follows the log of one session and answers counts for the cells of its plan."""

    def __init__(
        self,
        code: str,
        study: Study,
        log: ReactionLog,
        *,
        is_delayed: bool = False,
        arrays: Arrays = in_memory,
    ) -> None:
        self.code = code
        self.study = study
        self._log = log
        self.tally = new_tally(study, arrays)
        self.delays = Delays() if is_delayed else None
        """The delays of own screens; None where the page or the room shows the stimulus."""
        self.stream_lags_ms: Sequence[int] = ()
        """How late the newest presses of a broadcast on the page were, by its stream's clock."""
        self._to_time: set[int] = set()
        self._known: tuple[tuple[int, int], list[Delay]] = ((-1, 0), [])
        self.plan: SettledPlan | None = None
        self.members: dict[int, Member] = {}
        self.unplaced = 0
        """Members who withdrew before we began to follow: nothing tells any more in which of an
        attribute's cells they were shown."""
        self._forgotten: set[int] = set()
        self.sizes_stand = False
        """Whether cells have the sizes they came with: who is in them isn't known any more."""

    def lengthen(self, study: Study) -> None:
        """The session goes on longer than its study said."""
        self.study = study
        self.tally.lengthen(0, study.stimuli[0].duration_ms)

    async def catch_up(self, upto: int | None = None, read: Stretch | None = None) -> int:
        """Fold what is new in the log, as far as `upto` if given; returns the position. `read` is
        what somebody has read already, from the log's beginning on."""
        if read is not None:
            newest = upto if upto is not None else 2**62
            records, position = read.between(self.tally.position, newest)
            self._fold(self._remaining(records), position)
        while frames := await self._read_ahead(upto):
            # One fold for all of them: a commit is a few records, and a fold has its price.
            records = joined([frame.records for _, frame in frames])
            self._fold(self._remaining(records), frames[-1][0])
        return self.tally.position

    def _fold(self, records: Records, position: int) -> None:
        if self.delays is not None:
            self._to_time |= self.delays.hear(records)
        duration_ms = self.study.stimuli[0].duration_ms
        fold_timed(self.tally, self.delays, records, duration_ms, position)

    async def time_anew(self, cues: Sequence[DelayCue]) -> None:
        """Place again what seats pressed whose delay is known better than when it was folded:
        their cells are cleared and filled from the log."""
        if self.delays is None:
            return
        seats = self._to_time | self.delays.mark(cues)
        if not seats:
            return
        self._to_time = set()
        upto, after = self.tally.position, 0
        wanted = np.fromiter(seats, dtype=np.uint64)
        for seat in seats:
            self.tally.forget(seat)
        while after < upto and (frames := await self._log.read(self.code, after)):
            records = joined([frame.records for _, frame in frames])
            after = frames[-1][0]
            mine = self._remaining(records[np.isin(records["seat"], wanted)])
            self._fold(mine, min(after, upto))
        if self.plan is not None:
            self.extend({})

    async def _read_ahead(self, upto: int | None) -> Sequence[tuple[int, Frame]]:
        """The next frames, none of them behind `upto`."""
        position = self.tally.position
        if upto is None:
            return await self._log.read(self.code, position)
        # Positions are whole numbers, so no more frames than this can lie between.
        ahead = min(max(upto - position, 0), _FRAMES_AT_ONCE)
        frames = await self._log.read(self.code, position, ahead) if ahead else ()
        return [(at, frame) for at, frame in frames if at <= upto]

    def _remaining(self, records: Records) -> Records:
        """Records without those of withdrawn seats, which were read before they were blanked."""
        if not self._forgotten:
            return records
        forgotten = np.fromiter(self._forgotten, dtype=np.uint64)
        return records[~np.isin(records["seat"], forgotten)]

    def settle(self, members: dict[int, Member]) -> None:
        """Settle the plan on these members, cells merged as declared."""
        self.plan = settle_plan(self.study, [m.categories for m in members.values()])
        self.members = {}
        self.extend(members)

    def extend(self, members: dict[int, Member]) -> None:
        """Let further members in; the cells stay as they are."""
        plan = self.plan
        if plan is None:
            raise ValueError("the plan isn't settled yet")
        self.members.update(members)
        nowhere = (_NOT_COUNTED,) * (len(plan.partitions) - 1)
        found: dict[tuple[tuple[str, str], ...], tuple[int, ...]] = {}  # many are alike
        codes = {}
        for seat, member in self.members.items():
            held = tuple(member.categories.items())
            if held not in found:
                found[held] = plan.codes(member.categories)
            codes[seat] = (0, *nowhere) if member.whole_only else found[held]
        enters = {seat: member.enters for seat, member in self.members.items()}
        unshown = {seat: member.unshown for seat, member in self.members.items() if member.unshown}
        self.tally.settle(codes, plan.sizes, enters, unshown)

    def adopt(self, cells: tuple[PlannedCell, ...], members: dict[int, Member]) -> None:
        """Take over cells that were settled before (a restart), with everyone who counts."""
        self.plan = resettle_plan(cells)
        self.members = {}
        self.extend(members)

    def cells(self) -> list[PlannedCell]:
        """The cells with their present rosters, rounded as the profile tells them."""
        step = self.study.profile.rounding_step
        return [replace(cell, roster=rounded(cell.roster, step)) for cell in self.exact_cells()]

    def exact_cells(self) -> list[PlannedCell]:
        """The cells with their present rosters, for the store alone."""
        membership = self.tally.roster
        if self.plan is None or membership is None:
            return []
        if self.sizes_stand:
            return [*self.plan.cells]
        return [
            replace(cell, roster=int(size))
            for partition, codes in zip(self.plan.partitions, membership.codes, strict=True)
            for cell, size in zip(
                partition.cells,
                np.bincount(codes[codes >= 0], minlength=len(partition.cells)),
                strict=True,
            )
        ]

    def plan_of(self, stimulus: int) -> SettledPlan:
        """The plan as far as it may be told of a stimulus: cut down to those to whom it is
        shown, cells can be smaller than they are in the session."""
        if self.plan is None:
            raise ValueError("the plan isn't settled yet")
        here = self.tally.counters[stimulus, 0].membership
        if here is self.tally.roster:
            return self.plan
        # Whoever is placed in the whole panel alone came late or withdrew; what they change is
        # held back release by release.
        placed = (here.codes[0] >= 0) & (here.codes[1:] >= 0).any(axis=0)
        shown = [np.bincount(codes[placed] + 1, minlength=1).tolist() for codes in here.codes]
        return narrowed(self.plan, shown, self.study.profile.smallest_roster)

    def forget(self, seat: int) -> None:
        """Remove a withdrawn seat's cells; it stays on the roster as somebody unheard of, so
        that no cell shrinks by one."""
        self._forgotten.add(seat)
        self.tally.forget(seat)
        if self.delays is not None:
            self.delays.forget(seat)
        if self.plan is not None:
            self.extend({})

    def mark_gone(self, seats: set[int]) -> None:
        """Seats that had withdrawn before we began to follow; their records are blank."""
        self._forgotten |= seats

    def gone(self) -> npt.NDArray[np.bool_]:
        """Which rows belong to withdrawn seats."""
        row_of = self.tally.row_of
        rows = np.zeros(len(row_of), dtype=bool)
        rows[[row_of[seat] for seat in self._forgotten & row_of.keys()]] = True
        return rows

    def grace_ms(self) -> int:
        """From an interval's close to its freeze: as long as the screens of nearly all persons
        whose delay is known need, at least two seconds."""
        if self.delays is None:
            return grace_ms(self.stream_lags_ms)
        return grace_ms([delay.ms for delay in self.known_delays()])

    def known_delays(self) -> list[Delay]:
        """The delays of those on the roster whose screen's delay is known. Looked for only after
        a change: the clock of the releases asks ten times a second."""
        if self.delays is None:
            return []
        state = (self.delays.changes, len(self.members))
        if self._known[0] != state:
            newest = (self.delays.newest(seat) for seat in self.members)
            self._known = (state, [delay for delay in newest if delay is not None])
        return self._known[1]

    def known_upto_ms(self, seat: int, stimulus: int = 0) -> int:
        """Time of a seat's latest standing entry; 0 if nothing is known of it."""
        row = self.tally.row_of.get(seat)
        cells = self.tally.cells[stimulus, 0]
        if row is None or row >= cells.rows:
            return 0
        known = np.flatnonzero(cells.codes[:, row] != UNKNOWN)
        if not len(known):
            return 0
        last = int(known[-1])
        return last * cells.cadence_ms + int(cells.offsets_ms(last, last + 1)[0, row])

    def membership(self, stimulus: int) -> Membership:
        """Who counts where in a stimulus; another one as soon as somebody came or withdrew."""
        return self.tally.counters[stimulus, 0].membership

    def interval_counts(self, stimulus: int, interval: int, target: int = 0) -> list[Table]:
        """Per partition (cells, 5 standings)."""
        counters = self.tally.counters[stimulus, target]
        return [counts[interval].astype(np.int64) for counts in counters.counts]

    def standings(self, stimulus: int, interval: int, target: int = 0) -> npt.NDArray[np.int8]:
        """Each row's standing in one interval; −1 where it doesn't count."""
        counters = self.tally.counters[stimulus, target]
        enters = counters.membership.enters
        codes = self.tally.cells[stimulus, target].codes[interval, : len(enters)]
        on_roster = (counters.membership.codes[0] >= 0) & (enters <= interval)
        return np.where(on_roster, standing_of(codes), np.int8(_NOT_COUNTED)).astype(np.int8)

    def overlapped(self, statement: Judged) -> tuple[int, int]:
        """Intervals [first, last) from the first to the last that a shifted window overlaps."""
        stimulus = self.study.stimuli[self.study.stimulus_index(statement.stimulus)]
        cadence_ms = self.study.instrument.cadence_ms
        start_ms, end_ms = statement.window(self.study.lag_ms)
        last = interval_count(min(end_ms, stimulus.duration_ms), cadence_ms)
        return min(start_ms // cadence_ms, last - 1), last

    def classes(self, statement: Judged, target: int = 0) -> npt.NDArray[np.int8]:
        """Each row's class for a statement or passage: 1 like, −1 dislike, 0 neither, −128 absent
        or not on the roster in time."""
        stimulus = self.study.stimulus_index(statement.stimulus)
        first, last = self.overlapped(statement)
        is_long = statement.length_ms >= COARSE_STATEMENT_MS
        codes, offsets_ms = self.tally.stretch((stimulus, target), first, last, is_long)
        found = classify_windows(
            codes,
            offsets_ms,
            self.study.instrument.cadence_ms,
            statement.spans,
            self.study.lag_ms,
            first_interval=first,
        )
        membership = self.tally.counters[stimulus, target].membership
        counted = np.zeros(len(found.codes), dtype=bool)
        counted[: len(membership.enters)] = (membership.codes[0] >= 0) & (
            membership.enters <= first
        )
        return np.where(counted, found.codes, np.int8(PersonClass.ABSENT)).astype(np.int8)

    def reported_share(self, stimulus: int, interval: int, active: set[int]) -> float:
        """Share of those present (on the roster and heard from) whose interval is in."""
        counts = self.interval_counts(stimulus, interval)[0][0]
        known = int(counts.sum() - counts[Standing.UNKNOWN])
        there = sum(1 for seat in active if seat in self.members)
        return known / max(there, known, 1)
