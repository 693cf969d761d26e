"""How far work is that somebody waits for at a terminal: one line that renews itself.

Where nobody looks, in a file or a pipe, nothing of it is written.
"""

import sys
from types import TracebackType
from typing import Protocol, TextIO

from pulsemeter.outside import SystemClock
from pulsemeter.service.job_pace import LONG_MS, remaining_ms, remaining_words

_WIDTH_MAX = 78
_OFTEN_MS = 200


class _Steady(Protocol):
    def elapsed_ms(self) -> int:
        """A clock that never steps."""
        ...


class ProgressLine:
    """A line about work of more than two seconds, gone at its end."""

    def __init__(
        self, what: str, clock: _Steady | None = None, stream: TextIO | None = None
    ) -> None:
        self._what, self._clock = what, clock or SystemClock()
        self._stream = stream or sys.stderr
        self._begun_ms = self._clock.elapsed_ms()
        self._told_ms = -_OFTEN_MS
        self._share = 0.0
        self._is_there = False

    def tell(self, share: float, stage: str = "") -> None:
        """So much of it is done, 0..1. A share that falls back is that of the next of several."""
        now_ms = self._clock.elapsed_ms()
        if share < self._share:
            self._begun_ms = now_ms
        self._share = share
        elapsed_ms = now_ms - self._begun_ms
        is_late = elapsed_ms >= LONG_MS and now_ms - self._told_ms >= _OFTEN_MS
        if not is_late or not self._stream.isatty():
            return
        self._told_ms = now_ms
        left = remaining_words(remaining_ms(elapsed_ms, share))
        told = ", ".join(filter(None, [f"{min(share, 1.0):.0%}", stage, left]))
        self._write(f"{self._what}: {told}"[:_WIDTH_MAX])

    def __enter__(self) -> "ProgressLine":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._is_there:
            self._write("")

    def _write(self, text: str) -> None:
        # To the line's beginning, and what was there is cleared.
        self._stream.write(f"\r\x1b[K{text}")
        self._stream.flush()
        self._is_there = bool(text)
