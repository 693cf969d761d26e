"""The clock of one page: the session's common clock as heard, or an own one on demand.

Between two messages time runs on at the rehearsal's speed. Knows no socket.
"""

import asyncio
from collections.abc import Callable

from pulsemeter.wire.participant import SessionStateName

_OVER = ("closed", "released")


class PageClock:
    """Stimulus time as a page knows it.

    Every message moves the common clock to what the server said: a little late by the way of
    the message, never ahead, since a record ahead of the session's clock is refused.
    """

    def __init__(self, now_s: Callable[[], float], speed: float, is_live: bool) -> None:
        if speed <= 0:
            raise ValueError(f"speed must be above 0, not {speed}")
        self._now_s = now_s
        self._speed = speed
        self._is_live = is_live
        self._anchor_ms = 0.0
        self._anchor_s = now_s()
        self._changed = asyncio.Event()
        self.state: SessionStateName = "planned"

    @property
    def is_over(self) -> bool:
        """Whether the session is closed."""
        return self.state in _OVER

    @property
    def is_running(self) -> bool:
        """Whether time passes. On demand it does from the moment the session is open."""
        return self.state == "running" or (self.state == "open" and not self._is_live)

    @property
    def now_ms(self) -> float:
        """Stimulus time now."""
        if not self.is_running:
            return self._anchor_ms
        return self._anchor_ms + (self._now_s() - self._anchor_s) * 1000 * self._speed

    def hear(self, state: SessionStateName | None, session_ms: int) -> None:
        """Note what the server says of the session; None leaves the state as it is.

        An own clock hears of the state only.
        """
        moved_ms = float(session_ms) if self._is_live else self.now_ms
        self._set(moved_ms, state if state is not None else self.state)

    def restart(self, stimulus_ms: int) -> None:
        """Set an own clock: after a reload the stimulus goes on where reactions are stored."""
        if not self._is_live:
            self._set(float(stimulus_ms), self.state)

    async def reach(self, stimulus_ms: float) -> bool:
        """Wait until the clock shows this time; False if the session closed before."""
        while self.now_ms < stimulus_ms:
            if self.is_over:
                return False
            wait_s = None
            if self.is_running:
                # A millisecond on top, so that rounding can't make this loop spin.
                wait_s = (stimulus_ms - self.now_ms) / 1000 / self._speed + 0.001
            self._changed.clear()
            try:
                async with asyncio.timeout(wait_s):
                    await self._changed.wait()
            except TimeoutError:
                continue
        return True

    def _set(self, anchor_ms: float, state: SessionStateName) -> None:
        state_changed = state != self.state
        self.state = state
        self._anchor_ms = anchor_ms
        self._anchor_s = self._now_s()
        if state_changed:
            self._changed.set()
