"""How a study fills its seats: quotas of two-way cells, over-recruitment, reserve, vendor.

Values only; who sits where, and who asks how often, is the service's affair.
"""

from dataclasses import dataclass
from enum import StrEnum


class CategoriesFrom(StrEnum):
    """Where a person's categories come from: own answers, or the token they were invited with."""

    QUESTIONS = "questions"
    TOKENS = "tokens"


@dataclass(frozen=True, slots=True)
class CellQuota:
    """At most `max` persons who have all of these (attribute, category) pairs."""

    pairs: tuple[tuple[str, str], ...]
    max: int


@dataclass(frozen=True, slots=True)
class Vendor:
    """A panel vendor whose people come with an id of theirs and go back with it.

    The three addresses hold `{id}` and may hold `{voucher}`; an empty one means that nobody is
    sent back in that case.
    """

    name: str
    parameter: str = "pid"
    complete: str = ""
    screened_out: str = ""
    quota_full: str = ""


@dataclass(frozen=True, slots=True)
class Recruitment:
    """`over` is the share let in above each quota; the reserve holds `reserve` persons a cell,
    or `reserve_share` of its quota. `joins_a_second` is 0 for no limit."""

    over: float = 0.0
    reserve: int = 0
    reserve_share: float = 0.0
    no_show_ms: int = 300_000
    joins_a_second: int = 500
    categories_from: CategoriesFrom = CategoriesFrom.QUESTIONS
    quotas: tuple[CellQuota, ...] = ()
    vendor: Vendor | None = None

    def let_in(self, quota: int) -> int:
        """Persons let into a cell of this quota, over-recruitment included."""
        return quota + int(quota * self.over + 1e-9)

    def on_reserve(self, quota: int) -> int:
        """Persons that may wait for a place in a cell of this quota."""
        return max(self.reserve, int(quota * self.reserve_share + 1e-9))
