"""Columns are found by the names people give them, and never guessed between two."""

from pathlib import Path

import polars as pl
import pytest

from pulsemeter.intake.columns import ALIASES, find_column, plain_header, unit_of
from pulsemeter.intake.table import Table


def table(*headers: str) -> Table:
    return Table.of("a.csv", pl.DataFrame({header: ["1"] for header in headers}), headers)


@pytest.mark.parametrize("role", ["participant", "time", "choice"])
def test_every_alias_is_found_however_it_is_spelt(role: str) -> None:
    for alias in ALIASES[role]:
        for header in (alias, alias.upper(), alias.replace("_", " ")):
            one = table("other", header)
            complaints = one.complaints()
            assert find_column(one, role, complaints, needed=True) == header
            assert not complaints.found


def test_the_own_name_wins_over_aliases() -> None:
    one = table("id", "participant")
    assert find_column(one, "participant", one.complaints()) == "participant"


def test_two_aliases_are_a_question() -> None:
    one = table("id", "pid")
    complaints = one.complaints()
    assert find_column(one, "participant", complaints) is None
    assert "'id', 'pid'" in complaints.found[0]
    assert "--participant-column" in complaints.found[0]


def test_a_missing_column_names_those_that_are_there() -> None:
    one = table("x", "y")
    complaints = one.complaints()
    assert find_column(one, "time", complaints, needed=True) is None
    assert "'x', 'y'" in complaints.found[0]
    assert find_column(one, "target", one.complaints()) is None


def test_the_column_asked_for_is_taken_or_missed() -> None:
    one = table("who", "id")
    complaints = one.complaints()
    assert find_column(one, "participant", complaints, asked="Who") == "who"
    assert find_column(one, "participant", complaints, asked="nobody") is None
    assert "'nobody'" in complaints.found[0]


def test_units_stand_at_the_end_of_a_header() -> None:
    assert plain_header("\ufeffTime [s]") == "time_s"
    assert unit_of("Time (ms)") == "ms"
    assert unit_of("stimulus_ms") == "ms"
    assert unit_of("seconds") == "s"
    assert unit_of("t [sec]") == "s"
    assert unit_of("time") is None
    assert unit_of("forms") is None


def test_the_reference_names_the_first_aliases_of_every_role(project_root: Path) -> None:
    text = (project_root / "docs/reference/input_files.md").read_text(encoding="utf-8")
    for role in ("participant", "time", "choice", "start", "end", "words"):
        for alias in ALIASES[role][:5]:
            assert f"`{alias.removesuffix('_id')}`" in text, alias
