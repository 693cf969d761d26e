"""Coarser profiles: how much of persons' attributes stays beside their reactions.

Whoever gets hold of the store and knows somebody's attributes must not find their row. Two steps
lead there. When the roster settles, categories are replaced by the plan's merged ones, which no
figure can tell apart. When a session's last figures have left, profiles become coarser until as
many persons as the smallest roster have each of them. Pure; what is lost is counted, not kept.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pulsemeter.domain.study import Attribute
from pulsemeter.release.plan import ALL, MERGED, Categories, SettledPlan

Cell = tuple[tuple[str, str], ...]
"""(attribute, category) pairs, sorted."""


@dataclass(frozen=True, slots=True, order=True)
class Profile:
    """What is kept of a person: (attribute, category) pairs, the arm and the order of stimuli."""

    categories: Cell = ()
    arm: str = ""
    order: tuple[int, ...] = ()


NOTHING = Profile()
_Stage = Callable[[Profile], Profile]


def merged_categories(
    plan: SettledPlan, categories: Categories, untouched: Collection[str] = ()
) -> dict[str, str]:
    """The categories with each replaced by what the plan merged it into; every cell of the plan
    holds the same persons as before. A category that has no cell is dropped."""
    found = {name: categories[name] for name in categories if name in untouched}
    for partition in plan.partitions:
        name = partition.attribute
        if name == ALL or name in untouched or name not in categories:
            continue
        code = partition.code(categories)
        if code >= 0:
            found[name] = MERGED.join(partition.cells[code].parts)
    return {name: found[name] for name in categories if name in found}


def coarsened(
    profiles: Sequence[Profile], attributes: Sequence[Attribute], floor: int
) -> list[Profile]:
    """These persons' profiles, each made coarser until at least `floor` persons have it.

    Profiles of enough persons stay as they are. The others lose, step by step and only as long as
    they are too few: the order of stimuli; categories, by the declared merges, of the last
    attribute first; attributes, the last one first; the arm. If fewer than `floor` end up with
    nothing, the rarest of the profiles that were kept join them.
    """
    found = list(profiles)
    for stage in _stages(attributes, profiles):
        held = Counter(found)
        if min(held.values(), default=floor) >= floor:
            break
        found = [stage(profile) if held[profile] < floor else profile for profile in found]
    return _in_company(found, floor)


def lost_cells(before: Categories, after: Categories, crossed: Iterable[Cell] = ()) -> set[Cell]:
    """The cells, of single attributes and of these crossed ones, that a person's own profile
    named before and doesn't name after."""
    had, has = set(before.items()), set(after.items())
    wanted: set[Cell] = {(pair,) for pair in had} | set(crossed)
    return {cell for cell in wanted if set(cell) <= had and not set(cell) <= has}


def _stages(attributes: Sequence[Attribute], profiles: Sequence[Profile]) -> Iterator[_Stage]:
    """What is taken from a rare profile, in the fixed order."""
    last_first = list(reversed(attributes))
    yield lambda profile: replace(profile, order=())
    for attribute in last_first:
        held = {c for p in profiles for name, c in p.categories if name == attribute.id}
        for merges in _merges(attribute, held):
            yield _merging(attribute.id, merges)
    for attribute in last_first:
        yield _dropping(attribute.id)
    yield lambda profile: replace(profile, arm="")


def _merges(attribute: Attribute, held: Collection[str]) -> Iterator[Mapping[str, str]]:
    """After each declared merge, what every category that is held becomes."""
    group_of = {category: set(category.split(MERGED)) for category in held}
    for one, other in attribute.merge_order:
        first = next((group for group in group_of.values() if one in group), None)
        second = next((group for group in group_of.values() if other in group), None)
        if first is None or second is None or first is second:
            continue
        both = first | second
        group_of = {c: both if g in (first, second) else g for c, g in group_of.items()}
        ids = [category.id for category in attribute.categories]
        yield {c: MERGED.join(i for i in ids if i in group) for c, group in group_of.items()}


def _merging(attribute: str, becomes: Mapping[str, str]) -> _Stage:
    """Categories as they are after a merge; those merged before by their first part."""
    of_part = {part: name for c, name in becomes.items() for part in c.split(MERGED)}

    def stage(profile: Profile) -> Profile:
        return replace(
            profile,
            categories=tuple(
                (name, of_part.get(c.partition(MERGED)[0], c) if name == attribute else c)
                for name, c in profile.categories
            ),
        )

    return stage


def _dropping(attribute: str) -> _Stage:
    def stage(profile: Profile) -> Profile:
        kept = tuple(pair for pair in profile.categories if pair[0] != attribute)
        return replace(profile, categories=kept)

    return stage


def _in_company(profiles: list[Profile], floor: int) -> list[Profile]:
    """The rarest profiles join those that have nothing, until these are enough."""
    held = Counter(profiles)
    joining: set[Profile] = set()
    while 0 < held[NOTHING] < floor and len(held) > 1:
        rarest = min((p for p in held if p != NOTHING), key=lambda p: (held[p], p))
        held[NOTHING] += held.pop(rarest)
        joining.add(rarest)
    return [NOTHING if profile in joining else profile for profile in profiles]
