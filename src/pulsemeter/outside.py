"""Time and chance as they really are, handed to a service that knows only their ports."""

import asyncio
import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import numpy as np

from pulsemeter.domain.session import Boot

_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0/O, 1/I/L or U/V pairs: codes are read aloud and typed on phones."""


_Worked = TypeVar("_Worked")
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def _since_boot() -> tuple[str, int]:
    """The id of the machine's run and nanoseconds since it began, asleep or not; "" if unknown."""
    try:
        return _BOOT_ID.read_text("ascii").strip(), time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    except (OSError, AttributeError):
        return "", 0


class SystemClock:
    """The machine's clocks. With a speed above 1 every second counts that much more, for
    rehearsals; a wall time then runs ahead from the moment the clock was made. Where the machine's
    clocks come from may be said, for machines that are simulated."""

    def __init__(
        self,
        speed: float = 1.0,
        *,
        wall_ns: Callable[[], int] = time.time_ns,
        steady_ns: Callable[[], int] = time.monotonic_ns,
        since_boot: Callable[[], tuple[str, int]] = _since_boot,
    ) -> None:
        self._speed = speed
        self._steady_ns = steady_ns
        self._wall_start_ms = wall_ns() // 1_000_000
        self._start_ns = steady_ns()
        boot, since_boot_ns = since_boot()
        self._boot = Boot(boot, self._wall_start_ms - since_boot_ns // 1_000_000 if boot else 0)

    def elapsed_ms(self) -> int:
        """A clock that never steps."""
        return int((self._steady_ns() - self._start_ns) / 1e6 * self._speed)

    def wall_ms(self) -> int:
        """UTC wall time, as read once at the start and carried on by the steady clock, so that
        a wall clock set anew while a session runs moves nothing."""
        return self._wall_start_ms + self.elapsed_ms()

    def boot(self) -> Boot:
        """The run of the machine, told by its kernel; without an id where none tells it."""
        return self._boot

    async def pause(self, wait_ms: int) -> None:
        """Let this much of our time go by."""
        await asyncio.sleep(wait_ms / 1000 / self._speed)


class OneThread:
    """A thread that does one piece of work after the other, beside the event loop."""

    def __init__(self, name: str) -> None:
        self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    async def __call__(self, work: Callable[[], _Worked], /) -> _Worked:
        """What the work comes to, when its turn has come and it is done."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def close(self) -> None:
        """Take no more; what hasn't begun never will."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class SystemChance:
    """The operating system's randomness; the order of records inside a commit comes from a
    generator seeded by it, because every press would otherwise ask the system."""

    def __init__(self) -> None:
        self._generator = np.random.default_rng(secrets.randbits(256))

    def number(self, bits: int) -> int:
        """An unguessable number from 1 up to 2**bits − 1."""
        return 1 + secrets.randbelow(2**bits - 1)

    def text(self) -> str:
        """An unguessable text of 144 bits, safe in a link."""
        return secrets.token_urlsafe(18)

    def code(self, length: int) -> str:
        """A short code that can be read aloud."""
        return "".join(secrets.choice(_CODE_LETTERS) for _ in range(length))

    def order(self, length: int) -> list[int]:
        """The numbers 0..length − 1 in random order."""
        found: list[int] = self._generator.permutation(length).tolist()
        return found
