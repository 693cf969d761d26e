"""What every benchmark reads from the machine: processor time, memory, and what it ran on."""

import contextlib
import importlib
import os
import platform
import resource
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, TypeVar

_Result = TypeVar("_Result")
_SYNCS = 200
_WATCH_S = 0.1
_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def cpu_s(pid: int) -> float:
    """Processor time that a process has used, user and system, in seconds."""
    # The name in parentheses may hold blanks, so the fields are counted from behind it.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_S


def children_of(pid: int) -> list[int]:
    """The processes that a process has started."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def core_wait_s(pid: int) -> float:
    """How long a process's main thread was ready to run while something else (its own thread
    of the log included) held the core, in seconds. Tells how much a shared machine disturbed."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9


def rss_kb(pid: int) -> int:
    """Memory of a process in kB; what the kernel holds for its connections isn't in it."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise RuntimeError(f"process {pid} tells no VmRSS")


def peak_rss_mb() -> float:
    """The most memory that this process has held, in MB. Not getrusage: what it tells begins
    with the peak of the process that started this one."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1000
    raise RuntimeError("this process tells no VmHWM")


def rss_parts_mb() -> dict[str, float]:
    """What this process holds in MB: memory of its own, and parts of files, which the system can
    write to disk and take away when it needs the room."""
    told = dict(
        line.split(":", 1)
        for line in Path("/proc/self/status").read_text().splitlines()
        if ":" in line
    )
    names = {"rss_own_mb": "RssAnon", "rss_of_files_mb": "RssFile"}
    return {name: int(told[field].split()[0]) / 1000 for name, field in names.items()}


def raise_descriptor_limit() -> int:
    """Allow as many open files as the machine permits; a connection is one."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def stay_on_core(pid: int, core: int) -> None:
    """Keep a process with all its threads on one core, if there is one for it."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) > core:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            with contextlib.suppress(ProcessLookupError):  # it has ended meanwhile
                os.sched_setaffinity(int(thread.name), {cores[core]})


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which this share lies; `values` are sorted. NaN when there are none."""
    return values[min(len(values) - 1, int(share * len(values)))] if values else float("nan")


def sync_ms(file: IO[bytes]) -> float:
    """How long the disk takes to make 4 kB durable."""
    began_s = time.monotonic()
    file.write(bytes(4096))
    file.flush()
    os.fdatasync(file.fileno())
    return 1000 * (time.monotonic() - began_s)


def middle_s(work: Callable[[], _Result], repeats: int) -> tuple[float, _Result]:
    """How long a piece of work takes, the middle of some runs, and what came out; a first run
    warms up and doesn't count."""
    result = work()
    taken_s = []
    for _ in range(repeats):
        began_s = time.perf_counter()
        result = work()
        taken_s.append(time.perf_counter() - began_s)
    return sorted(taken_s)[repeats // 2], result


def needs(module: str) -> Any:
    """A module that only benchmarks need, or what to install."""
    try:
        return importlib.import_module(module)
    except ImportError:
        raise SystemExit(
            f"This benchmark compares with {module}, which isn't installed here; "
            "install the dependency group `bench`."
        ) from None


def disk(folder: str) -> dict[str, float]:
    """How long this folder's disk takes to make 4 kB durable: no commit can be faster."""
    with tempfile.TemporaryFile(dir=folder) as file:
        taken_ms = sorted(sync_ms(file) for _ in range(_SYNCS))
    return {"sync_p50_ms": quantile(taken_ms, 0.5), "sync_p99_ms": quantile(taken_ms, 0.99)}


@contextlib.contextmanager
def disk_watched(folder: str, figures: dict[str, Any]) -> Iterator[None]:
    """The same some times a second while something else is measured on this disk: a pause of
    the disk, or of the whole machine, shows here as well as in what is measured."""
    taken_ms: list[float] = []
    over = threading.Event()

    def watch() -> None:
        with tempfile.TemporaryFile(dir=folder) as file:
            while not over.wait(_WATCH_S):
                taken_ms.append(sync_ms(file))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    yield
    over.set()
    thread.join()
    taken_ms.sort()
    figures["disk_meanwhile"] = {
        "sync_p50_ms": quantile(taken_ms, 0.5),
        "sync_p99_ms": quantile(taken_ms, 0.99),
        "sync_max_ms": quantile(taken_ms, 1.0),
    }


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
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "python": platform.python_version(),
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "load_before": os.getloadavg()[0],
    }
