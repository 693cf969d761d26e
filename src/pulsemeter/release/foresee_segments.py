"""What each segment of an expected panel can tell: how wide its bands will be, and which verdicts
it can reach. Foreseen from the settled plan, so that what never leaves is said, too.

Figures of a design, not of people: nothing here has seen a reaction.
"""

from dataclasses import dataclass
from functools import lru_cache

from pulsemeter.analysis.planning import Precision, precision
from pulsemeter.analysis.verdict_power import Truth, persons_for_verdict
from pulsemeter.analysis.verdict_reach import CLEAR, Reach, reach
from pulsemeter.analysis.verdict_rule import VerdictRule
from pulsemeter.domain.study import Study
from pulsemeter.release.foresee_plan import Foreseen
from pulsemeter.release.plan import ALL, Partition, PlannedCell

LIKE, DISLIKE = 0.30, 0.15
"""Shares assumed for the bands, as `pulsemeter plan` assumes them."""
NAMED_MAX = 6
"""Of more cells that never leave only their number is told."""
REACH_MAX = 400
"""With more persons every clear case comes out; the figures of so many are shown."""


@dataclass(frozen=True, slots=True)
class ForeseenSegment:
    """One segment with what its expected persons buy; `withheld` says why it never leaves."""

    label: str
    attribute: str
    persons: int
    withheld: str
    precision: Precision | None = None
    reaches: tuple[Reach, ...] = ()


def foresee_segments(foreseen: Foreseen) -> list[ForeseenSegment]:
    """Every segment of the plan, the whole panel first."""
    study = foreseen.study
    rule = VerdictRule.from_thresholds(study.verdict, study.profile.smallest_roster)
    longest_ms = max((stimulus.duration_ms for stimulus in study.stimuli), default=0)
    intervals = -(-longest_ms // study.instrument.cadence_ms) or None
    found = []
    for partition in foreseen.plan.partitions:
        if not partition.is_released:
            found.append(_withheld(partition))
            continue
        found += [_segment(study, cell, rule, intervals) for cell in partition.cells]
    return found


def _withheld(partition: Partition) -> ForeseenSegment:
    """What never leaves, in one line: a partition leaves whole or not at all."""
    cells = partition.cells
    labels = [cell.label for cell in cells]
    named = ", ".join(labels) if len(labels) <= NAMED_MAX else f"all {len(labels)} combinations"
    reason = next((cell.withheld for cell in cells if cell.withheld), "it has no category")
    attribute = "" if partition.attribute == ALL else partition.label
    return ForeseenSegment(named, attribute, sum(cell.roster for cell in cells), reason)


def _segment(
    study: Study, cell: PlannedCell, rule: VerdictRule, intervals: int | None
) -> ForeseenSegment:
    attribute = "" if cell.attribute == ALL else cell.attribute_label
    return ForeseenSegment(
        cell.label,
        attribute,
        cell.roster,
        "",
        precision(cell.roster, LIKE, DISLIKE, intervals),
        reached(min(cell.roster, REACH_MAX), rule, study.instrument.is_free),
    )


@lru_cache(maxsize=512)
def reached(n: int, rule: VerdictRule, free_pressing: bool) -> tuple[Reach, ...]:
    """What n persons can reach of the clear cases; reckoned once."""
    needed = {truth: needed_for(truth, rule, free_pressing) for truth in CLEAR}
    return reach(n, rule, CLEAR, free_pressing=free_pressing, needed=needed)


@lru_cache(maxsize=64)
def needed_for(truth: Truth, rule: VerdictRule, free_pressing: bool) -> int | None:
    """From how many persons a verdict comes out in 8 of 10 panels."""
    return persons_for_verdict(truth, rule, free_pressing=free_pressing)
