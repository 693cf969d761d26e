"""A mapping goes through a form and back and loses nothing, or has no form."""

import pytest

from pulsemeter.domain.study import Attribute, Category
from pulsemeter.service.mapping_form import fields_of, mapping_text, tables_of
from pulsemeter.transcript.toml_tables import toml_tables

WHOLE = """
[source]
system = "dials"
[file]
layout = "long"
encoding = "cp1252"
delimiter = ";"
skip_rows = 2
[participant]
column = "user"
[time]
unit = "s"
column = "t"
offset_ms = -2000
[value]
column = "v"
codes = { "1" = "like", "+" = "like", "2" = "dislike" }
range = [0, 100.5]
missing = ["-99", "x"]
held = true
[presence]
silence = "skipped"
missing = "away"
[panel]
file = "panel.sav"
participant = "id"
[limits]
unused_percent = 2.5
[[attribute]]
id = "region"
column = "Land"
missing = "north"
[[attribute.category]]
id = "north"
values = ["N", "1"]
"""


@pytest.fixture
def study(make_study):
    """A study of one attribute."""
    places = (Category("north", "North"), Category("south", "South"))
    return make_study(attributes=(Attribute("region", "Region", "Where?", places),))


def test_a_mapping_goes_through_the_form_and_back(study):
    fields = fields_of(WHOLE, study)
    assert fields["code.like"] == "1, +"
    assert (fields["low"], fields["high"], fields["unused_percent"]) == ("0", "100.5", "2.5")
    assert fields["attribute.region.values.north"] == "N, 1"
    tables = tables_of(fields, study)
    assert tables == toml_tables(WHOLE)
    assert toml_tables(mapping_text(tables)) == tables


@pytest.mark.parametrize(
    "change",
    [
        ("layout =", "layout"),
        ('"like", "+"', '50, "+"'),
        ('["N", "1"]', '["N, 1"]'),
        ('id = "region"', 'id = "age"'),
        ("[source]", "[study]\ntitle = 'x'\n[source]"),
        ("[0, 100.5]", "[0, 1, 2]"),
    ],
)
def test_what_no_form_can_say_has_no_fields(study, change):
    assert fields_of(WHOLE.replace(*change), study) is None


def test_what_was_typed_wrongly_comes_back_as_it_was_typed(study):
    typed = {"step": "a lot", "low": "1,5", "high": "", "layout": "long"}
    tables = tables_of(typed, study)
    assert tables["time"] == {"step": "a lot"}
    assert tables["value"] == {"range": [1.5, ""]}
    fields = fields_of(mapping_text(tables), study)
    assert (fields["step"], fields["low"], fields["high"]) == ("a lot", "1.5", "")


def test_empty_fields_say_nothing(study):
    assert tables_of({"layout": " ", "attribute.region.missing": "north"}, study) == {}
