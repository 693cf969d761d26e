"""How many seats hold which categories, kept up to date seat by seat.

Joining asks this once per person, so it must not look through everyone who came before.
"""

from collections import Counter

from pulsemeter.domain.participant import Seat
from pulsemeter.domain.study import Study

Profile = tuple[tuple[str, str], ...]


class QuotaCounts:
    """Counts of one session's seats that take part."""

    def __init__(self) -> None:
        self.total = 0
        self._held: Counter[tuple[str, str]] = Counter()
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
        for pair in profile:
            self._held[pair] += step

    def holding(self, attribute: str, category: str) -> int:
        """Seats of one category."""
        return self._held[attribute, category]

    def is_full(self, study: Study, categories: dict[str, str]) -> bool:
        """Whether a quota leaves no room for a person of these categories."""
        for attribute in study.attributes:
            category = attribute.category(categories[attribute.id])
            if category is not None and 0 < category.quota <= self.holding(
                attribute.id, category.id
            ):
                return True
        return False

    def surplus_left(self, categories: dict[str, str]) -> int:
        """Seats of these categories with Like on the left, minus those with it on the right."""
        profile = tuple(sorted(categories.items()))
        return 2 * self._left[profile] - self._alike[profile]
