"""Key moments: the stretches where a curve stands out from its session beyond what chance gives.

A curve of many intervals always has peaks. Named here are only those whose simultaneous band leaves
the session mean out for several intervals in a row, each with the share of drawn panels in which
it comes back. Change points are not looked for: without a calibrated penalty their number is a
matter of taste. This module must not know words, colours or who may see a curve.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from pulsemeter.analysis.band import Band
from pulsemeter.analysis.counts import BoolArray, FloatArray, checked_share, checked_whole
from pulsemeter.analysis.groups import checked_strata
from pulsemeter.analysis.resampling import PanelCells, read_cells
from pulsemeter.analysis.stretch import (
    Kind,
    Redraw,
    Stretch,
    count_found_again,
    person_sums,
    stretches,
)

INTERVALS_MIN = 2
"""Intervals in a row that must stand out: a single one is a hiccup of the clock as often as not."""
STABLE_SHARE = 0.8
REPLICATES = 500


@dataclass(frozen=True, slots=True)
class KeyMoment:
    """One stretch that stands out, `first_interval` to `last_interval`, both of them in it.

    `at_interval` holds the extreme (the first, if several are equal) and `net`, `low`, `high`
    (−1..1) are the curve and its band there; `excess` is net minus the session mean. `stability`
    is the share of drawn panels in which the moment is found again, `stable` whether that is at
    least the share asked for.
    """

    kind: Kind
    first_interval: int
    last_interval: int
    at_interval: int
    net: float
    low: float
    high: float
    excess: float
    stability: float
    stable: bool


@dataclass(frozen=True, slots=True)
class KeyMoments:
    """The key moments of one curve in the order of time, and what they were measured against.

    `session_mean` is the net approval of all intervals drawn together, None if there are none.
    `naive_peaks` and `naive_troughs` count what a rule without a band would have named: tops at
    least one standard deviation of the curve above the mean, and bottoms below. `reason` says why
    there is no moment, and is empty if there is one. `multiplier` and `confidence` are the band's.
    """

    moments: tuple[KeyMoment, ...]
    session_mean: float | None
    naive_peaks: int
    naive_troughs: int
    reason: str
    intervals_min: int
    stable_share: float
    multiplier: float
    confidence: float
    replicates: int
    seed: int


def key_moments(
    cells: NDArray[np.int8] | PanelCells,
    band: Band,
    *,
    weights: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    intervals_min: int = INTERVALS_MIN,
    replicates: int = REPLICATES,
    seed: int = 0,
    stable_share: float = STABLE_SHARE,
) -> KeyMoments:
    """Name the stretches in which a curve's simultaneous band excludes the session mean.

    With the band m_t ± c s_t and the session mean M = Σ(L − D) / Σ present over the intervals
    drawn, weighted if the panel is::

        peak: m_t − c s_t > M,  trough: m_t + c s_t < M,  for intervals_min intervals in a row

    A gap ends a stretch. Stability: persons are drawn with replacement as for the band, c stays
    what it is, and a moment is found again in a draw if a stretch of at least `intervals_min`
    intervals that overlaps it stands out on the same side of that draw's own mean,
    m*_t ± c s*_t against M*.

    Parameters
    ----------
    cells : ndarray of int8, shape (persons, intervals), or PanelCells
        Cells of one target, or what `read_cells` made of them; weights are then in it already.
    band : Band
        Of `simultaneous_band` on the same cells with the same weights.
    weights : array_like of numbers, shape (persons,), optional
        As given for the band.
    strata : array_like of whole numbers or text, shape (persons,), optional
        As given for the band.
    intervals_min : int, optional
        Intervals in a row that must stand out, at least 1.
    replicates : int, optional
        Panels drawn, at least 100.
    seed : int, optional
        Of the draws, 0 or more; the same seed gives the same stability.
    stable_share : float, optional
        Between 0 and 1: stability from which a moment is called stable.

    Returns
    -------
    KeyMoments
        A pointwise band (below 20 persons) claims nothing for a whole curve, so there are none.

    Raises
    ------
    ValueError
        Cells, weights, strata or settings of another shape or range, weights beside a panel, or a
        band that is not of these cells.

    Notes
    -----
    The error of the session mean is not in the band. Persons who react much alike throughout make
    curve and mean stray together, which errs on the side of silence. Stability is that of an
    estimate: a moment whose band just leaves the mean out comes back in about half of the draws.

    References
    ----------
    Montiel Olea, J. L., & Plagborg-Møller, M. (2019). Simultaneous confidence bands: Theory,
    implementation, and an application to SVARs. Journal of Applied Econometrics 34(1), 1-17.

    Examples
    --------
    >>> from pulsemeter.analysis.band import simultaneous_band
    >>> codes = np.full((40, 120), 101, dtype=np.int8)
    >>> codes[:30, 4:7] = 100
    >>> found = key_moments(codes, simultaneous_band(codes))
    >>> [(m.kind, m.first_interval, m.last_interval, m.stability) for m in found.moments]
    [('peak', 4, 6, 1.0)]
    """
    least = checked_whole("intervals_min", intervals_min, least=1)
    draws = checked_whole("replicates", replicates, least=100)
    start = checked_whole("seed", seed, least=0)
    enough = checked_share("stable_share", stable_share)
    panel = _checked_panel(cells, weights)
    if len(band.net) != panel.intervals:
        raise ValueError(f"band of {len(band.net)} intervals, cells of {panel.intervals}")
    numbers = checked_strata(strata, panel.persons)
    balance, present = person_sums(panel, band.drawn)
    mean = float(balance.sum() / present.sum()) if present.sum() > 0 else None
    moments: tuple[KeyMoment, ...] = ()
    if mean is not None and (runs := _runs_found(band, mean, least)):
        redraw = Redraw(numbers, draws, np.random.default_rng(start))
        counts = count_found_again(runs, panel, band, redraw, least)
        moments = tuple(
            _moment(run, band, mean, count / draws, enough)
            for run, count in zip(runs, counts, strict=True)
        )
    return KeyMoments(
        moments=moments,
        session_mean=mean,
        naive_peaks=_naive(band.net, band.drawn, mean),
        naive_troughs=_naive(-band.net, band.drawn, None if mean is None else -mean),
        reason="" if moments else _reason(band, mean, least),
        intervals_min=least,
        stable_share=enough,
        multiplier=band.multiplier,
        confidence=band.confidence,
        replicates=draws,
        seed=start,
    )


def statement_at(at_ms: int, spans_ms: Sequence[tuple[int, int]], lag_ms: int) -> int | None:
    """Which statement people reacted to at a time: its place in `spans_ms`, or None.

    Parameters
    ----------
    at_ms : int
        Stimulus time of the reaction.
    spans_ms : sequence of (start_ms, end_ms)
        The statements' spans [start, end), stimulus time, not shifted, in any order.
    lag_ms : int
        Human delay from words to press; a statement holds [start + lag, end + lag).

    Returns
    -------
    int or None
        Of overlapping statements the one that began last; None between statements.

    Raises
    ------
    ValueError
        Negative or broken times, or a span whose start is not before its end.

    Examples
    --------
    >>> statement_at(12_500, [(0, 10_000), (10_000, 20_000)], 3_000)
    0
    """
    at = checked_whole("at_ms", at_ms, least=0) - checked_whole("lag_ms", lag_ms, least=0)
    held: tuple[int, int] | None = None
    for place, (start_ms, end_ms) in enumerate(spans_ms):
        begin = checked_whole("start_ms", start_ms, least=0)
        if begin >= checked_whole("end_ms", end_ms, least=0):
            raise ValueError(f"start_ms {start_ms} must lie before end_ms {end_ms}")
        if begin <= at < end_ms and (held is None or begin > held[0]):
            held = begin, place
    return None if held is None else held[1]


def statement_of(
    moment: KeyMoment, interval_ms: int, spans_ms: Sequence[tuple[int, int]], lag_ms: int
) -> int | None:
    """The statement whose shifted window holds the middle of the moment's extreme interval.

    Parameters
    ----------
    moment : KeyMoment
        Of `key_moments`.
    interval_ms : int
        Length of an interval, stimulus time.
    spans_ms, lag_ms
        As in `statement_at`, errors too.

    Returns
    -------
    int or None
        The statement's place in `spans_ms`, or None.
    """
    length_ms = checked_whole("interval_ms", interval_ms, least=1)
    return statement_at(moment.at_interval * length_ms + length_ms // 2, spans_ms, lag_ms)


def _checked_panel(cells: NDArray[np.int8] | PanelCells, weights: ArrayLike | None) -> PanelCells:
    if not isinstance(cells, PanelCells):
        return read_cells(cells, weights)
    if weights is not None:
        raise ValueError("weights are in the panel already: give them to read_cells")
    return cells


def _runs_found(band: Band, mean: float, least: int) -> list[Stretch]:
    """Runs of either side, in the order of time; none from a pointwise band."""
    if band.kind != "simultaneous":
        return []
    # NaN in a gap compares as False and so ends a run.
    sides: tuple[tuple[Kind, BoolArray], ...] = (
        ("peak", band.drawn & (band.low > mean)),
        ("trough", band.drawn & (band.high < mean)),
    )
    runs = [
        Stretch(kind, first, end)
        for kind, beyond in sides
        for first, end in stretches(beyond)
        if end - first >= least
    ]
    return sorted(runs, key=lambda run: run.first)


def _moment(run: Stretch, band: Band, mean: float, stability: float, enough: float) -> KeyMoment:
    inside = band.net[run.first : run.end]
    at = run.first + int(inside.argmax() if run.kind == "peak" else inside.argmin())
    net, low, high = (float(figure[at]) for figure in (band.net, band.low, band.high))
    last = run.end - 1
    return KeyMoment(
        run.kind, run.first, last, at, net, low, high, net - mean, stability, stability >= enough
    )


def _naive(net: FloatArray, drawn: BoolArray, mean: float | None) -> int:
    """Tops at least one standard deviation of the curve above the mean, ends and gaps no top."""
    if mean is None:
        return 0
    height = mean + float(net[drawn].std())
    return sum(
        len(scipy.signal.find_peaks(net[first:end], height=height)[0])
        for first, end in stretches(drawn)
    )


def _reason(band: Band, mean: float | None, least: int) -> str:
    if mean is None:
        return "nobody was present"
    if band.kind != "simultaneous":
        return f"too few persons for a claim about a whole curve: {band.persons}"
    times = "interval" if least == 1 else f"{least} intervals in a row"
    return f"no {times} stand{'s' if least == 1 else ''} out from the session mean beyond chance"
