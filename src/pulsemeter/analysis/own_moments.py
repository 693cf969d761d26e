"""The statements at which one person pressed most, for that person's own eyes.

Used to ask why, and for the personal summary. It says nothing of anybody else and is no estimate.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pulsemeter.domain.presence import CHOICE_MAX, CHOICE_MIN
from pulsemeter.domain.statement import Statement


@dataclass(frozen=True, slots=True)
class OwnMoment:
    """A statement and how a person pressed at it: `sum` of the choices in its intervals, in
    units of one full press; above zero is Like."""

    statement: Statement
    sum: float

    @property
    def is_like(self) -> bool:
        """Whether the person liked it, on the whole."""
        return self.sum > 0


def own_moments(
    codes: npt.NDArray[np.int8],
    statements: Sequence[Statement],
    cadence_ms: int,
    lag_ms: int,
    limit: int,
) -> tuple[OwnMoment, ...]:
    """The statements with a person's strongest presses, in time order.

    Parameters
    ----------
    codes
        One person's cells of one stimulus and target, int8 (intervals,).
    statements
        Of the same stimulus.
    cadence_ms, lag_ms
        Length of an interval; how much later than its words a statement is heard in presses.
    limit
        At most so many. If there are any of a kind, one that was liked and one that was disliked
        are among them (from a limit of two on).

    Returns
    -------
    tuple of OwnMoment
        Strength is the size of the sum of choices over the intervals that overlap the statement's
        window, a full press counting 1; of even ones the earlier is taken.

    Examples
    --------
    >>> said = [Statement(f"s{n}", 1, "a", n * 10_000, (n + 1) * 10_000, "") for n in range(3)]
    >>> pressed = np.array([100, 100, -100, 101, 101, 101], dtype=np.int8)
    >>> [(m.statement.id, m.sum) for m in own_moments(pressed, said, 5_000, 0, 2)]
    [('s0', 2.0), ('s1', -1.0)]
    """
    pressed = (codes >= CHOICE_MIN) & (codes <= CHOICE_MAX)
    values = np.where(pressed, codes, 0).astype(np.float64) / CHOICE_MAX
    found = []
    for statement in sorted(statements, key=lambda s: s.start_ms):
        start_ms, end_ms = statement.window(lag_ms)
        window = values[start_ms // cadence_ms : -(-end_ms // cadence_ms)]
        total = round(float(window.sum()), 2)
        if total:
            found.append(OwnMoment(statement, total))
    return tuple(sorted(strongest_of(found, limit), key=lambda m: m.statement.start_ms))


def strongest_of(moments: Sequence[OwnMoment], limit: int) -> tuple[OwnMoment, ...]:
    """At most so many of these moments, the strongest first; of even ones the earlier given. If
    there are any of a kind, one that was liked and one that was disliked are among them (from a
    limit of two on)."""
    ranked = sorted(moments, key=lambda m: -abs(m.sum))
    chosen = ranked[:limit]
    for is_like in (True, False):
        missing = limit > 1 and not any(m.is_like is is_like for m in chosen)
        other = next((m for m in ranked if m.is_like is is_like), None)
        if missing and other is not None:
            chosen = [*chosen[: limit - 1], other]
    return tuple(chosen)
