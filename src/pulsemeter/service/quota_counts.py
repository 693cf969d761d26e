"""How many seats hold which categories, kept up to date seat by seat.

Joining asks this once per person, so it must not look through everyone who came before.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import combinations

from pulsemeter.domain.participant import Seat
from pulsemeter.domain.recruitment import CellQuota
from pulsemeter.domain.study import Study

Profile = tuple[tuple[str, str], ...]


def profile_cells(categories: dict[str, str]) -> Iterable[Profile]:
    """Every cell of one or two attributes in which a person of these categories is."""
    pairs = sorted(categories.items())
    yield from ((pair,) for pair in pairs)
    yield from combinations(pairs, 2)


class CellCounts:
    """Persons by cell of one or two attributes."""

    def __init__(self) -> None:
        self._held: Counter[Profile] = Counter()

    def count(self, categories: dict[str, str], step: int = 1) -> None:
        """One person more; with step −1, one fewer."""
        for cell in profile_cells(categories):
            self._held[cell] += step

    def count_cell(self, cell: Profile, persons: int) -> None:
        """So many persons more in one cell."""
        self._held[cell] += persons

    def holding(self, cell: Profile) -> int:
        """Persons of a cell."""
        return self._held[cell]


def cells_of(study: Study, categories: dict[str, str]) -> list[CellQuota]:
    """The quotas that a person of these categories falls under."""
    own = set(profile_cells(categories))
    return [quota for quota in study.quotas if quota.pairs in own]


class QuotaCounts:
    """Counts of one session's seats that take part."""

    def __init__(self) -> None:
        self.total = 0
        self._cells = CellCounts()
        self._alike: Counter[Profile] = Counter()
        self._left: Counter[Profile] = Counter()

    def add(self, seat: Seat) -> None:
        """A seat takes part from now on."""
        self._count(seat, 1)

    def remove(self, seat: Seat) -> None:
        """A seat that took part is gone."""
        self._count(seat, -1)

    def _count(self, seat: Seat, step: int) -> None:
        profile = tuple(sorted(seat.categories.items()))
        self.total += step
        self._alike[profile] += step
        self._left[profile] += step * seat.likes_left
        self._cells.count(seat.categories, step)

    def carry(self, margins: Mapping[Profile, int]) -> None:
        """Persons of cells whose own seats don't say so any more: their profiles are coarser."""
        for cell, persons in margins.items():
            self._cells.count_cell(cell, persons)

    def holding(self, attribute: str, category: str) -> int:
        """Seats of one category."""
        return self._cells.holding(((attribute, category),))

    def full_cells(
        self, study: Study, categories: dict[str, str], absent: CellCounts | None = None
    ) -> list[CellQuota]:
        """The quotas that leave no room for a person of these categories. Places of the absent
        are free."""
        return [
            quota
            for quota in cells_of(study, categories)
            if study.recruitment.let_in(quota.max)
            <= self._cells.holding(quota.pairs) - (absent.holding(quota.pairs) if absent else 0)
        ]

    def is_full(self, study: Study, categories: dict[str, str]) -> bool:
        """Whether a quota leaves no room for a person of these categories."""
        return bool(self.full_cells(study, categories))

    def surplus_left(self, categories: dict[str, str]) -> int:
        """Seats of these categories with Like on the left, minus those with it on the right."""
        profile = tuple(sorted(categories.items()))
        return 2 * self._left[profile] - self._alike[profile]
