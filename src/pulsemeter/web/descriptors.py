"""How many connections a process may hold: each is an open file, and few may be opened by default.

A machine permits a process more than it gives it at its start, for the sake of old programs that
can't count so far; ours can.
"""

import contextlib
import resource


def take_all_descriptors() -> None:
    """Let this process open as many files as the machine permits it. Where the system names no end
    and yet has one (macOS), it stays with what it has."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
