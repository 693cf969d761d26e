"""Which cells can ever leave: fixed in principle at opening, in persons at the start.

Each attribute is a partition of the roster; its categories are merged in the declared order
until each holds enough persons. A two-way table leaves whole or not at all. Nothing outside
the plan is computed for output, whoever asks.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from pulsemeter.domain.assignment import ARM, segment_attributes
from pulsemeter.domain.protection import ProtectionProfile
from pulsemeter.domain.study import Attribute, Study

ALL = "all"
MERGED = "+"
"""Stands between the ids of merged categories; no category has it in its own."""
Categories = Mapping[str, str]
_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class PlannedCell:
    """One segment of the plan. `parts` are category ids; `withheld` says why it can't leave."""

    id: str
    label: str
    attribute: str
    parts: tuple[str, ...]
    roster: int
    withheld: str = ""
    attribute_label: str = ""


@dataclass(frozen=True, slots=True)
class Partition:
    """Cells that don't overlap and, together, are the roster."""

    attribute: str
    cells: tuple[PlannedCell, ...]
    code_of_category: Mapping[str, int]

    @property
    def label(self) -> str:
        """The attribute's name for people."""
        return self.cells[0].attribute_label if self.cells else self.attribute

    @property
    def is_released(self) -> bool:
        """Whether any of its cells can leave; a partition leaves whole or not at all."""
        return bool(self.cells) and not any(cell.withheld for cell in self.cells)

    def code(self, categories: Categories) -> int:
        """Number of the cell in which a person of these categories counts, or −1."""
        # A coarse profile names all categories that were merged: any of them is of the same cell.
        held = (categories.get(part, "") for part in self.attribute.split("×"))
        key = "×".join(category.partition(MERGED)[0] for category in held)
        return self.code_of_category.get(ALL if self.attribute == ALL else key, -1)


