"""How one question's counts hang together: what an attacker could add up and subtract.

Answers add up to those who answered, cells to the whole panel, answers before and moves to answers
after, cells of two attributes to their overlaps. The gate tries each table against these sums
before it tells it. Codes counts and names sums; decides nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from pulsemeter.analysis.turnover import IntArray
from pulsemeter.domain.protection import ProtectionProfile
from pulsemeter.domain.questionnaire import Part
from pulsemeter.release.answer_counts import CellCounts, QuestionCounts
from pulsemeter.release.plan import ALL, Partition, PlannedCell, SettledPlan
from pulsemeter.release.rounding import CodedCount, code_count, rounded
from pulsemeter.release.sums import Key, Sums
from pulsemeter.release.totals import sums_of

_Keys = Callable[[str], list[Key]]


class CodedQuestion:
    """One question's exact counts with the codes under which they would be told."""

    def __init__(
        self, plan: SettledPlan, asked: QuestionCounts, profile: ProtectionProfile
    ) -> None:
        self.asked = asked
        self._profile = profile
        self._place = {one.attribute: number for number, one in enumerate(plan.partitions)}
        self.cells: dict[str, CellCounts] = {
            cell.id: held
            for partition, row in zip(plan.partitions, asked.cells, strict=True)
            for cell, held in zip(partition.cells, row, strict=True)
        }
        self.base = {cell: self._coded_base(held) for cell, held in self.cells.items()}

    def _coded_base(self, held: CellCounts) -> CodedCount:
        """Who answered. That all did is told only where everybody who completed had to."""
        told = rounded(held.completed, self._profile.rounding_step)
        if not self.asked.by_choice:
            return CodedCount(told, "near", told)
        coded = code_count(held.persons, told, self._profile)
        return CodedCount(coded.value, "over", told) if coded.coding == "over" else coded

    def code(self, cell: str, count: int) -> CodedCount:
        """A count of persons in a cell as it would be told."""
        return code_count(count, self.base[cell].used, self._profile)

    def rest(self, parent: str, cells: Sequence[PlannedCell]) -> int:
        """How many of those who answered in the whole are in none of its cells."""
        return self.cells[parent].persons - sum(self.cells[cell.id].persons for cell in cells)

    @property
    def movers(self) -> tuple[str, ...]:
        """Along what people move: the scale, or to and from each answer."""
        return ("",) if self.asked.ordered else self.asked.answers

    @property
    def tells_unchanged(self) -> bool:
        """Whether those who kept their answer are told: ups and downs of a scale say it."""
        return self.asked.one_each and not self.asked.ordered

    def move_counts(self, cell: str) -> dict[Key, int]:
        """What would be told of a cell's moves, by key."""
        held = self.cells[cell]
        found: dict[Key, int] = {}
        for answer, up, down in zip(self.movers, held.up, held.down, strict=True):
            found["up", cell, answer], found["down", cell, answer] = up, down
        if self.tells_unchanged:
            found["unchanged", cell] = held.persons - held.changed
        return found

    # ---- what adds up

    def add_answers(self, sums: Sums, partition: Partition, told: Sequence[Partition]) -> None:
        """A partition's answers, beside those of partitions that are told."""
        for cell in partition.cells:
            held = self.cells[cell.id]
            base, everyone = ("persons", cell.id), ("completed", cell.id)
            sums.tell(base, self.base[cell.id], held.completed)
            sums.between[everyone] = held.completed, held.completed
            if self.asked.by_choice:
                sums.watch(base, everyone, held.completed)
            else:
                sums.add(everyone, [base])
            for part, given in held.given.items():
                keys = self._answer_keys(part, cell.id)
                self._add_counts(sums, cell.id, dict(zip(keys, given, strict=True)))
                if self.asked.one_each:
                    sums.add(base, keys)
        if partition.attribute == ALL:
            return
        self._add_up(sums, partition, lambda cell: [("persons", cell)])
        for part in self.cells[ALL].given:
            named = partial(self._answer_keys, part)
            self._add_up(sums, partition, named)
            for pair in self._pairs(partition, told):
                self._add_overlaps(sums, pair, named)
                if self.asked.one_each:
                    self._add_overlap_bases(sums, pair, named)

    def add_moves(self, sums: Sums, partition: Partition, told: Sequence[Partition]) -> None:
        """A partition's moves, beside the answers of partitions that are told; the whole panel's
        come first and bring along what they say about everybody else's."""
        if partition.attribute == ALL:
            for number, one in enumerate(told):
                self._hide_moves(sums, one, told[:number])
        for cell in partition.cells:
            self._add_counts(sums, cell.id, self.move_counts(cell.id))
            if self.asked.ordered:
                persons = self.cells[cell.id].completed
                sums.watch(("changed", cell.id), ("persons", cell.id), persons)

    def _hide_moves(self, sums: Sums, partition: Partition, others: Sequence[Partition]) -> None:
        """Moves that aren't told yet hang together with answers that are."""
        for cell in partition.cells:
            persons = self.cells[cell.id].completed
            for key in self.move_counts(cell.id):
                sums.hide(key, persons)
            self._add_balance(sums, partial(_in_cell, cell.id), ("persons", cell.id), persons)
        if partition.attribute != ALL:
            self._add_up(sums, partition, self._move_keys)
        for pair in self._pairs(partition, others):
            self._add_overlaps(sums, pair, self._move_keys)
            for where, size in pair.sizes.items():
                everyone = pair.key("persons", where)
                sums.between[everyone] = size, size
                self._add_balance(sums, partial(_in_pair, pair, where), everyone, size)

    def _add_counts(self, sums: Sums, cell: str, counts: dict[Key, int]) -> None:
        persons = self.cells[cell].completed
        for key, count in counts.items():
            sums.tell(key, self.code(cell, count), persons)
            sums.watch(key, ("persons", cell), persons)

    def _answer_keys(self, part: Part, cell: str) -> list[Key]:
        return [(part, cell, answer) for answer in self.asked.answers]

    def _move_keys(self, cell: str) -> list[Key]:
        return list(self.move_counts(cell))

    def _add_up(self, sums: Sums, partition: Partition, keys: _Keys) -> None:
        """The cells' counts, with those of persons in no cell, are the count of the whole."""
        if "×" in partition.attribute:
            self._tie_overlaps(sums, partition, keys)
        for parent, cells in sums_of(partition):
            for place, total in enumerate(keys(parent)):
                outside = ("outside", partition.attribute, total)
                sums.hide(outside, self.rest(parent, cells))
                sums.add(total, (*(keys(cell.id)[place] for cell in cells), outside))

    def _pairs(self, partition: Partition, told: Sequence[Partition]) -> list["_Pair"]:
        """The overlaps of an attribute with each other one that is told."""
        if partition.attribute == ALL or "×" in partition.attribute:
            return []
        found = []
        for other in told:
            if other.attribute in (ALL, partition.attribute) or "×" in other.attribute:
                continue
            two = sorted((partition, other), key=lambda one: self._place[one.attribute])
            first, second = (self.asked.codes[self._place[one.attribute]] for one in two)
            found.append(_Pair.of(two[0], two[1], first, second))
        return found

    def _add_overlaps(self, sums: Sums, pair: "_Pair", keys: _Keys) -> None:
        """No figure tells of the persons in a cell of each of two attributes; both cells do."""
        for place, total in enumerate(keys(ALL)):
            for where, size in pair.sizes.items():
                sums.watch_overlap(pair.key(total, where), size)
            for cell, places in pair.lines:
                sums.add(keys(cell)[place], [pair.key(total, where) for where in places])

    def _add_overlap_bases(self, sums: Sums, pair: "_Pair", keys: _Keys) -> None:
        """Each person in an overlap gave one of the answers."""
        for where, size in pair.sizes.items():
            everyone = pair.key("persons", where)
            sums.between[everyone] = size, size
            sums.add(everyone, [pair.key(total, where) for total in keys(ALL)])

    def _tie_overlaps(self, sums: Sums, partition: Partition, keys: _Keys) -> None:
        """A two-way table tells the overlaps of its two attributes, cell by cell."""
        first, second = partition.attribute.split("×")
        columns = len({cell.parts[1] for cell in partition.cells})
        swapped = self._place[first] > self._place[second]
        for place, total in enumerate(keys(ALL)):
            for number, cell in enumerate(partition.cells):
                i, j = divmod(number, columns)
                key: Key = ("overlap", first, second, total, (i, j))
                if swapped:
                    key = ("overlap", second, first, total, (j, i))
                if key in sums.between:
                    sums.add(keys(cell.id)[place], [key])

    def _add_balance(self, sums: Sums, named: Callable[..., Key], base: Key, persons: int) -> None:
        """What moves and answers of the same persons say about each other."""
        changed = named("changed")
        sums.hide(changed, persons)
        if self.asked.ordered:
            sums.add(changed, [named("up", ""), named("down", "")])
            return
        stayed = [named("stayed", answer) for answer in self.asked.answers]
        for answer, key in zip(self.asked.answers, stayed, strict=True):
            sums.hide(key, persons)
            sums.add(named(Part.BEFORE, answer), [key, named("down", answer)])
            sums.add(named(Part.AFTER, answer), [key, named("up", answer)])
        if self.tells_unchanged:
            sums.add(named("unchanged"), stayed)
            sums.add(base, [changed, named("unchanged")])
            for way in ("up", "down"):
                sums.add(changed, [named(way, answer) for answer in self.asked.answers])

    # ---- the table of answers before and after

    def add_table(
        self, sums: Sums, groups: Sequence[range], cells: dict[tuple[int, int], int]
    ) -> None:
        """The whole panel's table: rows are the answers before, columns those after."""
        self._add_counts(sums, ALL, {("crossed", *where): n for where, n in cells.items()})
        places, persons = range(len(groups)), self.cells[ALL].completed
        for i, group in enumerate(groups):
            for part in (Part.BEFORE, Part.AFTER):
                margin = ("margin", part, i)
                sums.hide(margin, persons)
                sums.add(margin, [(part, ALL, self.asked.answers[a]) for a in group])
                line = [
                    ("crossed", i, j) if part is Part.BEFORE else ("crossed", j, i) for j in places
                ]
                sums.add(margin, line)
                for key in line:
                    # All who gave one answer may not be known to have given one other.
                    again = (part, key)
                    sums.hide(again, persons)
                    sums.add(key, [again])
                    sums.watch(again, margin, persons)
        self._add_movers(sums, groups)

    def _add_movers(self, sums: Sums, groups: Sequence[range]) -> None:
        """Off the diagonal are those who moved, but for moves between joined answers."""
        is_whole = all(len(group) == 1 for group in groups)
        within = 0 if is_whole else self.cells[ALL].completed
        pairs = [(i, j) for i in range(len(groups)) for j in range(len(groups))]
        ways: list[tuple[Key, list[tuple[int, int]]]] = [
            (("changed", ALL), [(i, j) for i, j in pairs if i != j])
        ]
        if self.asked.ordered:
            ways = [
                (("up", ALL, ""), [(i, j) for i, j in pairs if i < j]),
                (("down", ALL, ""), [(i, j) for i, j in pairs if i > j]),
            ]
        for total, moved in ways:
            sums.hide(("within", total), within)
            sums.add(total, [*(("crossed", *where) for where in moved), ("within", total)])


