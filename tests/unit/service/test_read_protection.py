"""Comments are switched by the study; what would tell who pressed is refused."""

from dataclasses import replace

import pytest
from tests.unit.service.test_read_study import GOOD

from pulsemeter.domain.protection import SEALED, STANDARD
from pulsemeter.service.read_study import read_study
from pulsemeter.service.study_reading import StudyFileError


def test_by_itself_a_profile_is_as_it_is():
    assert read_study(GOOD).study.profile == SEALED


def test_comments_are_switched_on_for_people_at_risk_with_a_note():
    found = read_study(f"{GOOD}\n[protection]\ncomments = true\n")
    assert found.study.profile == replace(SEALED, comments=True)
    assert [note for note in found.notes if "asks for no comments by itself" in str(note)]


def test_and_off_elsewhere():
    found = read_study(
        GOOD.replace('"sealed"', '"standard"') + "\n[protection]\ncomments = false\n"
    )
    assert found.study.profile == replace(STANDARD, comments=False)
    assert found.notes == read_study(GOOD.replace('"sealed"', '"standard"')).notes


@pytest.mark.parametrize(
    ("told", "complaint"),
    [
        ('comments = "yes"', "protection.comments: must be a"),
        ("commments = true", "protection.commments: is not a key here; known are comments"),
    ],
)
def test_what_is_no_switch_is_named(told, complaint):
    with pytest.raises(StudyFileError, match=complaint):
        read_study(f"{GOOD}\n[protection]\n{told}\n")


def test_a_list_is_no_section():
    with pytest.raises(StudyFileError, match="protection: must be a section"):
        read_study(f"{GOOD}\n[[protection]]\ncomments = true\n")


@pytest.mark.parametrize("comments", ["true", "false"])
def test_neither_why_nor_a_summary_is_had_where_traffic_is_even(comments):
    asked = GOOD.replace("seed = 7", "seed = 7\npersonal_summary = true")
    with pytest.raises(StudyFileError) as refused:
        read_study(f"{asked}\n[protection]\ncomments = {comments}\n[why]\nmoments = 2\n")
    assert "study.personal_summary: the profile sealed is for people at risk" in str(refused.value)
    assert "why: the profile sealed hides who pressed" in str(refused.value)
