"""An analysis through the release gate of a profile: the analyst's own data, told as if released.

Every figure is computed by the gate from the counts it has coded; the exact analysis isn't asked.
"""

import numpy as np
from numpy.typing import NDArray

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.analysis.data_error import DataError
from pulsemeter.analysis.judged import class_codes, statement_scores
from pulsemeter.analysis.measured import Measured
from pulsemeter.analysis.person_classes import scores_of, session_classes
from pulsemeter.analysis.persons import PersonClass
from pulsemeter.analysis.resampling import read_panel
from pulsemeter.analysis.verdict_rule import VerdictRule
from pulsemeter.domain.counted import counted
from pulsemeter.domain.note import Note
from pulsemeter.domain.protection import ProtectionProfile
from pulsemeter.domain.study import Attribute, Category, Consent, Instrument, Stimulus, Study
from pulsemeter.release.figures import StatementFigure
from pulsemeter.release.gate import release_interval, release_statement
from pulsemeter.release.plan import SettledPlan, settle_plan
from pulsemeter.release.released_tables import (
    PASSAGES,
    SESSION,
    STATEMENTS,
    Released,
    interval_rows,
    judged_rows,
    released_analysis,
    segment_rows,
)
from pulsemeter.release.rounding import rounded
from pulsemeter.release.together import Together
from pulsemeter.release.told_pool import Partitions
from pulsemeter.release.words import ENGLISH, Words
from pulsemeter.tally.counters import standing_of

Counts = NDArray[np.int64]


def gate_analysis(
    measured: Measured, profile: ProtectionProfile, words: Words = ENGLISH
) -> Analysis:
    """The curves and verdicts of a session as the gate of this profile lets them out.

    Small categories are merged with their neighbours in order of their names; a pair of attributes
    leaves whole or not at all.

    Raises
    ------
    DataError
        Fewer persons than the profile's smallest group, weights, or a slider: the gate counts
        persons who like and dislike.
    """
    settings = measured.settings
    if settings.weights is not None:
        raise DataError("weights don't go through the gate: leave out --weights or --profile")
    if settings.rated:
        raise DataError("the gate counts likes and dislikes, a slider has neither: no --profile")
    present = measured.segments.there
    study = _study(measured, profile)
    held = {name: values[present] for name, values in measured.segments.categories.items()}
    roster = [
        dict(zip(held, person, strict=True))
        for person in (zip(*held.values(), strict=True) if held else [()] * int(present.sum()))
    ]
    plan = settle_plan(study, roster)
    if plan.cells[0].withheld:
        raise DataError(
            f"{counted(len(roster), 'person is', 'persons are')} fewer than the smallest group of "
            f"the profile {profile.name} ({profile.smallest_roster}): nothing can be told"
        )
    codes = np.array([plan.codes(person) for person in roster], dtype=np.int64).T
    rule = VerdictRule.from_thresholds(settings.thresholds, profile.smallest_roster)
    gate = _Gate(measured, study, plan, codes, rule, words)
    rosters = {cell.id: rounded(cell.roster, profile.rounding_step) for cell in plan.cells}
    withheld = {cell.attribute: cell.withheld for cell in plan.cells if cell.withheld}
    notes = [
        Note("not told apart by {attribute}: {reason}", attribute=name, reason=reason)
        for name, reason in withheld.items()
    ]
    released = Released(
        profile=profile.name,
        notes=(*measured.notes, *notes),
        interval_ms=measured.matrix.interval_ms,
        duration_ms=measured.matrix.duration_ms,
        segments=segment_rows(plan.cells, rosters),
        statement_list=measured.statements,
        curve=[row for target in measured.matrix.targets for row in gate.curve(target)],
        statements=gate.statements(),
        passages=gate.passages(),
        session=gate.session(),
    )
    return released_analysis(settings, released)


