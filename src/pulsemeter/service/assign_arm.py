"""Which arm and which order of stimuli a seat gets: balanced within its stratum, else by chance.

A stratum is everyone with the same answers to the profile questions. The arm that is furthest
behind its share in the stratum is taken, then the one furthest behind in the session, and chance
decides between those that are even. All of it follows from the seats as they are stored, so a
restart changes nothing.
"""

from collections import Counter
from collections.abc import Sequence
from math import factorial
from typing import TypeVar

from pulsemeter.domain.assignment import order_kind, shown_in
from pulsemeter.domain.participant import Seat
from pulsemeter.domain.playlist import Arm, Order, latin_rows, least_filled, permutation
from pulsemeter.domain.study import Study
from pulsemeter.service.ports import Chance

Profile = tuple[tuple[str, str], ...]
_Option = TypeVar("_Option")


def profile_of(categories: dict[str, str]) -> Profile:
    """The stratum of these answers."""
    return tuple(sorted(categories.items()))


class ArmCounts:
    """How many seats of one session are in each arm and order, by stratum and in all."""

    def __init__(self) -> None:
        self._arms: Counter[tuple[Profile | None, str]] = Counter()
        self._orders: Counter[tuple[Profile | None, str, tuple[int, ...]]] = Counter()

    def add(self, seat: Seat, step: int = 1) -> None:
        """A seat has this arm and order from now on; with step −1, no longer."""
        for stratum in (profile_of(seat.categories), None):
            self._arms[stratum, seat.arm] += step
            self._orders[stratum, seat.arm, seat.order] += step

    def arms(self, stratum: Profile | None, arms: Sequence[str]) -> dict[str, int]:
        """Seats by arm, in a stratum or (None) in the session."""
        return {arm: self._arms[stratum, arm] for arm in arms}

    def orders(
        self, stratum: Profile | None, arm: str, orders: Sequence[tuple[int, ...]]
    ) -> dict[tuple[int, ...], int]:
        """Seats of an arm by order, in a stratum or (None) in the session."""
        return {order: self._orders[stratum, arm, order] for order in orders}


def _one_of(options: Sequence[_Option], chance: Chance) -> _Option:
    return options[chance.order(len(options))[0]]


def draw_arm(study: Study, profile: Profile, counts: ArmCounts, chance: Chance) -> Arm | None:
    """The arm for the next seat of a stratum; None where the study has no arms."""
    if not study.arms:
        return None
    names = [arm.id for arm in study.arms]
    shares = {arm.id: arm.share for arm in study.arms}
    behind = least_filled(names, counts.arms(profile, names), shares)
    behind = least_filled(behind, counts.arms(None, behind), shares)
    name = _one_of(behind, chance)
    return next(arm for arm in study.arms if arm.id == name)


def draw_order(
    study: Study, arm: Arm | None, profile: Profile, counts: ArmCounts, chance: Chance
) -> tuple[int, ...]:
    """The order of stimuli for the next seat of a stratum in an arm; () for the study's own."""
    shown = shown_in(study, arm)
    kind = order_kind(study, arm)
    if kind is Order.FIXED or len(shown) < 2:
        return ()
    if kind is Order.RANDOM:
        places = permutation(len(shown), chance.number(63) % factorial(len(shown)))
        return tuple(shown[place] for place in places)
    rows = [tuple(shown[place] for place in row) for row in latin_rows(len(shown))]
    name = arm.id if arm else ""
    behind = least_filled(rows, counts.orders(profile, name, rows))
    behind = least_filled(behind, counts.orders(None, name, behind))
    return _one_of(behind, chance)
