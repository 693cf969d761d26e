"""Signs that a device or a bored thumb answered instead of a person; never what was answered.

Six indicators per person look at how presses come, not at their direction: swapping every like
and dislike changes none of them, and agreement with others is never asked. A person is flagged
when at least two indicators lie beyond limits that the session's own data give. This module
excludes nobody: it hands results with and without to whoever decides.
"""

from dataclasses import dataclass, fields
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulsemeter.analysis.counts import BoolArray, FloatArray, checked_number, checked_whole
from pulsemeter.analysis.persons import PersonClasses
from pulsemeter.analysis.press_pattern import (
    autocorrelation,
    checked_cells,
    longest_same,
    odd_even_consistency,
    regularity,
)
from pulsemeter.analysis.proportion import net_approval, net_interval
from pulsemeter.domain.presence import AWAY, CHOICE_MAX, CHOICE_MIN, SKIPPED

FLAGS_LEAST = 2
"""Indicators out of limits from which a person is flagged: one alone has honest reasons."""
FENCE = 2.0
"""Limits lie this many quartile distances outside the quartiles, 3.4 SD of a normal curve."""
SPREAD_LEAST = 0.5
SPREAD_LEAST_CORRELATION = 0.2
"""Least quartile distance on the scale of limits, so that a uniform panel flags no small step."""
PERSONS_LEAST = 10
"""Persons with a value below which the data give no limit."""
PRESENT_LEAST = 20
"""Intervals of presence below which a person shows no pattern and isn't judged."""


@dataclass(frozen=True, slots=True)
class Indicators:
    """Six figures per person, float64 of shape (persons,); NaN where a person shows too little.

    `response_rate`: presses / presence, out when far below the others. `longest_same`: longest
    run of neighbouring intervals pressed with the very same choice / presence, out far above.
    `regularity`: how far presses are off an own beat, 0 for a machine, about .25 without a beat,
    out far below. `autocorrelation`: of neighbouring intervals, out far below (a person's opinion
    lasts longer than an interval). `hidden_share`: away / (away + presence), out far above.
    `consistency`: correlation of odd with even intervals over blocks of ten, out far below.
    """

    response_rate: FloatArray
    longest_same: FloatArray
    regularity: FloatArray
    autocorrelation: FloatArray
    hidden_share: FloatArray
    consistency: FloatArray


@dataclass(frozen=True, slots=True)
class Limit:
    """One indicator's limit, on its own scale; `at` is None where too few persons give one."""

    indicator: str
    side: Literal["below", "above"]
    at: float | None


@dataclass(frozen=True, slots=True)
class Quality:
    """Indicators, limits and flags of a session.

    `out` has one row per indicator, in the order of `limits`; `flagged` is True where at least
    `flags_least` of a person's indicators are out; `judged` is False for persons with too little
    presence, who are never flagged.
    """

    indicators: Indicators
    limits: tuple[Limit, ...]
    out: BoolArray
    judged: BoolArray
    flagged: BoolArray
    flags_least: int


@dataclass(frozen=True, slots=True)
class NetFigure:
    """Net approval −1..1 with its 95 % interval and base; None where nobody was present."""

    net: float | None
    low: float | None
    high: float | None
    present: int


@dataclass(frozen=True, slots=True)
class WithAndWithout:
    """One figure with everybody and one without the flagged persons, always shown together."""

    with_flagged: NetFigure
    without_flagged: NetFigure


def measure_quality(
    choices: NDArray[np.int8], offset_ms: NDArray[np.integer[Any]], interval_ms: int
) -> Indicators:
    """Measure how each person's presses come.

    Parameters
    ----------
    choices : ndarray of int8, shape (persons, intervals)
        Cells of one target: −100..100 pressed, 101 skipped, 102 away, −128 unknown.
    offset_ms : ndarray of integers, shape (persons, intervals)
        Stimulus time of the standing press after the start of its interval; read only where a
        press stands.
    interval_ms : int
        Length of an interval, stimulus time.

    Returns
    -------
    Indicators
        All NaN for persons present in fewer than 20 intervals; regularity needs 10 presses,
        consistency 5 blocks, and neither correlation has a value where nothing varies.

    Raises
    ------
    ValueError
        Arrays of other shape or type, no persons, no intervals or no interval length.

    References
    ----------
    Meade, A. W., & Craig, S. B. (2012). Identifying careless responses in survey data.
    Psychological Methods 17(3), 437-455; the idea of each indicator but the timing.
    """
    length_ms = checked_whole("interval_ms", interval_ms, least=1)
    checked_cells(choices, offset_ms)
    pressed = (choices >= CHOICE_MIN) & (choices <= CHOICE_MAX)
    presence = np.count_nonzero(pressed | (choices == SKIPPED), axis=1)
    away = np.count_nonzero(choices == AWAY, axis=1)
    judged = presence >= PRESENT_LEAST
    base = np.where(judged, presence, np.nan)

    def where_judged(figures: FloatArray) -> FloatArray:
        return np.where(judged, figures, np.nan)

    return Indicators(
        response_rate=np.count_nonzero(pressed, axis=1) / base,
        longest_same=longest_same(choices) / base,
        regularity=where_judged(regularity(choices, offset_ms, length_ms)),
        autocorrelation=where_judged(autocorrelation(choices)),
        hidden_share=away / (away + base),
        consistency=where_judged(odd_even_consistency(choices)),
    )