class _Gate:
    """One session and plan, asked for its figures."""

    def __init__(
        self,
        measured: Measured,
        study: Study,
        plan: SettledPlan,
        codes: NDArray[np.int64],
        rule: VerdictRule,
        words: Words,
    ) -> None:
        self._measured = measured
        self._study = study
        self._plan = plan
        self._members = [
            (row == np.arange(size)[:, np.newaxis]).astype(np.float32)
            for row, size in zip(codes, plan.sizes, strict=True)
        ]
        self._together = Together(plan, codes, study.profile)
        self._rule = rule
        self._words = words

    def curve(self, target: str) -> list[dict[str, object]]:
        """Rows of all intervals."""
        matrix = self._measured.matrix
        codes = matrix.codes[target][self._measured.segments.there]
        counts = self._standings(codes)
        found: list[dict[str, object]] = []
        for interval in range(matrix.intervals):
            tables = [table[:, :, interval] for table in counts]
            told = self._leaving(codes[:, interval])
            figures = release_interval(self._plan, tables, self._study.profile, self._rule, told)
            found += interval_rows(target, interval, matrix.interval_ms, figures)
        return found

    def _standings(self, codes: NDArray[np.int8]) -> list[Counts]:
        """Per partition (cells, 5, columns) in the order of the tally's standings."""
        panel = read_panel(codes)
        found = []
        for member in self._members:
            like, dislike, present = (
                member @ m for m in (panel.like, panel.dislike, panel.present)
            )
            away = member.sum(axis=1, keepdims=True) - present
            parts = [like, dislike, present - like - dislike, away, np.zeros_like(away)]
            found.append(np.rint(np.stack(parts, axis=1)).astype(np.int64))
        return found

    def _judged(self, codes: NDArray[np.int8]) -> list[list[StatementFigure]]:
        """Figures of each column of cells that stand for classes of persons."""
        codes = codes[self._measured.segments.there]
        counts = self._standings(codes)
        return [
            release_statement(
                self._plan,
                [table[:, :4, column] for table in counts],
                self._study,
                self._rule,
                self._leaving(codes[:, column]),
                self._words,
            )
            for column in range(codes.shape[1])
        ]

    def _leaving(self, codes: NDArray[np.int8]) -> Partitions:
        """The partitions that may leave together at one column of cells."""
        return self._together.may_leave_alone(standing_of(codes))

    def statements(self) -> list[dict[str, object]]:
        """Rows of every statement."""
        names = self._measured.statements["statement"].to_list()
        found: list[dict[str, object]] = []
        for target, scores in statement_scores(self._measured).items() if names else ():
            for name, figures in zip(names, self._judged(class_codes(scores)), strict=True):
                keys = {"target": target, "statement": name}
                found += judged_rows(STATEMENTS, keys, figures)
        return found

    def passages(self) -> list[dict[str, object]]:
        """Rows of every passage."""
        spans = self._measured.passages_ms
        found: list[dict[str, object]] = []
        matrix = self._measured.matrix
        for target in matrix.targets if spans else ():
            scores = scores_of(matrix, target, list(spans.values()), self._measured.settings)
            for name, figures in zip(spans, self._judged(class_codes(scores)), strict=True):
                keys = {"target": target, "passage": name}
                found += judged_rows(PASSAGES, keys, figures)
        return found

    def session(self) -> list[dict[str, object]]:
        """Rows of the session as a whole."""
        found: list[dict[str, object]] = []
        for target in self._measured.matrix.targets:
            classes = session_classes(self._measured.matrix, target, self._measured.settings)
            scores = np.where(classes == PersonClass.ABSENT, np.nan, classes)[:, np.newaxis]
            (figures,) = self._judged(class_codes(scores.astype(np.float64)))
            found += judged_rows(SESSION, {"target": target}, figures)
        return found


def _study(measured: Measured, profile: ProtectionProfile) -> Study:
    """What the gate asks of a study, from the settings of an analysis."""
    settings = measured.settings
    attributes = tuple(
        Attribute(name, name, "", _categories(values))
        for name, values in measured.segments.categories.items()
    )
    pairs = tuple(
        (a.strip(), b.strip())
        for a, colon, b in (name.partition(":") for name in settings.segments or ())
        if colon
    )
    return Study(
        name="analysis",
        title="",
        question="",
        stimuli=(Stimulus("stimulus", "", measured.matrix.duration_ms),),
        attributes=attributes,
        consent=Consent("", "", "", ""),
        instrument=Instrument(like=settings.like, dislike=settings.dislike),
        profile=profile,
        two_way=pairs,
        verdict=settings.thresholds,
    )


def _categories(values: NDArray[np.str_]) -> tuple[Category, ...]:
    return tuple(Category(name, name) for name in sorted(set(values.tolist()) - {""}))
