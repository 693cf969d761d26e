"""The thresholds of a verdict and the names it may give: data of a study, printed beside them.

This module must not know counts, probabilities or who may see a figure.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum

from pulsemeter.analysis.counts import checked_number, checked_share, checked_whole


class Verdict(StrEnum):
    """The named outcome of one statement for one segment; codes count in this order from 0."""

    RESONATES = "resonates"
    FALLS_FLAT = "falls_flat"
    DIVIDES = "divides"
    LEAVES_COLD = "leaves_cold"
    UNDECIDED = "undecided"
    TOO_FEW = "too_few"


VERDICTS: tuple[Verdict, ...] = tuple(Verdict)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictRule:
    """The thresholds of a verdict; shares of persons 0..1, all keys of the study's [verdict].

    `floor` is the profile's smallest group and has no default. `a` is the share of those present
    who must press for a statement to count as active, `a_free` the same for free pressing;
    `delta` the net approval that matters; `divides_smaller` the share of the pressers that the
    smaller side of a divided room holds; the certainties are posterior probabilities.
    """

    floor: int
    a: float = 0.15
    a_free: float = 0.08
    delta: float = 0.05
    divides_smaller: float = 0.35
    certainty_cold: float = 0.8
    certainty_active: float = 0.8
    certainty_net: float = 0.95
    certainty_divides: float = 0.8
    pressers_min: int = 5

    def __post_init__(self) -> None:
        for key in ("a", "a_free"):
            checked_share(f"verdict.{key}", getattr(self, key))
        if not 0 <= checked_number("verdict.delta", self.delta) < 1:
            raise ValueError(f"verdict.delta must lie in 0..1 (1 excluded), got {self.delta!r}")
        checked_share("verdict.divides_smaller", self.divides_smaller, high=0.5)
        # Up to one half, a statement and its opposite could both be "certain".
        for key in ("certainty_cold", "certainty_active", "certainty_net", "certainty_divides"):
            checked_share(f"verdict.{key}", getattr(self, key), low=0.5)
        object.__setattr__(self, "floor", checked_whole("verdict.floor", self.floor, least=1))
        object.__setattr__(
            self,
            "pressers_min",
            checked_whole("verdict.pressers_min", self.pressers_min, least=0),
        )

    @classmethod
    def from_thresholds(cls, thresholds: Iterable[tuple[str, float]], floor: int) -> "VerdictRule":
        """The rule of a study: its [verdict] keys over the defaults, with the profile's floor.

        Raises
        ------
        ValueError
            A key is unknown, given twice or out of range; the message names it.
        """
        known = [field.name for field in fields(cls) if field.name != "floor"]
        given: dict[str, float] = {}
        for key, value in thresholds:
            if key not in known:
                raise ValueError(f"verdict.{key} is not known; known are {', '.join(known)}")
            if key in given:
                raise ValueError(f"verdict.{key} is given twice")
            given[key] = value
        return cls(floor=floor, **given)  # type: ignore[arg-type]  # whole numbers are checked
