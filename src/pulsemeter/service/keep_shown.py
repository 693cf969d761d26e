"""The gate's memory for one session: on what each shown figure rests, and what may be shown next.

A partition is told again only where nobody or enough persons changed in each of its cells, and
only beside figures with which its sums give nobody away. It must not know clocks or books.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from pulsemeter.domain.passage import Judged, SpokenPassage
from pulsemeter.release.plan import SettledPlan
from pulsemeter.release.together import Together, with_parents
from pulsemeter.release.told_pool import Basis, Flags, Partitions, Under
from pulsemeter.service.count_statement import intervals_under
from pulsemeter.service.follow_tally import TallyFollower
from pulsemeter.service.shown_before import IntervalKey, Rows, Shown, moved
from pulsemeter.tally.counters import Membership

Name = IntervalKey | str
LOOKED_BACK = 8
"""So many releases of an interval or statement are reckoned with; live there are two or three."""
TIED_INTERVALS_MAX = 5
"""A passage over more intervals than this is reckoned by itself: nobody's class in it follows from
few of them, and what it could be over so many can't be listed."""


class ShownFigures:
    """What was shown of each interval and statement."""

    def __init__(self, follower: TallyFollower, statements: Sequence[Judged]) -> None:
        self._follower = follower
        # A partition that was not told anew keeps its older rows.
        self._shown: dict[Name, Shown] = {}
        self._bases: dict[Hashable, list[tuple[int, Basis]]] = {}
        self._same_told: dict[Partitions, Partitions] = {}
        """One object for all that told of the same partitions: as a rule that is all of them."""
        self._moment = 0
        self._were_gone: Flags = np.zeros(0, dtype=bool)
        self._together: dict[int, tuple[SettledPlan, Membership, Together]] = {}
        self._known: list[tuple[str, tuple[tuple[int, int], ...]]] = []
        self._under: dict[Hashable, dict[IntervalKey, bool]] = {}
        self._passages: set[str] = set()
        self._above: dict[Hashable, list[Hashable]] = {}
        self.know(statements)

    def know(self, statements: Sequence[Judged]) -> None:
        """Reckon with these statements and passages; of what was shown the stretch is always the
        same."""
        known = [(s.id, s.spans) for s in statements]
        if known == self._known:
            return
        self._known = known
        self._under = {s.id: intervals_under(self._follower, s) for s in statements}
        self._passages = {s.id for s in statements if isinstance(s, SpokenPassage)}
        for passage in self._passages:
            if len(self._under[passage]) > TIED_INTERVALS_MAX:
                self._under[passage] = {}
        self._above = {}
        for statement, under in self._under.items():
            for name in under:
                self._above.setdefault(name, []).append(statement)

    def __contains__(self, name: Name) -> bool:
        return name in self._shown

    def names(self) -> set[Name]:
        """Every interval and statement that has left."""
        return set(self._shown)

    def whole_panel(self) -> dict[Name, Rows]:
        """What the newest figures of the whole panel rest on: whatever else is cut from it must
        rest on the same, or their difference would tell of few."""
        return {name: shown[0] for name, shown in self._shown.items() if shown[0] is not None}

    def basis(self, name: Name, rows: Rows, told: Partitions) -> Basis:
        """What figures made now rest on."""
        under = tuple(
            Under(interval, self._rows(interval), whole)
            for interval, whole in self._under.get(name, {}).items()
        )
        return Basis(name, rows, told, self._gone(), under)

    def _rows(self, interval: IntervalKey) -> Rows:
        """What each row is in an interval; as a rule what it was when its figures left, and then
        those very rows: each statement would keep as much again."""
        now = self._follower.standings(*interval)
        held = self._bases.get(interval)
        if held and np.array_equal(held[-1][1].standings, now):
            return held[-1][1].standings
        return now

    def _gone(self) -> Flags:
        """Who had withdrawn; one array for all figures between two withdrawals."""
        gone = self._follower.gone()
        if not np.array_equal(gone, self._were_gone):
            self._were_gone = gone
        return self._were_gone

    def remember(self, name: Name, basis: Basis) -> None:
        """These partitions were shown with figures that rest on these rows."""
        partitions = len(self._plan.partitions) if self._plan else 0
        shown = self._shown.get(name, [None] * partitions)
        self._shown[name] = [
            basis.standings if p in basis.told else shown[p] for p in range(partitions)
        ]
        if basis.told:
            self._moment += 1
            held = self._bases.setdefault(name, [])
            held.append((self._moment, basis))
            del held[:-LOOKED_BACK]

    def has_changed(self, name: Name, now: Rows) -> bool:
        """Whether the whole panel's figures would rest on something else now."""
        rows = self._shown[name][0]
        return rows is None or not np.array_equal(rows, now)

    @property
    def _plan(self) -> SettledPlan | None:
        return self._follower.plan

    @property
    def all_partitions(self) -> Partitions:
        """Every partition of the plan."""
        return frozenset(range(len(self._plan.partitions))) if self._plan else frozenset()

    def may_be_told(self, name: Name, now: Rows) -> Partitions:
        """The partitions whose figures may leave (again): in each of their cells, and among those
        who count in none of them, nobody changed or at least as many persons as the smallest
        roster. A partition is never newer than what it adds up to. Empty where nothing changed."""
        plan, membership = self._plan, self._follower.tally.roster
        before = self._shown.get(name)
        if before is None or plan is None or membership is None:
            return self.all_partitions
        floor = self._follower.study.profile.smallest_roster
        rows = min(len(now), membership.codes.shape[1])
        told, anything = set(), False
        for number, codes in enumerate(membership.codes):
            shown = before[number]
            if shown is None:
                told.add(number)
                continue
            inside = moved(shown, now)[:rows] & (membership.codes[0, :rows] >= 0)
            # Slot 0 holds those who count in the whole panel and in no cell here.
            changed = np.bincount(
                codes[:rows][inside].astype(np.int64) + 1, minlength=membership.sizes[number] + 1
            )
            # A withdrawn person may have been in any cell of an attribute.
            hidden = number > 0 and self._follower.unplaced > 0 and changed.any()
            if not (((changed > 0) | hidden) & (changed < floor)).any():
                told.add(number)
                anything = anything or bool(changed.any())
        return with_parents(plan, frozenset(told)) if anything else frozenset()

    def leaving(
        self, basis: Basis, stimulus: int, about_to: Mapping[Hashable, Basis]
    ) -> Callable[[], Partitions]:
        """The reckoning that tells those of a basis's partitions that may leave together, beside
        what was shown, or is about to be: of the same interval, of a statement above it, of the
        intervals under it. It rests on what is known now, may take seconds, and may be done in
        another thread, one at a time."""
        together, families = self._of_stimulus(stimulus), []
        for family in self._families(basis.name) if basis.told else ():
            before = [held for name in family for held in self._bases.get(name, [])]
            bases = [one for _, one in sorted(before, key=lambda held: held[0])]
            families.append([*bases, *(about_to[name] for name in family if name in about_to)])

        def reckon() -> Partitions:
            told = basis.told
            for bases in families:
                told = together.may_leave([*bases, replace(basis, told=told)])
            return self._same_told.setdefault(told, told)

        return reckon

    def bases(self, name: Hashable) -> list[Basis]:
        """What was shown of an interval or statement, and what hangs together with it."""
        return [basis for family in self._families(name) for one in family
                for _, basis in self._bases.get(one, [])]  # fmt: skip

    def _families(self, name: Hashable) -> list[list[Hashable]]:
        """What hangs together with an interval, statement or passage: a statement with its
        intervals; of a short passage all that lies over its intervals."""
        if name in self._passages:
            return [self._over(self._under[name], name)]
        above = [name] if name in self._under else self._above.get(name, [])
        beside = {p: None for s in above for k in self._under[s] for p in self._above[k]}
        passages = [p for p in beside if p in self._passages and p in self._bases]
        if passages:
            return [self._over(self._under[p], p, name) for p in passages]
        if name in self._under:
            return [[name, *self._under[name]]]
        shown = [s for s in above if s in self._bases]
        return [[s, *self._under[s]] for s in shown] or [[name]]

    def _over(self, intervals: Iterable[IntervalKey], *names: Hashable) -> list[Hashable]:
        """These names, intervals, and every statement over one of the intervals."""
        over = {s: None for k in intervals for s in self._above.get(k, [])}
        under = {k: None for s in over for k in self._under[s]}
        return list(dict.fromkeys((*names, *over, *under)))

    def _of_stimulus(self, stimulus: int) -> Together:
        """The reckoning over those who are shown a stimulus, made anew when the roster changed."""
        plan, follower = self._plan, self._follower
        membership = follower.tally.counters[stimulus, 0].membership
        held = self._together.get(stimulus)
        if held is None or plan is None or held[0] is not plan or held[1] is not membership:
            together = Together(
                follower.plan_of(stimulus),
                membership.codes.astype(np.int64),
                follower.study.profile,
            )
            if plan is None:
                return together
            held = self._together[stimulus] = (plan, membership, together)
        return held[2]
