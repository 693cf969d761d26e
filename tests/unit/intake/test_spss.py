"""Files of SPSS and Stata, written and read again."""

from pathlib import Path

import polars as pl
import pyreadstat
import pytest

from pulsemeter.intake.panel import read_panel
from pulsemeter.intake.reactions import read_reactions
from pulsemeter.intake.spss import read_labelled


@pytest.mark.parametrize("name", ["data.sav", "data.zsav"])
def test_long_reactions_come_back(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    frame = pl.DataFrame(
        {"participant": [1, 2, 2], "time_s": [1.5, 2.0, 3.0], "choice": [1, -1, 0]}
    )
    pyreadstat.write_sav(frame, str(path), compress=name.endswith("zsav"))
    assert read_reactions(path).frame.rows() == [
        ("1", "", 1500, 100, "press"),
        ("2", "", 2000, -100, "press"),
        ("2", "", 3000, 0, "skipped"),
    ]


def test_labels_of_choices_are_words(tmp_path: Path) -> None:
    path = tmp_path / "data.sav"
    frame = pl.DataFrame({"id": [1.0, 2.0], "t_s": [1.0, 2.0], "choice": [1.0, 2.0]})
    labels = {"choice": {1: "Like", 2: "Dislike"}}
    pyreadstat.write_sav(frame, str(path), variable_value_labels=labels)
    assert read_reactions(path).frame["choice"].to_list() == [100, -100]


def test_wide_files_come_back(tmp_path: Path) -> None:
    path = tmp_path / "data.sav"
    frame = pl.DataFrame({"time": [0.0, 1.0], "p1": [10.0, None], "p2": [0.0, 5.0]})
    pyreadstat.write_sav(frame, str(path))
    read = read_reactions(path, wide=True, value_range=(0, 10))
    assert read.frame["choice"].to_list() == [100, -100, 0]


def test_a_panel_has_labels_as_categories_and_user_missing_as_missing(tmp_path: Path) -> None:
    path = tmp_path / "panel.sav"
    frame = pl.DataFrame({"id": [1, 2, 3], "sex": [1, 2, 9], "city": ["Ulm", "", "Jena"]})
    pyreadstat.write_sav(
        frame,
        str(path),
        variable_value_labels={"sex": {1: "female", 2: "male", 9: "refused"}},
        missing_ranges={"sex": [9]},
    )
    assert read_panel(path).frame.rows() == [
        ("1", "female", "Ulm"),
        ("2", "male", None),
        ("3", None, "Jena"),
    ]


def test_stata_files_are_read(tmp_path: Path) -> None:
    path = tmp_path / "panel.dta"
    pyreadstat.write_dta(pl.DataFrame({"id": [1, 2], "age": ["old", "young"]}), str(path))
    assert read_labelled(path, "panel.dta").frame["age"].to_list() == ["old", "young"]
