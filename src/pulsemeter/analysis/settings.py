"""What an analysis is told to do: instrument, cadence, lag, bands, segments, thresholds.

All of it travels with every figure that comes out. Bad settings are refused here, by name, before
any work is done. This module must not know data.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from pulsemeter.analysis.counts import checked_share, checked_whole
from pulsemeter.analysis.verdicts import VerdictRule
from pulsemeter.domain.presence import CHOICE_MAX, CHOICE_MIN
from pulsemeter.domain.protection import CODE_FLOOR
from pulsemeter.domain.study import CADENCE_MAX_MS

InstrumentName = Literal[
    "two_buttons", "two_buttons_free", "two_buttons_per_target", "four_steps", "slider"
]
INSTRUMENTS: tuple[str, ...] = get_args(InstrumentName)
BandKind = Literal["simultaneous", "pointwise"]
Margins = Mapping[str, Mapping[str, float]]
REPLICATES_MIN = 100


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two categories of one attribute that are to be compared."""

    attribute: str
    a: str
    b: str

    @classmethod
    def read(cls, text: str) -> "Comparison":
        """The comparison written as `attribute=a:b`; ValueError says how to write one."""
        attribute, equals, pair = text.partition("=")
        a, colon, b = pair.partition(":")
        parts = [part.strip() for part in (attribute, a, b)]
        if not equals or not colon or not all(parts) or ":" in b:
            raise ValueError(f"contrast {text!r} isn't written as attribute=a:b")
        if parts[1] == parts[2]:
            raise ValueError(f"contrast {text!r} compares a category with itself")
        return cls(*parts)

    @property
    def name(self) -> str:
        """`a:b`, the key of the contrast."""
        return f"{self.a}:{self.b}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisSettings:
    """How `analyse` works; the defaults are those of the method.

    `interval_ms` is the cadence, `duration_ms` the length of the stimulus (None: read off the
    data), `lag_ms` the human delay by which windows are shifted. `presence_known` says whether
    whoever has no record in an interval was absent (None: True if there are presence records).
    `segments` names attributes of the panel, or pairs `a:b` of them (None: every attribute).
    `weights` is a column of the panel or margins (attribute → category → share) to rake to.
    `strata` is the attribute within which the panel was recruited or assigned. `floor` is the
    fewest persons of whom anything is said, and `thresholds` are keys of the verdict rule that
    differ from its defaults. `before` and `after` are questions of the panel, `answers` their
    categories from low to high; `arm` is the attribute that holds the arms; `codes` are columns
    of the statements that hold coded attributes. `like` and `dislike` are the words on buttons;
    `start` is where a slider stands before its first move, `pad` the study's own description of
    its instrument, where it is known.
    """

    instrument: InstrumentName = "two_buttons"
    interval_ms: int = 5_000
    duration_ms: int | None = None
    presence_known: bool | None = None
    lag_ms: int = 3_000
    band: BandKind = "simultaneous"
    confidence: float = 0.95
    replicates: int = 2_000
    seed: int = 1
    floor: int = CODE_FLOOR
    segments: tuple[str, ...] | None = None
    contrasts: tuple[Comparison, ...] = ()
    weights: str | Margins | None = None
    strata: str | None = None
    thresholds: tuple[tuple[str, float], ...] = ()
    before: str | None = None
    after: str | None = None
    answers: tuple[str, ...] = ()
    arm: str | None = None
    codes: tuple[str, ...] = ()
    like: str = "Like"
    dislike: str = "Dislike"
    start: int = 0
    pad: str = ""
    rule: VerdictRule = field(init=False)

    def __post_init__(self) -> None:
        """Refuse what can't be a setting; ValueError names it."""
        if self.instrument not in INSTRUMENTS:
            raise ValueError(
                f"instrument must be one of {', '.join(INSTRUMENTS)}, got {self.instrument!r}"
            )
        if self.band not in get_args(BandKind):
            raise ValueError(f"band must be simultaneous or pointwise, got {self.band!r}")
        if checked_whole("interval_ms", self.interval_ms, least=1) > CADENCE_MAX_MS:
            raise ValueError(f"interval_ms must not be above {CADENCE_MAX_MS}")
        checked_whole("lag_ms", self.lag_ms, least=0)
        checked_whole("seed", self.seed, least=0)
        checked_whole("replicates", self.replicates, least=REPLICATES_MIN)
        checked_share("confidence", self.confidence, low=0.5)
        if not CHOICE_MIN <= self.start <= CHOICE_MAX:
            raise ValueError(f"start must lie in {CHOICE_MIN}..{CHOICE_MAX}, got {self.start}")
        if self.duration_ms is not None:
            checked_whole("duration_ms", self.duration_ms, least=1)
        if (self.before is None) != (self.after is None):
            raise ValueError("before and after are given together or not at all")
        rule = VerdictRule.from_thresholds(self.thresholds, self.floor)
        object.__setattr__(self, "rule", rule)

    def contrast_name(self, comparison: Comparison) -> str:
        """`a:b`, with its attribute before it where another contrast has the same categories."""
        alike = sum(other.name == comparison.name for other in self.contrasts)
        named = f"{comparison.attribute}={comparison.name}"
        return named if alike > 1 else comparison.name

    @property
    def free_pressing(self) -> bool:
        """Whether presses come without a cadence cue, so that every press counts."""
        return self.instrument == "two_buttons_free"

    @property
    def rated(self) -> bool:
        """Whether the instrument keeps a value (slider), so that curves are mean ratings."""
        return self.instrument == "slider"

    @property
    def weights_column(self) -> str | None:
        """The panel's column of weights, if weights come from one."""
        return self.weights if isinstance(self.weights, str) else None
