"""The verdict on one statement for one segment: resonates, falls flat, divides, leaves cold.

The rule is data of the study and is printed beside every verdict; the probabilities come from
`posterior`. A verdict is formed from classes of persons (see `statement`), never from presses.
This module must not know which figures may be shown; it only falls silent below the rule's floor.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum
from math import ceil, floor, log10

import numpy as np
from numpy.typing import NDArray

from pulsemeter.analysis.counts import (
    FloatArray,
    checked_counts,
    checked_number,
    checked_share,
    checked_whole,
)
from pulsemeter.analysis.posterior import p_active_below, p_active_from, p_divided, p_net_above
from pulsemeter.analysis.proportion import net_approval, net_interval

SETTLE_CAP = 10_000
"""People beyond whom "more people would settle it" is no useful advice."""
_SETTLE_STEP = 1.25


class Verdict(StrEnum):
    """The named outcome of one statement for one segment; codes count in this order from 0."""

    RESONATES = "resonates"
    FALLS_FLAT = "falls_flat"
    DIVIDES = "divides"
    LEAVES_COLD = "leaves_cold"
    UNDECIDED = "undecided"
    TOO_FEW = "too_few"


VERDICTS: tuple[Verdict, ...] = tuple(Verdict)
_UNNAMED = (VERDICTS.index(Verdict.UNDECIDED), VERDICTS.index(Verdict.TOO_FEW))


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


@dataclass(frozen=True, slots=True)
class VerdictFinding:
    """A verdict with what it rests on; figures are None when n is below the rule's floor.

    `n` counts persons (likers + dislikers + neithers). `net` is net approval −1..1 and
    `net_interval` its Bonett-Price 95 % ends. `p_active` is P(L + D ≥ a), `p_resonates`
    P(net > δ), `p_falls_flat` P(net < −δ), `p_divides` P(smaller side ≥ divides_smaller).
    `people_to_settle` is the rough number of people, at the same shares, from which a verdict
    would be named; None when one is named already or none would be up to `SETTLE_CAP`.
    """

    verdict: Verdict
    n: float
    net: float | None = None
    net_interval: tuple[float, float] | None = None
    p_active: float | None = None
    p_resonates: float | None = None
    p_falls_flat: float | None = None
    p_divides: float | None = None
    people_to_settle: int | None = None


@dataclass(frozen=True, slots=True)
class _Probabilities:
    cold: FloatArray
    active: FloatArray
    resonates: FloatArray
    falls_flat: FloatArray
    divides: FloatArray


def verdict(
    likers: float,
    dislikers: float,
    neithers: float,
    rule: VerdictRule,
    n_eff: float | None = None,
    *,
    free_pressing: bool = False,
) -> VerdictFinding:
    """Judge one statement (or passage, or session) for one segment.

    The posterior is Dirichlet(½, ½, ½) on the three classes of persons, the counts scaled to
    n_eff. The first that holds:

    1. *too few*: n < floor, or likers + dislikers < pressers_min;
    2. *leaves cold*: P(L + D < a) ≥ certainty_cold;
    3. only if P(L + D ≥ a) ≥ certainty_active: *resonates* if P(net > δ) ≥ certainty_net,
       *falls flat* if P(net < −δ) ≥ certainty_net, *divides* if P(smaller side among pressers ≥
       divides_smaller) ≥ certainty_divides;
    4. *undecided*.

    Parameters
    ----------
    likers, dislikers, neithers : number
        Persons per class, exact or rounded by the release gate; weighted sums are allowed.
    rule : VerdictRule
        Thresholds.
    n_eff : number, optional
        Effective number of persons (Kish). Never counts for more than n: counts rounded down
        must not gain certainty from an n_eff of the exact ones.
    free_pressing : bool, optional
        Use `rule.a_free` in place of `rule.a`.

    Returns
    -------
    VerdictFinding
        Never holds NaN. Exact and deterministic: the same counts give the same bits.

    Raises
    ------
    ValueError
        A count is negative, not finite or no number, or n_eff isn't above 0.

    See Also
    --------
    pulsemeter.analysis.posterior : the probabilities.

    Examples
    --------
    >>> rule = VerdictRule(floor=10)
    >>> str(verdict(30, 5, 25, rule).verdict), str(verdict(21, 19, 20, rule).verdict)
    ('resonates', 'divides')
    """
    like, dislike, neither = (
        _one_number(name, count)
        for name, count in (
            ("likers", likers),
            ("dislikers", dislikers),
            ("neithers", neithers),
        )
    )
    n = like + dislike + neither
    effective = n if n_eff is None else min(checked_number("n_eff", n_eff), n)
    if n_eff is not None and float(n_eff) <= 0:
        raise ValueError(f"n_eff must be above 0, got {n_eff!r}")
    if n < rule.floor:
        return VerdictFinding(Verdict.TOO_FEW, n)
    a = rule.a_free if free_pressing else rule.a
    counts = np.array([[like], [dislike], [neither]])
    found = _probabilities(counts * (effective / n), rule, a)
    code = int(_codes(counts, found, rule)[0])
    shares, design = (like / n, dislike / n, neither / n), effective / n
    low, high = net_interval(like * design, dislike * design, effective)
    return VerdictFinding(
        verdict=VERDICTS[code],
        n=n,
        net=float(net_approval(like, dislike, n)),
        net_interval=(float(low), float(high)),
        p_active=float(found.active[0]),
        p_resonates=float(found.resonates[0]),
        p_falls_flat=float(found.falls_flat[0]),
        p_divides=float(found.divides[0]),
        people_to_settle=_people_to_settle(shares, n, design, rule, a)
        if code in _UNNAMED
        else None,
    )


def _one_number(name: str, count: float) -> float:
    (number,) = checked_counts(**{name: count})
    if number.ndim:
        raise ValueError(f"{name} must be one number of persons, got shape {number.shape}")
    return float(number)


def _probabilities(counts: FloatArray, rule: VerdictRule, a: float) -> _Probabilities:
    """All posterior probabilities for counts of shape (3, cases)."""
    like, dislike, neither = counts
    return _Probabilities(
        cold=p_active_below(like, dislike, neither, a),
        active=p_active_from(like, dislike, neither, a),
        resonates=p_net_above(like, dislike, neither, rule.delta),
        falls_flat=p_net_above(dislike, like, neither, rule.delta),
        divides=p_divided(like, dislike, rule.divides_smaller),
    )


def _codes(persons: FloatArray, found: _Probabilities, rule: VerdictRule) -> NDArray[np.int8]:
    """Codes of verdicts for persons of shape (3, cases): the order of the rules, written once."""
    active = found.active >= rule.certainty_active
    conditions = {
        Verdict.TOO_FEW: (persons.sum(axis=0) < rule.floor)
        | (persons[0] + persons[1] < rule.pressers_min),
        Verdict.LEAVES_COLD: found.cold >= rule.certainty_cold,
        Verdict.RESONATES: active & (found.resonates >= rule.certainty_net),
        Verdict.FALLS_FLAT: active & (found.falls_flat >= rule.certainty_net),
        Verdict.DIVIDES: active & (found.divides >= rule.certainty_divides),
    }
    return np.select(
        list(conditions.values()),
        [VERDICTS.index(name) for name in conditions],
        default=VERDICTS.index(Verdict.UNDECIDED),
    ).astype(np.int8)


def _people_to_settle(
    shares: tuple[float, float, float], n: float, design: float, rule: VerdictRule, a: float
) -> int | None:
    """The smallest rough number of people above n, at these shares, with a named verdict.

    A coarse ladder finds the rung where a name appears, the numbers of two digits below that
    rung the answer: what is rough must not look exact.
    """
    column = np.array(shares)[:, None]

    def first_named(people: FloatArray) -> int | None:
        persons = column * people
        codes = _codes(persons, _probabilities(persons * design, rule, a), rule)
        named = np.flatnonzero(~np.isin(codes, _UNNAMED))
        return int(named[0]) if named.size else None

    if n >= SETTLE_CAP:
        return None
    rungs = ceil(np.log(SETTLE_CAP / n) / np.log(_SETTLE_STEP))
    ladder = np.minimum(n * _SETTLE_STEP ** np.arange(1, rungs + 1), SETTLE_CAP)
    rung = first_named(ladder)
    if rung is None:
        return None
    below = n if rung == 0 else float(ladder[rung - 1])
    digit = 10 ** max(0, floor(log10(ladder[rung])) - 1)
    rough = np.arange(floor(below / digit) + 1, ceil(ladder[rung] / digit) + 1, dtype=float) * digit
    place = first_named(rough)
    return int(rough[-1] if place is None else rough[place])
