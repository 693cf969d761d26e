"""The whole analysis of one session, in a process of its own, from tables to every figure.

python benchmarks/analysis_whole.py FOLDER SHAPE  one run; the parent wrote the tables there
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from measuring import needs, peak_rss_mb
from simulated_cells import INTERVAL_MS, Panel, draw_panel

from pulsemeter.domain.presence import AWAY, SKIPPED, UNKNOWN

INTERVALS = 1_440
LIMIT_S = 3_600


@dataclass(frozen=True, slots=True)
class Shape:
    """What is analysed beside persons and intervals."""

    statements: int
    statement_intervals: int
    replicates: int
    segments: int
    named: tuple[str, ...] | None = None


USUAL = Shape(200, 7, 2_000, 12)
NATIONAL = Shape(120, 12, 1_000, 46, ("region", "age", "education", "region:age"))
SHAPES = {"usual": USUAL, "national": NATIONAL}


def measure_whole(
    persons: int, *, presence: bool, runs: int, shape: str = "usual"
) -> dict[str, Any]:
    """The middle one of some runs, each in a new process; the tables are read before."""
    with tempfile.TemporaryDirectory() as folder:
        rows = _write_tables(Path(folder), persons, presence=presence)
        done = sorted((_run(folder, shape) for _ in range(runs)), key=lambda run: run["wall_s"])
    return {
        "persons": persons,
        "intervals": INTERVALS,
        "statements": SHAPES[shape].statements,
        "replicates": SHAPES[shape].replicates,
        "rows": rows,
        "wall_s_all": [run["wall_s"] for run in done],
        **done[runs // 2],
    }


def _run(folder: str, shape: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, __file__, folder, shape],
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
    names, kinds = pl.Enum(_names(persons)), pl.Enum(["press", "skipped", "away"])
    rng = np.random.default_rng(2)
    parts = []
    for interval, codes in enumerate(panel.codes):  # at once, the places would take gigabytes
        told = (codes != UNKNOWN) if presence else np.abs(codes.astype(np.int16)) <= 100
        person, code = np.flatnonzero(told).astype(np.uint32), codes[told]
        within_ms = np.minimum(rng.gamma(6, 400, len(code)), INTERVAL_MS - 1).astype(np.int32)
        pressed = np.abs(code.astype(np.int16)) <= 100
        kind = np.select([code == SKIPPED, code == AWAY], [1, 2], 0).astype(np.uint8)
        part = pl.DataFrame(
            {
                "participant": pl.Series(person).cat.to(names),
                "stimulus_ms": interval * INTERVAL_MS + np.where(pressed, within_ms, 0),
                "choice": np.where(pressed, code, 0).astype(np.int8),
                "kind": pl.Series(kind).cat.to(kinds),
            }
        ).with_columns(pl.col("stimulus_ms").cast(pl.Int32))
        parts.append(part if presence else part.drop("kind"))
    reactions = pl.concat(parts)
    reactions.write_parquet(folder / "reactions.parquet")
    _panel_table(panel).write_parquet(folder / "panel.parquet")
    return int(reactions.height)


def _names(persons: int) -> list[str]:
    return [f"p{person:06d}" for person in range(persons)]


def _panel_table(panel: Panel) -> Any:
    """One row per person; region and age make twelve segments with the whole panel."""
    pl = needs("polars")
    return pl.DataFrame(
        {
            "participant": _names(panel.persons),
            "region": [f"region {place}" for place in panel.region],
            "age": [f"age {place}" for place in panel.age],
            "education": [f"level {person % 4}" for person in range(panel.persons)],
        }
    )


def run_once(folder: Path, shape: Shape) -> dict[str, Any]:
    """Read the tables, analyse, and tell how long it took and what it needed."""
    import polars as pl

    from pulsemeter import AnalysisSettings, analyse

    reactions = pl.read_parquet(folder / "reactions.parquet")
    panel = pl.read_parquet(folder / "panel.parquet")
    length_ms = shape.statement_intervals * INTERVAL_MS
    starts_ms = [1_000 + place * length_ms for place in range(shape.statements)]
    statements = pl.DataFrame(
        {"start_ms": starts_ms, "end_ms": [start + length_ms - 2_000 for start in starts_ms]}
    )
    settings = AnalysisSettings(
        replicates=shape.replicates,
        duration_ms=INTERVALS * INTERVAL_MS,
        segments=shape.named or ("region", "age"),
    )
    before_mb = peak_rss_mb()
    began_s, began_cpu_s = time.perf_counter(), _cpu_s()
    found = analyse(reactions, panel, statements, settings)
    wall_s, used_s = time.perf_counter() - began_s, _cpu_s() - began_cpu_s
    peak_mb = peak_rss_mb()
    segments = found.curve["segment"].n_unique()
    statements_found = found.statements["statement"].n_unique()
    if (segments, statements_found) != (shape.segments, shape.statements):
        raise SystemExit(
            f"expected {shape.segments} segments and {shape.statements} statements, got "
            f"{segments} and {statements_found}"
        )
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
    print(json.dumps(run_once(Path(sys.argv[1]), SHAPES[sys.argv[2]])))
