"""Each person's class and score for every statement, passage and the session, by instrument.

Buttons with a cadence are read from the cells, free pressing from all presses, a slider from its
carried values. This module must not know segments, weights or verdicts.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pulsemeter.analysis.counts import FloatArray
from pulsemeter.analysis.matrix import Presses, SessionMatrix
from pulsemeter.analysis.persons import PersonClass
from pulsemeter.analysis.settings import AnalysisSettings
from pulsemeter.analysis.statement import PRESENT_SHARE, classify_session, classify_windows
from pulsemeter.analysis.window_sums import WindowSums
from pulsemeter.domain.presence import CHOICE_MAX, CHOICE_MIN, SKIPPED

Windows = Sequence[Sequence[tuple[int, int]]]
"""For each statement or passage its spans [start, end), stimulus time, not shifted."""


def classes_of(
    matrix: SessionMatrix,
    target: str,
    windows_ms: Windows,
    settings: AnalysisSettings,
    sums: WindowSums | None = None,
) -> NDArray[np.int8]:
    """Class of each person for each statement or passage.

    Returns
    -------
    ndarray of int8, shape (persons, windows)
        Codes of `persons.PersonClass`. With free pressing every press in the window counts, not
        only the last of an interval; of a slider the sign of the mean value. `sums` of the target,
        as `sums_of` makes them, spare work where windows are read again with other lags.
    """
    found = np.full((matrix.persons, len(windows_ms)), PersonClass.ABSENT, dtype=np.int8)
    if settings.rated:
        scores = scores_of(matrix, target, windows_ms, settings)
        return np.where(np.isnan(scores), found, np.sign(np.nan_to_num(scores)).astype(np.int8))
    for place, spans in enumerate(windows_ms):
        if sums is not None:
            classes = sums.classes(spans, settings.lag_ms)
        else:
            classes = classify_windows(
                matrix.codes[target],
                matrix.offset_ms[target],
                matrix.interval_ms,
                spans,
                settings.lag_ms,
            ).codes
        if settings.free_pressing:
            balance = _balance(matrix.presses[target], spans, settings.lag_ms, matrix.persons)
            classes = np.where(classes == PersonClass.ABSENT, classes, np.sign(balance))
        found[:, place] = classes
    return found


def scores_of(
    matrix: SessionMatrix,
    target: str,
    windows_ms: Windows,
    settings: AnalysisSettings,
    sums: WindowSums | None = None,
) -> FloatArray:
    """Score of each person for each statement or passage, −1..1, NaN where absent.

    Buttons give the class (+1 like, −1 dislike, 0 neither), a slider the mean of its values over
    the intervals whose middle lies in the shifted window (in a window without a middle, over the
    intervals it overlaps).
    """
    if not settings.rated:
        classes = classes_of(matrix, target, windows_ms, settings, sums)
        return np.where(classes == PersonClass.ABSENT, np.nan, classes).astype(np.float64)
    scores = np.full((matrix.persons, len(windows_ms)), np.nan)
    for place, spans in enumerate(windows_ms):
        columns = _columns(matrix, spans, settings.lag_ms)
        scores[:, place] = _mean_value(matrix.codes[target][:, columns])
    return scores


def sums_of(matrix: SessionMatrix, target: str, settings: AnalysisSettings) -> WindowSums | None:
    """Running sums of a target's cells; None for a slider, which has no use for them."""
    if settings.rated:
        return None
    return WindowSums.of(matrix.codes[target], matrix.offset_ms[target], matrix.interval_ms)


def session_classes(
    matrix: SessionMatrix, target: str, settings: AnalysisSettings
) -> NDArray[np.int8]:
    """Class of each person for the whole session, int8 of shape (persons,)."""
    if settings.rated:
        mean = _mean_value(matrix.codes[target])
        return np.where(np.isnan(mean), PersonClass.ABSENT, np.sign(np.nan_to_num(mean))).astype(
            np.int8
        )
    classes = classify_session(matrix.codes[target]).codes
    if settings.free_pressing:
        whole = [(0, matrix.duration_ms)]
        balance = _balance(matrix.presses[target], whole, 0, matrix.persons)
        classes = np.where(classes == PersonClass.ABSENT, classes, np.sign(balance))
    return classes.astype(np.int8)


def own_means(matrix: SessionMatrix, target: str, settings: AnalysisSettings) -> FloatArray:
    """Each person's own (likes − dislikes) / (likes + dislikes) over all presses, NaN without one;
    of a slider the mean value, −1..1."""
    if settings.rated:
        return _mean_value(matrix.codes[target])
    presses = matrix.presses[target]
    signs = np.sign(presses.choices)
    balance = np.bincount(presses.rows, signs, matrix.persons)
    count = np.bincount(presses.rows, np.abs(signs), matrix.persons)
    return np.where(count > 0, balance / np.maximum(count, 1), np.nan)


def _balance(
    presses: Presses, spans: Sequence[tuple[int, int]], lag_ms: int, persons: int
) -> NDArray[np.int64]:
    """Likes minus dislikes of each person over all presses in the shifted spans."""
    total = np.zeros(persons)
    reached = 0
    for start, end in sorted(spans):
        # Spans that overlap are read once.
        ends = np.array([max(start, reached), end], dtype=presses.stimulus_ms.dtype) + lag_ms
        part = slice(*np.searchsorted(presses.stimulus_ms, ends))
        total += np.bincount(presses.rows[part], np.sign(presses.choices[part]), persons)
        reached = max(reached, end)
    return total.astype(np.int64)


def _columns(
    matrix: SessionMatrix, spans: Sequence[tuple[int, int]], lag_ms: int
) -> NDArray[np.int64]:
    """Intervals that stand for the shifted spans."""
    length = matrix.interval_ms
    starts = np.arange(matrix.intervals) * length
    middle = starts + length / 2
    inside = np.zeros(matrix.intervals, dtype=np.bool_)
    overlapped = np.zeros_like(inside)
    for start, end in spans:
        inside |= (middle >= start + lag_ms) & (middle < end + lag_ms)
        overlapped |= (starts < end + lag_ms) & (starts + length > start + lag_ms)
    return np.flatnonzero(inside if inside.any() else overlapped)


def _mean_value(codes: NDArray[np.int8]) -> FloatArray:
    """Mean value of those present in at least half of these intervals, −1..1, else NaN."""
    rated = (codes >= CHOICE_MIN) & (codes <= CHOICE_MAX)
    seen = np.count_nonzero((codes >= CHOICE_MIN) & (codes <= SKIPPED), axis=1)
    total = np.where(rated, codes, 0).sum(axis=1, dtype=np.int64)
    there = (seen >= PRESENT_SHARE * codes.shape[1]) & (seen > 0)
    return np.where(there, total / (CHOICE_MAX * np.maximum(seen, 1)), np.nan)
