"""Where things lie in a figure: axes with round steps, and labels that keep clear of each other.

Widths of text are reckoned, since nothing here has a font: rather too wide than too narrow. This
module must not know what is drawn.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pulsemeter.domain.excerpt import shortened

LIMITS = (25, 50, 100, 200)
"""Ends that an axis of points may have, the same above and below zero."""
_TIME_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 14400, 28800)


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from values to places: `first` lies at `start`, `last` at `end`."""

    first: float
    last: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The place of a value.

        Examples
        --------
        >>> Scale(-100, 100, 200, 0).at(50)
        50.0
        """
        share = (value - self.first) / (self.last - self.first)
        return self.start + share * (self.end - self.start)


def points_limit(points: Iterable[float], least: int = 100) -> int:
    """The smallest round limit that holds all points; `least` where there are none.

    Examples
    --------
    >>> points_limit([-3.0, 30.0]), points_limit([])
    (50, 100)
    """
    held = [abs(point) for point in points]
    if not held:
        return least
    return next((limit for limit in LIMITS if max(held) <= limit), LIMITS[-1])


def time_ticks_ms(duration_ms: int, ticks_max: int = 9) -> list[int]:
    """Round times from 0 to the end, at most so many.

    Examples
    --------
    >>> time_ticks_ms(600_000, 6)
    [0, 120000, 240000, 360000, 480000, 600000]
    """
    steps = (1000 * step for step in _TIME_STEPS_S)
    step = next((s for s in steps if duration_ms / s <= ticks_max - 1), duration_ms)
    return list(range(0, duration_ms + 1, max(step, 1)))


def text_width(text: str, size: float) -> float:
    """About how wide a text is; signs of East Asia are as wide as they are high."""
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    return size * (0.6 * (len(text) - wide) + 1.05 * wide)


def fitted(text: str, size: float, width_max: float) -> str:
    """The text, cut with an ellipsis where it would be wider than this."""
    if text_width(text, size) <= width_max:
        return text
    cuts = (shortened(text, length) for length in range(len(text) - 1, 0, -1))
    return next((cut for cut in cuts if text_width(cut, size) <= width_max), "…")


def clear_labels(
    places: Sequence[float], widths: Sequence[float], gap: float, last: float
) -> list[int]:
    """Which of the labels centred at these places (rising) to show so that none touches another.

    The first that fits is taken, then the next that keeps clear of it; none passes `last`.

    Examples
    --------
    >>> clear_labels([10, 14, 40], [10, 10, 10], 2, 100)
    [0, 2]
    """
    shown: list[int] = []
    free_from = float("-inf")
    for index, (place, width) in enumerate(zip(places, widths, strict=True)):
        if place - width / 2 >= free_from and place + width / 2 <= last:
            shown.append(index)
            free_from = place + width / 2 + gap
    return shown


def spread_labels(wanted: Sequence[float], gap: float, first: float, last: float) -> list[float]:
    """Places at least a gap apart and within [first, last], in the order of `wanted` (rising), with
    the least sum of squared moves; where they can't all keep the gap, evenly from first to last.

    Labels that would touch form a block around the mean of where they are wanted (pool adjacent
    violators), and a block that would pass an end stays inside of it.

    Examples
    --------
    >>> spread_labels([50.0, 50.0, 90.0], 20.0, 0.0, 100.0)
    [40.0, 60.0, 90.0]
    >>> spread_labels([98.0, 99.0], 20.0, 0.0, 100.0)
    [80.0, 100.0]
    """
    count = len(wanted)
    room = last - first
    if count > 1 and gap * (count - 1) >= room:
        return [first + room * place / (count - 1) for place in range(count)]
    blocks: list[tuple[float, int]] = []
    for place, at in enumerate(wanted):
        mean, size = at - gap * place, 1
        while blocks and blocks[-1][0] >= mean:
            before, held = blocks.pop()
            mean, size = (before * held + mean * size) / (held + size), held + size
        blocks.append((mean, size))
    level = [mean for mean, size in blocks for _ in range(size)]
    top = last - gap * max(count - 1, 0)
    return [min(max(at, first), top) + gap * place for place, at in enumerate(level)]
