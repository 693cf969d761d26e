"""The whole call: deterministic, order of rows without effect, null and never NaN."""

import subprocess
import sys

import polars as pl
import pytest

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


PANEL = {"participant": [f"p{i:02}" for i in range(40)], "g": ["a", "b"] * 20}


def same(one, other):
    return all(table.equals(other.tables[name]) for name, table in one.tables.items())


def test_the_same_seed_and_any_order_of_rows_give_the_same_tables():
    first = analyse(presses(), None, SPOKEN, QUICK)
    assert same(first, analyse(presses(), None, SPOKEN, QUICK))
    held = pl.DataFrame(presses())
    assert same(first, analyse(held.sample(fraction=1, shuffle=True, seed=3), None, SPOKEN, QUICK))


@pytest.mark.parametrize("persons", [1, 3, 40])
@pytest.mark.parametrize(
    ("statements", "more"),
    [(None, {}), (SPOKEN, {}), (SPOKEN, {"lag_ms": 20_000}), (SPOKEN, {"instrument": "slider"})],
)
@pytest.mark.parametrize("choice", [None, 100])
def test_no_table_holds_nan_and_no_text_says_none(persons, statements, more, choice):
    held = presses(persons)
    if choice:
        held["choice"] = [choice] * len(held["choice"])
    panel = {**PANEL, "g": ["a"] * 39 + ["empty"]}
    found = analyse(held, panel, statements, AnalysisSettings(replicates=100, **more))
    for table in (*found.tables.values(), found.persons):
        for column in table.get_columns():
            if column.dtype.is_float():
                assert column.drop_nulls().is_finite().all(), column.name
    assert "nan" not in str(found).split()
    assert "None" not in str(found)


def test_everybody_away_is_too_few():
    held = {**presses(), "choice": [None] * 120, "kind": ["away"] * 120}
    found = analyse(held, None, SPOKEN, QUICK)
    assert found.statements["verdict"].unique().to_list() == ["too_few"]


def test_the_package_alone_loads_neither_tables_nor_pictures():
    code = (
        "import sys, pulsemeter; assert not {'polars', 'matplotlib'} & set(sys.modules); "
        "pulsemeter.analyse; assert 'polars' in sys.modules; assert 'matplotlib' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
