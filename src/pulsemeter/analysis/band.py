"""Simultaneous bands: one statement of uncertainty for a whole curve, not for one interval of it.

Needs the persons' whole series; the live curve, which has counts only, stays pointwise. This
module must not know colours, screens or who may see a curve.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulsemeter.analysis.counts import (
    BoolArray,
    FloatArray,
    checked_share,
    checked_whole,
    normal_quantile,
)
from pulsemeter.analysis.curve import CONFIDENCE_BAND, FADED_BELOW
from pulsemeter.analysis.deviation import Group, gaussian, group_of, joined, resampled
from pulsemeter.analysis.groups import checked_groups, checked_strata
from pulsemeter.analysis.resampling import NetParts, read_cells

PERSONS_SIMULTANEOUS_MIN = 20
"""Persons below whom the band is the pointwise interval, and says so."""
REPLICATES = 2_000

PERSONS_GAUSSIAN_MIN = 1_000
"""Persons from whom the method "auto" is "gaussian"."""

Method = Literal["resample", "gaussian"]


@dataclass(frozen=True, slots=True)
class Band:
    """Net approval per interval (or a difference of two) with a band and how it came about.

    `net`, `low`, `high` have one figure per interval, −1..1 (a difference: −2..2); NaN in a gap,
    where `drawn` is False. `n` is the number of persons present (of a difference: in the smaller
    group), `faded` marks what is drawn with n < 30. `kind` "simultaneous" claims that the whole
    true curve lies in the band with `confidence`; "pointwise" claims each interval by itself.
    `multiplier` × standard error is the half-width; `persons` were present at least once (of a
    difference: in the smaller group). A pointwise band used no replicates.
    """

    net: FloatArray
    low: FloatArray
    high: FloatArray
    n: NDArray[np.int64]
    drawn: BoolArray
    faded: BoolArray
    kind: Literal["simultaneous", "pointwise"]
    multiplier: float
    confidence: float
    replicates: int
    seed: int
    persons: int
    method: Method


@dataclass(frozen=True, slots=True)
class BandSettings:
    """How a band is made; a setting out of range is a ValueError that names it.

    `replicates` panels are drawn (at least 100), from `seed`: the same seed gives the same band,
    up to single precision on any machine. Intervals with fewer than `floor` persons present are
    gaps and no part of the claim. The method "gaussian" replaces drawn panels by normal curves of
    the same covariance: less work, for panels of 200 persons and more (with fewer and busier ones
    it can cover a little too rarely). "auto" is "resample" below 1,000 persons and "gaussian" from
    there on; a band's own `method` says which it was. The claim "pointwise" asks for no more than
    each interval by itself, however many persons there are.
    """

    confidence: float = CONFIDENCE_BAND
    replicates: int = REPLICATES
    seed: int = 0
    floor: int = 1
    method: Method | Literal["auto"] = "auto"
    claim: Literal["simultaneous", "pointwise"] = "simultaneous"

    def __post_init__(self) -> None:
        """Refuse what can't be a setting."""
        checked_share("confidence", self.confidence)
        checked_whole("replicates", self.replicates, least=100)
        checked_whole("seed", self.seed, least=0)
        checked_whole("floor", self.floor, least=1)
        if self.method not in ("auto", "resample", "gaussian"):
            raise ValueError(
                f"method must be 'auto', 'resample' or 'gaussian', got {self.method!r}"
            )


