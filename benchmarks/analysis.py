"""The analysis beside the plain way and beside engines for tables; prints JSON.

python benchmarks/analysis.py                 everything, about four minutes
python benchmarks/analysis.py --bootstrap     intervals, beside pandas with scipy.stats.bootstrap
python benchmarks/analysis.py --cuts          cuts, beside DuckDB and Polars, 1 to 100 million
python benchmarks/analysis.py --whole         `analyse` of 1,000 and 10,000 persons
python benchmarks/analysis.py --national      `analyse` of 70,000 persons, some minutes more

Each part ends with an error where the two sides don't come to the same numbers.
"""

import argparse
import json
import subprocess
import sys
from typing import Any

from measuring import machine, needs, peak_rss_mb

CELLS = (1_000_000, 10_000_000, 100_000_000)
COMPARED = ("numpy", "scipy", "pandas", "polars", "duckdb")


def bootstrap() -> dict[str, Any]:
    """Intervals by drawing persons, both ways."""
    from analysis_bootstrap import measure_bootstrap

    return measure_bootstrap()


def cuts() -> dict[str, Any]:
    """Cuts at each size, each in a new process, so that one leaves the next no memory."""
    return {f"{cells:_}": _in_new_process("--cuts-of", str(cells)) for cells in CELLS}


def cuts_of(cells: int) -> dict[str, Any]:
    """Cuts at one size, with the memory that all three needed together."""
    from analysis_cuts import measure_cuts

    figures = measure_cuts(cells)
    figures["peak_rss_mb"] = peak_rss_mb()
    return figures


def whole() -> dict[str, Any]:
    """The whole analysis of a small and a large session."""
    from analysis_whole import measure_whole

    return {
        "1000_persons": measure_whole(1_000, presence=True, runs=3),
        "10000_persons_presses": measure_whole(10_000, presence=False, runs=1),
        "10000_persons": measure_whole(10_000, presence=True, runs=1),
    }


def national() -> dict[str, Any]:
    """The whole analysis of a national panel, 70,000 persons in 46 segments."""
    from analysis_whole import measure_whole

    return {
        "70000_persons": measure_whole(70_000, presence=True, runs=1, shape="national"),
    }


PARTS = {"bootstrap": bootstrap, "cuts": cuts, "whole": whole, "national": national}


def _in_new_process(*arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, __file__, *arguments], check=False, stdout=subprocess.PIPE
    )
    if done.returncode:
        raise SystemExit(f"analysis.py {' '.join(arguments)} failed; it says why above.")
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, part in PARTS.items():
        parser.add_argument(f"--{name}", action="store_true", help=(part.__doc__ or "")[:-1])
    parser.add_argument("--cuts-of", type=int, metavar="CELLS", help="cuts at one size only")
    asked = parser.parse_args()
    if asked.cuts_of:
        figures = cuts_of(asked.cuts_of)
    else:
        facts = machine()
        facts["packages"] = {name: needs(name).__version__ for name in COMPARED}
        chosen = [name for name in PARTS if getattr(asked, name)] or list(PARTS)
        figures = {"machine": facts, **{name: PARTS[name]() for name in chosen}}
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
