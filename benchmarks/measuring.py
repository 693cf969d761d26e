"""What every benchmark reads from the machine: processor time, memory, and what it ran on."""

import os
import platform
import resource
from collections.abc import Sequence
from pathlib import Path

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def cpu_s(pid: int) -> float:
    """Processor time that a process has used, user and system, in seconds."""
    # The name in parentheses may hold blanks, so the fields are counted from behind it.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_S


def rss_kb(pid: int) -> int:
    """Memory of a process in kB; what the kernel holds for its connections isn't in it."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise RuntimeError(f"process {pid} tells no VmRSS")


def raise_descriptor_limit() -> int:
    """Allow as many open files as the machine permits; a connection is one."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def stay_on_core(pid: int, core: int) -> None:
    """Keep a process on one core, if there is one for it."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) > core:
        os.sched_setaffinity(pid, {cores[core]})


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which this share lies; `values` are sorted. NaN when there are none."""
    return values[min(len(values) - 1, int(share * len(values)))] if values else float("nan")


def machine() -> dict[str, object]:
    """What has to stand beside a figure."""
    model = "unknown"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    return {
        "processor": model,
        "cores": len(os.sched_getaffinity(0)),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load_before": os.getloadavg()[0],
    }
