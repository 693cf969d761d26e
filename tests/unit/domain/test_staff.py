import pytest

from pulsemeter.domain.staff import (
    ACTS_OF,
    EVERY_STUDY,
    NAME_LENGTH_MAX,
    Act,
    Membership,
    Role,
    covers,
    may,
    membership_in,
    name_key,
    tidy_name,
)

# Written by hand from the design, not from the table: o owner, a analyst, m moderator, e editor,
# v viewer.
MAY = {
    Act.SEE_STUDY: "oamev",
    Act.SEE_RELEASED: "oamev",
    Act.SEE_LIVE: "oame",
    Act.SEE_EVERY_AUDIENCE: "oamv",
    Act.SEE_ACTIVITY: "oam",
    Act.REMARK: "oame",
    Act.PROPOSE: "oame",
    Act.DECIDE: "ome",
    Act.CONDUCT: "om",
    Act.BRIEF: "om",
    Act.UPLOAD: "om",
    Act.ALIGN: "oam",
    Act.SORT_COMMENTS: "oa",
    Act.EDIT_STUDY: "o",
    Act.MANAGE_PEOPLE: "o",
    Act.EXPORT_PERSONS: "oa",
    Act.SEE_AUDIT: "o",
    Act.SEE_STATUS: "om",
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("act", Act)
def test_who_may_do_what(role, act):
    assert may(role, act) is (role.value[0] in MAY[act])


def test_who_has_no_role_may_do_nothing():
    assert not any(may(None, act) for act in Act)
    assert set(ACTS_OF) == set(Role)


def test_the_membership_of_a_study_counts_before_that_of_every_study():
    everywhere = Membership(EVERY_STUDY, Role.OWNER)
    here = Membership("moon", Role.EDITOR, ("region",))
    assert membership_in("moon", [everywhere, here]) == here
    assert membership_in("mars", [everywhere, here]) == everywhere
    assert membership_in("mars", [here]) is None
    assert membership_in("moon", []) is None


def test_names_are_tidied_and_compared_without_capitals_and_spaces():
    assert tidy_name("  Ada \t Lovelace ") == "Ada Lovelace"
    assert name_key(" ADA  lovelace") == name_key("Ada Lovelace")
    assert name_key("Ada") != name_key("Äda")


@pytest.mark.parametrize("name", ["", "  ", "x" * (NAME_LENGTH_MAX + 1), "Ada\u202eada", "a\x00"])
def test_names_that_can_not_be_shown_are_refused(name):
    with pytest.raises(ValueError, match="name"):
        tidy_name(name)


def test_a_cell_is_covered_only_as_a_whole():
    assert covers({"region:north"}, "region:north")
    assert covers({"region"}, "region:north+south")
    assert not covers({"region:north"}, "region:north+south")
    assert not covers({"region:north"}, "region:north×age:young")
    assert covers({"region:north", "age:young"}, "region:north×age:young")
    assert not covers((), "all")
