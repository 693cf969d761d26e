"""Exploratory segments: those that the answers to one question make, after the close, once.

Only an analyst asks for them; no screen does. Their cells cut the whole panel and nothing else, and
rest on the very rows that the whole panel's newest figures rest on, so that the difference of the
two tells of nobody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pulsemeter.analysis.data_error import DataError
from pulsemeter.domain.participant import SeatStep
from pulsemeter.domain.questionnaire import Part, Question
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Attribute, Category, Study
from pulsemeter.languages import words_for
from pulsemeter.release.activity import Activity
from pulsemeter.release.answer_figures import (
    ExploratoryRelease,
    ExploredInterval,
    ExploredStatement,
)
from pulsemeter.release.figures import Release
from pulsemeter.release.gate import release_interval, release_statement, rule_of
from pulsemeter.release.plan import PlannedCell, SettledPlan, settle_plan
from pulsemeter.release.rounding import rounded
from pulsemeter.release.together import Together
from pulsemeter.service.erasure_ports import ORDER
from pulsemeter.service.follow_tally import TallyFollower
from pulsemeter.service.keep_shown import Name, ShownFigures
from pulsemeter.service.keep_words_live import shown_wording
from pulsemeter.service.ports import Stores
from pulsemeter.service.release_answers import Closed, released_once, write_once
from pulsemeter.service.release_figures import Releaser
from pulsemeter.service.roster_member import member_of
from pulsemeter.service.shown_before import IntervalKey, Rows
from pulsemeter.tally.counters import Standing
from pulsemeter.transcript.live_words import LiveWords

UNANSWERED = "(unanswered)"
"""No answer has an id with brackets."""
_ABSENT_COLUMN = 3
_BOTH = frozenset({0, 1})
Counts = NDArray[np.int64]


class _NoScreens:
    """Nothing is shown while figures are restored."""

    def release(self, session: str, release: Release) -> None:
        """Nobody looks."""

    def plan(self, session: str, cells: Sequence[PlannedCell]) -> None:
        """Nobody looks."""

    def activity(self, session: str, activity: Activity) -> None:
        """Nobody looks."""

    def words(self, session: str, words: LiveWords, changed: Sequence[Statement]) -> None:
        """Nobody looks."""


@dataclass(frozen=True, slots=True, eq=False)
class _Cut:
    """The plan of the whole panel and the exploratory cells; per row of the tally its cell."""

    plan: SettledPlan
    codes: NDArray[np.int64]
    floor: int

    def counts(self, column: NDArray[np.int64], columns: int) -> list[Counts] | None:
        """Per partition (cells, columns) of the rows whose column isn't −1. None where a cell
        holds fewer than the smallest roster: what is left of the whole would tell of it."""
        counted = column >= 0
        codes, size = self.codes[: len(column)][counted], len(self.plan.partitions[1].cells)
        slot = codes * columns + column[counted]
        table = np.bincount(slot, minlength=size * columns).reshape(size, columns)
        if (table.sum(axis=1) < self.floor).any():
            return None
        return [table.sum(axis=0, keepdims=True), table]


async def release_exploratory(stores: Stores, closed: Closed, question: str) -> ExploratoryRelease:
    """Curves and verdicts of the segments that this question's answers make, as they left.

    Raises DataError where there is no such question, or where its segments can't be told.
    """
    asked = exploratory_question(closed.study, question)
    held = await released_once(stores, closed.code, f"exploratory:{question}")
    if isinstance(held, ExploratoryRelease):
        return held
    kept = await write_once(stores, closed.code, await _made(stores, closed, asked))
    if not isinstance(kept, ExploratoryRelease):
        raise DataError(f"what was released of {question} is no exploratory release")
    return kept


def exploratory_question(study: Study, name: str) -> Question:
    """The question of this name that may make exploratory segments."""
    able = [q for q in study.questionnaire.questions if q.exploratory]
    found = next((q for q in able if q.id == name), None)
    if found is None:
        names = ", ".join(q.id for q in able) or "none; mark a question with exploratory = true"
        raise DataError(f"study {study.name} has no exploratory question {name!r}; it has {names}")
    return found


async def _made(stores: Stores, closed: Closed, asked: Question) -> ExploratoryRelease:
    study = closed.study
    session = await stores.studies.session(closed.code)
    if session is not None and session.is_delayed:
        raise DataError(
            f"session {closed.code} was watched on people's own screens: how late each was is "
            "known better now than when its figures left, so no segment can be cut that fits them"
        )
    if ORDER in await stores.erasures.steps(closed.code):
        raise DataError(
            f"session {closed.code} forgot the order of its reactions a day after its close; what "
            "its figures rested on can't be known any more, so no further segment can be cut"
        )
    follower, releaser, statements = await _restored(stores, closed)
    cut = await _cut(stores, closed, asked, follower)
    rule, words = rule_of(study), words_for(study.language)
    mine = {cell.id for cell in cut.plan.partitions[1].cells}
    made = ExploratoryRelease(asked.id, _cells(cut.plan, study.profile.rounding_step))
    shown = releaser.shown.whole_panel()
    for (stimulus, interval), rows in sorted(_of_intervals(shown).items()):
        if not _may_leave(follower, cut, releaser.shown, (stimulus, interval), stimulus):
            continue
        counts = cut.counts(rows.astype(np.int64), len(Standing))
        if counts is not None:
            figures = release_interval(cut.plan, counts, study.profile, rule, _BOTH)
            kept = [figure for figure in figures if figure.cell in mine]
            made.intervals.append(ExploredInterval(stimulus, interval, kept))
    for statement in statements:
        stimulus = study.stimulus_index(statement.stimulus)
        if statement.id not in shown or not _may_leave(
            follower, cut, releaser.shown, statement.id, stimulus
        ):
            continue
        column = np.minimum(shown[statement.id], np.int8(_ABSENT_COLUMN)).astype(np.int64)
        counts = cut.counts(column, _ABSENT_COLUMN + 1)
        if counts is not None:
            judged = release_statement(cut.plan, counts, study, rule, _BOTH, words)
            kept_here = [figure for figure in judged if figure.cell in mine]
            explored = ExploredStatement(statement.id, statement.revision, kept_here)
            made.statements.append(explored)
    return made


def _of_intervals(shown: Mapping[Name, Rows]) -> dict[IntervalKey, Rows]:
    return {name: rows for name, rows in shown.items() if not isinstance(name, str)}


def _may_leave(
    follower: TallyFollower, cut: _Cut, shown: ShownFigures, name: Name, stimulus: int
) -> bool:
    """Whether the exploratory cells give nobody away beside what the planned ones told."""
    planned = follower.plan_of(stimulus)
    codes = follower.tally.counters[stimulus, 0].membership.codes.astype(np.int64)
    mine = np.where(codes[0] >= 0, cut.codes[: codes.shape[1]], -1)
    together = Together(
        SettledPlan((*planned.partitions, cut.plan.partitions[1])),
        np.vstack([codes, mine]),
        follower.study.profile,
    )
    number = len(planned.partitions)
    told = frozenset({0, number})
    basis = shown.basis(name, shown.whole_panel()[name], told)
    return number in together.may_leave([*shown.bases(name), basis])


async def _restored(
    stores: Stores, closed: Closed
) -> tuple[TallyFollower, Releaser, list[Statement]]:
    """The session's tally and releases as they stood at its last figures."""
    follower = TallyFollower(closed.code, closed.study, stores.log)
    wording = await shown_wording(stores, closed.code)
    statements = [] if wording is None else list(wording.statements)
    passages = () if wording is None else wording.spoken_passages()
    releaser = Releaser(follower, [*statements, *passages], stores.releases, _NoScreens())
    members = {}
    for record in closed.roster:
        entered = record.enters or 0
        seat = record.seat
        members[seat.id] = member_of(closed.study, seat, abs(entered) - 1, entered < 0)
    follower.adopt(tuple(closed.state.cells), members)
    await releaser.restore()
    return follower, releaser, statements


