"""Which segments a study will be able to show, before anybody has joined: foreseen from its quotas.

Settles the plan on an expected panel: quotas give the shares of an attribute's categories; without
quotas the categories are taken to be equally large, which is said. What comes may differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pulsemeter.domain.assignment import ARM, segment_attributes
from pulsemeter.domain.counted import counted
from pulsemeter.domain.study import Attribute, Study
from pulsemeter.release.plan import ALL, Partition, SettledPlan, settle_plan

_STRIDES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)
SIZE_USUAL = 100
PERSONS_MAX = 20_000
"""A larger panel shows what one of this size does."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The plan of an expected panel of this size, and the attributes whose shares are assumed."""

    study: Study
    size: int
    plan: SettledPlan
    assumed: tuple[str, ...]


def planned_size(study: Study) -> int:
    """How many persons the quotas ask for, as far as it matters; 0 where no attribute has one for
    each of its categories."""
    quotas = [[c.quota for c in a.categories if not c.screens_out] for a in study.attributes]
    return min(max((sum(q) for q in quotas if all(q)), default=0), PERSONS_MAX)


def foreseen_size(study: Study, asked: int) -> int:
    """The size to foresee: as asked, else what the quotas ask for, else a usual panel's."""
    return min(max(asked, 0), PERSONS_MAX) or planned_size(study) or SIZE_USUAL


def foresee_plan(study: Study, size: int) -> Foreseen:
    """The plan settled on an expected panel of this size.

    Every attribute has its expected numbers exactly; attributes are taken to be independent.
    """
    attributes = segment_attributes(study)
    columns, assumed = {}, []
    for place, attribute in enumerate(attributes):
        sought = [c for c in attribute.categories if not c.screens_out]
        weights = [c.quota for c in sought]
        if attribute.id == ARM or not all(weights):
            weights = [1] * len(sought)
            if attribute.id != ARM:
                assumed.append(attribute.label)
        counts = _shared_out(size, weights)
        names = np.repeat([c.id for c in sought], counts)
        # Spread so that the categories of two attributes meet as if by chance.
        order = np.argsort(np.arange(size) * np.sqrt(_STRIDES[place % len(_STRIDES)]) % 1.0)
        columns[attribute.id] = _placed(names, order)
    roster = [{name: values[person] for name, values in columns.items()} for person in range(size)]
    return Foreseen(study, size, settle_plan(study, roster), tuple(assumed))


def _shared_out(size: int, weights: Sequence[int]) -> list[int]:
    """A whole number in proportion to the weights, the largest remainders rounded up."""
    total = sum(weights)
    exact = [size * weight / total for weight in weights]
    counts = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda k: (counts[k] - exact[k], k))
    for place in by_remainder[: size - sum(counts)]:
        counts[place] += 1
    return counts


def _placed(names: np.ndarray, order: np.ndarray) -> list[str]:
    placed = np.empty_like(names)
    placed[order] = names
    found: list[str] = placed.tolist()
    return found


def foreseen_lines(foreseen: Foreseen) -> list[str]:
    """In words: what will be shown, what is merged, what never leaves, and what was assumed."""
    profile, size = foreseen.study.profile, foreseen.size
    whole = foreseen.plan.partitions[0].cells[0]
    head = (
        f"With {counted(size, 'person')} and the profile {profile.name} "
        f"(smallest group {profile.smallest_roster}):"
    )
    if whole.withheld:
        return [head, f"nothing will be shown: {whole.withheld}"]
    lines = [head]
    for partition in foreseen.plan.partitions:
        if partition.attribute != ALL:
            attribute = foreseen.study.attribute(partition.attribute)
            lines.append(_told(partition, attribute))
    if foreseen.assumed:
        names = ", ".join(foreseen.assumed)
        lines.append(f"Assumed, as no quotas say otherwise: equally large categories of {names}.")
    lines.append("What comes is settled when the session starts, on those who are there then.")
    return lines


def _told(partition: Partition, attribute: Attribute | None) -> str:
    if not partition.is_released:
        reason = next((c.withheld for c in partition.cells if c.withheld), "it has no category")
        return f"{partition.label}: will never be shown, {reason}"
    if attribute is None:
        return f"{partition.label}: shown, {counted(len(partition.cells), 'segment')}"
    shown = ", ".join(f"{cell.label} (about {cell.roster})" for cell in partition.cells)
    merged = [cell.label for cell in partition.cells if len(cell.parts) > 1]
    ending = f"; merged, as too small to be shown apart: {', '.join(merged)}" if merged else ""
    return f"{partition.label}: {shown}{ending}"
