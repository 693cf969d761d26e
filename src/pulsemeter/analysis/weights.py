"""Weights of persons: raking to known margins, trimmed, with what they cost.

Weights make the persons of a session add up to margins somebody else counted, and nothing more:
this module never says that a group stands for a population. It must not know sessions, segments
of a study or where margins come from.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from pulsemeter.analysis.counts import FloatArray, checked_number, checked_whole
from pulsemeter.analysis.margins import (
    Margin,
    Margins,
    MergeOrder,
    WeightedCategory,
    checked_persons,
    with_found_shares,
)

BOUNDS = (0.2, 5.0)
"""Smallest and largest weight, as multiples of the mean."""
TOLERANCE = 1e-9
"""How near every margin must come, as a share."""
ROUNDS_MAX = 5_000


@dataclass(frozen=True, slots=True)
class Weighting:
    """Weights per person with mean 1, and what was done to get them.

    `n_eff` and `design_effect` are Kish's; `trimmed` counts the persons whose weight stands at a
    bound; `bounds` is None where weights were not trimmed; `rounds` is how often all margins were
    gone through.
    """

    weights: FloatArray
    margins: tuple[WeightedCategory, ...]
    bounds: tuple[float, float] | None
    trimmed: int
    rounds: int

    @property
    def n_eff(self) -> float:
        """Kish's effective number of persons."""
        return effective_n(self.weights)

    @property
    def design_effect(self) -> float:
        """Kish's design effect of weighting: persons / effective persons, 1 or more."""
        return len(self.weights) / self.n_eff

    def describe(self) -> str:
        """Say in one sentence to which margins the persons are weighted and what that costs."""
        groups: dict[str, list[str]] = {}
        for margin in self.margins:
            groups.setdefault(margin.attribute, []).append(" + ".join(margin.categories))
        named = "; ".join(f"{name} ({', '.join(parts)})" for name, parts in groups.items())
        trimming = (
            f"trimmed to {self.bounds[0]:g} to {self.bounds[1]:g} times the mean "
            f"({self.trimmed} at a bound)"
            if self.bounds
            else "not trimmed"
        )
        return (
            f"weighted to margins {named}; weights from {self.weights.min():.2f} to "
            f"{self.weights.max():.2f}, {trimming}; {len(self.weights)} persons count as "
            f"{self.n_eff:.0f} (design effect {self.design_effect:.2f})"
        )


def effective_n(weights: ArrayLike) -> float:
    """Kish's effective number of persons, (Σw)² / Σw².

    Parameters
    ----------
    weights : array_like of numbers, shape (persons,)
        Not negative, not all 0.

    Returns
    -------
    float
        Between 1 and the number of persons.

    Raises
    ------
    ValueError
        No persons, weights that are negative, not finite or all 0.

    References
    ----------
    Kish, L. (1965). Survey Sampling. Wiley, section 11.7.

    Examples
    --------
    >>> effective_n([1.0, 1.0, 2.0])
    2.6666666666666665
    """
    own = _checked_weights("weights", weights)
    # Scaling by the largest keeps squares of tiny weights from vanishing.
    scaled = own / own.max()
    return float(scaled.sum() ** 2 / (scaled**2).sum())


def design_effect(weights: ArrayLike) -> float:
    """Kish's design effect n Σw² / (Σw)²; parameters and errors as `effective_n`."""
    return np.asarray(weights).size / effective_n(weights)


