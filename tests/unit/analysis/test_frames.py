"""Tables: every column there, one value for all rows, and no NaN."""

import numpy as np
import polars as pl
import pytest

from pulsemeter.analysis.frames import frame, number, rows, stacked

SCHEMA = {"name": pl.String, "net": pl.Float64, "n": pl.Int64}


def test_nan_and_infinity_become_null_and_one_value_stands_for_all_rows():
    held = frame(SCHEMA, {"name": "x", "net": np.array([0.5, np.nan, np.inf]), "n": [1, None, 3]})
    assert held["name"].to_list() == ["x"] * 3
    assert held["net"].to_list() == [0.5, None, None]
    assert held["n"].to_list() == [1, None, 3]


def test_columns_that_do_not_fit_are_named():
    with pytest.raises(ValueError, match="n, other"):
        frame(SCHEMA, {"name": "x", "net": 0.0, "other": 1})


def test_no_rows_and_no_tables_still_have_all_columns():
    assert rows(SCHEMA, []).schema == stacked(SCHEMA, []).schema == pl.Schema(SCHEMA)
    one = rows(SCHEMA, [{"name": "x", "net": 0.1, "n": 1}])
    assert len(stacked(SCHEMA, [one, one])) == 2


def test_number_holds_finite_values_alone():
    assert [number(v) for v in (0.5, None, float("nan"), float("inf"))] == [0.5, None, None, None]