def judge_quality(
    indicators: Indicators, *, fence: float = FENCE, flags_least: int = FLAGS_LEAST
) -> Quality:
    """Flag persons with at least two indicators beyond the limits that the data give.

    Parameters
    ----------
    indicators : Indicators
        Of `measure_quality`.
    fence : float, optional
        Quartile distances outside the quartiles, above 0.
    flags_least : int, optional
        Indicators out of limits that make a flag, at least 2.

    Returns
    -------
    Quality
        A NaN is never out of limits, and fewer than 10 persons with a value give no limit.

    Raises
    ------
    ValueError
        A fence that isn't above 0, or `flags_least` below 2: a single sign flags nobody.

    Notes
    -----
    Limits are quartiles ∓ fence · max(quartile distance, least distance), taken where the figures
    are roughly even: log odds for shares, logarithms for run and regularity (least distance .5),
    Fisher's z for correlations (.2).
    """
    width = checked_number("fence", fence)
    if width <= 0:
        raise ValueError(f"fence must be above 0, got {fence!r}")
    least = checked_whole("flags_least", flags_least, least=2)
    limits, out = [], []
    for field in fields(indicators):
        figures: FloatArray = getattr(indicators, field.name)
        side: Literal["below", "above"] = "above" if field.name in _OUT_ABOVE else "below"
        edge = _edge(_even(field.name, figures), side, width, _spread_least(field.name))
        limits.append(Limit(field.name, side, None if edge is None else _back(field.name, edge)))
        out.append(_beyond(_even(field.name, figures), side, edge))
    beyond = np.array(out)
    flagged = np.count_nonzero(beyond, axis=0) >= least
    judged = ~np.isnan(indicators.response_rate)
    return Quality(indicators, tuple(limits), beyond, judged, flagged, least)


def with_and_without(classes: PersonClasses, flagged: ArrayLike) -> WithAndWithout:
    """Net approval of those present with everybody and without the flagged persons.

    Parameters
    ----------
    classes : PersonClasses
        One class per person, of a statement or the session.
    flagged : array_like of bool, shape (persons,)
        Of `judge_quality`.

    Raises
    ------
    ValueError
        Flags that don't fit the persons.
    """
    marks = np.asarray(flagged)
    if marks.dtype != np.bool_ or marks.shape != classes.codes.shape:
        raise ValueError(f"flagged must be true or false for each of {len(classes.codes)} persons")
    return WithAndWithout(_net(classes, np.ones_like(marks)), _net(classes, ~marks))


def _net(classes: PersonClasses, members: BoolArray) -> NetFigure:
    likes = int(np.count_nonzero(classes.like & members))
    dislikes = int(np.count_nonzero(classes.dislike & members))
    present = likes + dislikes + int(np.count_nonzero(classes.neither & members))
    if not present:
        return NetFigure(None, None, None, 0)
    low, high = net_interval(likes, dislikes, present)
    net = net_approval(likes, dislikes, present)
    return NetFigure(float(net), float(low), float(high), present)


_OUT_ABOVE = {"longest_same", "hidden_share"}
_CORRELATIONS = {"autocorrelation", "consistency"}
_LOGARITHMIC = {"longest_same", "regularity"}
# What is added before taking logarithms, so that 0 has a place: .05 keeps the first hidden tabs of
# a session without any from looking far out; the others only need to be above 0.
_SOFTENED = {"response_rate": 0.001, "hidden_share": 0.05, "longest_same": 0.01, "regularity": 1e-3}
_CORRELATION_MAX = 0.999


def _even(name: str, figures: FloatArray) -> FloatArray:
    """The figures on the scale on which limits are set."""
    if name in _CORRELATIONS:
        return np.arctanh(np.clip(figures, -_CORRELATION_MAX, _CORRELATION_MAX))
    soft = _SOFTENED[name]
    if name in _LOGARITHMIC:
        return np.log(figures + soft)
    return np.log((figures + soft) / (1 - figures + soft))


def _back(name: str, edge: float) -> float:
    """A limit from the scale of `_even` to the indicator's own."""
    if name in _CORRELATIONS:
        return float(np.tanh(edge))
    soft = _SOFTENED[name]
    if name in _LOGARITHMIC:
        return float(np.exp(edge) - soft)
    odds = np.exp(edge)
    return float((odds * (1 + soft) - soft) / (1 + odds))


def _spread_least(name: str) -> float:
    return SPREAD_LEAST_CORRELATION if name in _CORRELATIONS else SPREAD_LEAST


def _edge(figures: FloatArray, side: str, fence: float, least: float) -> float | None:
    known = figures[~np.isnan(figures)]
    if len(known) < PERSONS_LEAST:
        return None
    lower, upper = np.quantile(known, [0.25, 0.75]).tolist()
    reach: float = fence * max(upper - lower, least)
    return float(upper + reach if side == "above" else lower - reach)


def _beyond(figures: FloatArray, side: str, edge: float | None) -> BoolArray:
    if edge is None:
        return np.zeros(figures.shape, dtype=np.bool_)
    return figures > edge if side == "above" else figures < edge
