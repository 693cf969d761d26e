from pulsemeter.service.study_reading import Complaint
from pulsemeter.web.shown_form import Form
from pulsemeter.web.studio_form import Field, Kind

FIELDS = {
    "instrument.kind": Field(Kind.TEXT, "Instrument", "two_buttons"),
    "instrument.cue": Field(Kind.FLAG, "Cue", "yes"),
    "instrument.ends": Field(Kind.WORDS, "Ends"),
    "study.cues": Field(Kind.LINES, "Moments"),
    "attribute": Field(Kind.ROWS, "Attribute"),
    "attribute.category": Field(Kind.ROWS, "Answer"),
    "attribute.category.label": Field(Kind.TEXT, "Label"),
    "quota": Field(Kind.CELLS, "Quota of a pair"),
}
TABLES = {
    "instrument": {"cue": False, "ends": ["Cold", "Warm"]},
    "study": {"cues": ["One", "Two"]},
    "attribute": [{"id": "r", "category": [{"label": "North"}]}],
    "quota": [{"age": "young", "region": "north", "max": 40}],
}


def test_values_are_what_stands_or_what_is_usual():
    form = Form(FIELDS, TABLES)
    assert form.value("instrument.kind") == "two_buttons"
    assert form.value("attribute[0].category[0].label") == "North"
    assert form.value("attribute[0].category[7].label") == ""
    assert form.value("study.cues") == "One\nTwo"
    assert not form.is_on("instrument.cue")
    assert Form(FIELDS, {}).is_on("instrument.cue")
    assert form.rows("attribute") == TABLES["attribute"]
    assert form.rows("study") == form.rows("nothing[3].at.all") == []
    assert form.pair("instrument.ends") == ("Cold", "Warm")
    assert form.pair("study.two_way[0]") == ("", "")
    assert form.cell("quota[0]") == ("age:young", "region:north")
    assert form.cell("quota[1]") == ("", "")


def test_what_stands_in_no_form_s_shape_is_shown_as_nothing():
    odd = Form(FIELDS, {"instrument": "x", "attribute": {"a": 1}, "quota": [3], "study": []})
    assert odd.value("instrument.kind") == "two_buttons"
    assert odd.rows("attribute") == []
    assert odd.cell("quota[0]") == ("", "")


def test_complaints_stand_beside_their_field_and_lead_to_it():
    complaints = [
        Complaint("attribute[1].category[0].label", 0, "is empty"),
        Complaint("attribute[1].category", 0, "needs two"),
        Complaint("quota[0].region", 0, "is none"),
        Complaint("question[0].show_if", 0, "looks ahead"),
    ]
    form = Form(FIELDS, TABLES, complaints)
    assert form.told("attribute[1].category[0].label") == ["is empty"]
    assert form.told("attribute[0].category[0].label") == []
    assert form.summary() == [
        ("f-attribute-1-category-0-label", "Attribute 2, Answer 1, Label", "is empty"),
        ("f-attribute-1-category", "Attribute 2, Answer", "needs two"),
        ("f-quota-0", "Quota of a pair 1", "is none"),
        ("", "question[0].show_if", "looks ahead"),
    ]
    assert form.id("attribute[1].category") == "f-attribute-1-category"
    assert form.label("instrument.kind") == "Instrument"
