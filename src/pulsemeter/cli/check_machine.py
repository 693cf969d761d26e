"""How much this machine carries: open connections, memory, cores; and whether its clock is right.

Each check takes the numbers it judges; the functions beside them read these numbers. Nothing here
may change anything or need the network.
"""

import ctypes
import os
import resource
from pathlib import Path

from pulsemeter.cli.finding import Finding, State

DESCRIPTORS_OWN = 100
"""Open files that the server itself needs: databases, dashboards, the listening socket."""
PHONE_KB = 16
"""Memory of one open connection with its seat, rounded up (see the benchmarks)."""
SERVER_MB = 300
_CLOCK_LOOSE = 5
"""What adjtimex answers while no time service holds the clock (TIME_ERROR)."""


def descriptor_limit() -> int:
    """Open files that a process may have, as far as it may raise it itself, which servers do."""
    return resource.getrlimit(resource.RLIMIT_NOFILE)[1]


def check_descriptors(limit: int, phones: int, workers: int = 0) -> Finding:
    """Whether so many phones may be connected at once: a connection is an open file. With workers
    each of them holds its share."""
    name, endless = "file descriptors", resource.RLIM_INFINITY
    is_shared = workers > 1
    share = -(-phones // workers) if is_shared else phones
    carried = share if limit == endless else max(0, limit - DESCRIPTORS_OWN)
    shown = "no limit" if limit == endless else f"{limit:,}"
    each = f" in each of {workers} workers" if is_shared else ""
    if carried >= share:
        more = "any number of" if limit == endless else f"about {carried:,}"
        return Finding(name, "good", f"{shown}: {more} phones{each}")
    wanted = share + DESCRIPTORS_OWN
    remedy = (
        f"raise the hard limit to {wanted} (limits.conf, as root; in a systemd unit "
        f"LimitNOFILE={wanted})"
    )
    if carried:
        remedy += f", or take --workers {max(2, -(-phones // carried))}"
    state: State = "bad" if carried == 0 else "warning"
    told = f"{shown}: about {carried:,} phones{each}, {share:,} are wanted"
    return Finding(name, state, told, remedy)


def free_memory_mb(
    meminfo: Path = Path("/proc/meminfo"), group: Path = Path("/sys/fs/cgroup")
) -> int | None:
    """Memory that can still be taken, in MB; None where the system doesn't say."""
    try:
        lines = meminfo.read_text("utf-8").splitlines()
        free = next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable:"))
    except (OSError, StopIteration, ValueError, IndexError):
        return None
    try:  # a container may hold less than the machine
        limit = int((group / "memory.max").read_text("utf-8"))
        used = int((group / "memory.current").read_text("utf-8"))
    except (OSError, ValueError):  # no container, or one without a limit ("max")
        return free // 1024
    return min(free // 1024, max(0, limit - used) // 1_000_000)


def check_memory(free_mb: int | None, phones: int) -> Finding:
    """Whether the server and so many phones fit into memory."""
    if free_mb is None:
        return Finding("memory", "warning", "this system doesn't tell", "look for yourself")
    needed_mb = SERVER_MB + phones * PHONE_KB // 1000
    told = f"{free_mb:,} MB free; a session with {phones:,} phones takes about {needed_mb:,} MB"
    if free_mb < needed_mb:
        return Finding("memory", "bad", told, "stop other programs, or take a larger machine")
    if free_mb < 3 * needed_mb:
        return Finding(
            "memory", "warning", f"{told}; the report may not fit beside", "make reports afterwards"
        )
    return Finding("memory", "good", told)


def usable_cores() -> int:
    """Cores that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def check_cores(cores: int, workers: int = 0) -> Finding:
    """Whether a report can be made beside a running session, and whether workers have cores of
    their own."""
    if cores < 2:
        told = "1: a video or a report made during a session slows the session down"
        return Finding("cores", "warning", told, "make them before and after, or take two cores")
    if workers > 1 and cores <= workers:
        told = f"{cores}: with {workers} workers beside the server they wait for each other"
        return Finding("cores", "warning", told, f"take fewer workers, or {workers + 1} cores")
    return Finding("cores", "good", str(cores))


def clock_state() -> int | None:
    """What the system says about its clock, 0 to 5; None where it says nothing."""
    try:
        ask = ctypes.CDLL(None, use_errno=True).adjtimex
    except (OSError, AttributeError):
        return None
    # All zeros asks and sets nothing; the structure has at most 208 bytes.
    answer = int(ask(ctypes.create_string_buffer(512)))
    return answer if answer >= 0 else None


def check_clock(state: int | None) -> Finding:
    """Whether a time service holds the clock: links expire by it, and records are dated by it."""
    if state is None:
        return Finding("clock", "warning", "this system doesn't tell", "compare it with a watch")
    if state == _CLOCK_LOOSE:
        return Finding(
            "clock",
            "warning",
            "no time service holds it; dates may be wrong (times of presses are not affected)",
            "apt-get install systemd-timesyncd, then: timedatectl set-ntp true",
        )
    return Finding("clock", "good", "held by a time service")
