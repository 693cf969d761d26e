"""What sums of told counts would give away, though each of them was told carefully.

When the whole panel's count leaves its cells no room, an "under" can only be nobody and an
"over" only everybody. Such a partition is kept back for this one release. Knows coded counts
and rosters, no exact count: keeping back tells nothing that the figures would not.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pulsemeter.domain.protection import ProtectionProfile
from pulsemeter.release.plan import ALL, Partition, PlannedCell, SettledPlan
from pulsemeter.release.rounding import CodedCount, CodedTriple


class Coded(NamedTuple):
    """A cell's counts as they would be told, and how many persons it holds now."""

    triple: CodedTriple
    roster: int


def bounds(count: CodedCount, roster: int, profile: ProtectionProfile) -> tuple[int, int]:
    """The least and the most persons for whom this is told."""
    if count.coding == "under":
        return 0, min(count.value - 1, roster)
    if count.coding == "over":
        return count.value + 1, roster
    step = profile.rounding_step
    return count.value - step // 2, count.value + (step - 1) // 2


def kept_back(
    plan: SettledPlan, coded: Mapping[str, Coded], profile: ProtectionProfile
) -> frozenset[str]:
    """Attributes whose cells may not be told beside the others; `coded` by cell id."""
    if not profile.ends_coded:
        return frozenset()
    back: set[str] = set()
    for partition in plan.partitions:
        if partition.attribute == ALL or not partition.is_released:
            continue
        # A table whose rows are kept back would give them as its sums.
        parents_back = not back.isdisjoint(partition.attribute.split("×"))
        if parents_back or any(
            _leaves_no_room(coded[parent], [coded[cell.id] for cell in cells], profile)
            for parent, cells in sums_of(partition)
        ):
            back.add(partition.attribute)
    return frozenset(back)


def sums_of(partition: Partition) -> list[tuple[str, list[PlannedCell]]]:
    """Cells that add up to another told cell: all to the whole, rows and columns to theirs."""
    sums = [(ALL, list(partition.cells))]
    if "×" in partition.attribute:
        sums.extend(
            (parent, [cell for cell in partition.cells if cell.parts[side] == parent])
            for side in (0, 1)
            for parent in dict.fromkeys(cell.parts[side] for cell in partition.cells)
        )
    return sums


def _leaves_no_room(whole: Coded, parts: Sequence[Coded], profile: ProtectionProfile) -> bool:
    rest = whole.roster - sum(part.roster for part in parts)
    for kind in ("likes", "dislikes"):
        told: list[CodedCount] = [getattr(part.triple, kind) for part in parts]
        ranges = [
            bounds(count, part.roster, profile) for count, part in zip(told, parts, strict=True)
        ]
        least, most = bounds(getattr(whole.triple, kind), whole.roster, profile)
        room_above = most - sum(low for low, _ in ranges)
        room_below = sum(high for _, high in ranges) + rest - least
        if room_above < 1 and (rest or any(count.coding == "under" for count in told)):
            return True
        if room_below < 1 and (rest or any(count.coding == "over" for count in told)):
            return True
    return False
