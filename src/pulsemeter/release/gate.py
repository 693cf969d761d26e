"""The release gate: exact counts in, figures out, for the cells of the plan and no others.

Everything a figure says (estimate, interval, majority, verdict, sentence) is computed from
the rounded counts, because exact interval ends would give the counts away.
"""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from pulsemeter.analysis.majority import majority
from pulsemeter.analysis.proportion import net_approval, net_interval
from pulsemeter.analysis.verdicts import VerdictRule, verdict
from pulsemeter.domain.protection import ProtectionProfile
from pulsemeter.domain.study import Study
from pulsemeter.release.figures import IntervalFigure, StatementFigure, shown
from pulsemeter.release.plan import ALL, PlannedCell, SettledPlan
from pulsemeter.release.rounding import CodedTriple, code_triple, rounded
from pulsemeter.release.sentence import verdict_sentence
from pulsemeter.release.told_pool import Partitions
from pulsemeter.release.words import ENGLISH, Words

Counts = npt.NDArray[np.int64]

FIGURES_KEPT = 1_024
"""Groups come to the same rounded counts again and again: so many figures are made once."""
POINTS = 2_001
"""Values from −100 to 100 with one decimal."""


def rule_of(study: Study) -> VerdictRule:
    """The study's verdict rule, its floor the profile's smallest roster."""
    return VerdictRule.from_thresholds(study.verdict, study.profile.smallest_roster)


def told_share(share: float) -> int:
    """A share of the panel in steps of 5 %, so that it adds no digit to the counts."""
    return round(share * 20) * 5


def whole_panel_share(whole: Counts, profile: ProtectionProfile) -> int | None:
    """How much of the panel a release counts, made of its figure for the whole panel, so that it
    says nothing more; None where that says only that too few were there. `whole` is the one row of
    the whole panel's counts."""
    there, roster = (
        _coded(whole[0], profile).present,
        rounded(int(whole.sum()), profile.rounding_step),
    )
    if there.used < profile.smallest_roster:
        return None
    return told_share(min(1.0, there.used / roster))


def _points(share: float) -> float:
    """In points with one decimal; never −0, which is written otherwise than 0."""
    return _same(round(100 * float(share), 1) + 0.0)


@lru_cache(maxsize=POINTS)
def _same(points: float) -> float:
    """One object for all figures of a session that say the same."""
    return points


def release_interval(
    plan: SettledPlan,
    counts: list[Counts],
    profile: ProtectionProfile,
    rule: VerdictRule,
    told: Partitions,
) -> list[IntervalFigure]:
    """Figures of one interval, of the partitions that may leave together (`release.together`).

    `counts` holds per partition an array (cells, 5) in the order of `tally.Standing`.
    """
    return [
        _interval_figure(cell.id, triple, profile, rule)
        for cell, triple in _told_cells(plan, counts, profile, told)
    ]


def _told_cells(
    plan: SettledPlan, counts: list[Counts], profile: ProtectionProfile, told: Partitions
) -> Iterator[tuple[PlannedCell, CodedTriple]]:
    """The cells that leave now, coded. In a row stand likes, dislikes, neither, then those who
    weren't there; its sum is the roster as it was then: late-comers count later."""
    for number, (partition, table) in enumerate(zip(plan.partitions, counts, strict=True)):
        if number not in told or not partition.is_released:
            continue
        for cell, row in zip(partition.cells, table, strict=True):
            yield cell, _coded(row, profile)


def _coded(row: Counts, profile: ProtectionProfile) -> CodedTriple:
    likes, dislikes, neither = (int(value) for value in row[:3])
    present, roster = likes + dislikes + neither, int(row.sum())
    return code_triple(likes, dislikes, present, roster, profile)


@lru_cache(maxsize=FIGURES_KEPT)
def _interval_figure(
    cell: str, triple: CodedTriple, profile: ProtectionProfile, rule: VerdictRule
) -> IntervalFigure:
    told = (shown(triple.likes), shown(triple.dislikes), shown(triple.present))
    used = triple.used
    marks = majority(*used, floor=profile.smallest_roster, threshold_a=rule.a)
    name, strength = marks.names()[0].value, int(marks.strength.reshape(-1)[0])
    if used[2] < profile.smallest_roster:
        return IntervalFigure(cell, *told, name, strength)
    wide, narrow = net_interval(*used), net_interval(*used, confidence=0.5)
    return IntervalFigure(
        cell,
        *told,
        name,
        strength,
        _points(float(net_approval(*used))),
        _points(float(wide.low)),
        _points(float(wide.high)),
        _points(float(narrow.low)),
        _points(float(narrow.high)),
    )


def release_statement(
    plan: SettledPlan,
    counts: list[Counts],
    study: Study,
    rule: VerdictRule,
    told: Partitions,
    words: Words = ENGLISH,
) -> list[StatementFigure]:
    """Figures of one statement, of the partitions that may leave together; `counts` per partition
    (cells, 4): likers, dislikers, neithers, absent. `words` are those of the study's language."""
    return [
        _statement_figure(cell, triple, study, rule, words)
        for cell, triple in _told_cells(plan, counts, study.profile, told)
    ]


def _statement_figure(
    cell: PlannedCell, triple: CodedTriple, study: Study, rule: VerdictRule, words: Words
) -> StatementFigure:
    used = triple.used
    finding = verdict(used[0], used[1], used[2] - used[0] - used[1], rule)
    buttons = study.instrument
    label = words.say("all") if cell.id == ALL else cell.label
    sentence = verdict_sentence(label, triple, finding, buttons.like, buttons.dislike, words)
    told = (shown(triple.likes), shown(triple.dislikes), shown(triple.present))
    if finding.net is None or finding.net_interval is None:
        return StatementFigure(cell.id, *told, finding.verdict.value, sentence)
    return StatementFigure(
        cell.id,
        *told,
        finding.verdict.value,
        sentence,
        _points(finding.net),
        _points(finding.net_interval[0]),
        _points(finding.net_interval[1]),
        finding.people_to_settle,
    )
