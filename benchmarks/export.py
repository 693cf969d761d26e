"""How fast data packages are written, and how much memory that takes.

    python benchmarks/export.py

The presence of 10,000 simulated persons in 1,440 intervals of 5 s, two hours, 14.4 million rows, is
written in each form by a process of its own, as a package of persons writes it; rows a second and
the most memory of that process are told.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from measuring import machine, peak_rss_mb

from pulsemeter.analysis.matrix import Presses, SessionMatrix
from pulsemeter.domain.presence import AWAY, SKIPPED, UNKNOWN
from pulsemeter.domain.study import Stimulus
from pulsemeter.packing.package_files import FORMATS, rows_to_write, write_folder
from pulsemeter.report.data_table import DataPackage
from pulsemeter.report.persons_package import Watched, presence_table, stimuli_table

CADENCE_MS = 5_000


def watched(persons: int, intervals: int) -> Watched:
    """Simulated persons: a third of all intervals pressed, a few away or unknown."""
    rng = np.random.default_rng(1)
    drawn = rng.random((persons, intervals), dtype=np.float32)
    codes = np.full(drawn.shape, SKIPPED, dtype=np.int8)
    for below, code in ((0.33, 100), (0.13, -100), (0.03, AWAY), (0.01, UNKNOWN)):
        codes[drawn < below] = code
    none = Presses(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int16))
    names, held = tuple(map(str, range(persons))), {"speech": codes}
    duration_ms = intervals * CADENCE_MS
    matrix = SessionMatrix(
        names, ("speech",), held, {}, {"speech": none}, CADENCE_MS, duration_ms, True
    )
    return Watched(
        Stimulus("debate", "A long evening", duration_ms),
        matrix,
        held,
        np.ones(persons, dtype=np.bool_),
        pl.DataFrame(),
        pl.DataFrame(),
        {},
        {},
    )


def package(persons: int, intervals: int) -> DataPackage:
    """A package with the long table."""
    shown = [watched(persons, intervals)]
    settings = {"lag_ms": 3_000, "instrument": "two_buttons", "start": 0}
    tables = (stimuli_table(shown, settings), presence_table(shown, {}))
    return DataPackage("simulated", "Simulated", "A benchmark.", "0", tables, simulated=True)


def write(form: str, persons: int, intervals: int) -> dict[str, Any]:
    """Write the package in one form (and, as always, as CSV); what it took."""
    made = package(persons, intervals)
    before_mb = peak_rss_mb()
    with tempfile.TemporaryDirectory() as held:
        began_s = time.perf_counter()
        write_folder(made, (), Path(held) / "csv")
        csv_s = time.perf_counter() - began_s
        taken_s = csv_s
        if form != "csv":
            began_s = time.perf_counter()
            write_folder(made, (form,), Path(held) / form)
            taken_s = time.perf_counter() - began_s - csv_s
        folder = Path(held) / form
        size = sum(f.stat().st_size for f in folder.iterdir() if f.suffix == f".{form}")
    rows = rows_to_write(made, ())
    return {
        "rows": rows,
        "rows_per_s": round(rows / taken_s),
        "seconds": round(taken_s, 1),
        "size_mb": round(size / 1e6, 1),
        "memory_before_mb": round(before_mb),
        "memory_peak_mb": round(peak_rss_mb()),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--persons", type=int, default=10_000)
    parser.add_argument("--intervals", type=int, default=1_440)
    parser.add_argument("--form", choices=FORMATS, help="This one alone, in this process.")
    asked = parser.parse_args()
    if asked.form:
        print(json.dumps(write(asked.form, asked.persons, asked.intervals)))
        return
    figures: dict[str, Any] = {"machine": machine(), "simulated": True}
    figures |= {"persons": asked.persons, "intervals": asked.intervals}
    for form in FORMATS:
        sizes = ["--persons", str(asked.persons), "--intervals", str(asked.intervals)]
        command = [sys.executable, __file__, "--form", form, *sizes]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        figures[form] = json.loads(done.stdout)
        print(f"{form}: {figures[form]['rows_per_s']:,} rows/s", file=sys.stderr, flush=True)
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