def simultaneous_band(
    codes: NDArray[np.int8],
    *,
    weights: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    settings: BandSettings | None = None,
) -> Band:
    """Net approval per interval with a band that covers the whole curve at once.

    With N_t the net approval, m_t and s_t centre and standard error of its Bonett-Price interval,
    and * for a panel of persons drawn with replacement (whole series kept)::

        c = confidence quantile of max_t |m*_t − N_t| / s*_t;   band = m_t ± c s_t in [−1, 1]

    One multiplier c, never below the normal quantile z, holds for the whole curve. Below 20
    persons the band is the pointwise Bonett-Price interval (c = z) and `kind` says so.

    Parameters
    ----------
    codes : ndarray of int8, shape (persons, intervals)
        Cells of one target: −100..100 pressed, 101 skipped, 102 away, −128 unknown.
    weights : array_like of numbers, shape (persons,), optional
        Positive; then counts are scaled to Kish's effective number of those present.
    strata : array_like of whole numbers or text, shape (persons,), optional
        Persons are drawn within strata, if the panel was recruited so.
    settings : BandSettings, optional
        Confidence, replicates, seed, floor and method.

    Returns
    -------
    Band
        Figures of shape (intervals,). Persons who were never present are in no draw.

    Raises
    ------
    ValueError
        Codes, weights, strata or settings of another shape or range; the message names which.

    Notes
    -----
    The standard error is formed anew in each draw. With one fixed bootstrap error, a curve of
    sparse presses is covered far too rarely (about 90 % of panels of 60, fewer when presses are
    rare), because intervals in which nobody pressed then have a band of no width.

    Weights are taken as given: that they were estimated is not in the band.

    References
    ----------
    Montiel Olea, J. L., & Plagborg-Møller, M. (2019). Simultaneous confidence bands: Theory,
    implementation, and an application to SVARs. Journal of Applied Econometrics 34(1), 1-17.
    doi:10.1002/jae.2656
    Chernozhukov, V., Chetverikov, D., & Kato, K. (2013). Gaussian approximations and multiplier
    bootstrap for maxima of sums of high-dimensional random vectors. Annals of Statistics 41(6),
    2786-2819. doi:10.1214/13-AOS1161

    Examples
    --------
    >>> codes = np.tile(np.array([[100], [101], [101], [-100], [100]], dtype=np.int8), (8, 3))
    >>> band = simultaneous_band(codes, settings=BandSettings(seed=1))
    >>> band.kind, band.persons, band.net.round(2).tolist()
    ('simultaneous', 40, [0.2, 0.2, 0.2])
    """
    everyone = np.ones((1, len(codes)), dtype=np.bool_)
    (band,) = simultaneous_bands(codes, everyone, weights=weights, strata=strata, settings=settings)
    return band


def simultaneous_bands(
    codes: NDArray[np.int8],
    membership: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    settings: BandSettings | None = None,
) -> list[Band]:
    """One band for each of many segments of a panel, which is read once.

    Each band is that of `simultaneous_band` for the segment's persons alone (with weights: up to
    single precision); every band is a claim for its own segment, not for all of them together.

    Parameters
    ----------
    codes : ndarray of int8, shape (persons, intervals)
        As `simultaneous_band`.
    membership : array_like of bool, shape (segments, persons)
        Who belongs to which segment; segments may overlap or be empty.
    weights, strata, settings
        As `simultaneous_band`.

    Returns
    -------
    list of Band
        One per segment, in order.

    Raises
    ------
    ValueError
        As `simultaneous_band`; also when the membership isn't boolean or doesn't fit.

    Examples
    --------
    >>> codes = np.tile(np.array([[100], [-100], [101]], dtype=np.int8), (20, 2))
    >>> bands = simultaneous_bands(codes, [codes[:, 0] == 100, codes[:, 0] != 100])
    >>> [band.persons for band in bands], bands[1].net.tolist()
    ([20, 40], [-0.5, -0.5])
    """
    panel = read_cells(codes, weights)
    numbers = checked_strata(strata, len(codes))
    members = np.asarray(membership)
    if members.dtype != np.bool_ or members.ndim != 2 or members.shape[1] != len(codes):
        raise ValueError(
            f"membership must be true or false of shape (segments, {len(codes)}), got "
            f"{members.dtype.name} of shape {members.shape}"
        )
    way = settings or BandSettings()
    return [_band([group_of(panel, numbers, chosen)], way) for chosen in members]


