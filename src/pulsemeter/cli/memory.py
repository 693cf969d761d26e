"""How the C library keeps memory, for a process that runs for hours. Loads nothing else: it has to
be told before libraries begin threads of their own.
"""

import ctypes
from collections.abc import Mapping

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
"""Of glibc's malloc.h."""
ARENAS = 2
LARGE_BYTES = 256 << 10


def share_arenas() -> bool:
    """Let threads take memory from the same few places. By itself the library gives each a place of
    its own, which keeps what that thread once needed. False where there is no such setting."""
    return _told({_M_ARENA_MAX: ARENAS})


def give_back_large() -> bool:
    """Give large pieces of memory back to the system as soon as nobody uses them. By itself the
    library learns from the first answer of some megabytes to keep such pieces, between which small
    ones then come to lie. False where there is no such setting."""
    return _told({_M_MMAP_THRESHOLD: LARGE_BYTES, _M_TRIM_THRESHOLD: 4 * LARGE_BYTES})


def _told(options: Mapping[int, int]) -> bool:
    try:
        set_option = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):
        return False
    answers = [set_option(name, value) for name, value in options.items()]
    return answers == [1] * len(options)
