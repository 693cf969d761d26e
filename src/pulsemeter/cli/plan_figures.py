"""The figures of a plan, from the formulas and from the power of verdicts; no words, no files."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

import numpy as np

from pulsemeter.analysis.planning import (
    POINTWISE,
    SIMULTANEOUS,
    Precision,
    detectable_difference,
    persons_for,
    precision,
    sd_of_shares,
    simultaneous_multiplier,
)
from pulsemeter.analysis.verdict_power import (
    NAMED,
    PERSONS_MAX,
    Truth,
    persons_for_verdict,
    verdict_chances,
    verdict_codes,
)
from pulsemeter.analysis.verdict_reach import CLEAR, Reach, reach
from pulsemeter.analysis.verdict_rule import VERDICTS, Verdict
from pulsemeter.cli.plan_design import Design, PlannedSegment

HALF_WIDTHS = (0.05, 0.10, 0.15, 0.20)


@dataclass(frozen=True, slots=True)
class SegmentPlan:
    """What one segment of a design can tell; power of more than 5,000 persons is that of 5,000."""

    segment: PlannedSegment
    precision: Precision
    chances: Mapping[Verdict, float]
    reaches: tuple[Reach, ...]

    @property
    def hard(self) -> tuple[Reach, ...]:
        """What this segment can hardly reach."""
        return tuple(found for found in self.reaches if found.hardly)


@dataclass(frozen=True, slots=True)
class WantedPersons:
    """Persons for a half-width of one statement and of a whole curve."""

    half_width: float
    pointwise: int
    simultaneous: int


@dataclass(frozen=True, slots=True)
class Difference:
    """The difference between two segments that is found with power .80, a share."""

    a: str
    b: str
    detectable: float


@dataclass(frozen=True, slots=True)
class Plan:
    """A design with everything that formulas say of it.

    `verdict` is what very many persons of the assumed shares come to, None where that has no name;
    `multiplier` the factor of a band over the whole curve.
    """

    design: Design
    verdict: Verdict | None
    multiplier: float
    segments: tuple[SegmentPlan, ...]
    wanted: tuple[WantedPersons, ...]
    differences: tuple[Difference, ...]

    def as_table(self) -> dict[str, Any]:
        """Everything as JSON keys, shares of 1; documented in docs/reference/planning.md."""
        design = self.design
        return {
            "assumed": {
                "like": design.like,
                "dislike": design.dislike,
                "sd": sd_of_shares(design.like, design.dislike),
                "verdict": self.verdict and str(self.verdict),
            },
            "rule": {**asdict(design.rule), "free_pressing": design.free_pressing},
            "intervals": design.intervals,
            "simultaneous_multiplier": self.multiplier,
            "segments": [_segment_table(found) for found in self.segments],
            "differences": [asdict(found) for found in self.differences],
            "persons_for": [asdict(found) for found in self.wanted],
        }


def make_plan(design: Design) -> Plan:
    """All figures of a design."""
    verdict = true_verdict(design)
    truths = list(CLEAR)
    if verdict is not None:
        own = Truth(verdict, design.like, design.dislike)
        truths = [own, *(truth for truth in truths if truth != own)]
    free = design.free_pressing
    needed = {
        truth: persons_for_verdict(truth, design.rule, free_pressing=free) for truth in truths
    }
    by_size = {}
    for n in {min(segment.persons, PERSONS_MAX) for segment in design.segments}:
        reaches = reach(n, design.rule, truths, free_pressing=free, needed=needed)
        chances = verdict_chances(n, design.like, design.dislike, design.rule, free_pressing=free)
        by_size[n] = (chances, reaches)
    sd = sd_of_shares(design.like, design.dislike)
    segments = [
        SegmentPlan(
            segment,
            precision(segment.persons, design.like, design.dislike, design.intervals),
            *by_size[min(segment.persons, PERSONS_MAX)],
        )
        for segment in design.segments
    ]
    multiplier = _multiplier(design.intervals)
    wanted = [
        WantedPersons(half, persons_for(half, sd, POINTWISE), persons_for(half, sd, multiplier))
        for half in HALF_WIDTHS
    ]
    differences = _differences(design, sd)
    return Plan(design, verdict, multiplier, tuple(segments), tuple(wanted), tuple(differences))


def _multiplier(intervals: int | None) -> float:
    return SIMULTANEOUS if intervals is None else simultaneous_multiplier(intervals)


def true_verdict(design: Design) -> Verdict | None:
    """The verdict that the assumed shares get from very many persons; None where it has no name."""
    shares = np.array([[design.like], [design.dislike], [1 - design.like - design.dislike]])
    counts = (PERSONS_MAX * shares).clip(0)
    (code,) = verdict_codes(counts, design.rule, free_pressing=design.free_pressing)
    return VERDICTS[code] if VERDICTS[code] in NAMED else None


def _differences(design: Design, sd: float) -> list[Difference]:
    """Between segments of one attribute."""
    return [
        Difference(one.name, other.name, detectable_difference(sd, one.persons, other.persons))
        for one, other in combinations(design.segments, 2)
        if one.attribute and one.attribute == other.attribute
    ]


def _segment_table(found: SegmentPlan) -> dict[str, Any]:
    return {
        "name": found.segment.name,
        "persons": found.segment.persons,
        "half_width_pointwise": found.precision.pointwise,
        "half_width_simultaneous": found.precision.simultaneous,
        "detectable_difference": found.precision.difference,
        "chances": {str(name): chance for name, chance in found.chances.items()},
        "reach": [
            {
                "verdict": str(reached.truth.verdict),
                "like": reached.truth.like,
                "dislike": reached.truth.dislike,
                "power": reached.power,
                "wrong": reached.wrong,
                "persons_needed": reached.persons_needed,
                "hardly": reached.hardly,
            }
            for reached in found.reaches
        ],
    }
