"""Do two groups differ, where, and anywhere at all? Permutation of persons, never of time.

The person carries a whole series from one group to the other, so what neighbouring intervals have
in common stays in. This module must not know bands, screens or who may see a contrast.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln, stdtr

from pulsemeter.analysis.adjustment import benjamini_hochberg, benjamini_yekutieli, holm
from pulsemeter.analysis.band import REPLICATES
from pulsemeter.analysis.counts import BoolArray, FloatArray, checked_share, checked_whole
from pulsemeter.analysis.groups import checked_groups, checked_strata
from pulsemeter.analysis.rating import read_ratings
from pulsemeter.analysis.resampling import Float32Array, PanelMatrix, chunk_lengths, read_panel

CLUSTER_Z = 1.96
"""Size of z from which an interval belongs to a cluster."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two groups compared per interval: statistic and p values, NaN where not `tested`.

    `difference` is net approval of a minus b, `z` the score statistic. `raw` p values are each
    interval's own; `bh`, `by`, `holm`, `max_t` are adjusted for all intervals tested, `max_t` by
    permutation. `anywhere_p` is the cluster-based answer to "do they differ anywhere?"; it says
    nothing of where. `by_chance` is the number of raw differences that chance alone would give.
    """

    difference: FloatArray
    z: FloatArray
    tested: BoolArray
    raw: FloatArray
    bh: FloatArray
    by: FloatArray
    holm: FloatArray
    max_t: FloatArray
    anywhere_p: float | None
    level: float
    replicates: int
    seed: int

    @property
    def differing(self) -> dict[str, int]:
        """Number of intervals that differ at the level: raw, bh, by, holm, max_t."""
        figures = {name: getattr(self, name) for name in ("raw", "bh", "by", "holm", "max_t")}
        return {name: int(np.count_nonzero(p <= self.level)) for name, p in figures.items()}

    @property
    def by_chance(self) -> float:
        """Raw differences expected if the groups didn't differ at all."""
        return float(self.level * np.count_nonzero(self.tested))


@dataclass(frozen=True, slots=True)
class _Stratum:
    """Persons of one stratum: reactions centred per interval, presence, variance, size of a."""

    centred: Float32Array
    present: Float32Array
    variance: FloatArray
    whole: FloatArray
    size_a: int


def contrast_curves(
    codes: NDArray[np.int8],
    in_a: ArrayLike,
    in_b: ArrayLike,
    *,
    strata: ArrayLike | None = None,
    level: float = 0.05,
    replicates: int = REPLICATES,
    seed: int = 0,
    rated: bool = False,
) -> Contrast:
    """Compare net approval of two groups in every interval.

    With y = 1, −1, 0 of those present, per stratum h::

        z = Σ_h Σ_a (y − mean_h) / √(Σ_h n_ha n_hb / n_h · S²_h)

    the Cochran-Mantel-Haenszel mean score statistic, S² the variance of both groups together.
    `raw` takes it to Student's t and is never below 1 / (number of distinct labellings).

    Parameters
    ----------
    codes : ndarray of int8, shape (persons, intervals)
        Cells of one target: −100..100 pressed, 101 skipped, 102 away, −128 unknown.
    in_a, in_b : array_like of bool, shape (persons,)
        Who belongs to which group; nobody to both, some perhaps to neither.
    strata : array_like of whole numbers or text, shape (persons,), optional
        Labels are permuted within strata, and persons compared within them.
    level : float, optional
        Of `differing`, between 0 and 1.
    replicates : int, optional
        Permutations, at least 100.
    seed : int, optional
        The same seed gives the same permutations.
    rated : bool, optional
        Compare mean ratings of a slider (`rating`) rather than likes minus dislikes.

    Returns
    -------
    Contrast
        p values of shape (intervals,). Not tested: an interval in which a group has nobody.

    Raises
    ------
    ValueError
        Codes, groups, strata or settings of another shape or range; the message names which.

    Notes
    -----
    Permutation assumes that, were there no difference, persons (within strata) would be
    exchangeable between the groups in all they do, presence and spread included. A difference in
    who is there or in how divided a group is can therefore show as well. Groups that were not
    drawn at random may differ for reasons other than the label. Weights are not used.

    A cluster is a run of intervals of one sign with |z| ≥ 1.96; its mass is Σ|z|. The cluster test
    answers only whether there is a difference anywhere, not where a cluster begins or ends.

    References
    ----------
    Westfall, P. H., & Young, S. S. (1993). Resampling-based multiple testing. Wiley.
    Maris, E., & Oostenveld, R. (2007). Nonparametric statistical testing of EEG- and MEG-data.
    Journal of Neuroscience Methods 164(1), 177-190. doi:10.1016/j.jneumeth.2007.03.024

    Examples
    --------
    >>> codes = np.tile(np.array([[100, 101], [-100, 101]], dtype=np.int8), (15, 1))
    >>> contrast = contrast_curves(codes, codes[:, 0] == 100, codes[:, 0] == -100)
    >>> contrast.difference.tolist(), contrast.differing["max_t"]
    ([2.0, 0.0], 1)
    """
    alpha = checked_share("level", level)
    draws = checked_whole("replicates", replicates, least=100)
    start = checked_whole("seed", seed, least=0)
    panel = read_ratings(codes) if rated else read_panel(codes)
    a, b = checked_groups(in_a, in_b, len(codes))
    numbers = checked_strata(strata, len(codes))
    net_a, net_b = (panel.rows(group).parts().net for group in (a, b))
    difference = net_a - net_b
    tested = ~np.isnan(difference)
    layers, own = _layers(panel, a, b, numbers)
    z = np.where(tested, _score(layers, own)[0], 0.0)
    raw = np.where(tested, _raw_p(layers, own, z), np.nan)
    worst, masses = _permuted(layers, tested, draws, start)
    above = draws - np.searchsorted(np.sort(worst), np.abs(z) * (1 - 1e-5), side="left")
    # A family-wise p below the interval's own would only be chance of the permutations.
    max_t = np.maximum((1 + above) / (1 + draws), raw)
    mass = _largest_mass(z[np.newaxis])[0]
    anywhere = (1 + np.count_nonzero(masses >= mass * (1 - 1e-5))) / (1 + draws)
    return Contrast(
        difference=difference,
        z=np.where(tested, z, np.nan),
        tested=tested,
        raw=raw,
        bh=benjamini_hochberg(raw),
        by=benjamini_yekutieli(raw),
        holm=holm(raw),
        max_t=max_t,
        anywhere_p=float(anywhere) if tested.any() else None,
        level=alpha,
        replicates=draws,
        seed=start,
    )