def rake(
    attributes: Mapping[str, ArrayLike],
    margins: Margins,
    *,
    bounds: tuple[float, float] | None = BOUNDS,
    merge_order: MergeOrder | None = None,
    persons_least: int = 1,
    without_margin: Collection[str] = (),
    start_weights: ArrayLike | None = None,
    rounds_max: int = ROUNDS_MAX,
) -> Weighting:
    """Rake persons to margins by iterative proportional fitting, trimmed and re-raked.

    Parameters
    ----------
    attributes : mapping of str to array_like of str, each of shape (persons,)
        Each person's category; attributes without a margin are ignored.
    margins : mapping of str to mapping of str to float
        Share of each category; the shares of an attribute add up to 1 (they are made to where
        rounding left up to .005).
    bounds : (float, float) or None, optional
        Smallest and largest weight as multiples of the mean; None does not trim.
    merge_order : mapping of str to sequence of (str, str), optional
        Pairs of categories to merge, in this order, while either side holds fewer than
        `persons_least`. Without it a category without persons is refused.
    persons_least : int, optional
        Fewest persons a category must hold, at least 1.
    without_margin : collection of str, optional
        Categories of which no share is known ("prefer not to say"): they keep the share they
        have, the others share the rest as their margin says.
    start_weights : array_like of float, shape (persons,), optional
        Weights to begin with (of the design); 1 by default.
    rounds_max : int, optional
        After this many rounds the margins are declared out of reach.

    Returns
    -------
    Weighting
        Weights with mean 1; every margin is met within 1e-9 and every weight is in bounds.

    Raises
    ------
    ValueError
        Margins that are no shares; a person in a category without share; a category with too few
        persons that no merging helps; margins not reached, with the worst and how far off it is.

    Notes
    -----
    The result minimises Σ w log(w / start) among all weights that meet margins and bounds. Trimming
    by clipping alone and raking again would end somewhere in that set, depending on the order of
    attributes; keeping what each clip took away (Dykstra's algorithm with the entropy) ends at the
    nearest point whatever the order.

    References
    ----------
    Deming, W. E., & Stephan, F. F. (1940). On a least squares adjustment of a sampled frequency
    table when the expected marginal totals are known. Annals of Mathematical Statistics 11(4),
    427-444. Deville, J.-C., Särndal, C.-E., & Sautory, O. (1993). Generalized raking procedures in
    survey sampling. Journal of the American Statistical Association 88(423), 1013-1020.

    Examples
    --------
    >>> found = rake({"age": ["young", "old", "old", "old"]}, {"age": {"young": 0.5, "old": 0.5}})
    >>> found.weights.round(3).tolist(), round(found.n_eff, 2)
    ([2.0, 0.667, 0.667, 0.667], 3.0)
    """
    if not margins:
        raise ValueError("margins must name at least one attribute")
    limits = _checked_bounds(bounds)
    least = checked_whole("persons_least", persons_least, least=1)
    rounds = checked_whole("rounds_max", rounds_max, least=1)
    persons = checked_persons(attributes, margins)
    start = (
        np.ones(persons)
        if start_weights is None
        else _checked_weights("start_weights", start_weights)
    )
    if len(start) != persons:
        raise ValueError(f"start_weights hold {len(start)} persons, the attributes {persons}")
    if (start == 0).any():
        raise ValueError("start_weights must be above 0: a weight of 0 can't be raked")
    start = start / start.mean()
    fits = []
    for name, wanted in margins.items():
        held = np.asarray(attributes[name])
        shares = with_found_shares(name, held, wanted, without_margin, start)
        fits.append(Margin.of(name, held, shares, (merge_order or {}).get(name, ()), least))
    weights, took = _dykstra(start, fits, limits, rounds)
    at_bound = np.isin(weights, limits) if limits else np.zeros(persons, dtype=np.bool_)
    met = tuple(row for fit in fits for row in fit.rows(start, weights))
    return Weighting(weights, met, limits, int(np.count_nonzero(at_bound)), took)


def _dykstra(
    start: FloatArray, fits: Sequence[Margin], bounds: tuple[float, float] | None, rounds_max: int
) -> tuple[FloatArray, int]:
    """Entropy projections onto each margin and the bounds in turn, until all of them hold."""
    weights, log_cut = start, np.zeros(len(start))
    for round_number in range(1, rounds_max + 1):
        for fit in fits:
            now = np.maximum(fit.shares_of(weights), np.finfo(np.float64).tiny)
            weights = weights * (fit.shares / now)[fit.codes]
        if bounds:
            # In logarithms, because what clipping takes away grows without end out of reach.
            log_wanted = np.log(weights) + log_cut
            weights = np.clip(np.exp(np.clip(log_wanted, -700, 700)), *bounds)
            log_cut = log_wanted - np.log(weights)
        gaps = [fit.shares_of(weights) - fit.shares for fit in fits]
        if max(float(np.abs(gap).max()) for gap in gaps) <= TOLERANCE:
            return weights, round_number
        if not (weights > 0).all():
            break
    raise ValueError(_out_of_reach(fits, weights, round_number, bounds))


def _out_of_reach(
    fits: Sequence[Margin], weights: FloatArray, rounds: int, bounds: tuple[float, float] | None
) -> str:
    worst = max(fits, key=lambda fit: float(np.abs(fit.shares_of(weights) - fit.shares).max()))
    now = worst.shares_of(weights)
    code = int(np.abs(now - worst.shares).argmax())
    limits = f"with weights from {bounds[0]:g} to {bounds[1]:g} times the mean" if bounds else ""
    return (
        f"weights don't converge: after {rounds} rounds margin {worst.attribute} = "
        f"{' + '.join(worst.groups[code])} is {now[code]:.2%} instead of "
        f"{worst.shares[code]:.2%}, off by {100 * abs(now[code] - worst.shares[code]):.3g} "
        f"points {limits}".rstrip()
    )


def _checked_weights(name: str, weights: ArrayLike) -> FloatArray:
    own = np.asarray(weights)
    if own.ndim != 1 or own.dtype.kind not in "iuf" or not own.size:
        raise ValueError(f"{name} must be one number per person, got shape {own.shape}")
    own = own.astype(np.float64)
    if not np.isfinite(own).all() or (own < 0).any() or not (own > 0).any():
        raise ValueError(f"{name} must be finite, not negative and not all 0")
    return own


def _checked_bounds(bounds: tuple[float, float] | None) -> tuple[float, float] | None:
    if bounds is None:
        return None
    low, high = (checked_number("bounds", bound) for bound in bounds)
    if not 0 < low < 1 < high:
        raise ValueError(f"bounds must lie on either side of the mean 1, got {low:g} and {high:g}")
    return low, high
