"""The whole analysis of one session, in a process of its own, from tables to every figure.

python benchmarks/analysis_whole.py FOLDER        one run; the parent wrote the tables there
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from measuring import needs, peak_rss_mb
from simulated_cells import INTERVAL_MS, Panel, draw_panel

from pulsemeter.domain.presence import AWAY, SKIPPED, UNKNOWN

INTERVALS = 1_440
STATEMENTS, STATEMENT_INTERVALS = 200, 7
REPLICATES = 2_000
LIMIT_S = 170


def measure_whole(persons: int, *, presence: bool, runs: int) -> dict[str, Any]:
    """The middle one of some runs, each in a new process; the tables are read before."""
    with tempfile.TemporaryDirectory() as folder:
        rows = _write_tables(Path(folder), persons, presence=presence)
        done = sorted((_run(folder) for _ in range(runs)), key=lambda run: run["wall_s"])
    return {
        "persons": persons,
        "intervals": INTERVALS,
        "statements": STATEMENTS,
        "replicates": REPLICATES,
        "rows": rows,
        "wall_s_all": [run["wall_s"] for run in done],
        **done[runs // 2],
    }


def _run(folder: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, __file__, folder],
        check=False,
        stdout=subprocess.PIPE,
        timeout=LIMIT_S,
    )
    if done.returncode:
        raise SystemExit("The whole analysis failed; it says why above.")
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _write_tables(folder: Path, persons: int, *, presence: bool) -> int:
    """Reactions, with or without records of presence, and the panel, as Parquet."""
    pl = needs("polars")
    panel = draw_panel(persons, INTERVALS)
    told = (panel.codes != UNKNOWN) if presence else np.abs(panel.codes.astype(np.int16)) <= 100
    interval, person = np.nonzero(told)
    code = panel.codes[told]
    rng = np.random.default_rng(2)
    within_ms = np.minimum(rng.gamma(6, 400, len(code)), INTERVAL_MS - 1).astype(np.int64)
    pressed = np.abs(code.astype(np.int16)) <= 100
    reactions = pl.DataFrame(
        {
            "participant": pl.Series(_names(persons))[person],
            "stimulus_ms": interval * INTERVAL_MS + np.where(pressed, within_ms, 0),
            "choice": np.where(pressed, code, 0),
        }
    )
    if presence:
        kind = np.select([code == SKIPPED, code == AWAY], [1, 2], 0)
        names = pl.Series(["press", "skipped", "away"])
        reactions = reactions.with_columns(kind=names[kind])
    reactions.write_parquet(folder / "reactions.parquet")
    _panel_table(panel).write_parquet(folder / "panel.parquet")
    return int(reactions.height)


def _names(persons: int) -> list[str]:
    return [f"p{person:06d}" for person in range(persons)]


def _panel_table(panel: Panel) -> Any:
    """One row per person; with the whole panel its two attributes make twelve segments."""
    pl = needs("polars")
    return pl.DataFrame(
        {
            "participant": _names(panel.persons),
            "region": [f"region {place}" for place in panel.region],
            "age": [f"age {place}" for place in panel.age],
        }
    )


def run_once(folder: Path) -> dict[str, Any]:
    """Read the tables, analyse, and tell how long it took and what it needed."""
    import polars as pl

    from pulsemeter import AnalysisSettings, analyse

    reactions = pl.read_parquet(folder / "reactions.parquet")
    panel = pl.read_parquet(folder / "panel.parquet")
    length_ms = STATEMENT_INTERVALS * INTERVAL_MS
    starts_ms = [1_000 + place * length_ms for place in range(STATEMENTS)]
    statements = pl.DataFrame(
        {"start_ms": starts_ms, "end_ms": [start + length_ms - 2_000 for start in starts_ms]}
    )
    settings = AnalysisSettings(replicates=REPLICATES, duration_ms=INTERVALS * INTERVAL_MS)
    before_mb = peak_rss_mb()
    began_s, began_cpu_s = time.perf_counter(), _cpu_s()
    found = analyse(reactions, panel, statements, settings)
    wall_s, used_s = time.perf_counter() - began_s, _cpu_s() - began_cpu_s
    peak_mb = peak_rss_mb()
    segments = found.curve["segment"].n_unique()
    if segments != 12 or found.statements["statement"].n_unique() != STATEMENTS:
        raise SystemExit(f"expected 12 segments and {STATEMENTS} statements, got {segments}")
    if set(found.curve["band"].unique()) != {"simultaneous"}:
        raise SystemExit("not every curve has its simultaneous band")
    return {
        "segments": segments,
        "wall_s": wall_s,
        "cpu_s": used_s,
        "peak_rss_mb": peak_mb,
        "rss_with_tables_mb": before_mb,
    }


def _cpu_s() -> float:
    times = os.times()
    return times.user + times.system


if __name__ == "__main__":
    print(json.dumps(run_once(Path(sys.argv[1]))))
