"""All figures of README.md, one benchmark after the other; results go to `results/`.

python benchmarks/run.py                      everything, about half an hour
python benchmarks/run.py ingest page          some of it
"""

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
BENCHMARKS = (
    "page", "ready", "timing", "start", "latency", "ingest", "analysis", "gate", "clip", "cells",
    "million", "briefs", "themes", "export", "overlay", "report", "jetstream", "storm", "peers",
)  # fmt: skip


def measure(name: str) -> None:
    """Run one benchmark; an older result stays until the new one is whole."""
    print(f"{name} ...", file=sys.stderr, flush=True)
    unfinished = HERE / "results" / f"{name}.tmp"
    unfinished.parent.mkdir(exist_ok=True)
    with unfinished.open("w") as file:
        done = subprocess.run([sys.executable, str(HERE / f"{name}.py")], check=False, stdout=file)
    if done.returncode:
        raise SystemExit(f"{name} failed; it says why above.")
    result = unfinished.rename(unfinished.with_suffix(".json"))
    print(f"{name}: {result.relative_to(HERE.parent)}", file=sys.stderr, flush=True)


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    asked = parser.parse_args()
    unknown = set(asked.names) - set(BENCHMARKS)
    if unknown:
        parser.error(
            f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}"
        )
    for name in asked.names or BENCHMARKS:
        measure(name)


if __name__ == "__main__":
    main()
