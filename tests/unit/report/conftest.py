"""A small simulated session with everything that a report can hold."""

import numpy as np
import polars as pl
import pytest

from pulsemeter.analysis.analyse import analyse
from pulsemeter.analysis.analysis import Analysis
from pulsemeter.analysis.settings import AnalysisSettings, Comparison

HOSTILE = "<script>alert('x')</script> & \"quoted\" \u202eturned\u202c"
INTERVALS = 40
PERSONS = 90


def session(**changed: object) -> Analysis:
    """Ninety persons over 200 s; the young like what the others dislike."""
    rng = np.random.default_rng(5)
    ages = np.array(["under 35", "35 <b>and</b> over"])[rng.integers(0, 2, PERSONS)]
    course = np.sin(np.arange(INTERVALS) / 4)
    lean = np.where(ages == "under 35", 1.2, -0.6)
    score = course[None, :] + lean[:, None] + rng.normal(0, 1, (PERSONS, INTERVALS))
    who, when = np.nonzero(np.abs(score) > 1)
    reactions = pl.DataFrame(
        {
            "participant": [f"p{i}" for i in who],
            "stimulus_ms": when * 5_000 + 2_500,
            "choice": np.where(score[who, when] > 0, 100, -100),
        }
    )
    panel = pl.DataFrame({"participant": [f"p{i}" for i in range(PERSONS)], "age": ages})
    start = np.arange(8) * 25_000
    spoken = {
        "start_ms": start,
        "end_ms": start + 20_000,
        "words": [HOSTILE, *(f"Sentence number {n}." for n in range(2, 9))],
        "passage": ["Energy"] * 4 + ["Schools"] * 4,
    }
    settings = AnalysisSettings(
        duration_ms=INTERVALS * 5_000,
        replicates=200,
        contrasts=(Comparison("age", "under 35", "35 <b>and</b> over"),),
        **changed,  # type: ignore[arg-type]
    )
    return analyse(reactions, panel, spoken, settings)


@pytest.fixture(scope="session")
def found() -> Analysis:
    """The session analysed."""
    return session()


@pytest.fixture(scope="session")
def alone() -> Analysis:
    """One person, no statements, no segments."""
    return analyse(
        {"participant": ["p1"] * 3, "stimulus_ms": [1_000, 7_000, 12_000], "choice": [100] * 3}
    )


@pytest.fixture(scope="session")
def weighted() -> Analysis:
    """The same session, weighted to margins."""
    return session(weights={"age": {"under 35": 0.5, "35 <b>and</b> over": 0.5}})
