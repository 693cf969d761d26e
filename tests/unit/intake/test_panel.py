"""Panel files: who belongs to which groups."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pulsemeter.intake.complaint import IntakeError
from pulsemeter.intake.panel import read_panel

Write = Callable[..., Path]


def test_attributes_are_texts_and_missing_is_null(write: Write) -> None:
    panel = read_panel(write("person;region;age\nanna; North ;1\nben;NA;2\n"))
    assert panel.frame.rows() == [("anna", "North", "1"), ("ben", None, "2")]
    assert panel.attributes == ("region", "age")
    assert not panel.weighted


def test_weights_are_numbers_above_zero(write: Write) -> None:
    panel = read_panel(write("id;region;w\na;N;0,5\nb;S;1,5\n"), weight_column="w")
    assert panel.frame["weight"].to_list() == [0.5, 1.5]
    assert panel.attributes == ("region",)
    with pytest.raises(IntakeError) as caught:
        read_panel(write("id,w\na,0\nb,-1\nc,x\nd,\ne,1\n"), weight_column="w")
    assert len(caught.value.complaints) == 4
    with pytest.raises(IntakeError, match="no column is called 'w'"):
        read_panel(write("id,region\na,N\n"), weight_column="w")


def many(column: str) -> str:
    return f"id,{column},sex\n" + "".join(f"p{n},{n * 7},{'fm'[n % 2]}\n" for n in range(30))


def test_columns_that_make_no_groups_are_left_out_unless_asked_for(write: Write) -> None:
    panel = read_panel(write(many("income")))
    assert panel.attributes == ("sex",)
    assert "income: left out, 30 different numbers" in panel.notes[0]
    assert read_panel(write(many("income")), segments=["income"]).attributes == ("income", "sex")
    names = "id,name\n" + "".join(f"p{n},name {n}\n" for n in range(30))
    assert "30 different texts" in read_panel(write(names)).notes[0]


def test_a_segment_that_is_missing_is_named(write: Write) -> None:
    with pytest.raises(IntakeError, match=r"'Region'; the file has 'id', 'region'"):
        read_panel(write("id,region\na,N\n"), segments=["Region"])


def test_a_person_stands_once(write: Write) -> None:
    panel = read_panel(write("id,region\na,N\na,N\nb,\nb,\n"))
    assert panel.frame.rows() == [("a", "N"), ("b", None)]
    assert panel.notes == ("2 rows repeating another one left out",)
    with pytest.raises(IntakeError, match="line 4, id: 'a' stands in an earlier row"):
        read_panel(write("id,region\na,N\na,N\na,S\nb,\n"))


def test_rows_without_participant_are_left_out(write: Write) -> None:
    assert read_panel(write("id,region\na,N\n,S\n")).notes == (
        "1 row without participant left out",
    )
    with pytest.raises(IntakeError, match="no row names a participant"):
        read_panel(write("id,region\n,N\n"))


def test_empty_columns_are_noted(write: Write) -> None:
    assert read_panel(write("id,region,x\na,N,\n")).notes == ("x: left out, it is empty",)


def test_a_panel_needs_participants(write: Write) -> None:
    with pytest.raises(IntakeError, match="no column says who"):
        read_panel(write("name,region\na,N\n"))
    assert len(read_panel(write("name,sex\na,f\n"), participant_column="name").frame) == 1
