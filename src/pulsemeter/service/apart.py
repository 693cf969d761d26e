"""Long reckoning beside everything else: presses are acknowledged while it goes on."""

from collections.abc import Callable
from typing import Protocol, TypeVar

Worked = TypeVar("Worked")


class Apart(Protocol):
    """Where long reckoning is done, one piece after the other."""

    async def __call__(self, work: Callable[[], Worked], /) -> Worked:
        """What the work comes to."""
        ...


async def at_once(work: Callable[[], Worked], /) -> Worked:
    """Work done here and now, where nobody is kept waiting."""
    return work()
