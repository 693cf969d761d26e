"""The tables by name; the persons' stay out."""

from dataclasses import replace

import polars as pl

from pulsemeter.analysis.analyse import analyse
from pulsemeter.analysis.settings import AnalysisSettings

QUICK = AnalysisSettings(replicates=100, lag_ms=0, interval_ms=5_000)
SPOKEN = {"start_ms": [0, 5_000, 10_000], "end_ms": [5_000, 10_000, 15_000]}


def presses(persons=40):
    """Person i likes the first statement, dislikes the second, is divided on the third."""
    third = [100 if i % 2 else -100 for i in range(persons)]
    return {
        "participant": [f"p{i:02}" for i in range(persons) for _ in range(3)],
        "stimulus_ms": [1_000, 6_000, 11_000] * persons,
        "choice": [c for i in range(persons) for c in (100, -100, third[i])],
    }


def test_tables_leave_the_persons_out_and_labels_tell_attributes_apart():
    found = analyse(presses(), None, SPOKEN, QUICK)
    assert "persons" not in found.tables
    assert found.targets == ("speech",)
    shared = pl.DataFrame(
        {
            "segment": ["all", "g:a", "h:a"],
            "attribute": ["all", "g", "h"],
            "label": ["All", "a", "a"],
        }
    )
    labels = replace(found, segments=shared).labels
    assert labels == {"all": "All", "g:a": "g: a", "h:a": "h: a"}
