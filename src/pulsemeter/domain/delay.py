"""How late a participant's own screen is, from taps at cues that the moderator marks.

A broadcast reaches homes seconds apart. The moderator says a cue beforehand ("when the presenter
says Good evening"), everybody taps when it comes on their own screen, and the moderator marks it
when it comes on the feed that the session's clock follows. Pure arithmetic of session times.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

DELAY_MAX_MS = 90_000
"""Longer than this no screen is behind the session's clock."""
TAPS_NEEDED = 3
"""Taps that make a delay: their median."""
SPREAD_MAX_MS = 2_500
"""Taps that lie further apart make a coarse delay, which places nothing in an interval."""
COARSE_STATEMENT_MS = 10_000
"""The shortest statement for which a coarse delay is good enough."""
GRACE_MIN_MS = 2_000
"""From an interval's close to its freeze where nobody's screen has to be waited for."""
GRACE_MAX_MS = DELAY_MAX_MS
_GRACE_ABOVE_MS = 5_000
WAITED_FOR = 0.95
CUES_MAX = 200
CUE_WORDS_MAX = 200


@dataclass(frozen=True, slots=True)
class DelayCue:
    """A moment at which people tap. `planned` is its place among the study's planned cues, −1
    for one of the moderator's own; `marked_ms` is the session time at which it came."""

    number: int
    words: str
    planned: int = -1
    marked_ms: int | None = None
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Delay:
    """By how much a screen is behind the session's clock, and how far its taps lie apart."""

    ms: int
    spread_ms: int

    @property
    def is_coarse(self) -> bool:
        """Whether it is too unsure to place a press in an interval."""
        return self.spread_ms > SPREAD_MAX_MS


@dataclass(frozen=True, slots=True)
class DelayCourse:
    """A person's delay through the session: `delays[k]` from `starts_ms[k]` on; the first one
    holds from the beginning."""

    starts_ms: tuple[int, ...]
    delays: tuple[Delay, ...]


def delay_course(taps: Sequence[tuple[int, int]]) -> DelayCourse | None:
    """The course of a delay from taps, each (session time of the cue, delay there in ms).

    At each moment the delay is the median of the three taps nearest to it; None for fewer than
    three. A delay that no broadcast has (beyond 90 s to either side) is a slip and left out.
    """
    possible = sorted((at, delay) for at, delay in taps if abs(delay) <= DELAY_MAX_MS)
    if len(possible) < TAPS_NEEDED:
        return None
    windows = [possible[k : k + TAPS_NEEDED] for k in range(len(possible) - TAPS_NEEDED + 1)]
    delays = [
        Delay(int(median(d for _, d in w)), max(d for _, d in w) - min(d for _, d in w))
        for w in windows
    ]
    # The window moves on where the tap before it is as far away as the one behind it.
    moves = [
        (possible[k][0] + possible[k + TAPS_NEEDED][0] + 1) // 2 for k in range(len(windows) - 1)
    ]
    return DelayCourse((0, *moves), tuple(delays))


def grace_ms(delays_ms: Sequence[int]) -> int:
    """From an interval's close to its freeze: five seconds above the 95th percentile of the known
    delays, at least two seconds and at most ninety."""
    if not delays_ms:
        return GRACE_MIN_MS
    late = late_ms(delays_ms, WAITED_FOR)
    return min(GRACE_MAX_MS, max(GRACE_MIN_MS, late + _GRACE_ABOVE_MS))


def late_ms(delays_ms: Sequence[int], share: float) -> int:
    """The delay that this share of some (at least one) doesn't reach."""
    ordered = sorted(delays_ms)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
