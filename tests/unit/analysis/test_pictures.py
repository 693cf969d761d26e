"""Pictures draw what the tables hold."""

from dataclasses import replace
from math import isnan

import matplotlib as mpl
import pytest

from pulsemeter.analysis.analyse import analyse
from pulsemeter.analysis.settings import AnalysisSettings, Comparison

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


mpl.use("Agg")


@pytest.fixture(autouse=True)
def _closed():
    from matplotlib import pyplot as plt

    yield
    plt.close("all")


def found():
    panel = {"participant": [f"p{i:02}" for i in range(40)], "g": ["a", "b"] * 20}
    way = AnalysisSettings(
        replicates=200, lag_ms=0, confidence=0.9, contrasts=(Comparison("g", "a", "b"),)
    )
    return analyse(presses(), panel, SPOKEN, way)


def test_lines_are_the_tables():
    held = found()
    axes = held.plot_curve("all", "g:a")
    own = held.curve.filter(held.curve["segment"] == "g:a")
    assert axes.lines[1].get_ydata().tolist() == (100 * own["net"]).to_list()
    told = replace(held, curve=held.curve.filter(held.curve["interval"] != 1))
    (line, *_) = told.plot_curve("all").lines
    assert [k for k, net in enumerate(line.get_ydata()) if isnan(net)] == [1]
    marked = held.plot_contrast("a:b").lines[1].get_ydata()
    assert len(marked) == held.contrasts["max_t"][0] == 1
    assert len(held.plot_ranking().get_yticks()) == 3
    words = {text.get_text() for text in held.plot_matrix().texts}
    assert {"resonates", "falls flat"} <= words


def test_what_is_not_there_is_named():
    held = found()
    with pytest.raises(ValueError, match="no segment 'x'"):
        held.plot_curve("x")
    with pytest.raises(ValueError, match="no target 'x'"):
        held.plot_curve(target="x")
    with pytest.raises(ValueError, match="no contrast 'x:y'"):
        held.plot_contrast("x:y")
    with pytest.raises(ValueError, match="at most 3"):
        held.plot_curve("all", "all", "all", "all")