def _layers(
    panel: PanelMatrix, a: BoolArray, b: BoolArray, numbers: NDArray[np.int64]
) -> tuple[list[_Stratum], list[Float32Array]]:
    """The strata, and in each who is really in group a, shape (1, persons)."""
    layers, own = [], []
    for stratum in np.unique(numbers[a | b]):
        rows = np.flatnonzero((numbers == stratum) & (a | b))
        present = panel.present[rows]
        whole = present.sum(axis=0, dtype=np.float64)
        reaction = panel.like[rows] - panel.dislike[rows]
        mean = reaction.sum(axis=0, dtype=np.float64) / np.maximum(whole, 1)
        centred = (reaction - mean * present).astype(np.float32)
        squares = np.square(centred).sum(axis=0, dtype=np.float64)
        variance = np.where(squares > 1e-6, squares / np.maximum(whole - 1, 1), 0.0)
        labels = a[rows].astype(np.float32)[np.newaxis]
        layers.append(_Stratum(centred, present, variance, whole, int(labels.sum())))
        own.append(labels)
    return layers, own


def _score(layers: list[_Stratum], labels: list[Float32Array]) -> FloatArray:
    """z of each labelling, shape (labellings, intervals); 0 where nothing varies."""
    total = np.zeros((len(labels[0]), layers[0].whole.size))
    spread = np.zeros_like(total)
    for layer, label in zip(layers, labels, strict=True):
        n_a = label @ layer.present
        total += label @ layer.centred
        spread += n_a * (layer.whole - n_a) / np.maximum(layer.whole, 1) * layer.variance
    return np.where(spread > 0, total / np.sqrt(np.where(spread > 0, spread, 1)), 0.0)


def _raw_p(layers: list[_Stratum], own: list[Float32Array], z: FloatArray) -> FloatArray:
    """Two-sided p of each interval by itself."""
    n = np.sum([layer.whole for layer in layers], axis=0)
    used = np.sum([layer.whole > 0 for layer in layers], axis=0)
    freedom = np.maximum(n - used - 1, 1)
    explained = np.minimum(z**2 / np.maximum(n - used, 1), 1 - 1e-12)
    p = 2 * stdtr(freedom, -np.sqrt(freedom * explained / (1 - explained)))
    ways = np.zeros_like(z)
    for layer, label in zip(layers, own, strict=True):
        n_a = (label @ layer.present)[0].astype(np.float64)
        ways += gammaln(layer.whole + 1) - gammaln(n_a + 1) - gammaln(layer.whole - n_a + 1)
    least = np.exp(-ways)
    p_value: FloatArray = np.clip(np.maximum(p, least), 0.0, 1.0)
    return np.where(z == 0, 1.0, p_value)


def _permuted(
    layers: list[_Stratum], tested: BoolArray, replicates: int, seed: int
) -> tuple[FloatArray, FloatArray]:
    """Largest |z| and largest cluster mass of each permutation."""
    worst, masses = [], []
    for labels in _labellings(layers, replicates, np.random.default_rng(seed)):
        z = np.where(tested, _score(layers, labels), 0.0)
        worst.append(np.abs(z).max(axis=1))
        masses.append(_largest_mass(z))
    return np.concatenate(worst), np.concatenate(masses)


def _labellings(
    layers: list[_Stratum], replicates: int, rng: np.random.Generator
) -> Iterator[list[Float32Array]]:
    """Who is in group a, drawn anew within each stratum, in chunks of permutations."""
    streams = rng.spawn(len(layers))
    width = max(sum(len(layer.present) for layer in layers), layers[0].whole.size)
    for length in chunk_lengths(replicates, width):
        labels = []
        for layer, stream in zip(layers, streams, strict=True):
            row = np.zeros(len(layer.present), dtype=np.float32)
            row[: layer.size_a] = 1
            labels.append(stream.permuted(np.tile(row, (length, 1)), axis=1))
        yield labels


def _largest_mass(z: FloatArray) -> FloatArray:
    """The heaviest run of one sign with |z| ≥ 1.96, per row; 0 if there is none."""
    most = np.zeros(len(z))
    for signed in (z, -z):
        mass = np.zeros(len(z))
        for column in signed.T:
            mass = np.where(column >= CLUSTER_Z, mass + column, 0.0)
            np.maximum(most, mass, out=most)
    return most
