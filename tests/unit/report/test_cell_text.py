import pytest

from pulsemeter.report.cell_text import defused


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_spreadsheet_takes_no_cell_for_a_formula(cell):
    assert defused(cell) == "'" + cell
    assert defused("north-1") == "north-1"
