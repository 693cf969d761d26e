"""The gate for answers: exact counts of one question in, figures out.

Every share and interval comes from the coded counts. Tables are tried one after the other, the
whole panel first; one from which, with all that was let through before, it would follow that
nobody or everybody of a cell gave an answer or moved, is held back and the reason said.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from pulsemeter.analysis.proportion import wilson_interval
from pulsemeter.analysis.turnover import change_shares
from pulsemeter.domain.protection import ProtectionProfile
from pulsemeter.release.answer_counts import QuestionCounts
from pulsemeter.release.answer_figures import (
    AnswerCount,
    AnswerFigure,
    CrossFigure,
    MoveFigure,
    QuestionFigures,
)
from pulsemeter.release.answer_sums import CodedQuestion
from pulsemeter.release.figures import shown
from pulsemeter.release.plan import ALL, Partition, PlannedCell, SettledPlan
from pulsemeter.release.sums import Sums
from pulsemeter.release.totals import sums_of

CONFIDENCE = 0.95
_GIVEN_AWAY = "sums of its counts would give single answers away"
_COARSER = (2, 4)
_ABOVE = "what it adds up to is held back"
_TABLE = "table of answers before and after, the whole panel"


def release_question(
    plan: SettledPlan, counts: QuestionCounts, profile: ProtectionProfile
) -> QuestionFigures:
    """Everything that may be told of one question, over the cells of the plan.

    Where the whole panel's own counts would give away that nobody gave an answer or moved, they
    are told in coarser steps, of all cells alike.
    """
    best = _Gate(plan, counts, profile)
    told = best.figures()
    for factor in _COARSER:
        if best.is_whole or best.has_too_few:
            break
        coarse = replace(profile, rounding_step=factor * profile.rounding_step)
        tried = _Gate(plan, counts, coarse)
        figures = tried.figures()
        if tried.tells > best.tells:
            note = f"everything of it is told in steps of {coarse.rounding_step} persons"
            best, told = tried, replace(figures, held_back=[note, *figures.held_back])
    return told


class _Gate:
    """One question, asked for its figures table by table."""

    def __init__(
        self, plan: SettledPlan, counts: QuestionCounts, profile: ProtectionProfile
    ) -> None:
        self._plan = plan
        self._profile = profile
        self._held = CodedQuestion(plan, counts, profile)
        self._begin()

    def _begin(self, *, trusting: bool = False) -> None:
        self._trusting = trusting
        self._sums = Sums(self._profile)
        self._told = QuestionFigures(self._held.asked.question)
        self._open: list[Partition] = []
        self._moved: list[Partition] = []

    def figures(self) -> QuestionFigures:
        """Mostly all tables may leave together: that is tried first, since one reckoning is
        quicker than one for each."""
        self._begin(trusting=True)
        self._tell_all()
        if self._profile.ends_coded and self._sums.gives_away():
            self._begin()
            self._tell_all()
        return self._told

    def _tell_all(self) -> None:
        """Answers first, for the whole panel and each attribute; then moves; then the table."""
        for partition in self._plan.partitions:
            reason = self._too_few(partition)
            if reason or not self._tried(self._held.add_answers, partition, self._open):
                self._hold_back(partition, "answers", reason)
                continue
            self._open.append(partition)
            for cell in partition.cells:
                self._told.answers.extend(self._answer_figures(cell))
        if any(cell.up for cell in self._held.cells.values()):
            self._tell_moves()
        table = self._held.asked.crossed
        if table is not None and self._moved:
            self._tell_table(table.tolist())
        elif table is not None and self._open:
            self._told.held_back.append(f"{_TABLE}: {_ABOVE}")

    @property
    def tells(self) -> int:
        """How much is told of the whole panel: nothing, its answers, its moves as well."""
        return bool(self._open) + bool(self._moved)

    @property
    def is_whole(self) -> bool:
        """Whether all is told of the whole panel that there is, but for the table."""
        return self.tells == 1 + any(cell.up for cell in self._held.cells.values())

    @property
    def has_too_few(self) -> bool:
        """Whether no step could be coarse enough."""
        return bool(self._too_few(self._plan.partitions[0]))

    def _too_few(self, partition: Partition) -> str:
        """Why a partition can't be told of this question: those who answered can be fewer than
        the roster, and a cell of nobody would tell as much as one of few."""
        if not partition.is_released:
            return next((c.withheld for c in partition.cells if c.withheld), "no cell")
        floor, whole = self._profile.smallest_roster, partition.attribute == ALL
        few = f"fewer than {floor} persons answered {'it' if whole else 'in one of its cells'}"
        if any(self._held.cells[cell.id].persons < floor for cell in partition.cells):
            return few
        if whole:
            return ""
        told = self._cells_of(self._open)
        for parent, cells in sums_of(partition):
            if parent not in told:
                return _ABOVE
            if 0 < self._held.rest(parent, cells) < floor:
                return few
        return ""

    @staticmethod
    def _cells_of(partitions: Sequence[Partition]) -> set[str]:
        return {cell.id for one in partitions for cell in one.cells}

    def _tried(
        self,
        add: Callable[[Sums, Partition, Sequence[Partition]], None],
        partition: Partition,
        told: Sequence[Partition],
    ) -> bool:
        """Add a table to what is told, unless it gives something away."""
        sums = self._sums.copy()
        add(sums, partition, told)
        if self._gives_away(sums):
            return False
        self._sums = sums
        return True

    def _gives_away(self, sums: Sums) -> bool:
        return self._profile.ends_coded and not self._trusting and sums.gives_away()

    def _hold_back(self, partition: Partition, what: str, reason: str = "") -> None:
        where = "the whole panel" if partition.attribute == ALL else partition.label
        self._told.held_back.append(f"{what}, {where}: {reason or _GIVEN_AWAY}")

    def _answer_figures(self, cell: PlannedCell) -> list[AnswerFigure]:
        return [
            AnswerFigure(
                cell.id,
                part.value,
                shown(self._held.base[cell.id]),
                [
                    self._answer_count(cell.id, answer, count)
                    for answer, count in zip(self._held.asked.answers, given, strict=True)
                ],
            )
            for part, given in self._held.cells[cell.id].given.items()
        ]

    def _answer_count(self, cell: str, answer: str, count: int) -> AnswerCount:
        coded, total = self._held.code(cell, count), self._held.base[cell].used
        low, high = wilson_interval(coded.used, total, CONFIDENCE)
        return AnswerCount(answer, shown(coded), coded.used / total, float(low), float(high))

    def _tell_moves(self) -> None:
        for partition in self._open:
            above = set() if partition.attribute == ALL else {p for p, _ in sums_of(partition)}
            if not above <= self._cells_of(self._moved) or not self._tried(
                self._held.add_moves, partition, self._open
            ):
                self._hold_back(partition, "moves")
                continue
            self._moved.append(partition)
            for cell in partition.cells:
                self._told.moves.extend(self._move_figures(cell.id))

    def _move_figures(self, cell: str) -> list[MoveFigure]:
        told = {k: self._held.code(cell, n) for k, n in self._held.move_counts(cell).items()}
        base, found = self._held.base[cell], []
        if self._held.tells_unchanged:
            stayed = told["unchanged", cell]
            shares = change_shares(max(base.used - stayed.used, 0), 0, base.used, CONFIDENCE)
            found.append(
                MoveFigure(
                    cell, "", shown(base), shares.changed_share, shares.changed_low,
                    shares.changed_high, unchanged=shown(stayed),
                )
            )  # fmt: skip
        for answer in self._held.movers:
            up, down = told["up", cell, answer], told["down", cell, answer]
            # Rounded each by itself, the two may come to a little more than all.
            total = max(base.used, up.used + down.used)
            shares = change_shares(up.used, down.used, total, CONFIDENCE)
            found.append(
                MoveFigure(
                    cell, answer, shown(base), shares.changed_share, shares.changed_low,
                    shares.changed_high, shown(up), shown(down), None, shares.net, shares.low,
                    shares.high,
                )
            )  # fmt: skip
        return found

    def _tell_table(self, table: list[list[int]]) -> None:
        groups = joined_answers(
            [sum(row) for row in table],
            [sum(column) for column in zip(*table, strict=True)],
            self._profile.smallest_roster,
        )
        if len(groups) < 2:
            self._told.held_back.append(f"{_TABLE}: too few gave another answer than most")
            return
        cells = {
            (i, j): sum(table[a][b] for a in first for b in second)
            for i, first in enumerate(groups)
            for j, second in enumerate(groups)
        }
        sums = self._sums.copy()
        self._held.add_table(sums, groups, cells)
        if self._gives_away(sums):
            self._told.held_back.append(f"{_TABLE}: {_GIVEN_AWAY}")
            return
        self._sums = sums
        names = ["+".join(self._held.asked.answers[a] for a in group) for group in groups]
        self._told.crossed.extend(
            CrossFigure(names[i], names[j], shown(self._held.code(ALL, count)))
            for (i, j), count in cells.items()
        )


def joined_answers(before: Sequence[int], after: Sequence[int], floor: int) -> list[range]:
    """Answers joined with their neighbours until, before and after, each holds enough persons.

    Examples
    --------
    >>> joined_answers([4, 9, 20, 12], [6, 10, 25, 4], 10)
    [range(0, 2), range(2, 4)]
    """
    edges = [0]
    for end in range(1, len(before) + 1):
        begin = edges[-1]
        if min(sum(before[begin:end]), sum(after[begin:end])) >= floor:
            edges.append(end)
    if len(edges) > 1:
        edges[-1] = len(before)  # what is left over joins the last
    return [range(a, b) for a, b in pairwise(edges)]
