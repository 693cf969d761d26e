"""A table picks its columns from a frame, and knows why its numbers are missing."""

import polars as pl
import pytest

from pulsemeter.report.data_table import GAP_CODE, Column, ColumnKind, Value, whole_table

STATE = Column(
    "state", ColumnKind.CHOICE, "s", (Value("on", "On"), Value("off", "Off", is_gap=True))
)
NUMBER = Column("number", ColumnKind.WHOLE, "n", gaps_in="state")


def test_a_whole_table_holds_its_own_columns_in_their_types():
    frame = pl.DataFrame({"else": [1, 2], "number": [None, 4], "state": ["off", "on"]})
    table = whole_table("t", "about", (STATE, NUMBER), frame, key=("state",))
    (batch,) = table.batches()
    assert batch.schema == table.schema == {"state": pl.String, "number": pl.Int64}
    assert batch.rows() == [("off", None), ("on", 4)]
    assert table.rows == 2
    assert next(iter(table.batches())).equals(batch)


def test_codes_count_from_one_and_reasons_from_their_own_place():
    table = whole_table(
        "t", "", (STATE, NUMBER), pl.DataFrame(schema={"state": pl.String, "number": pl.Int8})
    )
    assert STATE.codes == {"on": 1, "off": 2}
    assert table.gaps_of(NUMBER) == {"off": (GAP_CODE, "Off")}
    assert table.gaps_of(STATE) == {}


def test_a_column_that_is_not_there_is_named():
    table = whole_table("t", "", (STATE,), pl.DataFrame({"state": ["on"]}))
    with pytest.raises(KeyError, match="t has no column number"):
        table.column("number")
