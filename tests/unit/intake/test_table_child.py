"""The program that reads one file and leaves its table."""

from pathlib import Path

import polars as pl
import pyreadstat
import pytest

from pulsemeter.intake.complaint import IntakeError
from pulsemeter.intake.read_apart import load_table
from pulsemeter.intake.table_child import main


def test_a_table_is_left(tmp_path: Path) -> None:
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(pl.DataFrame({"id": [1.0, 2.0]}), str(path))
    main("labelled", path, "panel.sav", "", 0, tmp_path)
    found = load_table(tmp_path)
    assert found.name == "panel.sav"
    assert found.frame["id"].to_list() == [1.0, 2.0]


def test_a_refusal_is_left(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"no")
    main("workbook", path, "a.xlsx", "", 0, tmp_path)
    with pytest.raises(IntakeError, match=r"a\.xlsx can't be used"):
        load_table(tmp_path)
