import pytest

from pulsemeter.service.study_reading import Complaint, Reading, StudyFileError


def test_a_complaint_names_its_line_or_that_of_its_section():
    reading = Reading({"study": 1, "study.name": 3})
    reading.complain("study.name", "is odd")
    reading.complain("study.title", "is missing")
    reading.complain("consent.kept", "is missing")
    assert [str(c) for c in reading.complaints] == [
        "line 3, study.name: is odd",
        "line 1, study.title: is missing",
        "consent.kept: is missing",
    ]


@pytest.mark.parametrize(
    ("value", "kind", "taken", "complaint"),
    [
        ("x", str, "x", ""),
        (5, int, 5, ""),
        (True, bool, True, ""),
        (True, int, 0, "must be a whole number, not True"),
        ("5", int, 0, "must be a whole number, not '5'"),
        (1, bool, False, "must be a true or false, not 1"),
        ("  ", str, "  ", "is empty; give a text"),
        (None, list, [], "is missing; give a list"),
    ],
)
def test_taking_a_value(value, kind, taken, complaint):
    reading = Reading({})
    assert reading.take({"k": value}, "s", "k", kind, None) == taken
    assert [c.what for c in reading.complaints] == ([complaint] if complaint else [])


def test_an_error_lists_every_complaint():
    error = StudyFileError("s.toml", [Complaint("a", 1, "is odd"), Complaint("b", 0, "is even")])
    assert str(error) == "s.toml can't be used as a study:\n  line 1, a: is odd\n  b: is even"
