"""Files that nobody has described get a mapping that may fit."""

from pathlib import Path

import pytest

from pulsemeter.intake.guess_mapping import guessed_tables
from pulsemeter.intake.mapped_table import read_mapped_table
from pulsemeter.intake.mapping import FileRule, Layout
from pulsemeter.service.mapping_form import mapping_text, tables_of

TWO = {"1": "like", "-1": "dislike"}


@pytest.fixture
def guess(tmp_path: Path, make_study):
    """What is guessed of the text of a file."""

    def run(text, files=("a.csv",)):
        path = tmp_path / "a.csv"
        path.write_text(text, "utf-8")
        return guessed_tables(read_mapped_table(path, FileRule(Layout.LONG)), make_study(), files)

    return run


def test_a_row_for_each_reaction(guess):
    found = guess("Respondent;Time (ms);Button;Region\na;5000;+;N\nb;9000;-;S\n")
    assert found["file"] == {"layout": "long"}
    assert found["participant"] == {"column": "Respondent"}
    assert found["time"] == {"unit": "ms", "column": "Time (ms)"}
    assert found["value"] == {"column": "Button", "codes": {"+": "like", "-": "dislike"}}
    assert found["attribute"] == [{"id": "region", "column": "Region"}]


def test_a_column_for_each_moment(guess):
    found = guess("Respondent;Party;1;3;5\na;Dem;50;61;0\nb;Rep;100;;42\n")
    assert found["file"] == {"layout": "wide"}
    assert found["participant"] == {"column": "Respondent"}
    assert found["time"] == {"unit": "s", "first": "1", "last": "5", "start": 1.0, "step": 2.0}
    assert found["value"] == {"range": [0, 100]}


def test_a_column_for_each_moment_with_words_before_it(guess):
    found = guess("who,sec_1,sec_2,sec_3\na,1,7,2\nb,2,6,7\n")
    assert found["participant"] == {"column": "who"}
    assert found["time"] == {"unit": "s", "prefix": "sec_"}
    assert found["value"] == {"range": [1, 7]}


def test_a_row_for_each_moment(guess):
    found = guess("time,p1,p2,p3\n00:01,1,-1,1\n00:02,,1,1\n")
    assert found["file"] == {"layout": "wide_by_time"}
    assert found["time"] == {"unit": "clock", "column": "time"}
    assert found["value"] == {"codes": TWO}
    assert "participant" not in found


def test_a_file_for_each_participant(guess):
    found = guess("ms,rating\n1000,40\n2000,-60\n", ("a.csv", "b.csv"))
    assert found["file"] == {"layout": "file_per_participant"}
    assert found["time"] == {"unit": "ms", "column": "ms"}
    assert found["value"] == {"column": "rating", "range": [-100, 100]}


def test_what_can_not_be_seen_stays_empty(guess, make_study):
    found = guess("a,b,c\nx,y,z\n")
    assert (found["time"], found["value"]) == ({"unit": "s"}, {})
    assert tables_of({}, make_study()) == {}
    assert mapping_text(found).startswith("[source]\n")
