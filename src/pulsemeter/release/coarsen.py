"""Coarser profiles: how much of persons' attributes stays beside their reactions.

Whoever gets hold of the store and knows somebody's attributes must not find their row. Two steps
lead there. When the roster settles, categories are replaced by the plan's merged ones, which no
figure can tell apart. When a session's last figures have left, profiles become coarser until as
many persons as the smallest roster have each of them. Pure; what is lost is counted, not kept.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

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
_ARM, _ORDER = "+arm", "+order"
"""Columns of their own: no attribute has a plus in its id."""


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
    table = _Table(profiles)
    for column, becomes in _stages(attributes, table):
        if not table.coarsen_rare(column, becomes, floor):
            break
    return _in_company(table.profiles(), floor)


def lost_cells(before: Categories, after: Categories, crossed: Iterable[Cell] = ()) -> set[Cell]:
    """The cells, of single attributes and of these crossed ones, that a person's own profile
    named before and doesn't name after."""
    had, has = set(before.items()), set(after.items())
    wanted: set[Cell] = {(pair,) for pair in had} | set(crossed)
    return {cell for cell in wanted if set(cell) <= had and not set(cell) <= has}


def _stages(
    attributes: Sequence[Attribute], table: "_Table"
) -> Iterator[tuple[str, Callable[[str], str]]]:
    """What is taken from a rare profile, in the fixed order: a column, and what its values become;
    "" is nothing."""
    last_first = list(reversed(attributes))
    yield _ORDER, _nothing
    for attribute in last_first:
        for becomes in _merges(attribute, table.values(attribute.id)):
            yield attribute.id, becomes
    for attribute in last_first:
        yield attribute.id, _nothing
    yield _ARM, _nothing


def _nothing(_: str) -> str:
    return ""


def _merges(attribute: Attribute, held: Collection[str]) -> Iterator[Callable[[str], str]]:
    """After each declared merge, what a category becomes; one that was merged before goes by its
    first part."""
    group_of = {category: set(category.split(MERGED)) for category in held}
    ids = [category.id for category in attribute.categories]
    for one, other in attribute.merge_order:
        first = next((group for group in group_of.values() if one in group), None)
        second = next((group for group in group_of.values() if other in group), None)
        if first is None or second is None or first is second:
            continue
        both = first | second
        group_of = {c: both if g in (first, second) else g for c, g in group_of.items()}
        named = {
            part: MERGED.join(i for i in ids if i in group)
            for group in group_of.values()
            for part in group
        }
        yield lambda category, named=named: named.get(  # type: ignore[misc]
            category.partition(MERGED)[0], category
        )


class _Table:
    """Profiles as numbers, one row for each person and one column for each thing that is known:
    a panel of a hundred thousand must not hold up a server."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        names = {name for profile in profiles for name, _ in profile.categories}
        self._columns = [*sorted(names), _ARM, _ORDER]
        self._names: list[list[str]] = [[""] for _ in self._columns]
        known: list[dict[str, int]] = [{"": 0} for _ in self._columns]
        self._orders = {_order_name(profile.order): profile.order for profile in profiles}
        self._codes = np.zeros((len(profiles), len(self._columns)), dtype=np.int64)
        place = {name: column for column, name in enumerate(self._columns)}
        for row, profile in enumerate(profiles):
            held = (*profile.categories, (_ARM, profile.arm), (_ORDER, _order_name(profile.order)))
            for name, value in held:
                column = place[name]
                code = known[column].setdefault(value, len(self._names[column]))
                if code == len(self._names[column]):
                    self._names[column].append(value)
                self._codes[row, column] = code

    def values(self, name: str) -> list[str]:
        """What a column holds, if there is one."""
        if name not in self._columns:
            return []
        return [value for value in self._names[self._columns.index(name)] if value]

    def coarsen_rare(self, name: str, becomes: Callable[[str], str], floor: int) -> bool:
        """Change a column of the rows that fewer than `floor` are alike; False where none is."""
        rare = self._holders() < floor
        if not rare.any():
            return False
        if name in self._columns:
            column = self._columns.index(name)
            names = self._names[column]
            wanted = [becomes(value) if value else "" for value in names]
            names.extend(dict.fromkeys(value for value in wanted if value not in names))
            codes = np.array([names.index(value) for value in wanted], dtype=np.int64)
            self._codes[rare, column] = codes[self._codes[rare, column]]
        return True

    def _holders(self) -> npt.NDArray[np.int64]:
        """For each row, how many rows are like it."""
        alike = np.zeros(len(self._codes), dtype=np.int64)
        for column in range(self._codes.shape[1]):
            # Numbered anew after each column, so that no product of sizes grows too large.
            alike = alike * len(self._names[column]) + self._codes[:, column]
            _, alike = np.unique(alike, return_inverse=True)
        return np.bincount(alike)[alike] if len(alike) else alike

    def profiles(self) -> list[Profile]:
        """The rows as profiles."""
        return [self._profile(row) for row in self._codes.tolist()]

    def _profile(self, row: list[int]) -> Profile:
        values = [self._names[column][code] for column, code in enumerate(row)]
        *categories, arm, order = zip(self._columns, values, strict=True)
        kept = tuple((name, value) for name, value in categories if value)
        return Profile(kept, arm[1], self._orders.get(order[1], ()))


def _order_name(order: tuple[int, ...]) -> str:
    return ",".join(map(str, order))


def _in_company(profiles: list[Profile], floor: int) -> list[Profile]:
    """The rarest profiles join those that have nothing, until these are enough."""
    held = Counter(profiles)
    joining: set[Profile] = set()
    while 0 < held[NOTHING] < floor and len(held) > 1:
        rarest = min((p for p in held if p != NOTHING), key=lambda p: (held[p], p))
        held[NOTHING] += held.pop(rarest)
        joining.add(rarest)
    return [NOTHING if profile in joining else profile for profile in profiles]
