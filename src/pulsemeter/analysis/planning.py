"""How many persons a design needs, and what it can tell: half-widths and detectable differences.

Formulas for a study that has no data yet, from assumed shares. What verdicts such a panel reaches
is the business of `verdict_power`; what an earlier session would have shown with fewer persons
that of `panel_draws`. This module must not know studies or files.
"""

from dataclasses import dataclass
from math import ceil, sqrt

from scipy.special import ndtri

from pulsemeter.analysis.counts import checked_number, checked_whole, normal_quantile

POINTWISE = 1.96
"""Multiplier of a 95 % interval of one figure."""
SIMULTANEOUS = 3.9
"""Multiplier of a 95 % band over a whole curve, as for some 500 intervals of their own."""
DETECTABLE = 2.80
"""1.96 + 0.84: what a two-sided test at .05 finds with power .80."""
PERSONS_MAX = 1_000_000
"""No design asks for more; a smaller wish for precision than this gives is refused."""


@dataclass(frozen=True, slots=True)
class Precision:
    """What n present persons can tell at a standard deviation, in shares (−1..1).

    `pointwise` is the half-width of one interval or statement, `simultaneous` that of a band over
    the whole curve, `difference` the smallest difference between two such groups that is found
    with power .80. Below 20 persons a band is not drawn and `simultaneous` is None.
    """

    n: int
    sd: float
    pointwise: float
    simultaneous: float | None
    difference: float


BAND_PERSONS_MIN = 20
"""Below, a curve has the pointwise interval only."""


def sd_of_shares(like: float, dislike: float) -> float:
    """Standard deviation of one person's y ∈ {1, 0, −1}: √(p₁ + p₂ − (p₁ − p₂)²).

    Parameters
    ----------
    like, dislike : float
        Assumed shares of those present, each 0..1, together at most 1.

    Returns
    -------
    float
        0..1, in the unit of net approval −1..1.

    Raises
    ------
    ValueError
        A share outside 0..1, or both together above 1.

    Examples
    --------
    >>> round(sd_of_shares(0.30, 0.15), 3)
    0.654
    """
    check_shares(like, dislike)
    # Rounding must not make a square root of less than nothing where all press alike.
    return sqrt(max(like + dislike - (like - dislike) ** 2, 0.0))


def check_shares(like: float, dislike: float) -> None:
    """Refuse shares that can't be: ValueError names which."""
    for name, share in (("like", like), ("dislike", dislike)):
        if not 0 <= checked_number(name, share) <= 1:
            raise ValueError(f"{name} must be a share of those present, 0 to 1, got {share!r}")
    if like + dislike > 1 + 1e-9:
        raise ValueError(
            f"like {like:g} and dislike {dislike:g} together are more than everybody; "
            "the rest, up to 1, presses neither"
        )


def half_width_pointwise(sd: float, n: int) -> float:
    """Half-width of the 95 % interval of net approval of one interval or statement: 1.96·SD/√n.

    Parameters
    ----------
    sd : float
        Standard deviation of a person's figure, see `sd_of_shares`.
    n : int
        Persons present, at least 1.

    Returns
    -------
    float
        In the unit of `sd` (shares: 0.10 is 10 net points).

    Raises
    ------
    ValueError
        `sd` is negative or no number, n below 1 or not whole.

    Notes
    -----
    The large-sample form, meant for planning. With fewer than some 20 persons the reported
    Bonett-Price interval is a little narrower at common shares and never a point.

    Examples
    --------
    >>> round(half_width_pointwise(0.654, 100), 3)
    0.128
    """
    return POINTWISE * _checked_sd(sd) / sqrt(checked_whole("n", n, least=1))


def half_width_simultaneous(sd: float, n: int, intervals: int | None = None) -> float:
    """Half-width of a 95 % band over a whole curve: c·SD/√n with c ≈ 3.9.

    Parameters
    ----------
    sd, n
        As in `half_width_pointwise`.
    intervals : int, optional
        Intervals of the curve. Without, c = 3.9; with, `simultaneous_multiplier`.

    Returns
    -------
    float
        In the unit of `sd`.

    Raises
    ------
    ValueError
        As `half_width_pointwise`; also fewer than 1 interval.

    Examples
    --------
    >>> round(half_width_simultaneous(0.654, 100), 3)
    0.255
    """
    c = SIMULTANEOUS if intervals is None else simultaneous_multiplier(intervals)
    return c * _checked_sd(sd) / sqrt(checked_whole("n", n, least=1))


