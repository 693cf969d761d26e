"""What the whole session does, told without direction: how many are there, not what they press."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Activity:
    """The whole session without direction; counts of persons are already rounded.

    `quota_gaps` holds (cell id, label, joined, quota) of categories that still want people.
    """

    state: str
    session_ms: int
    active: int
    joined: int
    target: int
    answered_share: int
    data_lag_ms: int
    frozen_upto: int
    quota_gaps: tuple[tuple[str, str, int, int], ...] = ()