def _in_cell(cell: str, what: object, *answer: str) -> Key:
    """A count's key in a cell."""
    return (what, cell, *answer)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two attributes' overlaps: how many answered in each, −1 for persons in no cell of one; and
    per cell of either the overlaps that make it up."""

    first: str
    second: str
    sizes: dict[tuple[int, int], int]
    lines: list[tuple[str, list[tuple[int, int]]]]

    @classmethod
    def of(
        cls, first: Partition, second: Partition, codes_a: IntArray, codes_b: IntArray
    ) -> "_Pair":
        rows, columns = range(len(first.cells)), range(len(second.cells))
        sizes = {
            (i, j): int(((codes_a == i) & (codes_b == j)).sum())
            for i in (*rows, -1)
            for j in (*columns, -1)
        }
        lines = [(first.cells[i].id, [(i, j) for j in (*columns, -1)]) for i in rows]
        lines += [(second.cells[j].id, [(i, j) for i in (*rows, -1)]) for j in columns]
        return cls(first.attribute, second.attribute, sizes, lines)

    def key(self, total: Key, where: tuple[int, int]) -> Key:
        """The key of a count in an overlap, named after the whole panel's."""
        return ("overlap", self.first, self.second, total, where)


def _in_pair(pair: _Pair, where: tuple[int, int], what: object, *answer: str) -> Key:
    """A count's key in an overlap."""
    return pair.key((what, ALL, *answer), where)
