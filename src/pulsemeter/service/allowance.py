"""Turns that come back with time, up to as many as may be taken at once."""

from dataclasses import dataclass


@dataclass(slots=True)
class Allowance:
    """How many turns are left, as of a moment."""

    left: float
    seen_ms: int

    def refill(self, now_ms: int, a_second: float, at_once: float) -> None:
        """Bring back what came with the time since."""
        gained = max(0, now_ms - self.seen_ms) / 1_000 * a_second
        self.left, self.seen_ms = min(at_once, self.left + gained), now_ms
