"""A panelist under a pseudonym inside one session: the seat and how far it has come."""

from dataclasses import dataclass, field
from enum import StrEnum


class SeatStep(StrEnum):
    """What the participant does next, in order."""

    CONSENT = "consent"
    PROFILE = "profile"
    RESERVE = "reserve"
    BEFORE = "before"
    PRACTICE = "practice"
    STIMULUS = "stimulus"
    BREAK = "break"
    CLOSING = "closing"
    AFTER = "after"
    WHY = "why"
    THANKS = "thanks"
    SCREENED_OUT = "screened_out"  # their quota is full
    NOT_SOUGHT = "not_sought"  # the study seeks other people
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Seat:
    """One participation. The id is random and the only name reactions know.

    `likes_left` says on which side the Like button lies: drawn once, kept for the session. So
    are the `arm` and the `order` (indexes of stimuli; empty for the study's own order); `stage`
    counts the stimuli that were watched to the end.
    """

    id: int
    session: str
    step: SeatStep = SeatStep.CONSENT
    consent_version: int = 0
    categories: dict[str, str] = field(default_factory=dict)
    likes_left: bool = True
    writers: tuple[int, ...] = ()
    arm: str = ""
    order: tuple[int, ...] = ()
    stage: int = 0

    @property
    def may_react(self) -> bool:
        """Whether reactions of this seat are taken: consent given, profile known."""
        return self.consent_version > 0 and self.step in (
            SeatStep.BEFORE,
            SeatStep.PRACTICE,
            SeatStep.STIMULUS,
            SeatStep.BREAK,
            SeatStep.CLOSING,
            SeatStep.AFTER,
            SeatStep.WHY,
            SeatStep.THANKS,
        )

    def writer_rank(self, writer: int) -> int | None:
        """Order in which a page load took the seat, from 1; None if it never did."""
        try:
            return self.writers.index(writer) + 1
        except ValueError:
            return None
