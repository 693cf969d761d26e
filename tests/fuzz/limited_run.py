"""Run as a program: tries the parsers of a group under limits that end it and not the suite.

    python -m tests.fuzz.limited_run GROUP EXAMPLES [SEED|-] [TARGET ...]

Without a seed the same examples come each time. Prints each target as it begins, how many
addresses were taken before it and after, and what went wrong with it; leaves with 1 if anything
did.
"""

import importlib
import math
import resource
import sys
import time
import traceback
from pathlib import Path
from typing import Any

import hypothesis
from tests.fuzz.target import Growing, Target

CPU_S = 120
MEMORY_BYTES = 3 * 1024**3
"""What one target may take beyond what is taken when it begins. Addresses, not pages in use: a
thread reserves 72 MB of them for its stack and heap, and libraries start one for each core."""
CALM = {"MALLOC_ARENA_MAX": "2", "POLARS_MAX_THREADS": "2", "OPENBLAS_NUM_THREADS": "1"}
"""In the environment, these keep a run alike on machines of few cores and of many."""
EXAMPLE_CPU_S = 5.0
GROWN = 8
GROWTH_MAX = 3 * GROWN
"""Linear cost grows eightfold, quadratic cost sixty-fourfold."""
SECONDS_PER_BYTE_MAX = 15e-6
LONGEST_REFUSAL = 200_000
CPU_FLOOR_S = 0.02
"""What is faster than this is not compared: there is nothing to measure."""


def take_limits() -> None:
    """Limit this process, as the children of the server are limited; time and memory anew for each
    target, so that the one during which it ends is the one that asked for too much."""
    used_s = math.ceil(time.process_time())
    resource.setrlimit(resource.RLIMIT_CPU, (used_s + CPU_S, resource.RLIM_INFINITY))
    most = addresses() + MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def addresses() -> int:
    """How many bytes of addresses this process has taken by now."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()


def cost_s(target: Target, value: Any) -> float:
    """CPU seconds of one reading, whatever its outcome; anything but a refusal goes on."""
    begins_s, refused = time.process_time(), None
    try:
        target.read(value)
    except target.refusals as refusal:
        refused = refusal
    cost = time.process_time() - begins_s
    if refused is not None:
        assert target.says_where(refused), f"the refusal names no place: {refused}"
        assert len(str(refused)) < LONGEST_REFUSAL, "a refusal longer than anybody reads"
    return cost


def try_examples(target: Target, examples: int, seed: int | None) -> None:
    """Many spoiled inputs."""

    @hypothesis.settings(
        max_examples=max(20, round(examples * target.share)),
        derandomize=seed is None,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(target.inputs)
    def run(value: Any) -> None:
        assert cost_s(target, value) < EXAMPLE_CPU_S, "took too long for its length"

    (run if seed is None else hypothesis.seed(seed)(run))()


def try_growth(target: Target, growing: Growing) -> None:
    """An input and one that is eight times as long."""
    short, long = growing(target.small), growing(target.small * GROWN)
    cheap_s = max(CPU_FLOOR_S, min(cost_s(target, short) for _ in range(2)))
    dear_s = cost_s(target, long)
    if dear_s > GROWTH_MAX * cheap_s:  # once more: something else may have been in the way
        dear_s = min(dear_s, cost_s(target, long))
    told = f"{cheap_s:.3f} s, and {dear_s:.3f} s for eight times as much of {str(long)[:80]}…"
    assert dear_s <= GROWTH_MAX * cheap_s, f"grows faster than its input: {told}"
    most_s = CPU_FLOOR_S + SECONDS_PER_BYTE_MAX * target.small * GROWN
    assert dear_s <= max(most_s, 1.0), f"too dear for its length: {told}"


def main(group: str, examples: int, seed: int | None, names: list[str]) -> int:
    """Try the targets of a group; the exit code."""
    held = importlib.import_module(f"tests.fuzz.{group}")  # the other groups take their time
    failed = 0
    for target in held.TARGETS:
        if names and target.name not in names:
            continue
        print(f"{target.name} …", flush=True)
        before = addresses()
        take_limits()
        try:
            for growing in target.growing:
                try_growth(target, growing)
            try_examples(target, examples, seed)
        except Exception:
            traceback.print_exc(file=sys.stdout, limit=-6)
            failed += 1
        print(f"  {before >> 20} MB of addresses before, {addresses() >> 20} MB after", flush=True)
    return min(failed, 1)


if __name__ == "__main__":
    group, examples, *rest = sys.argv[1:]
    seed = int(rest[0]) if rest and rest[0] != "-" else None
    sys.exit(main(group, int(examples), seed, rest[1:]))
