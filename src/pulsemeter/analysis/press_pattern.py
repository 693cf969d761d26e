"""How one person's presses come: runs, beat, persistence. Figures only, no limits and no flags.

Every figure stays the same when all likes and dislikes are swapped. This module must not compare
persons with each other.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pulsemeter.analysis.counts import BoolArray, FloatArray
from pulsemeter.domain.presence import CHOICE_MAX, CHOICE_MIN, SKIPPED

PRESSES_LEAST = 10
"""Presses below which the times between them say nothing."""
PAIRS_LEAST = 10
"""Pairs of neighbouring intervals below which they aren't correlated."""
BLOCK = 10
"""Intervals of a block: five odd ones against five even ones."""
BLOCKS_LEAST = 5
_PERSONS_AT_ONCE = 100
_NO_VARIANCE = 1e-12


def longest_same(choices: NDArray[np.int8]) -> FloatArray:
    """Longest run of neighbouring intervals pressed with the very same choice, in intervals.

    Silence is no run: it is in the response rate, and one habit must not count twice.

    Examples
    --------
    >>> longest_same(np.array([[100, 100, 101, 100], [-50, 50, 101, 101]], dtype=np.int8)).tolist()
    [2.0, 1.0]
    """
    longest = np.zeros(len(choices), dtype=np.int32)
    run = np.zeros(len(choices), dtype=np.int32)
    before = np.full(len(choices), SKIPPED, dtype=np.int8)
    for now in np.asfortranarray(choices).T:
        run = np.where(now == before, run + 1, 1) * _pressed(now)
        np.maximum(longest, run, out=longest)
        before = now
    return longest.astype(np.float64)


def regularity(
    choices: NDArray[np.int8], offset_ms: NDArray[np.integer[Any]], interval_ms: int
) -> FloatArray:
    """How far the times between presses are off whole multiples of the person's shortest beat.

    The beat is the lower quartile of the times between neighbouring presses; the figure is the
    mean distance of all of them from the nearest multiple, in beats: 0 for a machine even if it
    leaves beats out, about .25 where there is no beat. NaN below 10 presses.
    """
    pressed = _pressed(choices)
    times = np.arange(choices.shape[1], dtype=np.int64) * interval_ms
    found = np.full(len(choices), np.nan)
    for row in np.flatnonzero(np.count_nonzero(pressed, axis=1) >= PRESSES_LEAST):
        held = np.flatnonzero(pressed[row])
        gaps = np.diff(times[held] + offset_ms[row, held])
        # The lower quartile as of np.quantile(…, method="lower"), without its preparations.
        beat = np.partition(gaps, place := int(0.25 * (len(gaps) - 1)))[place]
        beats = gaps / max(int(beat), 1)
        found[row] = np.abs(beats - np.maximum(np.rint(beats), 1)).mean()
    return found


def autocorrelation(choices: NDArray[np.int8]) -> FloatArray:
    """Correlation of a person's signed reactions with those one interval later, both present.

    NaN below 10 such pairs or where nothing varies.
    """
    found = []
    for some in _in_parts(choices):
        there, signs = _present(some), _signs(some)
        both = there[:, 1:] & there[:, :-1]
        found.append(_correlation(signs[:, :-1], signs[:, 1:], both, PAIRS_LEAST))
    return np.concatenate(found)


def odd_even_consistency(choices: NDArray[np.int8]) -> FloatArray:
    """Correlation over blocks of ten intervals of the odd intervals' mean with the even ones'.

    NaN below 5 blocks in which the person was present in both halves, or where nothing varies.
    """
    whole = choices.shape[1] // BLOCK * BLOCK
    found = []
    for some in _in_parts(choices[:, :whole]):
        blocks = some.reshape(len(some), -1, BLOCK)
        there, signs = _present(blocks), _signs(blocks)
        halves, both = [], np.ones(blocks.shape[:2], dtype=np.bool_)
        for first in (0, 1):
            seen, sums = (
                sum(part[:, :, place] for place in range(first, BLOCK, 2))
                for part in (there.view(np.int8), signs)
            )
            both &= seen > 0
            halves.append(sums / np.maximum(seen, 1))
        found.append(_correlation(halves[0], halves[1], both, BLOCKS_LEAST))
    return np.concatenate(found)


def checked_cells(choices: NDArray[np.int8], offset_ms: NDArray[np.integer[Any]]) -> None:
    """Refuse cells that are none, with their shape or type.

    Raises
    ------
    ValueError
        Arrays of other shape or type, no persons or no intervals.
    """
    if choices.ndim != 2 or choices.dtype != np.int8 or not choices.size:
        raise ValueError(
            f"choices must be int8 of shape (persons, intervals), neither 0, got "
            f"{choices.dtype.name} of shape {choices.shape}"
        )
    if offset_ms.shape != choices.shape or offset_ms.dtype.kind not in "iu":
        raise ValueError("offset_ms must be whole milliseconds, one for each cell of choices")


def _correlation(x: NDArray[Any], y: NDArray[Any], both: BoolArray, least: int) -> FloatArray:
    """Pearson's r per row over the columns where both are known; NaN where there is none."""
    pairs = np.count_nonzero(both, axis=1)
    base = np.maximum(pairs, 1)[:, None]
    dx, dy = (np.where(both, values, 0.0) for values in (x, y))
    for values in (dx, dy):
        values -= values.sum(axis=1, keepdims=True) / base
        values *= both
    vx, vy, vxy = (np.einsum("ij,ij->i", a, b) for a, b in ((dx, dx), (dy, dy), (dx, dy)))
    known = (pairs >= least) & (vx > _NO_VARIANCE) & (vy > _NO_VARIANCE)
    scale = np.sqrt(np.where(known, vx * vy, 1.0))
    return np.where(known, np.clip(vxy / scale, -1, 1), np.nan)


def _in_parts(choices: NDArray[np.int8]) -> list[NDArray[np.int8]]:
    # Floats of all persons at once would be eight times the cells, several times over; those of
    # a hundred stay near the processor.
    return [choices[at : at + _PERSONS_AT_ONCE] for at in range(0, len(choices), _PERSONS_AT_ONCE)]


def _pressed(cells: NDArray[np.int8]) -> BoolArray:
    return (cells >= CHOICE_MIN) & (cells <= CHOICE_MAX)


def _present(cells: NDArray[np.int8]) -> BoolArray:
    return (cells >= CHOICE_MIN) & (cells <= SKIPPED)


def _signs(cells: NDArray[np.int8]) -> NDArray[np.int8]:
    return np.sign(cells) * _pressed(cells)