def difference_band(
    codes: NDArray[np.int8],
    in_a: ArrayLike,
    in_b: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    settings: BandSettings | None = None,
) -> Band:
    """Net approval of group a minus that of group b per interval, with a band of its own.

    Two curves whose own bands overlap can differ all the same; this is the band to look at. The
    errors of the groups add as √(s_a² + s_b²), each group is drawn by itself, and the rest is as
    in `simultaneous_band`. Below 20 persons in either group the band is pointwise.

    Parameters
    ----------
    codes : ndarray of int8, shape (persons, intervals)
        As in `simultaneous_band`.
    in_a, in_b : array_like of bool, shape (persons,)
        Who belongs to which group; nobody to both, some perhaps to neither.
    weights, strata, settings
        As in `simultaneous_band`; the floor holds for either group.

    Returns
    -------
    Band
        Differences, −2..2. An interval in which either group is below the floor is a gap.

    Raises
    ------
    ValueError
        As `simultaneous_band`; also when a group isn't boolean, is empty, or the two overlap.

    Examples
    --------
    >>> codes = np.tile(np.array([[100], [-100], [101]], dtype=np.int8), (20, 2))
    >>> band = difference_band(codes, codes[:, 0] == 100, codes[:, 0] == -100)
    >>> band.net.tolist(), bool((band.low > 1).all())
    ([2.0, 2.0], True)
    """
    panel = read_cells(codes, weights)
    a, b = checked_groups(in_a, in_b, len(codes))
    numbers = checked_strata(strata, len(codes))
    return _band(
        [group_of(panel, numbers, a), group_of(panel, numbers, b)], settings or BandSettings()
    )


def _band(groups: list[Group], way: BandSettings) -> Band:
    """The band of one group, or of the difference of two."""
    n = np.minimum.reduce([group.n for group in groups])
    drawn = n >= way.floor
    persons = min(group.panel.persons for group in groups)
    simultaneous = (
        way.claim == "simultaneous" and persons >= PERSONS_SIMULTANEOUS_MIN and bool(drawn.any())
    )
    method = way.method
    if method == "auto":
        method = "gaussian" if persons >= PERSONS_GAUSSIAN_MIN else "resample"
    own = joined([group.own for group in groups])
    c = normal_quantile(way.confidence)
    if simultaneous:
        # Where everybody does the same, draws hardly stray; no claim for all is below one for each.
        c = max(c, _multiplier(groups, drawn, way, method))
    basis = persons, len(groups)
    return drawn_around(own, n, way, c, simultaneous=simultaneous, basis=basis, method=method)


def drawn_around(
    own: NetParts,
    n: NDArray[np.int64],
    way: BandSettings,
    c: float,
    *,
    simultaneous: bool,
    basis: tuple[int, int],
    method: Method,
) -> Band:
    """The band centre ± c · error; `basis` are persons, and 1 group or 2 for a difference."""
    persons, most = basis
    drawn = n >= way.floor
    low, high = (np.clip(own.centre + side * c * own.error, -most, most) for side in (-1, 1))
    return Band(
        net=np.where(drawn, own.net, np.nan),
        low=np.where(drawn, low, np.nan),
        high=np.where(drawn, high, np.nan),
        n=n,
        drawn=drawn,
        faded=drawn & (n < FADED_BELOW),
        kind="simultaneous" if simultaneous else "pointwise",
        multiplier=c,
        confidence=way.confidence,
        replicates=way.replicates if simultaneous else 0,
        seed=way.seed,
        persons=persons,
        method=method,
    )


def _multiplier(groups: list[Group], drawn: BoolArray, way: BandSettings, method: Method) -> float:
    """The quantile of the largest deviation over the intervals drawn."""
    rng = np.random.default_rng(way.seed)
    deviations = resampled if method == "resample" else gaussian
    worst = np.concatenate(list(deviations(groups, drawn, way.replicates, rng)))
    return float(np.quantile(worst, way.confidence))