def simultaneous_multiplier(intervals: int) -> float:
    """Šidák's multiplier c = z((1 + .95^(1/K))/2) of a band over K intervals.

    Parameters
    ----------
    intervals : int
        K, at least 1.

    Returns
    -------
    float
        1.96 for one interval, 3.88 for 500. It takes intervals for independent, so it is on the
        safe side: neighbours are almost copies, and a band computed from data is narrower.

    Raises
    ------
    ValueError
        Fewer than 1 interval.

    References
    ----------
    Šidák, Z. (1967). Rectangular confidence regions for the means of multivariate normal
    distributions. Journal of the American Statistical Association 62(318), 626-633.

    Examples
    --------
    >>> [round(simultaneous_multiplier(k), 2) for k in (1, 12, 500)]
    [1.96, 2.86, 3.88]
    """
    k = checked_whole("intervals", intervals, least=1)
    return float(ndtri((1 + 0.95 ** (1 / k)) / 2)) if k > 1 else normal_quantile(0.95)


def detectable_difference(sd: float, n_a: int, n_b: int) -> float:
    """Smallest difference between two groups found with power .80: 2.80·SD·√(1/n_a + 1/n_b).

    Parameters
    ----------
    sd : float
        Standard deviation of a person's figure in either group.
    n_a, n_b : int
        Persons present; equal groups of n give 2.80·SD·√(2/n).

    Returns
    -------
    float
        In the unit of `sd`, for one comparison at the two-sided level .05. Many comparisons
        need more.

    Raises
    ------
    ValueError
        `sd` is negative or no number, a group below 1 or not whole.

    Examples
    --------
    >>> round(detectable_difference(0.654, 100, 100), 3)
    0.259
    """
    a, b = checked_whole("n_a", n_a, least=1), checked_whole("n_b", n_b, least=1)
    return DETECTABLE * _checked_sd(sd) * sqrt(1 / a + 1 / b)


def persons_for(half_width: float, sd: float, multiplier: float = POINTWISE) -> int:
    """Persons for a half-width, the inverse of the formulas: n = ⌈(c·SD/half-width)²⌉.

    Parameters
    ----------
    half_width : float
        Wished half-width in the unit of `sd`, above 0.
    sd : float
        Standard deviation of a person's figure.
    multiplier : float, optional
        `POINTWISE`, `SIMULTANEOUS` or what `simultaneous_multiplier` gives. For a detectable
        difference between two equal groups `DETECTABLE`·√2 gives the persons of each.

    Returns
    -------
    int
        At least 1; the half-width at this n is not above the wished one.

    Raises
    ------
    ValueError
        A half-width or multiplier not above 0, or one that more than a million would not reach.

    Examples
    --------
    >>> persons_for(0.10, 0.654), persons_for(0.10, 0.654, SIMULTANEOUS)
    (165, 651)
    """
    if checked_number("half_width", half_width) <= 0:
        raise ValueError(f"half_width must be above 0, got {half_width!r}")
    if checked_number("multiplier", multiplier) <= 0:
        raise ValueError(f"multiplier must be above 0, got {multiplier!r}")
    exact = (multiplier * _checked_sd(sd) / half_width) ** 2
    if exact > PERSONS_MAX:
        raise ValueError(
            f"a half-width of {half_width:g} needs more than {PERSONS_MAX:,} persons; ask for less"
        )
    # A product that is whole but for rounding must not cost one more person.
    return max(1, ceil(exact * (1 - 1e-12)))


def precision(n: int, like: float, dislike: float, intervals: int | None = None) -> Precision:
    """Everything the formulas say of n present persons at assumed shares.

    Parameters
    ----------
    n : int
        Persons present, at least 1.
    like, dislike : float
        Assumed shares, as in `sd_of_shares`.
    intervals : int, optional
        Intervals of the curve, as in `half_width_simultaneous`.

    Returns
    -------
    Precision
        Shares; `difference` is against another group of the same size.

    Raises
    ------
    ValueError
        As the functions it calls.

    Examples
    --------
    >>> found = precision(100, 0.30, 0.15)
    >>> round(100 * found.pointwise), round(100 * found.simultaneous), round(100 * found.difference)
    (13, 25, 26)
    """
    sd = sd_of_shares(like, dislike)
    band = half_width_simultaneous(sd, n, intervals)
    return Precision(
        n=checked_whole("n", n, least=1),
        sd=sd,
        pointwise=half_width_pointwise(sd, n),
        simultaneous=band if n >= BAND_PERSONS_MIN else None,
        difference=detectable_difference(sd, n, n),
    )


def _checked_sd(sd: float) -> float:
    if checked_number("sd", sd) < 0:
        raise ValueError(f"sd must not be negative, got {sd!r}")
    return float(sd)
