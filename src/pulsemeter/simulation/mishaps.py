"""What goes wrong on the way of one page: a plan drawn from a seed.

Says what happens at which stimulus time. Doing it to a real connection is the business of
whoever drives the panel.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np


class MishapKind(StrEnum):
    """The ways in which a network and a phone misbehave.

    DROP: the connection breaks and comes back after the length. DUPLICATE: the next frame is
    sent twice. REORDER: the next frame is held back and arrives after the one behind it.
    LOST_ACK: acknowledgements get lost for the length, then the connection breaks and
    everything is sent again. RELOAD: a new page load takes the seat; what the old one still
    held is delivered after the length. POST: the socket is blocked for the length and records
    go by POST.
    """

    DROP = "drop"
    DUPLICATE = "duplicate"
    REORDER = "reorder"
    LOST_ACK = "lost_ack"
    RELOAD = "reload"
    POST = "post"


@dataclass(frozen=True, slots=True)
class Mishap:
    """One mishap; lengths are stimulus time, so that they scale with a rehearsal's speed.

    `changes_mind`: after a reload the person answers anew what is seen again.
    """

    kind: MishapKind
    at_ms: int
    length_ms: int = 0
    changes_mind: bool = False


@dataclass(frozen=True, slots=True)
class MishapChances:
    """The chance of each mishap per page and interval."""

    drop: float = 0.01
    duplicate: float = 0.02
    reorder: float = 0.02
    lost_ack: float = 0.01
    reload: float = 0.005
    post: float = 0.005
    length_min_ms: int = 500
    length_max_ms: int = 15_000

    def __post_init__(self) -> None:
        for kind in MishapKind:
            chance = getattr(self, kind.value)
            if not 0.0 <= chance <= 1.0:
                raise ValueError(f"the chance of {kind.value} is {chance}, not within 0 and 1")
        if not 0 <= self.length_min_ms <= self.length_max_ms:
            raise ValueError("mishap lengths: the shortest must not exceed the longest")


def draw_mishaps(
    duration_ms: int,
    cadence_ms: int,
    rng: np.random.Generator,
    chances: MishapChances | None = None,
) -> tuple[Mishap, ...]:
    """The mishaps of one page, in order of time."""
    chances = chances or MishapChances()
    kinds = list(MishapKind)
    thresholds = np.array([getattr(chances, kind.value) for kind in kinds])
    plan: list[Mishap] = []
    for start_ms in range(0, duration_ms, cadence_ms):
        end_ms = min(start_ms + cadence_ms, duration_ms)
        for place in np.flatnonzero(rng.random(len(kinds)) < thresholds):
            kind = kinds[int(place)]
            length_ms = int(rng.integers(chances.length_min_ms, chances.length_max_ms + 1))
            if kind in (MishapKind.DUPLICATE, MishapKind.REORDER):
                length_ms = 0
            at_ms = int(rng.integers(start_ms, end_ms))
            changes_mind = bool(rng.random() < 0.5) and kind is MishapKind.RELOAD
            plan.append(Mishap(kind, at_ms, length_ms, changes_mind))
    return tuple(sorted(plan, key=lambda mishap: (mishap.at_ms, mishap.kind)))


def draw_all_mishaps(
    pages: int,
    duration_ms: int,
    cadence_ms: int,
    rng: np.random.Generator,
    chances: MishapChances | None = None,
) -> Sequence[tuple[Mishap, ...]]:
    """A plan for each page of a panel."""
    return [draw_mishaps(duration_ms, cadence_ms, rng, chances) for _ in range(pages)]
