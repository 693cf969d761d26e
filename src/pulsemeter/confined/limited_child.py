"""Run as a program of its own: takes limits upon itself, then becomes the command it is given.

    python -I -S limited_child.py CPU_SECONDS MEMORY_BYTES FILE_BYTES NICE COMMAND...

Limits are set here and not between fork and exec of the server, whose threads make that unsafe.
Imports nothing of Pulsemeter, so that it starts at once.
"""

import contextlib
import ctypes
import os
import resource
import signal
import sys

CANNOT_START = 126
_PR_SET_PDEATHSIG = 1


def take_limits(cpu_s: int, memory_bytes: int, file_bytes: int, nice: int) -> None:
    """Limit this process and what it becomes."""
    for kind, limit in (
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        allowed = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (allowed, allowed))
    os.nice(nice)
    with contextlib.suppress(OSError, AttributeError):  # only Linux has it
        # Whoever kills the server without warning leaves no child behind that goes on working.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    take_limits(*(int(number) for number in sys.argv[1:5]))
    try:
        os.execv(sys.argv[5], sys.argv[5:])
    except OSError as error:
        sys.stderr.write(str(error.strerror))
        sys.exit(CANNOT_START)
