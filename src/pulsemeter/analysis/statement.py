"""Classes of persons for a stretch of the stimulus: statement, passage or whole session.

Consecutive presses of one person are almost copies, so each person is classed once, like, dislike
or neither, before anything is counted. Works on the cells of one target. This module must not
know verdicts, weights or who may see a count.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pulsemeter.analysis.counts import BoolArray, checked_whole
from pulsemeter.analysis.persons import ClassCounts, PersonClass, PersonClasses, count_classes
from pulsemeter.domain.presence import CHOICE_MAX, CHOICE_MIN, SKIPPED

__all__ = [
    "ClassCounts",
    "PersonClass",
    "PersonClasses",
    "classify_persons",
    "classify_session",
    "classify_windows",
    "count_classes",
    "overlapped_intervals",
]

PRESENT_SHARE = 0.5
"""Part of the overlapped intervals in which a person must be present to be present at all."""


def classify_persons(
    choices: NDArray[np.int8],
    offset_ms: NDArray[np.integer[Any]],
    interval_ms: int,
    start_ms: int,
    end_ms: int,
    lag_ms: int,
    *,
    first_interval: int = 0,
) -> PersonClasses:
    """Class every person for one statement.

    Presses count by their exact stimulus time in [start + lag, end + lag). A person is present if
    present (pressed or skipped) in at least half of the intervals that this window overlaps, and
    is *like* if own likes outnumber own dislikes, *dislike* if it is the other way round, else
    *neither*. Presses of an absent person don't count.

    Parameters
    ----------
    choices : ndarray of int8, shape (persons, intervals)
        Cells of one target: −100..100 pressed, 101 skipped, 102 away, −128 unknown.
    offset_ms : ndarray of integers, shape (persons, intervals)
        Stimulus time of the standing press after the start of its interval; read only where a
        press stands.
    interval_ms : int
        Length of an interval, stimulus time.
    start_ms, end_ms : int
        The statement's span [start, end), stimulus time, not shifted.
    lag_ms : int
        Human delay from words to press; shifts the window, never the data.
    first_interval : int, optional
        Interval that the first column holds, for callers that hand over only the columns that
        `overlapped_intervals` names. Columns missing at the end count as beyond the stimulus.

    Returns
    -------
    PersonClasses
        One class per row. If the shifted window begins after the last interval, all are absent.

    Raises
    ------
    ValueError
        Arrays of other shape or type, start not before end, negative times, no interval length,
        or a window that begins before `first_interval`.

    Notes
    -----
    Only the window's columns are read; peak memory is a few bytes per person and column.

    Examples
    --------
    >>> choices = np.array([[100, 101], [101, -100], [101, 101], [102, -128]], dtype=np.int8)
    >>> offset_ms = np.full((4, 2), 2_000, dtype=np.uint16)
    >>> classify_persons(choices, offset_ms, 5_000, 0, 10_000, 0).codes.tolist()
    [1, -1, 0, -128]
    """
    return classify_windows(
        choices,
        offset_ms,
        interval_ms,
        [(start_ms, end_ms)],
        lag_ms,
        first_interval=first_interval,
    )


def classify_windows(
    choices: NDArray[np.int8],
    offset_ms: NDArray[np.integer[Any]],
    interval_ms: int,
    windows_ms: Sequence[tuple[int, int]],
    lag_ms: int,
    *,
    first_interval: int = 0,
) -> PersonClasses:
    """Class every person for a passage: the same rule on its statements' whole time.

    Spans that overlap or touch are joined first, so that no press and no interval counts twice.
    A passage is not the mean of its statements.

    Parameters
    ----------
    choices, offset_ms, interval_ms, lag_ms, first_interval
        As in `classify_persons`.
    windows_ms : sequence of (start_ms, end_ms)
        At least one span [start, end), stimulus time, not shifted, in any order.

    Returns
    -------
    PersonClasses
        One class per row of `choices`.

    Raises
    ------
    ValueError
        As `classify_persons`; also when there is no window.
    """
    _check_cells(choices, offset_ms)
    length_ms = checked_whole("interval_ms", interval_ms, least=1)
    shift_ms = checked_whole("lag_ms", lag_ms, least=0)
    held_from = checked_whole("first_interval", first_interval, least=0)
    spans = joined_spans(windows_ms, shift_ms, held_from * length_ms)
    persons, intervals = choices.shape
    overlapped = np.zeros(intervals, dtype=np.bool_)
    balance = np.zeros(persons, dtype=np.int32)
    for start_ms, end_ms in spans:
        first, last = start_ms // length_ms, min(-(-end_ms // length_ms), intervals)
        if first >= last:
            continue
        overlapped[first:last] = True
        signs = signs_of(choices[:, first:last])
        # Only the outer columns can hold presses outside the window.
        signs[:, 0] *= offset_ms[:, first] >= start_ms - first * length_ms
        signs[:, -1] *= offset_ms[:, last - 1] < end_ms - (last - 1) * length_ms
        balance += signs.sum(axis=1, dtype=np.int32)
    return PersonClasses(_codes(balance, choices, overlapped))


def overlapped_intervals(
    interval_ms: int, start_ms: int, end_ms: int, lag_ms: int
) -> tuple[int, int]:
    """The intervals [first, last) that a statement's shifted window overlaps.

    Examples
    --------
    >>> overlapped_intervals(5_000, 12_000, 21_000, 3_000)
    (3, 5)
    """
    length_ms = checked_whole("interval_ms", interval_ms, least=1)
    shift_ms = checked_whole("lag_ms", lag_ms, least=0)
    ((first_ms, last_ms),) = joined_spans([(start_ms, end_ms)], shift_ms, 0)
    return first_ms // length_ms, -(-last_ms // length_ms)


def classify_session(choices: NDArray[np.int8]) -> PersonClasses:
    """Class every person for a whole session: all intervals, all standing presses, no lag.

    Parameters
    ----------
    choices : ndarray of int8, shape (persons, intervals)
        As in `classify_persons`.

    Returns
    -------
    PersonClasses
        One class per row. The lag moves no press out of a session, so none is applied.

    Raises
    ------
    ValueError
        The array has another shape or type.
    """
    _check_choices(choices)
    balance = np.zeros(len(choices), dtype=np.int32)
    for column in choices.T:
        balance += signs_of(column)
    return PersonClasses(_codes(balance, choices, np.ones(choices.shape[1], dtype=np.bool_)))


def _codes(
    balance: NDArray[np.int32], choices: NDArray[np.int8], overlapped: BoolArray
) -> NDArray[np.int8]:
    """Classes from likes minus dislikes, absent where presence is below half."""
    seen = np.zeros(len(balance), dtype=np.int32)
    for column in np.flatnonzero(overlapped):
        seen += (choices[:, column] >= CHOICE_MIN) & (choices[:, column] <= SKIPPED)
    needed = PRESENT_SHARE * np.count_nonzero(overlapped)
    present = (seen >= needed) & (seen > 0)
    return np.where(present, np.sign(balance), PersonClass.ABSENT).astype(np.int8)


def signs_of(cells: NDArray[np.int8]) -> NDArray[np.int8]:
    """+1 for a like, −1 for a dislike, 0 for everything else, in a new array."""
    liked = (cells > 0) & (cells <= CHOICE_MAX)
    disliked = (cells < 0) & (cells >= CHOICE_MIN)
    return liked.view(np.int8) - disliked.view(np.int8)


def joined_spans(
    windows_ms: Sequence[tuple[int, int]], lag_ms: int, held_from_ms: int
) -> list[tuple[int, int]]:
    """The windows shifted by the lag, in order, those that overlap or touch made one.

    Times count from the start of the first column held.
    """
    if not windows_ms:
        raise ValueError("windows_ms must hold at least one window")
    spans: list[tuple[int, int]] = []
    for start, end in sorted(windows_ms):
        start_ms = checked_whole("start_ms", start, least=0) + lag_ms - held_from_ms
        end_ms = checked_whole("end_ms", end, least=0) + lag_ms - held_from_ms
        if start_ms >= end_ms:
            raise ValueError(f"start_ms {start} must lie before end_ms {end}")
        if start_ms < 0:
            raise ValueError(f"start_ms {start} with its lag lies before first_interval")
        if spans and start_ms <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end_ms))
        else:
            spans.append((start_ms, end_ms))
    return spans


def _check_cells(choices: NDArray[np.int8], offset_ms: NDArray[np.integer[Any]]) -> None:
    _check_choices(choices)
    if offset_ms.shape != choices.shape:
        raise ValueError(
            f"offset_ms of shape {offset_ms.shape} doesn't fit choices of shape {choices.shape}"
        )
    if offset_ms.dtype.kind not in "iu":
        raise ValueError(f"offset_ms must be whole milliseconds, got {offset_ms.dtype.name}")


def _check_choices(choices: NDArray[np.int8]) -> None:
    if choices.ndim != 2 or choices.dtype != np.int8:
        raise ValueError(
            f"choices must be int8 of shape (persons, intervals), got {choices.dtype.name} "
            f"of shape {choices.shape}"
        )
