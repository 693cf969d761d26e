"""How long what is known of persons is kept, and when each piece of it goes.

Days count from the close of a session; what was released stays.
"""

from dataclasses import dataclass
from enum import StrEnum

CONTACTS_DAYS, PERSONS_DAYS = 14, 90
"""Longer needs a written reason."""
DAYS_MAX = 3_650
DAY_MS = 24 * 3_600_000
LATE_MS = DAY_MS
"""So long after the close what phones have kept is still taken, and answers are waited for."""


class Piece(StrEnum):
    """What goes, in this order."""

    PROFILES = "profiles"  # rare profiles become coarser, the times of receipt go
    PERSONS = "persons"  # seats, categories, reactions, answers, comments
    CONTACTS = "contacts"  # names and addresses in the register


@dataclass(frozen=True, slots=True)
class Retention:
    """For how many days after the close contacts and persons' data are kept, and, where that is
    longer than usual, why."""

    contacts_days: int = CONTACTS_DAYS
    persons_days: int = PERSONS_DAYS
    reason: str = ""

    @property
    def is_longer(self) -> bool:
        """Whether anything is kept longer than without a reason."""
        return self.contacts_days > CONTACTS_DAYS or self.persons_days > PERSONS_DAYS

    def kept_ms(self, piece: Piece) -> int:
        """For how long after the close a piece is kept."""
        match piece:
            case Piece.PROFILES:
                return LATE_MS
            case Piece.PERSONS:
                return self.persons_days * DAY_MS
            case _:
                return self.contacts_days * DAY_MS


@dataclass(frozen=True, slots=True)
class Expiry:
    """When a piece of a session or study goes; `due_ms` is None while it isn't closed."""

    subject: str
    piece: Piece
    due_ms: int | None
    is_done: bool = False

    def is_due(self, wall_ms: int) -> bool:
        """Whether it should be gone by now and isn't."""
        return not self.is_done and self.due_ms is not None and self.due_ms <= wall_ms