@dataclass(frozen=True, slots=True)
class SettledPlan:
    """The plan with its cells settled on a roster."""

    partitions: tuple[Partition, ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """Number of cells in each partition."""
        return tuple(len(partition.cells) for partition in self.partitions)

    @property
    def cells(self) -> tuple[PlannedCell, ...]:
        """All cells, withheld ones too, in order."""
        return tuple(cell for partition in self.partitions for cell in partition.cells)

    @property
    def released(self) -> frozenset[int]:
        """Numbers of the partitions that can leave."""
        return frozenset(n for n, partition in enumerate(self.partitions) if partition.is_released)

    def codes(self, categories: Categories) -> tuple[int, ...]:
        """Where a person of these categories counts, one code per partition."""
        return tuple(partition.code(categories) for partition in self.partitions)


def settle_plan(study: Study, roster: Sequence[Categories]) -> SettledPlan:
    """The study's plan settled on the persons of the roster (their categories)."""
    alike = _alike(roster)
    floor = study.profile.smallest_roster
    everyone = PlannedCell(
        ALL, "All", ALL, (), len(roster), "" if len(roster) >= floor else _too_small(floor)
    )
    partitions = [Partition(ALL, (everyone,), {ALL: 0})]
    merged = {
        attribute.id: _merge(attribute, alike, study.profile)
        for attribute in segment_attributes(study)
    }
    partitions.extend(merged.values())
    partitions.extend(
        _cross(merged[first], merged[second], alike, floor) for first, second in study.two_way
    )
    if everyone.withheld:
        partitions = [_withhold(partition, _too_small(floor)) for partition in partitions]
    return SettledPlan(tuple(partitions))


def _alike(roster: Iterable[Categories]) -> list[tuple[Categories, int]]:
    """The categories that there are, with the number of persons who have them: in a large panel
    few, so what is asked of each person is asked once for many."""
    return [(dict(held), n) for held, n in Counter(tuple(p.items()) for p in roster).items()]


def _counted(keys: Iterable[tuple[_Key, int]]) -> Counter[_Key]:
    found: Counter[_Key] = Counter()
    for key, persons in keys:
        found[key] += persons
    return found


def _too_small(floor: int) -> str:
    return f"fewer than {floor} persons"


def _withhold(partition: Partition, reason: str) -> Partition:
    cells = tuple(replace(cell, withheld=cell.withheld or reason) for cell in partition.cells)
    return Partition(partition.attribute, cells, partition.code_of_category)


def _merge(
    attribute: Attribute, alike: Sequence[tuple[Categories, int]], profile: ProtectionProfile
) -> Partition:
    """Merge small categories along the declared pairs, then with the declared neighbour."""
    floor = profile.smallest_roster
    held = _counted((person.get(attribute.id, ""), n) for person, n in alike)
    groups = [[c.id] for c in attribute.categories if held[c.id]]

    def size(group: Iterable[str]) -> int:
        return sum(held[category] for category in group)

    def group_of(category: str) -> list[str] | None:
        return next((group for group in groups if category in group), None)

    for first, second in attribute.merge_order:
        a, b = group_of(first), group_of(second)
        if a is not None and b is not None and a is not b and min(size(a), size(b)) < floor:
            a.extend(b)
            groups.remove(b)
    may_merge = attribute.id != ARM  # arms thrown together would compare nothing
    while (
        may_merge
        and len(groups) > 1
        and (small := next((g for g in groups if size(g) < floor), None))
    ):
        place = groups.index(small)
        neighbour = place + 1 if place + 1 < len(groups) else place - 1
        low, high = min(place, neighbour), max(place, neighbour)
        groups[low].extend(groups.pop(high))
    # Whoever holds none of the categories is what the whole panel has beyond these cells.
    rest = held.total() - sum(size(group) for group in groups)
    reason = ""
    if len(groups) == 1 and len(groups[0]) > 1:
        reason = "its categories are too small to be told apart"
    elif any(size(group) < floor for group in groups):
        reason = _too_small(floor)
    elif 0 < rest < floor:
        reason = f"fewer than {floor} persons hold none of its categories"
    cells = tuple(_cell(attribute, group, size(group), reason) for group in groups)
    codes = {category: code for code, group in enumerate(groups) for category in group}
    return Partition(attribute.id, cells, codes)


def _cell(attribute: Attribute, group: Sequence[str], size: int, reason: str) -> PlannedCell:
    ordered = [c for c in attribute.categories if c.id in group]
    return PlannedCell(
        id=f"{attribute.id}:{MERGED.join(c.id for c in ordered)}",
        label=" + ".join(c.label for c in ordered),
        attribute=attribute.id,
        parts=tuple(c.id for c in ordered),
        roster=size,
        withheld=reason,
        attribute_label=attribute.label,
    )


def _cross(
    first: Partition, second: Partition, alike: Sequence[tuple[Categories, int]], floor: int
) -> Partition:
    """The two-way table over merged categories: released only if every cell is large enough."""
    held = _counted(((first.code(person), second.code(person)), n) for person, n in alike)
    pairs = [(a, b) for a in range(len(first.cells)) for b in range(len(second.cells))]
    # Persons without a place in one of the attributes (code −1) are a cell too: they can be
    # had by subtraction from the rows and columns.
    large = all(held[pair] >= floor for pair in {*pairs, *held})
    able = large and first.is_released and second.is_released
    reason = "" if able else "at least one cell of this table is too small"
    name = f"{first.attribute}×{second.attribute}"
    cells = tuple(
        PlannedCell(
            id=f"{first.cells[a].id}×{second.cells[b].id}",
            label=f"{first.cells[a].label}, {second.cells[b].label}",
            attribute=name,
            parts=(first.cells[a].id, second.cells[b].id),
            roster=held[a, b],
            withheld=reason,
            attribute_label=f"{first.label} × {second.label}",
        )
        for a, b in pairs
    )
    codes = {
        f"{one}×{two}": a * len(second.cells) + b
        for one, a in first.code_of_category.items()
        for two, b in second.code_of_category.items()
    }
    return Partition(name, cells, codes)


def narrowed(plan: SettledPlan, held: Sequence[Iterable[int]], floor: int) -> SettledPlan:
    """The plan for those alone to whom a stimulus is shown. A partition is withheld where a cell
    holds some of them and fewer than the floor; a cell of nobody is no secret.

    `held` counts them per partition: first those without a cell there, then cell by cell.
    """
    return SettledPlan(
        tuple(
            _withhold(partition, f"{_too_small(floor)} were shown this stimulus")
            if any(0 < count < floor for count in counts)
            else partition
            for partition, counts in zip(plan.partitions, held, strict=True)
        )
    )


def large_enough(plan: SettledPlan, persons: Sequence[Categories], floor: int) -> bool:
    """Whether a group of further persons may enter at once: every released cell gets none
    of them or at least the floor, so that no difference of two figures tells of fewer. Those
    without a cell are told by the difference to the whole, so they count as a cell too."""
    of_attribute = {partition.attribute: partition for partition in plan.partitions}
    for partition in plan.partitions:
        if not partition.is_released:
            continue
        sides = [of_attribute[name] for name in partition.attribute.split("×")]
        entering = Counter(tuple(side.code(person) for side in sides) for person in persons)
        if any(count < floor for count in entering.values()):
            return False
    return True


def resettle_plan(cells: Sequence[PlannedCell]) -> SettledPlan:
    """The plan that has exactly these cells: what was settled once stays, whoever came later."""
    partitions: list[Partition] = []
    for attribute in dict.fromkeys(cell.attribute for cell in cells):
        mine = tuple(cell for cell in cells if cell.attribute == attribute)
        if attribute == ALL:
            codes = {ALL: 0}
        elif "×" in attribute:
            codes = _crossed_codes(attribute, mine, partitions)
        else:
            codes = {part: code for code, cell in enumerate(mine) for part in cell.parts}
        partitions.append(Partition(attribute, mine, codes))
    return SettledPlan(tuple(partitions))


def _crossed_codes(
    attribute: str, cells: Sequence[PlannedCell], partitions: Sequence[Partition]
) -> dict[str, int]:
    first, second = (
        next(p for p in partitions if p.attribute == name) for name in attribute.split("×")
    )
    place = {cell.parts: code for code, cell in enumerate(cells)}
    return {
        f"{one}×{two}": place[first.cells[a].id, second.cells[b].id]
        for one, a in first.code_of_category.items()
        for two, b in second.code_of_category.items()
    }
