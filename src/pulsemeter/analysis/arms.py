"""Arms of a study compared: people who were given different instruments, orders or versions.

Arms are compared and never pooled: what a press means depends on how it was asked for. This module
must not know why arms differ, screens or who may see a comparison.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from pulsemeter.analysis.band import Band, BandSettings, difference_band
from pulsemeter.analysis.counts import BoolArray, FloatArray, checked_share
from pulsemeter.analysis.groups import checked_groups, checked_strata

STRATUM_PERSONS_MIN = 2
"""Persons of either arm that a stratum needs: one person shows no spread."""


@dataclass(frozen=True, slots=True)
class ArmDifference:
    """Net approval of arm a minus arm b, −2..2; figures are None where there is no value.

    `low` and `high` are the ends of a Welch t interval on `freedom` degrees of freedom; `persons_a`
    and `persons_b` are who it rests on. `merged` strata were too small and judged together as one,
    `left_out` ones had nobody to be judged with, with `persons_left_out` in both arms. `reason`
    says why a figure is None.
    """

    difference: float | None
    low: float | None
    high: float | None
    freedom: float | None
    persons_a: int
    persons_b: int
    merged: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    persons_left_out: int = 0
    reason: str = ""


def arm_difference(
    scores: ArrayLike,
    in_a: ArrayLike,
    in_b: ArrayLike,
    *,
    strata: ArrayLike | None = None,
    confidence: float = 0.95,
) -> tuple[ArmDifference, ...]:
    """Compare two arms on each statement (or on whole sessions), stratum by stratum.

    With N_h persons of both arms in stratum h, whoever was absent here or there::

        d = Σ_h W_h (mean_a,h − mean_b,h),  W_h = N_h / Σ N_h
        var(d) = Σ_h W_h² (s²_a,h / n_a,h + s²_b,h / n_b,h)

    with Satterthwaite's degrees of freedom over all these terms.

    Parameters
    ----------
    scores : array_like of numbers, shape (persons,) or (persons, statements)
        One score per person, −1..1 (classes: +1 like, −1 dislike, 0 neither); NaN where absent.
        For whole sessions: one score per person.
    in_a, in_b : array_like of bool, shape (persons,)
        Who was in which arm; nobody in both, some perhaps in neither.
    strata : array_like of whole numbers or text, shape (persons,), optional
        Quota cells or segments within which persons were put into arms.
    confidence : float, optional
        Of each interval by itself, between 0 and 1.

    Returns
    -------
    tuple of ArmDifference
        One per statement. Strata with fewer than 2 persons in either arm on that statement are
        judged together as one; if that one is too small as well, they are left out and named.

    Raises
    ------
    ValueError
        Scores outside −1..1 or of another shape, arms that overlap or are empty, strata that
        don't fit, a confidence outside (0, 1).

    Notes
    -----
    Where all persons of an arm did the same, its spread is taken from nobody and the interval is
    too narrow; where that is so in both arms there is no interval. Intervals hold for each
    statement by itself.

    References
    ----------
    Neyman, J. (1934). On the two different aspects of the representative method. Journal of the
    Royal Statistical Society 97(4), 558-625. Satterthwaite, F. E. (1946). An approximate
    distribution of estimates of variance components. Biometrics Bulletin 2(6), 110-114.

    Examples
    --------
    >>> (found,) = arm_difference([1, 1, 0, 1, 0, -1], [1 > 0] * 3 + [1 < 0] * 3,
    ...                           [1 < 0] * 3 + [1 > 0] * 3)
    >>> round(found.difference, 3), round(found.low, 3), round(found.freedom, 2)
    (0.667, -1.382, 3.2)
    """
    own = _checked_scores(scores)
    arms = checked_groups(in_a, in_b, len(own))
    checked_share("confidence", confidence)
    numbers = checked_strata(strata, len(own))
    names = [""] if strata is None else [str(name) for name in np.unique(np.asarray(strata))]
    member = numbers[None, :] == np.arange(len(names))[:, None]
    persons = (member & (arms[0] | arms[1])).sum(axis=1).astype(np.float64)
    sides = [_Sums.of(own, member & arm) for arm in arms]
    small = np.minimum(sides[0].n, sides[1].n) < STRATUM_PERSONS_MIN
    # A stratum nobody was ever in, in neither arm, is no stratum of this comparison.
    small &= persons[:, None] > 0
    merged = [side.with_rest(small) for side in sides]
    sizes = np.where(small, 0.0, persons[:, None])
    sizes = np.vstack([sizes, (small * persons[:, None]).sum(axis=0)])
    used = (np.minimum(merged[0].n, merged[1].n) >= STRATUM_PERSONS_MIN) & (sizes > 0)
    terms = _Terms.of(merged, np.where(used, sizes, 0.0))
    found = []
    for j in range(own.shape[1]):
        small_names = tuple(name for name, few in zip(names, small[:, j], strict=True) if few)
        kept = bool(used[-1, j])
        out = 0 if kept else int(sum(side.n[small[:, j], j].sum() for side in sides))
        found.append(
            terms.judged(
                j,
                confidence,
                ArmDifference(
                    difference=None,
                    low=None,
                    high=None,
                    freedom=None,
                    persons_a=int(merged[0].n[used[:, j], j].sum()),
                    persons_b=int(merged[1].n[used[:, j], j].sum()),
                    merged=small_names if kept else (),
                    left_out=() if kept else small_names,
                    persons_left_out=out,
                ),
            )
        )
    return tuple(found)


def arm_curves(
    codes: NDArray[np.int8],
    in_a: ArrayLike,
    in_b: ArrayLike,
    *,
    strata: ArrayLike | None = None,
    settings: BandSettings | None = None,
) -> Band:
    """The curve of arm a minus that of arm b with its simultaneous band, drawn within strata.

    Strata decide how persons are drawn, not how they count: where arms are made of strata in
    different shares, the difference of the curves has that in it, unlike `arm_difference`.
    Parameters, errors and result are those of `band.difference_band`.
    """
    return difference_band(codes, in_a, in_b, strata=strata, settings=settings)


def arms_note(instrument_a: str, instrument_b: str) -> str:
    """What must stand beside a comparison of arms.

    Examples
    --------
    >>> arms_note("slider", "slider")
    'Arms are compared; their persons are not pooled into one estimate.'
    """
    if instrument_a == instrument_b:
        return "Arms are compared; their persons are not pooled into one estimate."
    return (
        f"The arms used different instruments ({instrument_a}; {instrument_b}). They are compared "
        "and never pooled: a difference may be one of instruments, of people or of both."
    )


class _Sums(NamedTuple):
    """Persons, sum and sum of squares per stratum × statement of one arm."""

    n: FloatArray
    total: FloatArray
    squares: FloatArray

    @classmethod
    def of(cls, scores: FloatArray, member: BoolArray) -> "_Sums":
        side = member.astype(np.float64)
        filled = np.nan_to_num(scores)
        return cls(side @ ~np.isnan(scores), side @ filled, side @ filled**2)

    def with_rest(self, small: BoolArray) -> "_Sums":
        """The same with small strata emptied and put together in a last row."""
        parts = [
            np.vstack([np.where(small, 0.0, part), np.where(small, part, 0.0).sum(axis=0)])
            for part in self
        ]
        return _Sums(*parts)

    def mean(self) -> FloatArray:
        """Mean score, 0 where nobody was."""
        return self.total / np.maximum(self.n, 1)

    def variance_of_mean(self) -> FloatArray:
        """s² / n, 0 where fewer than two were."""
        spread = np.maximum(self.squares - self.total**2 / np.maximum(self.n, 1), 0.0)
        # Sums of floats: a spread of rounding errors is none.
        spread[spread < 1e-9] = 0.0
        return spread / np.maximum(self.n - 1, 1) / np.maximum(self.n, 1)


class _Terms(NamedTuple):
    """Difference, variance and degrees of freedom per statement; `drawn` where there is a base."""

    difference: FloatArray
    variance: FloatArray
    freedom: FloatArray
    drawn: BoolArray

    @classmethod
    def of(cls, sides: list[_Sums], sizes: FloatArray) -> "_Terms":
        whole = sizes.sum(axis=0)
        share = sizes / np.where(whole > 0, whole, 1.0)
        variances = np.stack([share**2 * side.variance_of_mean() for side in sides])
        freedoms = np.stack([np.maximum(side.n - 1, 1) for side in sides])
        variance = variances.sum(axis=(0, 1))
        below = (variances**2 / freedoms).sum(axis=(0, 1))
        freedom = np.where(below > 0, variance**2 / np.where(below > 0, below, 1.0), 1.0)
        difference = (share * (sides[0].mean() - sides[1].mean())).sum(axis=0)
        return cls(difference, variance, freedom, whole > 0)

    def judged(self, j: int, confidence: float, base: ArmDifference) -> ArmDifference:
        """The difference of one statement, its base already known."""
        if not self.drawn[j]:
            return _filled(base, reason="no stratum has two persons in either arm")
        difference, variance = float(self.difference[j]), float(self.variance[j])
        if variance <= 0:
            return _filled(
                base, difference, reason="within each arm all persons did the same: no spread"
            )
        freedom = float(self.freedom[j])
        half = float(stdtrit(freedom, (1 + confidence) / 2)) * variance**0.5
        ends = max(difference - half, -2.0), min(difference + half, 2.0)
        return _filled(base, difference, ends, freedom)


def _filled(
    base: ArmDifference,
    difference: float | None = None,
    ends: tuple[float, float] | None = None,
    freedom: float | None = None,
    reason: str = "",
) -> ArmDifference:
    low, high = ends or (None, None)
    return replace(base, difference=difference, low=low, high=high, freedom=freedom, reason=reason)


def _checked_scores(scores: ArrayLike) -> FloatArray:
    own = np.asarray(scores)
    if own.ndim == 1:
        own = own[:, None]
    if own.ndim != 2 or own.dtype.kind not in "iuf" or not own.size:
        raise ValueError(
            "scores must be numbers of shape (persons,) or (persons, statements), got "
            f"{own.dtype.name} of shape {np.shape(scores)}"
        )
    own = own.astype(np.float64)
    if not (np.isnan(own) | (np.abs(own) <= 1)).all():
        raise ValueError("scores must lie between -1 and 1, NaN where absent")
    return own
