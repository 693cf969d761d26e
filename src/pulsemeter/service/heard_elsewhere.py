"""Who is there at the other servers of a deployment, as they told it lately."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

LAGS_TOLD = 100
SEATS_TOLD_MAX = 50_000
"""Of one message; a server with more phones tells in several."""
_LAGS_KEPT = 500


@dataclass(frozen=True, slots=True)
class Heard:
    """Who was heard from at one server lately, by pages and by reactions, and how late the newest
    presses of each session were."""

    pages: tuple[int, ...] = ()
    reactions: tuple[int, ...] = ()
    lags_ms: dict[str, list[int]] = field(default_factory=dict)


class Hearing(Protocol):
    """Servers that tell each other who is there: lossy, the newest wins."""

    def tell_heard(self, heard: Heard) -> None:
        """Tell the other servers."""
        ...

    def heard_elsewhere(self) -> Sequence[Heard]:
        """What others told since this was last asked."""
        ...


class HeardElsewhere:
    """When somebody was last heard from at another server, by this one's clock."""

    def __init__(self) -> None:
        self.pages_ms: dict[int, int] = {}
        self.reactions_ms: dict[int, int] = {}
        self.lags_ms: dict[str, list[int]] = {}

    def take_in(self, heard: Heard, now_ms: int) -> None:
        """Another server told this just now."""
        self.pages_ms.update(dict.fromkeys(heard.pages, now_ms))
        self.reactions_ms.update(dict.fromkeys(heard.reactions, now_ms))
        for code, lags in heard.lags_ms.items():
            self.lags_ms[code] = [*self.lags_ms.get(code, ()), *lags][-_LAGS_KEPT:]

    def since(self, since_ms: int) -> set[int]:
        """Seats whose reactions came in somewhere since then."""
        return {seat for seat, ms in self.reactions_ms.items() if ms >= since_ms}

    def last_ms(self, seat: int, before_ms: int) -> int:
        """When a seat was last heard from in any way, at the earliest `before_ms`."""
        return max(self.pages_ms.get(seat, before_ms), self.reactions_ms.get(seat, before_ms))
