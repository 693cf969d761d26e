"""Which partitions may leave together: the gate knows how many persons any cells have in common.

Each figure is harmless alone; of two attributes that both lean to the utmost, of two releases, or
of a statement and its intervals the sums may still give a few persons away. Then the fewest
partitions are kept back for this one release, the last declared first, and always in the same way.
Knows counts, never who asks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from pulsemeter.domain.protection import ProtectionProfile
from pulsemeter.release.deduction import given_away
from pulsemeter.release.plan import ALL, SettledPlan
from pulsemeter.release.told_pool import Basis, Partitions, Roster, Standings, Whole
from pulsemeter.release.told_programme import Target

_DROPPED_MAX = 2
"""Whatever needs more than so many kept back leaves for the whole panel only; where other releases
have a say too, more than one."""


class Together:
    """The partitions of a plan over a roster; `codes` (partitions, persons)."""

    def __init__(self, plan: SettledPlan, codes: Whole, profile: ProtectionProfile) -> None:
        self._plan = plan
        self._profile = profile
        self._roster = Roster(plan, codes, profile)

    def may_leave_alone(self, standings: Standings) -> Partitions:
        """The partitions that may leave of something of which nothing else was told."""
        return self.may_leave([Basis("", standings, self._plan.released)])

    def may_leave(self, bases: Sequence[Basis]) -> Partitions:
        """The partitions of the last of the bases, those that it may tell, that may leave beside
        what was told of the others; in order of time."""
        able = with_parents(self._plan, self._plan.released & bases[-1].told)
        if not able:
            return able
        pool = self._roster.pool([*bases[:-1], replace(bases[-1], told=able)])
        suspects: list[Target] = []
        for told in self._choices(able, _DROPPED_MAX if len(bases) == 1 else 1):
            if not told:
                break
            stay = (pool.basis < len(bases) - 1) | np.isin(pool.partition, list(told))
            found = given_away(
                pool.only(stay),
                self._profile.smallest_roster,
                suspects,
                by_sums=not self._profile.ends_coded,
            )
            if found is None:
                return told
            suspects.insert(0, found)
        return frozenset()

    def _choices(self, able: Partitions, dropped_max: int) -> Iterator[Partitions]:
        """Everything, then with one partition less, with two, then the whole panel alone."""
        seen = set()
        parts = sorted(able - {0}, reverse=True)
        for dropped in range(min(dropped_max, len(parts)) + 1):
            for some in combinations(parts, dropped):
                told = with_parents(self._plan, able - set(some))
                if told not in seen:
                    seen.add(told)
                    yield told
        yield frozenset({0}) & able


def with_parents(plan: SettledPlan, told: Partitions) -> Partitions:
    """Those of the partitions whose sums are told as well: an attribute with the whole panel, a
    two-way table with both its attributes. Else sums of different times would show the few who
    changed in between, and a table the attribute that is kept back."""
    if 0 not in told:
        return frozenset()
    place = {partition.attribute: number for number, partition in enumerate(plan.partitions)}
    return frozenset(
        number
        for number in told
        if plan.partitions[number].attribute == ALL
        or all(
            place[part] in told
            for part in plan.partitions[number].attribute.split("×")
            if part in place and plan.partitions[place[part]].is_released
        )
    )
