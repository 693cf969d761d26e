"""Long reckoning beside everything else: presses are acknowledged while it goes on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from pulsemeter.tally.cells import Arrays, in_memory

Worked = TypeVar("Worked")


class Apart(Protocol):
    """Where long reckoning is done, one piece after the other."""

    async def __call__(self, work: Callable[[], Worked], /) -> Worked:
        """What the work comes to."""
        ...


async def at_once(work: Callable[[], Worked], /) -> Worked:
    """Work done here and now, where nobody is kept waiting."""
    return work()


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How a server reckons. Figures are reckoned `apart`; a tick waits for them so long at most,
    and what takes longer goes on beside the next ones, which fold meanwhile (without `patience_s`
    it waits). Tallies lie in `arrays`."""

    apart: Apart = at_once
    patience_s: float | None = None
    arrays: Arrays = in_memory


AT_ONCE = Reckoning()
