"""The human delay from words to press, read off the presses after statements begin.

An estimate to plan with: the study's lag is fixed before anybody looks at verdicts, it shifts
windows, and nothing here ever shifts data. This module must not know verdicts or segments.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from pulsemeter.analysis.counts import FloatArray, checked_whole

LAG_MAX_MS = 6_000
PERSONS_MIN = 5
ONSETS_MIN = 5
CONFIDENCE = 0.95
CHANCE_SHIFTS = 1_000
CHANCE_CERTAINTY = 0.95
_DRAWN_CELLS = 4_000_000


@dataclass(frozen=True, slots=True)
class LagEstimate:
    """Delay at which presses follow onsets most; None where there is no value, never NaN.

    `lag_ms` is the place of the highest correlation, `lag_interval_ms` its interval over persons
    drawn anew. `lags_ms` and `r` are the whole curve of correlations, 0..6 s; `chance_r` is what
    the highest correlation stays below in 95 % of cases when the onsets are turned round the
    stimulus to places of no meaning. `clear` says that the peak lies above chance and not at an
    end of the curve: a lag that is not clear should not be used. `reason` says why it is not
    clear or missing, and is empty otherwise. `onsets_left_out` lie too near the end of the
    stimulus for the whole curve.
    """

    lag_ms: int | None
    lag_interval_ms: tuple[int, int] | None
    lags_ms: NDArray[np.int64]
    r: FloatArray | None
    chance_r: float | None
    clear: bool
    reason: str
    persons: int
    presses: int
    onsets: int
    onsets_left_out: int
    step_ms: int
    smooth_ms: int
    confidence: float
    replicates: int
    seed: int


def estimate_lag(
    persons: ArrayLike,
    stimulus_ms: ArrayLike,
    onsets_ms: ArrayLike,
    *,
    duration_ms: int,
    step_ms: int = 100,
    smooth_ms: int = 250,
    replicates: int = 2_000,
    seed: int = 1,
) -> LagEstimate:
    """Cross-correlate statement onsets (or neutral events) with the intensity of presses.

    Parameters
    ----------
    persons : array_like of int or str, shape (presses,)
        Who pressed.
    stimulus_ms : array_like of int, shape (presses,)
        When, stimulus time. The direction of a press doesn't matter.
    onsets_ms : array_like of int, shape (onsets,)
        Starts of statements, or events that call for a press and are themselves neutral.
    duration_ms : int
        Length of the stimulus; longer than the 6 s of the curve.
    step_ms : int, optional
        Resolution of the curve, at most 1,000; a divisor of 6,000.
    smooth_ms : int, optional
        Standard deviation of the Gaussian that smooths the intensity; 0 for none.
    replicates : int, optional
        Draws of persons with replacement, at least 100.
    seed : int, optional
        Of the draws and of the turned onsets.

    Returns
    -------
    LagEstimate
        With Pearson's correlation at every lag. `lag_ms` is None when fewer than 5 persons
        pressed or fewer than 5 onsets are left.

    Raises
    ------
    ValueError
        Arrays that don't fit each other, times that aren't whole milliseconds or lie outside the
        stimulus, or a setting out of range.

    Notes
    -----
    What is found is the commonest delay of a press after a *beginning*. Where people press on a
    beat (a cue every five seconds) or statements begin at even distances, the curve shows that
    beat as well; read the curve, not the peak alone. Draws of persons keep the one stimulus: the
    interval says nothing of other speeches.

    Examples
    --------
    >>> onsets_ms = [3_000, 11_000, 24_000, 38_000, 47_000, 60_000]
    >>> presses = [(who, at + 1_500) for who in range(8) for at in onsets_ms]
    >>> found = estimate_lag(*zip(*presses), onsets_ms, duration_ms=80_000)
    >>> found.lag_ms, found.clear
    (1500, True)
    """
    length_ms = checked_whole("duration_ms", duration_ms, least=LAG_MAX_MS + 1)
    step = checked_whole("step_ms", step_ms, least=1)
    if step > 1_000 or LAG_MAX_MS % step:
        raise ValueError(f"step_ms must divide {LAG_MAX_MS} and be at most 1000, got {step}")
    smooth = checked_whole("smooth_ms", smooth_ms, least=0)
    draws = checked_whole("replicates", replicates, least=100)
    start = checked_whole("seed", seed, least=0)
    pressed_ms = _checked_times("stimulus_ms", stimulus_ms, length_ms)
    begun_ms = _checked_times("onsets_ms", onsets_ms, length_ms)
    names = np.asarray(persons)
    if names.shape != pressed_ms.shape or (names.size and names.dtype.kind not in "iuUS"):
        raise ValueError(f"persons must name one person per press, got shape {names.shape}")
    who = _numbered(names)
    kept_ms = begun_ms[begun_ms < length_ms - LAG_MAX_MS]
    lags = np.arange(0, LAG_MAX_MS + 1, step, dtype=np.int64)
    everyone = int(who.max()) + 1 if who.size else 0
    reason, peak, ends, r, chance_r = _too_few(everyone, len(kept_ms)), None, None, None, None
    if not reason:
        steps = -(-length_ms // step)
        onsets = np.bincount(kept_ms // step, minlength=steps).astype(np.float64)
        own = _centred_counts(who, pressed_ms // step, onsets, len(lags), smooth / step)
        rng = np.random.default_rng(start)
        r, chance_r = _correlations(pressed_ms // step, onsets, len(lags), smooth / step, rng)
        best = int(np.argmax(r))
        peak = int(lags[best])
        ends = _ends(own, r, lags, draws, rng)
        if best in (0, len(lags) - 1):
            reason = "the highest correlation lies at an end of the curve"
        elif r[best] <= chance_r:
            reason = "the highest correlation is no higher than chance makes it"
    return LagEstimate(
        lag_ms=peak,
        lag_interval_ms=ends,
        lags_ms=lags,
        r=r,
        chance_r=chance_r,
        clear=not reason,
        reason=reason,
        persons=everyone,
        presses=len(pressed_ms),
        onsets=len(kept_ms),
        onsets_left_out=len(begun_ms) - len(kept_ms),
        step_ms=step,
        smooth_ms=smooth,
        confidence=CONFIDENCE,
        replicates=draws,
        seed=start,
    )


def _numbered(names: NDArray[Any]) -> NDArray[np.integer[Any]]:
    """Persons as numbers 0, 1, … in the order of their names."""
    few = 4 * names.size + 1_000
    if names.size and names.dtype.kind in "iu" and names.min() >= 0 and names.max() < few:
        # Rows of a matrix need no sorting to be numbered.
        there = np.bincount(names) > 0
        if there.all():
            return names
        return np.asarray((np.cumsum(there) - 1).astype(np.int32)[names])
    return np.unique(names, return_inverse=True)[1]


def _too_few(persons: int, onsets: int) -> str:
    if persons < PERSONS_MIN:
        return f"too few persons pressed: {persons}, at least {PERSONS_MIN} are needed"
    if onsets < ONSETS_MIN:
        return f"too few onsets: {onsets}, at least {ONSETS_MIN} are needed"
    return ""


def _checked_times(
    name: str, times_ms: ArrayLike, length_ms: int
) -> NDArray[np.signedinteger[Any]]:
    array = np.asarray(times_ms)
    if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
        raise ValueError(f"{name} must be whole milliseconds in one row, got {array.dtype.name}")
    if array.size and (array.min() < 0 or array.max() >= length_ms):
        raise ValueError(f"{name} must lie in the stimulus, 0..{length_ms} ms")
    # Tens of millions of presses are copied no more than needed.
    return array.astype(np.int32 if length_ms < 2**31 else np.int64, copy=False)


def _correlations(
    pressed: NDArray[np.signedinteger[Any]],
    onsets: FloatArray,
    lags: int,
    smooth: float,
    rng: np.random.Generator,
) -> tuple[FloatArray, float]:
    """Pearson's r at every lag, and the height that its maximum reaches by chance.

    The stimulus is taken as a ring, so that every lag and every turn has the same base.
    """
    counts = np.bincount(pressed, minlength=len(onsets)).astype(np.float64)
    intensity = _smoothed(counts, smooth)
    intensity = intensity - intensity.mean()
    beginnings = onsets - onsets.mean()
    base = np.sqrt((intensity**2).sum() * (beginnings**2).sum())
    if base <= 1e-9 * max(1.0, counts.sum()):
        return np.zeros(lags), 0.0
    ring = np.concatenate([intensity, intensity])
    r = scipy.signal.correlate(ring, beginnings, mode="valid", method="fft")[: len(onsets)] / base
    turns = rng.integers(lags, max(lags + 1, len(onsets) - lags), CHANCE_SHIFTS)
    windows = np.lib.stride_tricks.sliding_window_view(np.concatenate([r, r[:lags]]), lags)
    highest = windows[turns % len(onsets)].max(axis=1)
    return r[:lags], float(np.quantile(highest, CHANCE_CERTAINTY))


def _smoothed(counts: FloatArray, smooth: float) -> FloatArray:
    if smooth == 0:
        return counts
    return np.asarray(scipy.ndimage.gaussian_filter1d(counts, smooth, axis=-1, mode="wrap"))


def _centred_counts(
    who: NDArray[np.integer[Any]],
    pressed: NDArray[np.signedinteger[Any]],
    onsets: FloatArray,
    lags: int,
    smooth: float,
) -> FloatArray:
    """Each person's presses per lag after onsets, smoothed: (persons, lags).

    Summed over persons this is the correlation but for its scale and level, which are the same
    at every lag and don't move the peak.
    """
    steps, pad = len(onsets), int(4 * smooth + 0.5)
    persons, width = int(who.max()) + 1, lags + 2 * pad
    if (pressed[1:] < pressed[:-1]).any():
        order = np.argsort(pressed, kind="stable")
        pressed, who = pressed[order], who[order]
    own = np.zeros(persons * width)
    turns = range(-(width // steps) - 1, pad // steps + 2)
    # Few presses lie near an onset: only those are looked at, round the ring.
    for begun in np.flatnonzero(onsets):
        for first in (begun - pad + turn * steps for turn in turns):
            # Ends of another type would have the whole row copied each time.
            ends = np.array([first, first + width], dtype=pressed.dtype)
            near = slice(*np.searchsorted(pressed, ends))
            if near.start < near.stop:
                rows = who[near].astype(np.int64) * width
                np.add.at(own, rows + (pressed[near] - first), onsets[begun])
    return _smoothed(own.reshape(persons, width), smooth)[:, pad : pad + lags]


def _ends(
    own: FloatArray,
    r: FloatArray,
    lags_ms: NDArray[np.int64],
    draws: int,
    rng: np.random.Generator,
) -> tuple[int, int]:
    """The ends of the interval of the peak, half a step wider than the grid can tell."""
    persons = len(own)
    peaks = []
    at_once = max(1, _DRAWN_CELLS // persons)
    for first in range(0, draws, at_once):
        size = min(at_once, draws - first)
        counts = rng.multinomial(persons, np.full(persons, 1 / persons), size=size)
        peaks.append(lags_ms[np.argmax(counts @ own, axis=1)])
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(np.concatenate(peaks), [tail, 1 - tail])
    half = int(lags_ms[1] - lags_ms[0]) / 2
    return max(0, int(np.floor(low - half))), min(LAG_MAX_MS, int(np.ceil(high + half)))