async def _cut(stores: Stores, closed: Closed, asked: Question, follower: TallyFollower) -> _Cut:
    """The exploratory cells, settled on the whole roster. Who gave no answer is a category too."""
    floor = closed.study.profile.smallest_roster
    gone = sum(record.seat.step is SeatStep.WITHDRAWN for record in closed.roster)
    if 0 < gone < floor:
        raise DataError(
            f"fewer than {floor} persons withdrew from session {closed.code}: segments cut without "
            "them would show, beside the whole panel's figures that left before, what they pressed"
        )
    answers = await stores.answers.all(closed.code)
    attribute = _attribute(asked)
    held = {
        r.seat.id: {asked.id: _answer(asked, answers.get(r.seat.id, {}))} for r in closed.roster
    }
    alone = replace(closed.study, attributes=(attribute,), arms=(), two_way=())
    plan = settle_plan(alone, list(held.values()))
    cut = plan.partitions[1]
    if not cut.is_released:
        reason = next((c.withheld for c in cut.cells if c.withheld), "nobody answered")
        raise DataError(f"segments by {asked.id} can't be told: {reason}")
    codes = np.full(len(follower.tally.row_of), -1, dtype=np.int64)
    for seat, categories in held.items():
        codes[follower.tally.row_of[seat]] = cut.code(categories)
    return _Cut(plan, codes, floor)


def _attribute(asked: Question) -> Attribute:
    categories = [Category(answer.id, answer.label) for answer in asked.answers]
    categories.append(Category(UNANSWERED, "not answered"))
    return Attribute(asked.id, f"{asked.text} (exploratory)", asked.text, tuple(categories))


def _answer(asked: Question, given: Mapping[tuple[str, str], str]) -> str:
    """A person's answer, the later one where the question was asked twice."""
    for part in (Part.AFTER, Part.BEFORE):
        if part in asked.parts:
            return given.get((part.value, asked.id)) or UNANSWERED
    return UNANSWERED


def _cells(plan: SettledPlan, step: int) -> list[PlannedCell]:
    return [replace(cell, roster=rounded(cell.roster, step)) for cell in plan.partitions[1].cells]
